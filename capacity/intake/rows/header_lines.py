"""Lines under a header that belong to it: the columns' numbers (1, 2, 3) of an official form, units, the header again.

Code R07; where a line could be a member too, it is asked about.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import Issue, Place
from capacity.intake.findings.spelling import tidy
from capacity.intake.quantities.units import known_unit
from capacity.intake.rows.corrections import drop_line
from capacity.intake.rows.fates import EXCLUDED, HEADER, QUARANTINED, Fate, where
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.tables.header import headers_again

_AROUND = re.compile(r"^(гр\.?|графа|col\.?|column)?\s*[(\[]?|[)\].]*$", re.IGNORECASE)
_ALPHABETS = ("абвгдежзик", "abcdefghij")
_SURELY_NUMBERED = 6
"""so many cells that count from 1 are no member's answers"""
_NO_UNIT = frozenset(
    ("", "-", "x", "х", "код", "text", "текст", "ед. изм.", "ед.изм.", "единица", "unit", "units", "бирдик")
)


def header_lines(table: Table, plan: ColumnMap) -> dict[int, Fate]:
    """Return the fates of the rows that are part of a header, by row number."""
    found: dict[int, Fate] = {}
    rows, filled = table.rows, table.rows.filled
    headers, pages = headers_again(table), _may_be_pages(table, plan)
    is_below = True
    for index, at in enumerate(filled):
        if not is_below and at not in headers and at not in pages:
            continue
        row, again = rows[at], at in headers
        below = rows[filled[index + 1]] if index + 1 < len(filled) else None
        fate = _again(row, table, plan) if again else _line(row, below, table, plan)
        if fate and not is_below and not (again or _is_page(row, rows[filled[index - 1]], table, plan)):
            fate = None
        is_below = again or fate is not None
        if fate:
            found[row.number] = fate
    return found


def _may_be_pages(table: Table, plan: ColumnMap) -> frozenset[int]:
    """Return the positions of rows that have no words where members have them: they may number the columns."""
    words = _words_of(table, plan)
    return frozenset(table.rows.where(dict.fromkeys(words, _is_mark))) if words else frozenset()


def _is_mark(text: str) -> bool:
    return len(_AROUND.sub("", tidy(text))) < 2 or any(map(str.isdigit, text))


def _again(row: Row, table: Table, plan: ColumnMap) -> Fate:
    issue = Issue("the header once more; left out", severity="note", code="R07")
    return Fate(EXCLUDED, (issue.at(**where(table, row, plan.columns("member"))),), HEADER)


def _line(row: Row, below: Row | None, table: Table, plan: ColumnMap) -> Fate | None:
    """Return the fate of a row below the header that numbers the columns or names their units."""
    place = where(table, row, plan.columns("member"))
    if _counts_columns(row):
        doubt = _may_be_a_member(row, below, table, plan)
        if doubt is None:
            return None
        if doubt:
            line = drop_line(table, row, place["member"])
            problem = "this row counts 1, 2, 3 like the numbers of the columns, and may be a member all the same"
            fix = f"if it is no member, write in corrections.yml: {line}; else move it down"
            return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R07", **place),))
        return _part("the numbers of the columns", place)
    if _names_units(row, table, plan):
        return _part("the units of the columns", place)
    return None


def _is_page(row: Row, before: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row among the members counts columns, on a new page: where they have words it has numbers."""
    words = _words_of(table, plan)
    answered = [tidy(before.cells[index]) for index in words]
    counts = [tidy(row.cells[index]) for index in words]
    return _counts_columns(row) and any(counts) and all(answered) and not any(text.isdecimal() for text in answered)


def _words_of(table: Table, plan: ColumnMap) -> list[int]:
    """Return the columns in which a member's answers are words."""
    return [table.columns[name] for variable in ("place", "member_class", "joins") for name in plan.columns(variable)]


def _part(what: str, place: Place) -> Fate:
    issue = Issue(f"{what} under the header, no member; left out", severity="warning", code="R07")
    return Fate(EXCLUDED, (issue.at(**place),), HEADER)


def _marks(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if text := tidy(cell):
            yield _AROUND.sub("", text).casefold().removesuffix(".0")


def _counts_columns(row: Row) -> bool:
    """Return whether the cells of a row count from the first on: 1, 2, 3; (1), (2); а, б, 1, 2; A, B, C."""
    marks = list(_marks(row))
    letters = [mark for mark in marks if len(mark) == 1 and mark.isalpha()]
    numbers = [mark for mark in marks if mark.isdecimal()]
    if len(marks) < 2 or [*letters, *numbers] != marks:
        return False
    is_spelt = any(alphabet.startswith("".join(letters)) for alphabet in _ALPHABETS)
    return is_spelt and [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def _may_be_a_member(row: Row, below: Row | None, table: Table, plan: ColumnMap) -> bool | None:
    """Return whether a row that counts could be a member too; None if it surely is one, of a list that counts on."""
    marks = list(_marks(row))
    coded = {index for index in _words_of(table, plan) if below and tidy(below.cells[index]).isdecimal()}
    if (
        any(tidy(row.cells[index]) for index in _words_of(table, plan) if index not in coded)
        or len(marks) >= _SURELY_NUMBERED
        or not marks[0].isdecimal()
    ):
        return False
    following = next(_marks(below), "") if below else ""
    if following == "2":
        return None
    return following.isdecimal() and following != "1"


def _names_units(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether the figures' columns hold units, and every other cell says nothing of a member."""
    figures = set(plan.figures_in(table))
    units = [index for index, cell in enumerate(row.cells) if tidy(cell) and _is_unit(cell)]
    others = [tidy(cell).casefold() for index, cell in enumerate(row.cells) if index not in units]
    return bool(figures & set(units)) and all(word in _NO_UNIT for word in others)


@lru_cache(maxsize=65536)
def _is_unit(cell: str) -> bool:
    text = tidy(cell).strip("()[]")
    return not any(char.isdigit() for char in text) and known_unit(text.rstrip(".")) is not None
