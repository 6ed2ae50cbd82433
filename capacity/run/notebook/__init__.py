"""A notebook run unattended: its kernel, its parameters, the receipt of its last cell, the copy that is kept."""
