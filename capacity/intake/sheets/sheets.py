"""Raw tables as text, every row knowing where it stands in its file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import overload

import numpy as np
import pandas as pd

from capacity.intake.findings.issues import Issue, Place

_FIRST = 1000
"""rows by which it is judged how many different texts a column has"""
TEXT, NUMBER, DATE, BOOLEAN, ERROR, NO_RESULT = "tndbef"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a raw file: its number as Excel counts (1 = first), its cells as text, and what each cell was.

    `kinds` has a letter for each cell: t text, n a true number of a workbook (with a
    unit behind a blank, or %, where its number format shows one), d a date or time, b TRUE or FALSE,
    e an error such as #DIV/0!, f a formula without a stored result. It is empty where every cell is text (CSV).
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
        return not any(cell.strip() for cell in self.cells) and not {ERROR, NO_RESULT} & set(self.kinds)

    def changed(self, index: int, text: str, kind: str) -> "Row":
        """Return the row with one cell replaced."""
        kinds = self.kinds or TEXT * len(self.cells)
        cells = (*self.cells[:index], text, *self.cells[index + 1 :])
        return Row(self.number, cells, kinds[:index] + kind + kinds[index + 1 :])


@dataclass(frozen=True)
class Rows(Sequence[Row]):
    """Rows of one width, kept column by column: a large survey is few different texts, and is asked about them once.

    `numbers` are those of the rows, `columns` the texts of each column, `kinds` a letter for each cell of a column
    (see Row), "" where all are text. A row is made when it is asked for; rows are told apart by their numbers.
    """

    numbers: Sequence[int] = ()
    columns: Sequence[Sequence[str]] = ()
    kinds: Sequence[str] = ()
    _codes: dict[int, np.ndarray] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> "Rows":
        """Return rows of one width as columns."""
        rows = list(rows)
        kinds = tuple(map("".join, zip(*(row.kinds or TEXT * len(row.cells) for row in rows), strict=True)))
        columns = tuple(zip(*(row.cells for row in rows), strict=True))
        return cls(tuple(row.number for row in rows), columns, kinds if any(row.kinds for row in rows) else ())

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        """Yield every row."""
        cells = zip(*self.columns, strict=True) if self.columns else repeat((), len(self))
        kinds = map("".join, zip(*self.kinds, strict=True)) if self.kinds else repeat("", len(self))
        return map(Row, self.numbers, cells, kinds)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows":
        """Return the row at a position, or the rows of a slice."""
        if isinstance(at, slice):
            return Rows(self.numbers[at], [one[at] for one in self.columns], [one[at] for one in self.kinds])
        kinds = "".join(column[at] for column in self.kinds)
        return Row(self.numbers[at], tuple(column[at] for column in self.columns), kinds)

    def column(self, index: int) -> Sequence[str]:
        """Return the texts of a column."""
        return self.columns[index] if self.columns else ()

    def kinds_of(self, index: int) -> str:
        """Return what the cells of a column were, a letter each."""
        return self.kinds[index] if self.kinds else TEXT * len(self)

    def codes(self, index: int) -> np.ndarray:
        """Return a number for each cell of a column, (row,), the same where text and kind are the same."""
        if index not in self._codes:
            texts, _ = pd.factorize(np.asarray(self.column(index), dtype=object))
            kinds = np.frombuffer(self.kinds_of(index).encode("ascii"), dtype=np.uint8)
            self._codes[index] = _numbered([texts, kinds]) if self.kinds else texts.astype(np.int32)
        return self._codes[index]

    def positions(self, index: int, says: Callable[[str], object], among: Iterable[int] | None = None) -> list[int]:
        """Return at which positions a column says something; each different text is asked about once."""
        column = self.column(index)
        if among is not None:
            return [at for at in among if says(column[at])]
        texts = {text for text in set(column) if says(text)}
        return [at for at, text in enumerate(column) if text in texts] if texts else []

    def where(self, says: Mapping[int, Callable[[str], object]]) -> Sequence[int]:
        """Return at which positions every one of some columns says something; where none is asked, all."""
        found: Sequence[int] | None = None
        for index in sorted(says, key=lambda index: len(set(self.column(index)[:_FIRST]))):
            found = self.positions(index, says[index], found)
        return range(len(self)) if found is None else found

    @cached_property
    def blank(self) -> frozenset[int]:
        """The positions of the rows in which nothing is written."""
        empty = self.where(dict.fromkeys(range(len(self.columns)), is_empty))
        return frozenset(at for at in empty if self[at].is_blank)

    @property
    def filled(self) -> Sequence[int]:
        """The positions of the other rows."""
        return [at for at in range(len(self)) if at not in self.blank] if self.blank else range(len(self))

    def at(self, positions: Sequence[int]) -> "Rows":
        """Return the rows at some positions."""
        columns = [[column[at] for at in positions] for column in self.columns]
        kinds = ["".join(column[at] for at in positions) for column in self.kinds]
        return Rows([self.numbers[at] for at in positions], columns, kinds)

    def changed(self, number: int, index: int, text: str, kind: str) -> "Rows":
        """Return the rows with one cell of the row of a number replaced."""
        at = self.numbers.index(number)
        columns, kinds = list(self.columns), [self.kinds_of(column) for column in range(len(self.columns))]
        columns[index] = [*columns[index][:at], text, *columns[index][at + 1 :]]
        kinds[index] = kinds[index][:at] + kind + kinds[index][at + 1 :]
        return Rows(self.numbers, columns, kinds)


def told_apart(codes: Sequence[np.ndarray], count: int) -> tuple[list[int], np.ndarray]:
    """Return the position of the first row of each kind, and the kind of each of `count` rows, (row,).

    Rows are of one kind if all their codes (arrays of whole numbers, (row,)) are the same.
    """
    kind = _numbered([np.zeros(count, dtype=np.int64), *codes])
    _, first = np.unique(kind, return_index=True)
    return first.tolist(), kind


def _numbered(codes: Sequence[np.ndarray]) -> np.ndarray:
    """Return one number, (row,), for what several have, in the order in which they come first."""
    found = codes[0].astype(np.int64)
    for other in codes[1:]:
        found, _ = pd.factorize(found * (int(other.max(initial=0)) + 1) + other)
    return found.astype(np.int32)


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

    def keys(self) -> Iterator[Key]:
        """Yield what identifies each row."""
        return ((self.file, self.sheet, number) for number in self.rows.numbers)

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
