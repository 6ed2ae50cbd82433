"""Who gains? The accounts of every class, who pays whom, at which prices nobody loses, and the country."""
