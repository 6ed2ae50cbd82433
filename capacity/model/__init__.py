"""Pure functions of arrays: no files, no plots, no global state."""
