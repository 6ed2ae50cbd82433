"""The cells of a column: a large survey has few that differ, so each is kept once, and asked about once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar, overload

import numpy as np
import pandas as pd
import pyarrow as pa

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own sets some 20 MB aside at first, more than most surveys take

Cell = tuple[str, str]
"""the text of a cell and the letter of its kind (see sheets.Row)"""
_AT_ONCE = 65536
T = TypeVar("T")


@dataclass(frozen=True)
class Column(Sequence[str]):
    """The texts of a column, row by row.

    Of the cells that differ `texts` has the text and `kinds` the letter; `codes` tells which of them each row has,
    (row,). Cells that no row has may be among them, as after a slice.
    """

    texts: Sequence[str]
    kinds: str
    codes: np.ndarray

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Column":
        """Return the column of some cells."""
        taken = Taken[Cell]()
        taken.take(cells)
        return cls([text for text, _ in taken.known], "".join(kind for _, kind in taken.known), taken.codes)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice | np.ndarray) -> "Column": ...
    def __getitem__(self, at: int | slice | np.ndarray) -> "str | Column":
        """Return the text of a row, or the column of some rows: of a slice, or an array of positions."""
        return self.cell(at)[0] if isinstance(at, int) else Column(self.texts, self.kinds, self.codes[at])

    def cell(self, at: int) -> Cell:
        """Return the cell of a row."""
        code = int(self.codes[at])
        return self.texts[code], self.kinds[code]

    def __iter__(self) -> Iterator[str]:
        """Yield the text of each row."""
        return map(self.texts.__getitem__, self._each_code())

    def cells(self) -> Iterator[Cell]:
        """Yield the cell of each row."""
        for code in self._each_code():
            yield self.texts[code], self.kinds[code]

    def _each_code(self) -> Iterator[int]:
        parts = (self.codes[start : start + _AT_ONCE] for start in range(0, len(self), _AT_ONCE))
        return chain.from_iterable(part.tolist() for part in parts)

    def counts(self) -> Counter[Cell]:
        """Return how many rows have each cell, in the order in which they come first."""
        found: Counter[Cell] = Counter()
        times = np.bincount(self.codes, minlength=len(self.texts)).tolist()
        for text, kind, count in zip(self.texts, self.kinds, times, strict=True):
            if count:
                found[text, kind] += count
        return found

    def each(self, read: Callable[[str, str], float]) -> np.ndarray:
        """Return a number for each row, (row,), read once from each cell that differs."""
        found = np.zeros(len(self.texts))
        for code in self.used:
            found[code] = read(self.texts[code], self.kinds[code])
        return found[self.codes]

    def says(self, asked: Callable[[str], object]) -> np.ndarray:
        """Return for which rows the text says something, (row,); each that differs is asked about once."""
        texts, used = self.texts, self.used
        found = np.zeros(len(texts), dtype=bool)
        found[used] = [bool(asked(texts[code])) for code in used]
        return found[self.codes]

    @property
    def used(self) -> Sequence[int]:
        """Which of the cells some row has, in their order."""
        is_used = np.zeros(len(self.texts), dtype=bool)
        is_used[self.codes] = True
        return range(len(is_used)) if is_used.all() else np.flatnonzero(is_used).tolist()

    def changed(self, at: int, cell: Cell) -> "Column":
        """Return the column with another cell in one row."""
        codes = self.codes.astype(np.int64)
        codes[at] = len(self.texts)
        return Column([*self.texts, cell[0]], self.kinds + cell[1], small(codes))


class Taken(Generic[T]):
    """Things as numbers while they are taken: `known` are those that differ, `codes` the number of each, (row,)."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._numbers: defaultdict[T, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._parts: list[np.ndarray] = []

    def take(self, things: Iterable[T]) -> None:
        """Take some more."""
        self._parts.append(small(np.fromiter(map(self._numbers.__getitem__, things), dtype=np.int64)))

    @property
    def known(self) -> list[T]:
        """The things that differ, in the order in which they came."""
        return list(self._numbers)

    @property
    def codes(self) -> np.ndarray:
        """The number of each thing that was taken, (row,)."""
        return small(np.concatenate(self._parts)) if self._parts else np.zeros(0, dtype=np.uint8)


def told_apart(codes: Sequence[np.ndarray], count: int) -> tuple[list[int], np.ndarray]:
    """Return the position of the first row of each kind, and the kind of each of `count` rows, (row,).

    Rows are of one kind if all their codes, (row,), are the same; kinds are counted in the order in which they come.
    """
    kind = np.zeros(count, dtype=np.int64)
    for other in codes:
        kind, _ = pd.factorize(kind * (int(other.max(initial=0)) + 1) + other)
    return np.flatnonzero(~pd.Series(kind).duplicated()).tolist(), kind


def together(columns: Sequence[Column]) -> Counter[tuple[Cell, ...]]:
    """Return how many rows have the same cells in several columns, in the order in which they come first."""
    first, kind = told_apart([column.codes for column in columns], len(columns[0]))
    found: Counter[tuple[Cell, ...]] = Counter()
    for at, count in zip(first, np.bincount(kind, minlength=len(first)).tolist(), strict=True):
        found[tuple(column.cell(at) for column in columns)] += count
    return found


def small(codes: np.ndarray) -> np.ndarray:
    """Return the codes in as few bytes as hold the largest."""
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))))
