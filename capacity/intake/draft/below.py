"""What a member has several of, in an export that nobody described: repeats, sheets with its id, numbered columns."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.draft.seen import (
    LOOKED_AT,
    SeenColumn,
    SeenSheet,
    find_header,
    look,
    see_column,
    see_columns,
    sheets_of,
)
from capacity.intake.sheets.sheets import Row, Sheet
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import FIRST_ROWS
from capacity.intake.tables.repeats import repeat_header, repeat_name

NUMBERED = "#"
"""the table of all columns with a number (milk_l_1, milk_l_2), which stand in the list of members itself"""
_PARENTS = ("_submission__uuid", "parent_key", "_parent_index", "_submission__id")
"""the columns that name the member's row, the one that names it through nested repeats first"""
_OF_SERVERS = re.compile(r"_.*|key|parent_key|set-of.*|setof.*")
_NUMBER = re.compile(r"\d+(?:[_.]\d+)*")
_MACHINE = re.compile(r".*(_\d+|\[\d+\].*)")
"""what only a server calls a column"""


@dataclass(frozen=True)
class SeenTable:
    """A table below the list of members: its columns, how many rows, of how many members, and the most of one."""

    name: str
    """what `of` calls it; NUMBERED for the numbered columns of the list itself"""
    columns: tuple[SeenColumn, ...]
    rows: int
    members: int
    most: int

    @property
    def is_numbered(self) -> bool:
        """Return whether these are numbered columns: `rows` are then the numbers, of which a member has as many."""
        return self.name == NUMBERED

    def column(self, label: str) -> SeenColumn:
        """Return the column with a label."""
        return next(column for column in self.columns if column.label == label)


@dataclass(frozen=True)
class Export:
    """The tables of an export: those that may be the list of members, the likeliest first, and all its sheets."""

    lists: tuple[SeenSheet, ...]
    sheets: tuple[Sheet, ...]

    def below(self, place: int) -> tuple[SeenTable, ...]:
        """Return the tables below the list of members at a place."""
        return tables_below(self.lists[place], self.sheets)


def look_through(folder: Path) -> Export:
    """Return the tables of a folder's survey; a sheet whose rows have the ids of another's members comes behind it."""
    sheets = tuple(sheets_of(folder))
    lists = look(folder, sheets)
    under = {table.name for one in lists for table in tables_below(one, sheets) if not table.is_numbered}
    return Export(tuple(sorted(lists, key=lambda one: repeat_name(one.file, one.name) in under)), sheets)


def tables_below(members: SeenSheet, sheets: Sequence[Sheet]) -> tuple[SeenTable, ...]:
    """Return the tables below a list of members among the visible sheets of the export, its numbered columns first."""
    own = next(sheet for sheet in sheets if (sheet.file, sheet.name) == (members.file, members.name))
    others = [sheet for sheet in sheets if sheet is not own and not sheet.hidden]
    found = (_repeat(one) if repeat_header(one) is not None else _with_ids(one, members, own) for one in others)
    return tuple(table for table in (_numbered(members, own), *found) if table)


def _repeat(sheet: Sheet) -> SeenTable:
    """Return a table of which each row names its parent."""
    index = repeat_header(sheet) or 0
    header = [tidy(cell).casefold() for cell in sheet.rows[index].cells]
    place = next(header.index(label) for label in _PARENTS if label in header)
    rows = [row for row in sheet.rows[index + 1 :] if not row.is_blank]
    return _table(sheet, index, rows, Counter(tidy(row.cells[place]).partition("/")[0] for row in rows))


def _with_ids(sheet: Sheet, members: SeenSheet, own: Sheet) -> SeenTable | None:
    """Return a sheet typed by hand that has the id of a member in every row; None if it has none of the list's."""
    count, index = find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])
    if count < 2:
        return None
    header = [tidy(cell).casefold() for cell in sheet.rows[index].cells]
    rows = [row for row in sheet.rows[index + 1 :] if not row.is_blank]
    labels, answers = _list_of(members, own)
    for column in members.columns:
        if column.different < 0.9 or header.count(column.label.casefold()) != 1:
            continue
        at, there = labels.index(column.label), header.index(column.label.casefold())
        known = {tidy(row.cells[at]) for row in answers} - {""}
        ids = [name for row in rows if (name := tidy(row.cells[there]))]
        if ids and 2 * sum(name in known for name in ids) > len(ids) > len(set(ids)):
            return _table(sheet, index, rows, Counter(ids))
    return None


def _table(sheet: Sheet, index: int, rows: Sequence[Row], each: Mapping[str, int]) -> SeenTable:
    seen = see_columns([tidy(cell) for cell in sheet.rows[index].cells], rows)
    columns = tuple(column for column in seen if not _OF_SERVERS.fullmatch(column.label.casefold()))
    name = repeat_name(sheet.file, sheet.name)
    return SeenTable(name, columns, len(rows), len(each), max(each.values(), default=0))


def _list_of(members: SeenSheet, own: Sheet) -> tuple[list[str], list[Row]]:
    """Return the labels of the list of members, and its rows that are not blank."""
    head = next(place for place, row in enumerate(own.rows) if row.number == members.header_row)
    return [tidy(cell) for cell in own.rows[head].cells], [row for row in own.rows[head + 1 :] if not row.is_blank]


def _numbered(members: SeenSheet, own: Sheet) -> SeenTable | None:
    """Return the columns that differ by a number from 1 on as one table; None if there are none with figures."""
    labels, rows = _list_of(members, own)
    places: dict[str, list[int]] = defaultdict(list)
    for column in members.columns:
        if len(_NUMBER.findall(column.label)) == 1:
            places[_stem(column.label)].append(labels.index(column.label))
    several = {stem: at for stem, at in places.items() if len(at) > 1 and _from_one([labels[one] for one in at])}
    columns = tuple(see_column(stem, at, rows[:LOOKED_AT]) for stem, at in several.items())
    if not any(column.numbers >= 0.5 for column in columns):
        return None
    most = max(map(len, several.values()))
    return SeenTable(NUMBERED, columns, most, len(rows), most)


def _stem(label: str) -> str:
    return _NUMBER.sub("#", label)


def _from_one(labels: Sequence[str]) -> bool:
    """Return whether the numbers of labels go up from 1 without a gap: years do not."""
    firsts = {int(match[0]) for label in labels if (match := re.search(r"\d+", label))}
    return firsts == set(range(1, len(firsts) + 1))


def left_alone(members: SeenSheet, tables: Sequence[SeenTable]) -> tuple[SeenColumn, ...]:
    """Return the columns of the list that are picked by themselves: not those that a server numbered."""
    return tuple(
        one for one in members.columns if not (is_numbered_label(one.label, tables) and _MACHINE.fullmatch(one.label))
    )


def is_numbered_label(label: str, tables: Sequence[SeenTable]) -> bool:
    """Return whether a column is one of the numbered ones."""
    return any(_stem(label) == column.label for table in tables if table.is_numbered for column in table.columns)
