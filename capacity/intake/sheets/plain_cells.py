"""The cells of a plain worksheet, from its markup: those that say the same are kept once, and understood once."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
import pandas as pd

from capacity.intake.sheets.columns import Cell, Column, small
from capacity.intake.sheets.plain_text import NotPlain, decoded, plain_text
from capacity.intake.sheets.sheets import BOOLEAN, NUMBER, TEXT, Rows, digits

_CELL = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?: s="([0-9]+)")?>'
    r"<(?:v>([^<&]+)|is><t([^<>&]*)>([^<&]*))"
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_TRUTHS = {"0": "FALSE", "1": "TRUE"}
_COLUMNS = 1 << 14


class PlainCells:
    """The cells of a worksheet while its rows pass by: blocks of whole rows, (row, column), of the number of each cell.

    What a cell says is the markup behind its address; number 0 is a cell that says nothing.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._numbers: defaultdict[bytes, int] = defaultdict(None, {b"": 0})
        self._numbers.default_factory = self._numbers.__len__
        self._blocks: list[np.ndarray] = []
        self._height = 0

    def take(self, rows: np.ndarray, columns: np.ndarray, said: Iterable[bytes]) -> None:
        """Take cells of further rows: where each stands, counted from 1, and what it says.

        NotPlain where they do not stand one behind the other.
        """
        if not len(rows):
            return
        above, below = self._height, int(rows[-1])
        places = rows * _COLUMNS + columns
        if rows[0] <= above or (np.diff(places) <= 0).any():
            raise NotPlain
        block = np.zeros((below - above, columns.max()), dtype=np.uint32)
        block[rows - above - 1, columns - 1] = np.fromiter(map(self._numbers.__getitem__, said), np.uint32, len(rows))
        self._blocks.append(block)
        self._height = below

    def rows(self, strings: Callable[[], Sequence[str]], digital: Collection[str]) -> Rows:
        """Return the rows from the first to the last in which something is written; NotPlain where a cell is not.

        What was taken is given up by that: of a large survey no two forms stand in memory beside each other.
        `strings` gives the texts that cells share, `digital` are the styles that show numbers by their digits.
        """
        said = list(self._numbers)[::-1]
        self._numbers.clear()
        texts, kinds = list[str](), list[str]()
        while said:
            text, kind = _cell(decoded(said.pop()), strings, digital)
            texts.append(text)
            kinds.append(kind)
        width = max((block.shape[1] for block in self._blocks), default=0)
        columns = [_column(self._numbers_of(index), texts, kinds) for index in range(width)]
        return Rows(range(1, self._height + 1), columns)

    def _numbers_of(self, index: int) -> np.ndarray:
        """Return the numbers of the cells of a column, (row,)."""
        none = np.zeros(max(map(len, self._blocks)), dtype=np.uint32)
        parts = (block[:, index] if index < block.shape[1] else none[: len(block)] for block in self._blocks)
        return np.concatenate(list(parts))


def _column(numbers: np.ndarray, texts: Sequence[str], kinds: Sequence[str]) -> Column:
    """Return the column of some cells, (row,), each the number of a text and its kind; several may say the same."""
    codes, used = pd.factorize(numbers)
    known, letters = ([of[number] for number in used.tolist()] for of in (texts, kinds))
    if len(set(known)) == len(known):
        return Column(known, "".join(letters), small(codes))
    told = Column.of(zip(known, letters, strict=True))
    return Column(told.texts, told.kinds, told.codes[codes])


def _cell(said: str, strings: Callable[[], Sequence[str]], digital: Collection[str]) -> Cell:
    """Return the text and the kind of a cell that says something, or nothing."""
    if not said:
        return "", TEXT
    if not (parts := _CELL.fullmatch(said)):
        raise NotPlain
    before, kind, behind, value, attributes, text = parts.groups()
    if text is not None and kind == "inlineStr":
        return plain_text(text, attributes), TEXT
    if value and kind == "s" and value.isdecimal() and int(value) < len(strings()):
        return strings()[int(value)], TEXT
    if value and kind == "b" and value in _TRUTHS:
        return _TRUTHS[value], BOOLEAN
    style = before or behind
    if value and kind in (None, "n") and (style is None or style in digital) and _NUMBER.fullmatch(value):
        return digits(float(value)), NUMBER
    raise NotPlain
