"""What is wrong with an input? Findings with their place and remedy, and words spelt differently."""
