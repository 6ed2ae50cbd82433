"""What is wrong with an input? Findings with their place and remedy, and words spelt differently."""

from capacity.intake.findings.issues import Found, InputError, Issue, Place, RowPlace, Where, nearest
from capacity.intake.findings.spelling import fold, has_invisible, same_letters, slug, tidy

__all__ = [
    "Found",
    "InputError",
    "Issue",
    "Place",
    "RowPlace",
    "Where",
    "fold",
    "has_invisible",
    "nearest",
    "same_letters",
    "slug",
    "tidy",
]
