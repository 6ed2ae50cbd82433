"""Does what a cluster file says fit together? Names, shares, money, and what is doubtful."""
