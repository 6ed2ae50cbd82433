"""At which value does it turn? Goals, what can be moved, and the search."""
