"""How far may it be off? Draws of every uncertain number, the ranges of what follows, and their own error."""
