"""What to do first: the steps a cluster can take, what each is worth, and which go together under a budget."""
