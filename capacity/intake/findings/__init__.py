"""What is wrong with an input? Findings with their place and remedy, and the command that a remedy names."""

from capacity.intake.findings.issues import Found, InputError, Issue, Place, RowPlace, Where, nearest, shortened
from capacity.intake.findings.typed import command

__all__ = ["Found", "InputError", "Issue", "Place", "RowPlace", "Where", "command", "nearest", "shortened"]
