"""What a picture shows, before it is drawn: five kinds of chart, in words of one language, of aggregates only.

figures.py draws them with plotly, svg.py as small static pictures; the table of the same numbers is made from the
same chart, so that no number stands only in a picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import pandas as pd

    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

Place = TypeVar("Place")
Month = TypeVar("Month")


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
    dotted: bool = False
    """its values stand alone, each as a dot: those in between are not known"""


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


def bars(name: str, steps: Sequence[Step], unit: str) -> Steps | None:
    """Return bars that all begin at 0, the axis as long as the longest of them and of the pale ones; None of none."""
    ends = [end for step in steps for end in (step.end, step.ghost) if math.isfinite(end)]
    return Steps(name, tuple(steps), unit, float(max(ends))) if steps else None


def waterfall(
    name: str, rows: pd.DataFrame, label: Callable[[Line], str], totals: Collection[str], words: Words
) -> Steps | None:
    """Return bars end to end of rows with step, amount and currency: totals stand on 0, what moves them in between."""
    if rows.empty:
        return None
    steps, level = [], 0.0
    for row in rows.itertuples(index=False):
        total = row.step in totals
        start, end = (0.0, row.amount) if total else (level, level + row.amount)
        said = (words.amount if total else words.about)(row.amount, row.currency)
        role = "main" if total else "floor" if row.amount < 0 else "third"
        steps.append(Step(label(row), start, end, f"+{said}" if row.amount > 0 and not total else said, role))
        level = end
    ends = [0.0, *(end for step in steps for end in (step.start, step.end))]
    return Steps(name, tuple(steps), rows["currency"].iloc[0], max(ends), min(ends))


def tornado(
    name: str, rows: pd.DataFrame, unit: str, ends: Mapping[str, str], label: Callable[[Line], str], words: Words
) -> Swings | None:
    """Return a line for each row between its values in the two columns `ends`, each with what it is called."""
    if rows.empty:
        return None
    divisor, axis = words.axis(float(rows[[*ends]].abs().max().max()), unit)
    lines = []
    for row in rows.itertuples(index=False):
        low, high = (getattr(row, column) for column in ends)
        lines.append(Swing(label(row), low, high, words.between(*sorted((low / divisor, high / divisor)))))
    said_low, said_high = ends.values()
    return Swings(words.say("{title}, in {unit}", title=name, unit=axis), tuple(lines), unit, (said_low, said_high))


def calendar(
    name: str,
    rows: Mapping[Place, str],
    months: Mapping[Month, str],
    field: Callable[[Place, Month], Field],
    legend: str = "",
) -> Calendar:
    """Return a grid from what its rows and months are called and what stands in the field of both."""
    fields = tuple(tuple(field(place, month) for month in months) for place in rows)
    return Calendar(name, tuple(months.values()), tuple(rows.values()), fields, legend)


def series(rows: pd.DataFrame, name: str, column: str, role: str = "main", *, ranged: bool = False) -> Series:
    """Return a column as a row of values; `ranged`: with those of its P10 and P90, the column being of a P50."""
    low, high = (_values(rows, column.replace("p50", end)) if ranged else () for end in ("p10", "p90"))
    return Series(name, _values(rows, column), role, low, high)


def _values(rows: pd.DataFrame, column: str) -> tuple[float, ...]:
    return tuple(math.nan if value is None else float(value) for value in rows[column])


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
    lines = [*chart.lines]
    if isinstance(chart, Columns) and chart.stacked:
        values += [sum(column) for column in zip(*(bar.values for bar in chart.bars), strict=True)]
    elif isinstance(chart, Columns):
        lines += chart.bars
    for line in lines:
        values += [*line.values, *line.low, *line.high]
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


class Axis(NamedTuple):
    """The upright axis of a chart."""

    marks: tuple[float, ...]
    """values at which it has a mark, lowest first"""
    numbers: list[str]
    """what is written at them"""
    unit: str
    """what is written above them"""


_PLACES = 12
"""decimals at most of the numbers at an axis"""


def upright_axis(chart: Columns | Fan, words: Words) -> Axis:
    """Return the axis that holds all values of a chart, its numbers with all places of its marks: 2.5, 5."""
    low, high = extent(chart)
    marks = ticks(low, high)
    divisor, unit = words.axis(max(abs(low), abs(high)), chart.unit)
    step = (marks[1] - marks[0]) / divisor
    places = next((n for n in range(_PLACES) if math.isclose(step * 10**n, round(step * 10**n))), _PLACES)
    return Axis(marks, [words.number(mark / divisor, places) for mark in marks], unit)


def labelled(categories: tuple[str, ...]) -> list[int]:
    """Return which categories are named under an axis: all twelve months, else as many as stand beside each other."""
    room = 12 if max(map(len, categories), default=0) <= 3 else 4
    step = next((step for step in (1, 2, 3, 6, 12, 24, 36, 60) if len(categories) <= step * room), 120)
    return list(range(0, len(categories), step))
