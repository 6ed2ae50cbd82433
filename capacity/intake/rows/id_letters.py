"""Ids that look alike, in Latin and in Cyrillic letters. Code R04."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

from capacity.intake.findings.issues import Issue, Place
from capacity.intake.findings.spelling import fold, tidy
from capacity.intake.rows.doubled import candidates
from capacity.intake.rows.fates import Fate
from capacity.intake.sheets.sheets import Key, Row, Table

_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_FIX = "write it like the others: corrections.yml and the next survey take it for another id"


def alike(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> list[Issue]:
    """Return a warning for ids that look alike, written with Latin and with Cyrillic letters."""
    groups: dict[str, dict[str, tuple[Table, Row]]] = defaultdict(dict)
    for table, row, member in candidates(tables, members, fates):
        groups[fold(member)].setdefault(member, (table, row))
    found = []
    for looks in groups.values():
        if len(looks) > 1:
            (first, (table, row)), *others = looks.items()
            rows = ", ".join(f"{t.file} row {r.number}" for _, (t, r) in others)
            problem = f"this id looks like that of {rows}, with other letters: both are counted"
            fix = "if they are one member, say so in corrections.yml"
            place = Place(file=table.file, sheet=table.sheet, row=row.number, member=first)
            found.append(Issue(problem, fix, severity="warning", code="R04", **place))
    return found


def odd_letters(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> list[Issue]:
    """Return a note for each id that begins with letters like those of other ids, but of the other alphabet."""
    groups: dict[str, dict[str, list[tuple[Table, Row, str]]]] = defaultdict(lambda: defaultdict(list))
    for table, row, member in candidates(tables, members, fates):
        letters = _FIRST_LETTERS.match(tidy(member))
        if letters and letters[0]:
            groups[fold(letters[0])][_alphabet(letters[0])].append((table, row, member))
    found = []
    for looks in groups.values():
        usual, *others = sorted(looks.values(), key=len, reverse=True)
        for table, row, member in (one for other in others for one in other):
            problem = f'this id is written in another alphabet than "{usual[0][2]}" and those like it'
            place = Place(file=table.file, sheet=table.sheet, row=row.number, member=member)
            found.append(Issue(problem, _FIX, severity="note", code="R04", **place))
    return found


def _alphabet(text: str) -> str:
    """Return the scripts of a text's letters: LATIN, CYRILLIC, or both."""
    return " ".join(sorted({unicodedata.name(char, "?").split()[0] for char in text}))
