"""What does the money say? The chapters on who gains, what a bank sees, and what the country has of it."""
