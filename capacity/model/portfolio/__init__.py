"""Candidates side by side: points by a fund's criteria, the chance of each rank, the best set under budgets."""

from capacity.model.portfolio.ranking import chosen, ranked, with_chances

__all__ = ["chosen", "ranked", "with_chances"]
