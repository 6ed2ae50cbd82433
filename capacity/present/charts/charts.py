"""What a picture shows, before it is drawn: five kinds of chart, in words of one language, of aggregates only.

figures.py draws them with plotly, svg.py as small static pictures; the table of the same numbers is made from the
same chart, so that no number stands only in a picture.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One bar of a staircase: from start to end on the axis, its text, its role in the picture."""

    label: str
    start: float
    end: float
    text: str
    role: str = "main"
    ghost: float = math.nan
    """a pale bar behind it, from 0 to here"""


@dataclass(frozen=True)
class Steps:
    """Horizontal bars under each other, on one axis from `least` to `most`; end to end they are a waterfall."""

    name: str
    steps: tuple[Step, ...]
    unit: str
    most: float
    least: float = 0.0

    def across(self, value: float) -> float:
        """Return where a value stands between the ends of the axis, 0..1."""
        return (value - self.least) / ((self.most - self.least) or 1.0)


@dataclass(frozen=True)
class Series:
    """One row of values over the categories; low and high make it a range."""

    name: str
    values: tuple[float, ...]
    role: str = "main"
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Bars over categories (months or years), stacked or side by side, with lines across them."""

    name: str
    categories: tuple[str, ...]
    bars: tuple[Series, ...]
    lines: tuple[Series, ...]
    unit: str
    stacked: bool = False


@dataclass(frozen=True)
class Fan:
    """Lines over categories, each in its range."""

    name: str
    categories: tuple[str, ...]
    lines: tuple[Series, ...]
    unit: str


@dataclass(frozen=True)
class Field:
    """One cell of a calendar: how strong 0..1 (nan: nothing there), what is written in it, what it means in full."""

    strength: float
    text: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class Calendar:
    """A grid of months by rows."""

    name: str
    categories: tuple[str, ...]
    rows: tuple[str, ...]
    fields: tuple[tuple[Field, ...], ...]
    """one tuple of fields for each row"""
    legend: str = ""


@dataclass(frozen=True)
class Swing:
    """One line of a tornado: the result with a number at its low and at its high end, and the two in words."""

    label: str
    at_low: float
    at_high: float
    text: str


@dataclass(frozen=True)
class Swings:
    """Lines under each other, each from the result at one end of a number to that at the other, on one axis."""

    name: str
    swings: tuple[Swing, ...]
    unit: str
    ends: tuple[str, str]
    """what the two ends are called: the number low, the number high"""


Chart = Steps | Columns | Fan | Calendar | Swings


LONGEST = 50
"""letters of a label and its number that stand beside each other on a phone"""


def shortened(text: str, longest: int) -> str:
    """Return a text on one line, cut with an ellipsis where it is longer than there is room; never below 8 letters."""
    line = " ".join(text.split(" "))
    return line if len(line) <= longest else line[: max(longest - 1, 8)].rstrip() + "…"


def reach(chart: Swings) -> tuple[float, float]:
    """Return the ends of the axis of a tornado, with room for its points; 0 is always on it."""
    values = [0.0, *(value for swing in chart.swings for value in (swing.at_low, swing.at_high))]
    room = 0.03 * (max(values) - min(values) or 1.0)
    return min(values) - room, max(values) + room


def extent(chart: Columns | Fan) -> tuple[float, float]:
    """Return the lowest and highest value that a chart has to hold, 0 always among them."""
    values = [0.0]
    bars, stacked = (chart.bars, chart.stacked) if isinstance(chart, Columns) else ((), False)
    if bars and stacked:
        values += [sum(column) for column in zip(*(series.values for series in bars), strict=True)]
    for series in (*(() if bars and stacked else bars), *chart.lines):
        values += [*series.values, *series.low, *series.high]
    known = [value for value in values if math.isfinite(value)]
    return min(known), max(known)


def ticks(low: float, high: float, wanted: int = 4) -> tuple[float, ...]:
    """Return round numbers from at or below `low` to at or above `high`, about `wanted` steps apart."""
    span = (high - low) or 1.0
    rough = span / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * base for base in (1, 2, 2.5, 5, 10) if power * base >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil((low + span) / step - 1e-9)
    return tuple(index * step for index in range(first, last + 1))


def labelled(categories: tuple[str, ...]) -> list[int]:
    """Return which categories are named under an axis: all twelve months, else as many as stand beside each other."""
    room = 12 if max(map(len, categories), default=0) <= 3 else 4
    step = next((step for step in (1, 2, 3, 6, 12, 24, 36, 60) if len(categories) <= step * room), 120)
    return list(range(0, len(categories), step))
