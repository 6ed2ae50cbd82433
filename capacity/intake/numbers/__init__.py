"""Which number can be moved? Single numbers of a cluster file: where they stand and what they can be."""
