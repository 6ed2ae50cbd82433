"""How many digits of a figure mean something: the last bits, which are another processor's, decide and show nothing.

Sums are made in one order (see sums), but logarithms and powers come from the machine's own library, whose last bit may
be another elsewhere. So drawn numbers are kept to 36 bits, what is chosen by size is compared to nine digits, and what
is written has nine. A figure that lies within 1e-15 of itself of where nine digits part can still end in another ninth
digit on another machine: one in a million of those in whose making such a function took part.
"""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

DIGITS = 9
"""significant decimal digits of what is compared and written"""
NOISE = 1e-13
"""share of the largest figure of its kind below which a figure is what rounding has left of nothing"""
YEARLY = "1/year"
"""unit of rates, whose noise is judged by 1: one that is endless, as of a near gift, says nothing of the others"""
_SPLIT = 2.0**17 + 1
_LARGEST = 2.0**1000


def figure(value: float) -> float:
    """Return a number to nine significant digits; infinities and NaN as they are, -0 as 0."""
    return float(f"{value:.{DIGITS - 1}e}") + 0.0 if math.isfinite(value) else value


def snapped(values: Iterable[float], most: float = np.inf) -> np.ndarray:
    """Return numbers of one kind (n,) to nine significant digits, so that those equal but for rounding are equal.

    What is below 1e-13 of the largest, or of `most` if that is less, is 0. NaN and infinities stay.
    """
    values = np.asarray(values, dtype=float)
    kept = without_noise(values, most)
    return np.array([figure(value) for value in kept.ravel().tolist()], dtype=float).reshape(kept.shape)


def without_noise(values: np.ndarray, most: float = np.inf) -> np.ndarray:
    """Return numbers of one kind in which what is below 1e-13 of the largest is 0; the others as they are.

    `most` counts in the place of a largest that is more.
    """
    largest = max(values.max(initial=0.0), -values.min(initial=0.0))
    if not np.isfinite(largest):
        sizes = np.abs(values)
        largest = sizes.max(initial=0.0, where=sizes < np.inf)
    found = np.array(values, dtype=float)
    np.copyto(found, 0.0, where=np.abs(values) < NOISE * min(largest, most))
    return found


def by_size(column: pd.Series) -> pd.Series:
    """Return a column as it is to be sorted, the `key` of DataFrame.sort_values: numbers snapped, names as they are."""
    return pd.Series(snapped(column), column.index) if column.dtype.kind == "f" else column


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose numbers are figures of nine digits; noise is judged by column, and by unit where it has one.

    Whole numbers, texts and missing values stay as they are.
    """
    numbers = [name for name in table.columns if table[name].dtype.kind in "fO"]
    if table.empty or not numbers:
        return table
    groups: list[tuple[float, np.ndarray | slice]]
    if "unit" in table:
        units = table.groupby("unit", sort=False, dropna=False).indices.items()
        groups = [(1.0 if unit == YEARLY else np.inf, rows) for unit, rows in units]
    else:
        groups = [(np.inf, slice(None))]
    return table.assign(**{name: _column(table[name], groups) for name in numbers})


def _column(column: pd.Series, groups: Iterable[tuple[float, np.ndarray | slice]]) -> pd.Series:
    kept = column.to_numpy(copy=True)
    for most, rows in groups:
        part = kept[rows]
        chosen = np.array([isinstance(value, float) for value in part], dtype=bool)
        part[chosen] = snapped(part[chosen], most)
        kept[rows] = part
    return pd.Series(kept, column.index, dtype=column.dtype)


def to_36_bits(values: np.ndarray) -> np.ndarray:
    """Return numbers to 36 significant bits (7e-12 of themselves), by sums and products alone, the same everywhere.

    Infinities and NaN stay, and so does what is larger than 2^1000.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        much = values * _SPLIT
        return np.where(np.abs(values) < _LARGEST, much - (much - values), values)
