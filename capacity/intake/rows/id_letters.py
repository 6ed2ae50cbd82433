"""Ids that look alike, in Latin and in Cyrillic letters. Code R04."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from capacity.intake.findings import Issue, Place
from capacity.intake.rows.doubled import Named
from capacity.intake.sheets.sheets import Table
from capacity.intake.spelling import fold, tidy

_FIRST_LETTERS = re.compile(r"[^\W\d_]+")
_Id = tuple[Table, int, str]
"""the table and the number of a row, and its id"""
_FIX = "write it like the others: corrections.yml and the next survey take it for another id"


def alike(rows: Sequence[Named]) -> list[Issue]:
    """Return a warning for ids that look alike, written with Latin and with Cyrillic letters."""
    groups: dict[str, dict[str, tuple[Table, int]]] = defaultdict(dict)
    for table, number, member in _mixed(rows):
        groups[fold(member)].setdefault(member, (table, number))
    found = []
    for looks in groups.values():
        if len(looks) > 1:
            (first, (table, number)), *others = looks.items()
            like = ", ".join(f"{t.file} row {n}" for _, (t, n) in others)
            problem = f"this id looks like that of {like}, with other letters: both are counted"
            fix = "if they are one member, say so in corrections.yml"
            place = Place(file=table.file, sheet=table.sheet, row=number, member=first)
            found.append(Issue(problem, fix, severity="warning", code="R04", **place))
    return found


def odd_letters(rows: Sequence[Named]) -> list[Issue]:
    """Return a note for each id that begins with letters like those of other ids, but of the other alphabet."""
    groups: dict[str, dict[str, list[_Id]]] = defaultdict(lambda: defaultdict(list))
    for one in _mixed(rows):
        letters = _FIRST_LETTERS.match(tidy(one[2]))
        if letters and letters[0]:
            groups[fold(letters[0])][_alphabet(letters[0])].append(one)
    found = []
    for looks in groups.values():
        usual, *others = sorted(looks.values(), key=len, reverse=True)
        for table, number, member in (one for other in others for one in other):
            problem = f'this id is written in another alphabet than "{usual[0][2]}" and those like it'
            place = Place(file=table.file, sheet=table.sheet, row=number, member=member)
            found.append(Issue(problem, _FIX, severity="note", code="R04", **place))
    return found


def _mixed(rows: Sequence[Named]) -> Iterator[_Id]:
    """Yield all ids where some have letters of one alphabet and some of another, none where all are of one."""
    letters = "".join(filter(str.isalpha, {char for one in rows for char in set("".join(one.ids))}))
    for one in rows if " " in _alphabet(letters) else ():
        numbers = one.table.rows.numbers
        yield from ((one.table, numbers[at], member) for at, member in zip(one.at, one.ids, strict=True))


def _alphabet(text: str) -> str:
    """Return the scripts of a text's letters: LATIN, CYRILLIC, or both."""
    return " ".join(sorted({unicodedata.name(char, "?").split()[0] for char in text}))
