"""Columns that differ by a number, one for each animal or field: milk_l_2, and cows[2]/milk_l as Ona writes it."""

import re
from collections.abc import Sequence

from capacity.intake.spelling import tidy

_NUMBER = r"(\d+(?:[_.]\d+)*)"


def numbered(name: str, header: Sequence[str]) -> dict[str, list[str]]:
    """Return the labels that a name with # for a number, or a stem with one, means: {"2": ["milk_l_2"]}.

    Several labels of one number stand in several groups: which is meant has to be asked.
    """
    stem = re.escape(tidy(name).casefold())
    if "#" in name:
        patterns = [rf"(?:.*[/-])?{stem}".replace(r"\#", _NUMBER)]
    else:
        behind = rf"(?:.*[/-])?{stem}[ _.-]?\[?{_NUMBER}\]?"
        before = rf"(?:[^\[\]]*[^\[\]\d])?\[{_NUMBER}\]/(?:[^/\[\]]*/)*{stem}"
        patterns = [behind, before]
    found: dict[str, list[str]] = {}
    for label in dict.fromkeys(header):
        matches = (re.fullmatch(pattern, label.casefold()) for pattern in patterns)
        if match := next(filter(None, matches), None):
            found.setdefault(match[1], []).append(label)
    return found
