"""A sheet while it is made: cells by row and column, numbers, texts and formulas, and how they are referred to."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import get_column_letter, quote_sheetname

FIRST = 3
"""column of the first year; before it stand the name and the assumption that moves the row"""
DIGITS = 12
"""significant digits of a number that is written: what is beyond is noise, and the formulas still close"""


Value = str | float
"""of a cell"""


class Formula(str):
    """A formula of ours, beginning with =; any other text stays text."""

    __slots__ = ()


class Cell(NamedTuple):
    """What stands in a cell: its value, its style (title, head, input, sum ... or nothing), the form of its number."""

    value: Value | None
    style: str = ""
    form: str = ""
    """money, quantity, price, ratio, factor, share, rate, year, date or whole; of a text nothing"""


@dataclass(frozen=True)
class Bars:
    """A chart of two rows by year, as columns beside each other, at a cell of the sheet."""

    at: tuple[int, int]
    title: str
    years: str
    """reference to the categories"""
    series: tuple[tuple[str, str], ...]
    """name and reference to the numbers"""
    width: int
    """columns that it covers"""


@dataclass
class Grid:
    """One sheet. Rows and columns count from 1."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    rows: int = 0
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    """cells that reach to the right, and their last column; their text is wrapped"""
    folded: set[int] = field(default_factory=set)
    """rows that are workings: they can be unfolded"""
    watched: list[tuple[str, str]] = field(default_factory=list)
    """ranges that turn red where a number is below what the cell behind it says"""
    charts: list[Bars] = field(default_factory=list)
    widths: tuple[float, ...] = (46, 13)
    """of the first columns, in letters; the others are as wide as `wide`"""
    wide: float = 12
    frozen: tuple[int, int] = (3, 2)
    """rows and columns that stay in sight"""
    head: int = 3
    """the row that is repeated on every page; 0 for none"""
    pages: int = 2
    """the most pages it is printed on, one below the other"""
    printed: int = 0
    """the last row that is printed; 0 for all"""

    def put(self, row: int, column: int, value: Value | None, style: str = "", form: str = "") -> None:
        """Write a cell; a number loses the noise behind its twelfth digit, and what is no number is left empty."""
        if isinstance(value, float):
            value = clean(value) if math.isfinite(value) else None
        if not form and isinstance(value, (int, float, Formula)):
            form = "money"
        self.cells[row, column] = Cell(value, style, form)
        self.rows = max(self.rows, row)

    def add(
        self, label: str, values: Iterable[Value] = (), style: str = "", lever: Value | None = None, form: str = "money"
    ) -> int:
        """Write a row below all others: its name, the assumption that moves it, its years. Return its number."""
        row = self.rows + 1
        self.put(row, 1, label, style if style in ("head", "sum") else "")
        if lever is not None:
            self.put(row, 2, lever, "input", form)
        for column, value in enumerate(values, start=FIRST):
            self.put(row, column, value, style, form)
        return row

    def at(self, row: int, column: int, *, fixed: bool = True, outside: bool = False) -> str:
        """Return how a cell is referred to, with $ unless it may move; from another sheet with the sheet's name."""
        place = f"${get_column_letter(column)}${row}" if fixed else f"{get_column_letter(column)}{row}"
        return f"{quote_sheetname(self.name)}!{place}" if outside else place

    def span(self, row: int, last: int, column: int, *, outside: bool = False) -> str:
        """Return how the cells of a column from a row to another are referred to."""
        return f"{self.at(row, column, outside=outside)}:{self.at(last, column)}"

    def along(self, row: int, first: int, last: int, *, outside: bool = False) -> str:
        """Return how the cells of a row from a column to another are referred to."""
        return f"{self.at(row, first, outside=outside)}:{self.at(row, last)}"


def clean(value: float) -> float:
    """Return a number to twelve significant digits; -0 as 0."""
    return float(f"{value:.{DIGITS - 1}e}") + 0.0


def total(parts: Iterable[str]) -> str:
    """Return a sum of references as the inside of a formula; 0 of none."""
    return "+".join(parts) or "0"
