"""Candidates side by side: points by a fund's criteria, the chance of each rank, the best set under budgets."""
