"""The best plan: what the chain could earn if its members planned together, proven, and what every limit is worth."""
