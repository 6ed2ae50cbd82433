"""Raw tables as text, every row knowing where it stands in its file."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import overload

import numpy as np

from capacity.intake.findings import Issue, Place
from capacity.intake.sheets.columns import Column

TEXT, NUMBER, DATE, BOOLEAN, ERROR, NO_RESULT = "tndbef"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a raw file: its number as Excel counts (1 = first), its cells as text, and what each cell was.

    `kinds` has a letter for each cell: t text, n a true number of a workbook (with a unit behind a blank, or %, where
    its number format shows one), d a date or time, b TRUE or FALSE, e an error such as #DIV/0!, f a formula without a
    stored result. Without letters every cell is text.
    """

    number: int
    cells: tuple[str, ...]
    kinds: str = ""

    def kind(self, index: int) -> str:
        """Return what the cell of a column was."""
        return self.kinds[index] if self.kinds else TEXT

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is written in the row."""
        return all(map(_is_blank, self.cells, self.kinds or TEXT * len(self.cells)))


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """Rows of one width, kept column by column; `numbers` are those of the rows, as Excel counts.

    A row is made when it is asked for; rows are told apart by their numbers.
    """

    numbers: Sequence[int] = ()
    columns: Sequence[Column] = ()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """Return rows of one width as columns."""
        rows = list(rows)
        cells = (zip(row.cells, row.kinds or TEXT * len(row.cells), strict=True) for row in rows)
        return cls(tuple(row.number for row in rows), [Column.of(column) for column in zip(*cells, strict=True)])

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        """Yield every row."""
        cells = zip(*(column.cells() for column in self.columns), strict=True) if self.columns else repeat(())
        for number, row in zip(self.numbers, cells, strict=False):
            yield Row(number, tuple(text for text, _ in row), "".join(kind for _, kind in row))

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows":
        """Return the row at a position, or the rows of a slice."""
        if isinstance(at, slice):
            return Rows(self.numbers[at], [column[at] for column in self.columns])
        cells = [column.cell(at) for column in self.columns]
        return Row(self.numbers[at], tuple(text for text, _ in cells), "".join(kind for _, kind in cells))

    def column(self, index: int) -> Column:
        """Return the cells of a column."""
        return self.columns[index] if self.columns else Column((), "", np.zeros(0, dtype=np.uint8))

    def where(self, says: Mapping[int, Callable[[str], object]]) -> list[int]:
        """Return at which positions every one of some columns says something; where none is asked, all.

        The column with the fewest texts is asked first, and each further one only of the rows that remain.
        """
        found = np.arange(len(self))
        for index in sorted(says, key=lambda index: len(self.column(index).texts)):
            found = found[self.column(index)[found].says(says[index])]
        return found.tolist()

    @cached_property
    def blank(self) -> frozenset[int]:
        """The positions of the rows in which nothing is written."""
        blank = np.arange(len(self))
        for column in sorted(self.columns, key=lambda column: len(column.texts)):
            blank = blank[column[blank].each(_is_blank).astype(bool)]
        return frozenset(blank.tolist())

    @property
    def filled(self) -> Sequence[int]:
        """The positions of the other rows."""
        return [at for at in range(len(self)) if at not in self.blank] if self.blank else range(len(self))

    def at(self, positions: Sequence[int]) -> "Rows":
        """Return the rows at some positions."""
        chosen = np.asarray(positions, dtype=np.int64)
        return Rows([self.numbers[at] for at in positions], [column[chosen] for column in self.columns])

    def changed(self, number: int, index: int, text: str, kind: str) -> "Rows":
        """Return the rows with one cell of the row of a number replaced."""
        columns = list(self.columns)
        columns[index] = columns[index].changed(self.numbers.index(number), (text, kind))
        return Rows(self.numbers, columns)


def _is_blank(text: str, kind: str) -> bool:
    return kind not in (ERROR, NO_RESULT) and is_empty(text)


def digits(value: float) -> str:
    """Return a number as text with every digit (5.0 is "5")."""
    exact = math.isfinite(value) and abs(value) < 1e21 and value == int(value)
    return str(int(value)) if exact else repr(value)


def is_empty(text: str) -> bool:
    """Return whether nothing is written."""
    return not text.strip()


@dataclass(frozen=True)
class Sheet:
    """All rows of one sheet (or of a CSV file, whose sheet has no name), each padded to the same width."""

    file: str
    name: str
    rows: Rows
    hidden: bool = False
    issues: tuple[Issue, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """merged ranges: first row, first column, last row, last column, counted from 1"""


Key = tuple[str, str, int]
"""file, sheet and number of a row"""


@dataclass(frozen=True)
class Table:
    """A sheet whose header has been found: its labels, where each wanted column stands, and the rows below."""

    file: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, int]
    rows: Rows
    passed_over: int = 0
    """blank rows between the rows that are not kept, because so many of them stand together"""

    def key(self, row: Row) -> Key:
        """Return what identifies a row among all files."""
        return self.file, self.sheet, row.number

    def place(self, row: Row, column: str = "") -> Place:
        """Return the place of a row, and of one of its cells with the value, for an Issue."""
        index = self.columns.get(column)
        value = row.cells[index] if index is not None else ""
        return {"file": self.file, "sheet": self.sheet, "row": row.number, "column": column, "value": value}


def column_letters(index: int) -> str:
    """Return the name Excel gives the column with this index from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number from 1 of the column that Excel calls so: A, b, ... Z, AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
