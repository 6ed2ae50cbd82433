"""What to do first? Steps ranked by what they bring, and the best package for a budget."""
