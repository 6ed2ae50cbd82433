"""What would be without the cluster? Who works today, at which prices, and what would stand."""

from capacity.model.without.without import Usual, usual
from capacity.model.without.work import Workers, todays_work

__all__ = ["Usual", "Workers", "todays_work", "usual"]
