"""How do pages come to paper and into a phone's chat? As PDF and pictures, printed by a Chromium that is found."""
