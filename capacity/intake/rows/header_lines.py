"""Lines under a header that belong to it: the columns' numbers (1, 2, 3) of an official form, units, the header again.

Code R07; where a line could be a member too, it is asked about.
"""

from functools import lru_cache

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue, Place
from capacity.intake.quantities.units import known_unit
from capacity.intake.rows.column_numbers import counts_columns, counts_with_gaps, mark, marks
from capacity.intake.rows.corrections import drop_line
from capacity.intake.rows.fates import EXCLUDED, HEADER, QUARANTINED, Fate, where
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import headers_again

_SURELY_NUMBERED = 6
"""so many cells that count on are no member's answers"""
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
    """Return the positions of rows that have numbers wherever members have words: they may number the columns."""
    words = _words_of(table, plan)
    return frozenset(table.rows.where(dict.fromkeys(words, _is_number))) if words else frozenset()


def _is_number(text: str) -> bool:
    return mark(text).isdecimal()


def _again(row: Row, table: Table, plan: ColumnMap) -> Fate:
    issue = Issue("the header once more; left out", severity="note", code="R07")
    return Fate(EXCLUDED, (issue.at(**where(table, row, plan.columns("member"))),), HEADER)


def _line(row: Row, below: Row | None, table: Table, plan: ColumnMap) -> Fate | None:
    """Return the fate of a row below the header that numbers the columns or names their units."""
    place = where(table, row, plan.columns("member"))
    if counts_columns(row):
        doubt = _may_be_a_member(row, below, table, plan)
        if doubt is None:
            return None
        return _asked(row, table, place) if doubt else _part("the numbers of the columns", place)
    if below and counts_with_gaps(row) and _has_numbers_for_words(row, below, table, plan):
        return _asked(row, table, place)
    if names_units(row, table, plan):
        return _part("the units of the columns", place)
    return None


def _asked(row: Row, table: Table, place: Place) -> Fate:
    line = drop_line(table, row, place["member"])
    problem = "this row counts 1, 2, 3 like the numbers of the columns, and may be a member all the same"
    fix = f"if it is no member, write in corrections.yml: {line}; else move it down"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R07", **place),))


def _has_numbers_for_words(row: Row, other: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row has a number wherever another has words, and there is such a place."""
    words = [index for index in _words_of(table, plan) if tidy(other.cells[index])]
    counts = [_is_number(row.cells[index]) for index in words]
    return bool(words) and all(counts) and not any(tidy(other.cells[index]).isdecimal() for index in words)


def _is_page(row: Row, before: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row among the members counts columns, on a new page: where they have words it has numbers."""
    answered = all(tidy(before.cells[index]) for index in _words_of(table, plan))
    return answered and counts_columns(row) and _has_numbers_for_words(row, before, table, plan)


def _words_of(table: Table, plan: ColumnMap) -> list[int]:
    """Return the columns in which a member's answers are words."""
    return [table.columns[name] for variable in ("place", "member_class", "joins") for name in plan.columns(variable)]


def _part(what: str, place: Place) -> Fate:
    issue = Issue(f"{what} under the header, no member; left out", severity="warning", code="R07")
    return Fate(EXCLUDED, (issue.at(**place),), HEADER)


def _may_be_a_member(row: Row, below: Row | None, table: Table, plan: ColumnMap) -> bool | None:
    """Return whether a row that counts could be a member too; None if it surely is one, of a list that counts on."""
    found = marks(row)
    coded = {index for index in _words_of(table, plan) if below and tidy(below.cells[index]).isdecimal()}
    if (
        any(tidy(row.cells[index]) for index in _words_of(table, plan) if index not in coded)
        or len(found) >= _SURELY_NUMBERED
        or not found[0].isdecimal()
    ):
        return False
    following = next(iter(marks(below)), "") if below else ""
    if following.isdecimal() and int(following) == int(found[0]) + 1:
        return None
    return following.isdecimal() and following != found[0]


def names_units(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether the figures' columns hold units, and every other cell says nothing of a member."""
    figures = set(plan.figures_in(table))
    units = [index for index, cell in enumerate(row.cells) if tidy(cell) and _is_unit(cell)]
    others = [tidy(cell).casefold() for index, cell in enumerate(row.cells) if index not in units]
    return bool(figures & set(units)) and all(word in _NO_UNIT for word in others)


@lru_cache(maxsize=65536)
def _is_unit(cell: str) -> bool:
    text = tidy(cell).strip("()[]")
    return not any(char.isdigit() for char in text) and known_unit(text.rstrip(".")) is not None
