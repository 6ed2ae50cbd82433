"""The borrowers' statements as sheets with live formulas: change an assumption, and cash, debt and cover follow."""

from capacity.run.live.book import live_sheets
from capacity.run.live.grid import Formula, Grid, Value

__all__ = ["Formula", "Grid", "Value", "live_sheets"]
