"""What would be without the cluster? At which prices goods change hands today, and what would stand."""

from capacity.model.without.without import Usual, usual

__all__ = ["Usual", "usual"]
