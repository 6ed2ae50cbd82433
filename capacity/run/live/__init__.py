"""The borrowers' statements as sheets with live formulas: change an assumption, and cash, debt and cover follow."""
