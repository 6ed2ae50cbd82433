"""What a finding is in a report: its code's sentences in three languages, and whether it stops, changes or informs."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from capacity.intake.findings import Issue

LANGUAGES = ("en", "ru", "ky")
STOPS, CHANGES, INFORMS = KINDS = ("stops", "changes the figures", "for information")
_ASSUMED = frozenset(("C06", "R20", "Y08", "Y23"))
"""codes of notes that say what was taken for a figure: the middle of a range, silence, a default"""
_HARMLESS = frozenset(("F13", "F14", "F15", "F19", "F20", "F24", "H10", "R06", "R07"))
"""codes of warnings that leave every figure as it is"""


@cache
def catalogue(language: str = "en") -> Mapping[str, tuple[str, str]]:
    """Return what was found and what to do, by code, in a language: en, ru or ky."""
    name = "catalogue.toml" if language == "en" else f"catalogue.{language}.toml"
    text = files("capacity.intake.catalogue").joinpath(name).read_text("utf-8")
    return {code: (found, remedy) for code, (found, remedy) in tomllib.loads(text).items()}


def kind_of(issue: Issue) -> str:
    """Return what a finding does to a report: stops, changes the figures, for information."""
    if issue.severity == "error":
        return STOPS
    if issue.severity == "quarantine" or (issue.severity == "warning" and issue.code not in _HARMLESS):
        return CHANGES
    return CHANGES if issue.code in _ASSUMED else INFORMS
