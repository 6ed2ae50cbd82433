"""A sheet while it is made: cells by row and column, numbers, texts and formulas, and how they are referred to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter, quote_sheetname

FIRST = 3
"""column of the first year; before it stand the name and the assumption that moves the row"""


Value = str | float
"""of a cell"""


class Formula(str):
    """A formula of ours, beginning with =; any other text stays text."""

    __slots__ = ()


@dataclass
class Grid:
    """One sheet. Rows and columns count from 1."""

    name: str
    cells: dict[tuple[int, int], tuple[Value | None, str]] = field(default_factory=dict)
    """value and style: title, head, input, sum or nothing"""
    rows: int = 0

    def put(self, row: int, column: int, value: Value | None, style: str = "") -> None:
        """Write a cell."""
        self.cells[row, column] = (value, style)
        self.rows = max(self.rows, row)

    def add(self, label: str, values: Iterable[Value] = (), style: str = "", lever: Value | None = None) -> int:
        """Write a row below all others: its name, the assumption that moves it, its years. Return its number."""
        row = self.rows + 1
        self.put(row, 1, label, "head" if style == "head" else "")
        if lever is not None:
            self.put(row, 2, lever, "input")
        for column, value in enumerate(values, start=FIRST):
            self.put(row, column, value, style)
        return row

    def at(self, row: int, column: int, *, fixed: bool = True, outside: bool = False) -> str:
        """Return how a cell is referred to, with $ unless it may move; from another sheet with the sheet's name."""
        place = f"${get_column_letter(column)}${row}" if fixed else f"{get_column_letter(column)}{row}"
        return f"{quote_sheetname(self.name)}!{place}" if outside else place

    def span(self, row: int, last: int, column: int, *, outside: bool = False) -> str:
        """Return how the cells of a column from a row to another are referred to."""
        letter = get_column_letter(column)
        place = f"${letter}${row}:${letter}${last}"
        return f"{quote_sheetname(self.name)}!{place}" if outside else place


def total(parts: Iterable[str]) -> str:
    """Return a sum of references as the inside of a formula; 0 of none."""
    return "+".join(parts) or "0"
