"""Rows that count the columns as official forms do: 1 2 3, (1) (2), гр.1 гр.2, 3 4 5, I II III, А Б 1 2, A B C."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from capacity.intake.sheets.sheets import Row
from capacity.intake.spelling import tidy

_AROUND = re.compile(
    r"^(?:колонка|столбец|мамыча|column|графа|тилке|field|стлб|поле|кол|col|гр|no|[nqcк№#])?[\s.]*[(\[{<«_]*|"
    r"[)\]}>»_.,:;/-]*(?:\s*-?\s*(?:графа|столбец|колонка|мамыча|column))?$",
    re.IGNORECASE,
)
_ALPHABETS = ("абвгдежзиклмнопрстуфхцчшщэюя", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_NUMBERED = re.compile(r"([0-9]{1,3})(?:\.?([a-zа-я])|\.([1-9][0-9]?))?")
_FEWEST = 3
"""cells that must count on where they do not begin with 1"""


@lru_cache(maxsize=65536)
def mark(cell: str) -> str:
    """Return what a cell numbers its column with, without brackets and words for a column."""
    text = unicodedata.normalize("NFKC", tidy(cell)).casefold()
    bare = text if len(text) == 1 else _AROUND.sub("", text)
    return (bare or text).removesuffix(".0")


def marks(row: Row) -> list[str]:
    """Return the marks of a row's cells that are not empty."""
    return [mark(cell) for cell in row.cells if cell.strip()]


def counts_columns(row: Row) -> bool:
    """Return whether the cells of a row count on, one by one, from 1 or (three and more of them) from any number."""
    return _counts(tuple(marks(row)))


def counts_with_gaps(row: Row) -> bool:
    """Return whether three or more cells are whole numbers that only grow, as where columns were taken out: 1 2 5 9."""
    found = marks(row)
    numbers = [int(one) for one in found if one.isdecimal() and len(one) < _FEWEST]
    return len(numbers) == len(found) >= _FEWEST and all(low < high for low, high in pairwise(numbers))


def _counts(found: Sequence[str]) -> bool:
    if len(found) < 2:
        return False
    if tuple(found) == _ROMAN[: len(found)]:
        return True
    letters = [one for one in found if len(one) == 1 and one.isalpha()]
    numbers = list(found[len(letters) :])
    if list(found[: len(letters)]) != letters or not _is_spelt("".join(letters), is_all=not numbers):
        return False
    return not numbers or _count_on(numbers, is_first=bool(letters))


def _is_spelt(letters: str, *, is_all: bool) -> bool:
    """Return whether letters follow each other in an alphabet, from its first on where numbers follow."""
    if is_all and len(letters) >= _FEWEST:
        return any(letters in alphabet for alphabet in _ALPHABETS)
    return any(alphabet.startswith(letters) for alphabet in _ALPHABETS)


def _count_on(numbers: Sequence[str], *, is_first: bool) -> bool:
    parts = [_NUMBERED.fullmatch(one) for one in numbers]
    keys = [(int(one[1]), one[2] or "", int(one[3] or 0)) for one in parts if one]
    if len(keys) < len(numbers):
        return False
    is_plain = all(not letter and not place for _, letter, place in keys)
    is_enough = len(keys) >= (1 if is_first else 2 if is_plain and keys[0][0] == 1 else _FEWEST)
    first = keys[0][0] == 1 if is_first or not is_plain else True
    steps = [(after[0] - before[0], after > before) for before, after in pairwise(keys)]
    return is_enough and first and all(step in ((1,) if is_plain else (0, 1)) and grows for step, grows in steps)
