"""Money in a table: in thousands where it is large, the unit once in the caption, two digits of what is estimated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.present.words.reading import finite

if TYPE_CHECKING:
    import pandas as pd

    from capacity.present.words.words import Words

THOUSAND = 1000.0


@dataclass(frozen=True)
class Thousands:
    """How the money of one table is written."""

    words: Words
    divisor: float
    unit: str

    def caption(self, title: str) -> str:
        """Return the table's caption with its unit."""
        return self.words.say("{title}, in {unit}", title=title, unit=self.unit)

    def about(self, value: float, error: float = math.nan) -> str:
        """Return an estimate to two digits, with its Monte-Carlo error where it has one."""
        if not finite(value):
            return "–"
        said = self._two_digits(value)
        return f"{said} ± {self._two_digits(error)}" if finite(error) and error > 0 else said

    def exact(self, value: float) -> str:
        """Return a total with all its digits in the table's unit."""
        return self.words.number(value / self.divisor)

    def _two_digits(self, value: float) -> str:
        return self.words.number(float(f"{value / self.divisor:.2g}"))


def thousands(words: Words, rows: pd.DataFrame, *columns: str) -> Thousands:
    """Return how the money in some columns is written; the rows have their currency in a column of that name."""
    unit = words.unit(rows["currency"].iloc[0])
    large = float(rows[list(columns)].abs().max().max()) >= 10 * THOUSAND
    if large:
        return Thousands(words, THOUSAND, words.say("thousand {unit}", unit=unit))
    return Thousands(words, 1.0, unit)
