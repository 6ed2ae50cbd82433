"""The parts that every report is made of: sections with sentences, facts, lights and exhibits, in one language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capacity.present.charts.charts import Calendar, Columns, Fan, extent
from capacity.present.charts.scheme import Scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from capacity.present.charts.charts import Chart, Series
    from capacity.present.parts.equation import Equation
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

STATES = ("good", "warn", "bad", "none")
MIME = "application/vnd.capacity+json"
"""how a notebook carries sections in its outputs"""

PHONE, TEXT, GAP = 44, 12, 2
"""characters side by side on a phone; that a column of text needs; between columns"""
LONG = 16
"""rows of a table without a picture from which it is folded"""


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first cell of a row is its name; from column `numbers_from` on cells are numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers_from: int = 1

    @property
    def stacks(self) -> bool:
        """Return whether it is too wide for a phone; there each of its rows stands as a block of lines."""
        columns = list(zip(self.head, *self.rows, strict=True))
        numbers = [max(map(len, (*head.split(), *cells))) for head, *cells in columns[self.numbers_from :]]
        return sum(numbers) + GAP * len(numbers) + TEXT * min(self.numbers_from, len(columns)) > PHONE

    @property
    def long(self) -> bool:
        """Return whether it is so long that it is shown folded."""
        return len(self.rows) >= LONG


@dataclass(frozen=True)
class Exhibit:
    """A picture and the table of its numbers, or a table alone."""

    key: str
    table: Table
    chart: Chart | Scheme | None = None
    note: str = ""

    @property
    def live(self) -> bool:
        """Return whether plotly draws its picture; a scheme stays as it is."""
        return self.chart is not None and not isinstance(self.chart, Scheme)


@dataclass(frozen=True)
class Origin:
    """Where a figure is from: its rule in words, which kind of figure it is, its sums, and what it hangs on."""

    key: str
    title: str
    rule: str
    kind: str
    sums: tuple[Equation, ...] = ()
    inputs: Table | None = None


@dataclass(frozen=True)
class Fact:
    """One number that matters: what it is, the number with its range and unit, because of what, and where from."""

    label: str
    value: str
    because: str
    origin: Origin | None = None


@dataclass(frozen=True)
class Light:
    """Something that is met or not: its state (good, warn, bad, none), its name, and the sentence with the number."""

    state: str
    title: str
    text: str


@dataclass(frozen=True)
class Section:
    """One part of the report."""

    key: str
    title: str
    lead: tuple[str, ...] = ()
    answer: Light | None = None
    lights: tuple[Light, ...] = ()
    facts: tuple[Fact, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    notes: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    """sentences that are listed one by one"""
    origins: tuple[Origin, ...] = ()
    """where its figures are from"""
    parts: tuple[Section, ...] = ()
    """under headings of their own"""

    def folded(self) -> tuple[Section, Section]:
        """Return what stands above the fold, its first sentence, and the rest of it."""
        above = Section(self.key, self.title, self.lead[:1])
        return above, replace(self, lead=self.lead[1:])

    def shown(self) -> Iterator[Exhibit]:
        """Yield its exhibits and those of its parts, in their order."""
        yield from self.exhibits
        for part in self.parts:
            yield from part.shown()


def make_table(
    caption: str, rows: pd.DataFrame, columns: Sequence[tuple[str, Callable[[Line], str]]], numbers_from: int = 1
) -> Table:
    """Return a table from what stands above each of its columns and how a row's cell is written there."""
    body = tuple(tuple(write(row) for _, write in columns) for row in rows.itertuples(index=False))
    return Table(caption, tuple(head for head, _ in columns), body, numbers_from)


def table_of(chart: Columns | Fan, words: Words, head: str) -> Table:
    """Return the numbers of a chart as a table, their unit in its caption: one row a category, ranges in brackets."""
    series = [*(chart.bars if isinstance(chart, Columns) else ()), *chart.lines]
    low, high = extent(chart)
    divisor, unit = words.axis(max(abs(low), abs(high)), chart.unit)
    rows = tuple(
        (category, *(_cell(one, index, divisor, words) for one in series))
        for index, category in enumerate(chart.categories)
    )
    caption = words.say("{title}, in {unit}", title=chart.name, unit=unit) if unit else chart.name
    return Table(caption, (head, *(one.name for one in series)), rows)


def tabled(key: str, found: Table | None) -> tuple[Exhibit, ...]:
    """Return a table that stands alone; nothing where there is none."""
    return () if found is None else (Exhibit(key, found),)


def charted(key: str, chart: Columns | Fan | None, words: Words, head: str) -> tuple[Exhibit, ...]:
    """Return a chart with its numbers as a table; nothing where there is no chart."""
    return () if chart is None else (Exhibit(key, table_of(chart, words, head), chart),)


def _cell(series: Series, index: int, divisor: float, words: Words) -> str:
    ends = (series.low[index] / divisor, series.high[index] / divisor) if series.low else (None, None)
    return words.middle_and_range(series.values[index] / divisor, *ends)


def table_of_fields(grid: Calendar, head: str, write: Callable[[str], str] = str) -> Table:
    """Return the fields of a calendar as a table, their texts written anew."""
    fields = zip(grid.rows, grid.fields, strict=True)
    return Table(
        grid.name,
        (head, *grid.categories),
        tuple((name, *(write(field.text) for field in row)) for name, row in fields),
    )


def in_percent(text: str) -> str:
    """Return the text of a field that is a percentage, with its sign; a dash for an empty one."""
    return f"{text} %" if text else "–"
