"""What does a meeting look at? The panel with levers, its figures, and saving what was tried."""
