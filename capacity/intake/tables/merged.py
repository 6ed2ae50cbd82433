"""Merged cells: a place or class that is written once for the block of rows below it counts for each of them.

Only where the cells are merged, in one column of words, and only in rows in which something else is written. Figures
are never filled in: of them it is warned. Code H03.
"""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from capacity.intake.findings import Issue, RowPlace
from capacity.intake.sheets.columns import Column
from capacity.intake.sheets.sheets import Rows, Sheet, Table, column_letters

Range = tuple[int, int, int, int]
"""first row, first column, last row, last column, counted from 1"""


def fill_merged(table: Table, sheet: Sheet, words: Collection[str]) -> tuple[Table, list[Issue]]:
    """Return the table with the words of merged blocks in each of their rows, and what is to be said of merged cells.

    words: the columns that may be filled, as the map names them.
    """
    places = {table.columns[name] for name in words if name in table.columns}
    codes: dict[int, np.ndarray] = {}
    said = []
    for block in sheet.merged:
        _, left, bottom, right = block
        if bottom <= table.header_row or not any(left <= index + 1 <= right for index in table.columns.values()):
            continue
        rows = _rows_of(block, table) if left == right and left - 1 in places else []
        if rows:
            own = codes.setdefault(left - 1, table.rows.column(left - 1).codes.copy())
            own[rows] = own[rows[0]]
        said.append(_filled(block, sheet, table.rows[rows[0]].cells[left - 1]) if rows else _unfilled(block, sheet))
    return (replace(table, rows=_with(table.rows, codes)) if codes else table), said


def _rows_of(block: Range, table: Table) -> list[int]:
    """Return the positions of a block's rows, the one with its value first; [] where that is no row of the table."""
    top, left, bottom, _ = block
    numbers = np.asarray(table.rows.numbers)
    rows = [int(at) for at in np.flatnonzero((numbers >= top) & (numbers <= bottom)) if at not in table.rows.blank]
    if not rows or numbers[rows[0]] != top or not table.rows[rows[0]].cells[left - 1].strip():
        return []
    return rows


def _with(rows: Rows, codes: dict[int, np.ndarray]) -> Rows:
    columns = list(rows.columns)
    for index, own in codes.items():
        columns[index] = Column(columns[index].texts, columns[index].kinds, own)
    return Rows(rows.numbers, columns)


def _filled(block: Range, sheet: Sheet, text: str) -> Issue:
    problem = f'the cells {_cells(block)} are merged: each of their rows has "{text.strip()}"'
    return Issue(problem, severity="note", code="H03", **_place(block, sheet))


def _unfilled(block: Range, sheet: Sheet) -> Issue:
    problem = f"the cells {_cells(block)} are merged: only the first of them has the value"
    fix = "unmerge them and write the value into every row it belongs to"
    return Issue(problem, fix, severity="warning", code="H03", **_place(block, sheet))


def _place(block: Range, sheet: Sheet) -> RowPlace:
    return RowPlace(file=sheet.file, sheet=sheet.name, row=block[0])


def _cells(block: Range) -> str:
    top, left, bottom, right = block
    return f"{column_letters(left - 1)}{top}:{column_letters(right - 1)}{bottom}"
