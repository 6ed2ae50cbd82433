"""What surrounds a run over many clusters: why each is redone, what became of it, what is shown meanwhile."""
