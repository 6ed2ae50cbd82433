"""Which row of a sheet is its header, which column is meant, which sheets belong together."""
