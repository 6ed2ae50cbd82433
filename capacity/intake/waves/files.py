"""Which waves lie in a cluster's folder: waves/YYYY-MM.csv, .xlsx ... in the order of their months.

Codes: F01 there is none, F27 a file that is not read, F31 a month that is there twice, W04 years without a wave, W07 a
month in which nothing can be held against the forecast.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from capacity.intake.findings import InputError, Issue
from capacity.intake.rows.corrections import FILE as CORRECTIONS
from capacity.intake.tables.tables import KINDS

FOLDER = "waves"
RENAMES, COMPARISON = "renames.csv", "comparison.csv"
"""who is who under another id, and how the same goods went elsewhere"""
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_UNSEEN = ("~$", ".", "desktop.ini", "Thumbs.db")


def wave_files(folder: Path, months: Sequence[str]) -> tuple[dict[str, str], list[Issue]]:
    """Return the file of each wave by its month YYYY-MM, in order, and what is said of the others.

    `months` are those of the forecast; a wave before, in the first of them or after the last is refused, all at once.
    """
    inside = folder / FOLDER
    if not inside.is_dir():
        fix = "copy the later survey into waves/, named by its month, such as waves/2028-01.xlsx"
        raise InputError("there are no waves", fix=fix, file=f"{FOLDER}/", code="F01")
    found: dict[str, str] = {}
    issues: list[Issue] = []
    for path in sorted(inside.iterdir(), key=lambda path: path.name):
        if path.name.startswith(_UNSEEN) or path.name in (RENAMES, COMPARISON) or path.name.endswith(CORRECTIONS):
            continue
        issues += _taken(path, months, found)
    if not found and not any(issue.severity == "error" for issue in issues):
        fix = "name the file by its month, such as waves/2028-01.xlsx"
        issues.append(Issue("there is no wave in this folder", fix, file=f"{FOLDER}/", code="F01"))
    if any(issue.severity == "error" for issue in issues):
        raise InputError(issues)
    return found, [*issues, *_gaps(months[0], list(found))]


def _taken(path: Path, months: Sequence[str], found: dict[str, str]) -> list[Issue]:
    """Add a file to those that are found, or return what is wrong with it."""
    name = f"{FOLDER}/{path.name}"
    kind = next((kind for kind in sorted(KINDS, key=len, reverse=True) if path.name.lower().endswith(kind)), "")
    month = path.name[: len(path.name) - len(kind)]
    if not kind or not _MONTH.fullmatch(month):
        fix = "if it is a wave, name it by its month, such as waves/2028-01.xlsx"
        return [Issue("this file is not read: its name is no month", fix, file=name, severity="warning", code="F27")]
    if month in found:
        problem = f"the wave {month} is there twice: {found[month]} and {name}"
        return [Issue(problem, "keep one of the two", file=name, code="F31")]
    if month <= months[0]:
        problem = f"the wave is of {month}, and the cluster starts in {months[0]}: nothing can be compared yet"
        fix = "correct the month in the file's name, or start: in cluster.yml"
        return [Issue(problem, fix, file=name, code="W07")]
    if month > months[-1]:
        problem = f"the wave is of {month}, and the forecast ends in {months[-1]}"
        fix = "correct the month in the file's name, or lengthen horizon: in cluster.yml"
        return [Issue(problem, fix, file=name, code="W07")]
    found[month] = name
    return []


def _gaps(start: str, months: Sequence[str]) -> list[Issue]:
    """Return a note on the whole years between two rounds in which nobody was asked."""
    found = []
    for before, after in zip([start, *months], months, strict=False):
        missing = [str(year) for year in range(int(before[:4]) + 1, int(after[:4]))]
        if missing:
            problem = f"no wave in {', '.join(missing)}: nothing is put in its place"
            fix = "nothing has to be done; changes are told from one wave to the next"
            found.append(Issue(problem, fix, file=f"{FOLDER}/", severity="note", code="W04"))
    return found
