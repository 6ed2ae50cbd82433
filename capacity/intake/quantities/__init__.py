"""What is a number as people state it? Values, ranges and distributions with units, and what they may be."""
