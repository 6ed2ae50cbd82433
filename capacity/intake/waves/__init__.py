"""Later rounds of a cluster's survey: which there are, what each says, and who of the members is who in all of them."""
