"""The money after the run: who earns, owes and gains what, from the flows of goods by month and draw."""
