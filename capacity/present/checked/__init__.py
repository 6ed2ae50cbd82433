"""What was found, back in the survey's own workbook: coloured cells, comments, and a sheet to fill in."""

from capacity.present.checked.marks import marked

__all__ = ["marked"]
