"""A sheet that is passed over though it looks like the survey's table, but for a label or two: one sheet per village.

Code X02: members may be left out.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from capacity.intake.findings import Issue
from capacity.intake.sheets.sheets import Sheet
from capacity.intake.spelling import slug, tidy
from capacity.intake.tables.groups import Labels
from capacity.intake.tables.header import FIRST_ROWS, Wanted, label_unit


def sister_issue(sheet: Sheet, wanted: Wanted, *, is_chosen: bool) -> Issue | None:
    """Return what is said of a sheet with at least half of the wanted columns and rows below them, None of any other.

    An error where each missing column has a near label and no sheet was stated (`is_chosen`); else a warning.
    """
    count, index = wanted.find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])
    if 2 * count < len(wanted.names) or sheet.hidden or all(row.is_blank for row in sheet.rows[index + 1 :]):
        return None
    labels = [tidy(cell) for cell in sheet.rows[index].cells if tidy(cell)]
    index_of = Labels(labels)
    missing = [name for name in wanted.names if len(wanted.places(name, index_of)) != 1]
    near = {name: label for name in missing if (label := _near(name, labels))}
    if not missing or not (near or 3 * count >= 2 * len(wanted.names)):
        return None
    has = ", ".join(f'"{label}" for "{name}"' for name, label in near.items()) or f"not {', '.join(missing)}"
    problem = (
        f"the sheet looks like the same table and is not read: it has {count} of the {len(wanted.names)} columns, {has}"
    )
    fix = _other_units(near) + (
        "correct the labels, and save each sheet that is to be read as its own file in a folder members/; "
        "if this one is not to be read, name the other (survey.sheet)"
    )
    severity = "error" if len(near) == len(missing) and not is_chosen else "warning"
    return Issue(problem, fix, file=sheet.file, sheet=sheet.name, severity=severity, code="X02")


def _other_units(near: Mapping[str, str]) -> str:
    """Return what to do first where a near label has another unit than the map's column, "" where none has."""
    for name, label in near.items():
        theirs, ours = label_unit(label), label_unit(name)
        if theirs and ours and theirs.casefold() != ours.casefold():
            return f'if {theirs} is not {ours}, work out the figures under "{label}" in {ours} first; then '
    return ""


def full_sister(sheet: Sheet, wanted: Wanted) -> Issue | None:
    """Return a note on a sheet that has all wanted columns too, where another was stated; None of any other."""
    count, _ = wanted.find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])
    if count < len(wanted.names) or sheet.hidden:
        return None
    problem = "the sheet has all columns of the map too, and is not read: survey.sheet names another"
    return Issue(problem, file=sheet.file, sheet=sheet.name, severity="note", code="X01")


def _near(name: str, labels: Sequence[str]) -> str:
    """Return the label that is a name but for a sign or a letter; another number in it is another column."""
    by_key = {slug(label): label for label in labels}
    digits = re.findall(r"\d+", name)
    found = get_close_matches(slug(name), by_key, n=1, cutoff=0.8)
    return next((by_key[key] for key in found if re.findall(r"\d+", by_key[key]) == digits), "")
