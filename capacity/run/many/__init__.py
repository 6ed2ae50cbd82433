"""What surrounds a run over many clusters: what is due and why, what became of each, what its report says of it."""
