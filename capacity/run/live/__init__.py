"""The bank's workbook: a summary, then the borrowers' statements with live formulas."""

from capacity.run.live.officer import bank_sheets
from capacity.run.live.written import to_workbook

__all__ = ["bank_sheets", "to_workbook"]
