"""What would be without the cluster? Who works today, at which prices, and what would stand."""
