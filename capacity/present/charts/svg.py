"""Charts as small static inline SVG: what stands where no JavaScript runs, on the members' page and on paper.

Positions across are percentages and positions down are pixels, so a picture fills any width and its letters keep
their size. Every text is escaped; colours come from style.py; nothing is random.
"""

import math
from functools import singledispatch
from html import escape

from capacity.present.charts.charts import (
    LONGEST,
    Calendar,
    Chart,
    Columns,
    Fan,
    Field,
    Series,
    Steps,
    Swing,
    Swings,
    labelled,
    reach,
    shortened,
    upright_axis,
)
from capacity.present.charts.scheme import Scheme
from capacity.present.charts.scheme_svg import draw_scheme
from capacity.present.charts.style import CALENDAR_ROW, CHART_HEIGHT, COLOURS, DASHES, STEP_HEIGHT, SWING_ROLES
from capacity.present.words.words import Words

LEFT, RIGHT = 12.0, 99.0
TOP, BOTTOM = 30, 24


def draw(chart: Chart | Scheme, words: Words) -> str:
    """Return a chart or a scheme as one svg element that fills the width it is given."""
    body, height = _draw(chart, words)
    label = escape(chart.name, quote=True)
    return (
        f'<svg class="chart" width="100%" height="{height}" role="img" aria-label="{label}" font-size="13">{body}</svg>'
    )


@singledispatch
def _draw(chart: Chart | Scheme, words: Words) -> tuple[str, int]:  # noqa: ARG001
    raise TypeError(f"{type(chart).__name__} is not a chart")


@_draw.register
def _(chart: Scheme, words: Words) -> tuple[str, int]:  # noqa: ARG001  its boxes are written already
    return draw_scheme(chart)


@_draw.register
def _(chart: Steps, words: Words) -> tuple[str, int]:  # noqa: ARG001  texts of steps are written already
    parts = []
    for index, step in enumerate(chart.steps):
        top = index * STEP_HEIGHT
        parts.append(_text(0, top + 15, shortened(step.label, LONGEST - len(step.text))))
        parts.append(_text(100, top + 15, step.text, anchor="end", weight="600"))
        if math.isfinite(step.ghost):
            parts.append(_bar(0, top + 21, 100 * chart.across(step.ghost), 14, step.role, 0.2))
        start, end = sorted((100 * chart.across(step.start), 100 * chart.across(step.end)))
        parts.append(_bar(start, top + 21, end - start, 14, step.role, 0.45 if step.role == "beside" else 1))
        if chart.least < 0:
            parts.append(_zero(100 * chart.across(0.0), top + 28))
    return "".join(parts), len(chart.steps) * STEP_HEIGHT


@_draw.register
def _(chart: Columns, words: Words) -> tuple[str, int]:
    series = [*chart.bars, *chart.lines]
    legend, used = _legend(series if len(series) > 1 else [])
    plot = _Plot(chart, words, used)
    return legend + plot.grid() + _bars(chart, plot) + plot.lines(chart.lines) + plot.labels(), plot.bottom + BOTTOM


@_draw.register
def _(chart: Fan, words: Words) -> tuple[str, int]:
    legend, used = _legend(chart.lines)
    plot = _Plot(chart, words, used)
    return legend + plot.grid() + plot.bands(chart.lines) + plot.lines(
        chart.lines
    ) + plot.labels(), plot.bottom + BOTTOM


@_draw.register
def _(chart: Calendar, words: Words) -> tuple[str, int]:  # noqa: ARG001  its fields are written already
    width = 100 / len(chart.categories)
    parts = []
    for row, (name, fields) in enumerate(zip(chart.rows, chart.fields, strict=True)):
        top = row * CALENDAR_ROW
        parts.append(_text(0, top + 16, shortened(name, LONGEST)))
        parts += [_field(field, column * width, top + 22, width) for column, field in enumerate(fields)]
    bottom = len(chart.rows) * CALENDAR_ROW
    parts += [
        _text((i + 0.5) * width, bottom + 12, label, "middle", size=11) for i, label in enumerate(chart.categories)
    ]
    return "".join(parts), bottom + 20


def _field(field: Field, left: float, top: int, width: float) -> str:
    there = math.isfinite(field.strength)
    colour, opacity = (COLOURS["main"], 0.12 + 0.5 * field.strength) if there else (COLOURS["limit"], 0.1)
    meaning = f"<title>{escape(field.meaning)}</title>" if field.meaning else ""
    box = (
        f'<rect x="{_percent(left + 0.2)}" y="{top}" width="{_percent(width - 0.4)}" height="28" rx="2"'
        f' fill="{colour}" fill-opacity="{opacity:.2f}">{meaning}</rect>'
    )
    return box + (_text(left + width / 2, top + 18, field.text, "middle", size=11) if field.text else "")


@_draw.register
def _(chart: Swings, words: Words) -> tuple[str, int]:
    least, most = reach(chart)
    legend = "".join(
        _dot(1.5, 12 + 18 * index, role, filled=bool(index)) + _text(4, 16 + 18 * index, name)
        for index, (name, role) in enumerate(zip(chart.ends, SWING_ROLES, strict=True))
    )
    top, zero = 18 * len(chart.ends) + 10, 100 * (0 - least) / (most - least)
    bottom = top + len(chart.swings) * STEP_HEIGHT
    lines = "".join(_swing(s, top + i * STEP_HEIGHT, least, most) for i, s in enumerate(chart.swings))
    axis = "".join(_zero(zero, top + i * STEP_HEIGHT + 28) for i in range(len(chart.swings)))
    return legend + axis + lines + _text(zero, bottom + 14, words.number(0, 0), "middle", size=11), bottom + 20


def _zero(x: float, middle: float) -> str:
    ends = f'x1="{_percent(x)}" x2="{_percent(x)}" y1="{middle - 9}" y2="{middle + 9}"'
    return f'<line {ends} stroke="{COLOURS["floor"]}" stroke-width="1.5"/>'


def _swing(swing: Swing, top: int, least: float, most: float) -> str:
    low, high = (100 * (value - least) / (most - least) for value in (swing.at_low, swing.at_high))
    left, width = min(low, high), abs(high - low)
    middle = top + 28
    return (
        _text(0, top + 15, shortened(swing.label, LONGEST - len(swing.text)))
        + _text(100, top + 15, swing.text, anchor="end", weight="600")
        + _bar(left, middle - 3, width, 6, "limit", 0.45)
        + _dot(low, middle, SWING_ROLES[0], filled=False)
        + _dot(high, middle, SWING_ROLES[1], filled=True)
    )


def _dot(x: float, y: float, role: str, *, filled: bool) -> str:
    fill = COLOURS[role] if filled else "none"
    return f'<circle cx="{_percent(x)}" cy="{y:.0f}" r="5" fill="{fill}" stroke="{COLOURS[role]}" stroke-width="2.5"/>'


class _Plot:
    """The axes of a chart: where a value and a category stand."""

    def __init__(self, chart: Columns | Fan, words: Words, used: int) -> None:
        self.axis = upright_axis(chart, words)
        self.top, self.bottom = used + TOP, used + TOP + CHART_HEIGHT - 100
        self.categories = chart.categories
        self.step = (RIGHT - LEFT) / max(len(chart.categories), 1)

    def down(self, value: float) -> float:
        """Return the pixels from the top at which a value stands."""
        low, high = self.axis.marks[0], self.axis.marks[-1]
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)

    def middle(self, index: int) -> float:
        """Return the percentage across at which a category's middle stands."""
        return LEFT + (index + 0.5) * self.step

    def grid(self) -> str:
        """Return the horizontal lines with their numbers, and the unit above them."""
        parts = [_text(0, self.top - 14, self.axis.unit, size=11)]
        for mark, number in zip(self.axis.marks, self.axis.numbers, strict=True):
            y = self.down(mark)
            strength = 0.6 if mark == 0 else 0.18
            parts.append(
                f'<line x1="{_percent(LEFT)}" x2="100%" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor"'
                f' stroke-opacity="{strength}"/>'
            )
            parts.append(_text(LEFT - 1.2, y + 4, number, "end", size=11))
        return "".join(parts)

    def labels(self) -> str:
        """Return the names of the categories, thinned out where there are many."""
        shown = [(index, self.categories[index]) for index in labelled(self.categories)]
        return "".join(_text(self.middle(i), self.bottom + 16, label, "middle", size=11) for i, label in shown)

    def bands(self, lines: tuple[Series, ...]) -> str:
        """Return the ranges of the series that have one."""
        return "".join(self._inside(self._band(series)) for series in lines if series.low)

    def _band(self, series: Series) -> str:
        points = [(i, low, high) for i, (low, high) in enumerate(zip(series.low, series.high, strict=True))]
        points = [point for point in points if math.isfinite(point[1]) and math.isfinite(point[2])]
        around = [self._point(i, high) for i, _, high in points] + [
            self._point(i, low) for i, low, _ in reversed(points)
        ]
        return f'<polygon points="{" ".join(around)}" fill="{COLOURS[series.role]}" fill-opacity="0.18"/>'

    def lines(self, lines: tuple[Series, ...]) -> str:
        """Return the series as lines."""
        return "".join(self._dots(series) if series.dotted else self._inside(self._line(series)) for series in lines)

    def _dots(self, series: Series) -> str:
        """Return the values of a series that stand alone."""
        known = [(index, value) for index, value in enumerate(series.values) if math.isfinite(value)]
        colour = COLOURS[series.role]
        return "".join(
            f'<circle cx="{_percent(self.middle(i))}" cy="{self.down(value):.1f}" r="5.5" fill="{colour}"/>'
            for i, value in known
        )

    def _line(self, series: Series) -> str:
        points = [self._point(i, value) for i, value in enumerate(series.values) if math.isfinite(value)]
        dash = f' stroke-dasharray="{DASHES[series.role]}"' if series.role in DASHES else ""
        return (
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{COLOURS[series.role]}" stroke-width="2"{dash}'
            ' vector-effect="non-scaling-stroke"/>'
        )

    def _point(self, index: int, value: float) -> str:
        return f"{10 * (index + 0.5) * self.step:.1f},{self.down(value):.1f}"

    def _inside(self, body: str) -> str:
        """Return what is drawn in thousandths of the width, put where the categories stand."""
        height = self.bottom + BOTTOM
        return (
            f'<svg x="{_percent(LEFT)}" y="0" width="{_percent(RIGHT - LEFT)}" height="{height}"'
            f' viewBox="0 0 {10 * (RIGHT - LEFT):g} {height}" preserveAspectRatio="none">{body}</svg>'
        )


def _bars(chart: Columns, plot: _Plot) -> str:
    parts = []
    room = 0.72 * plot.step
    width = room if chart.stacked else room / max(len(chart.bars), 1)
    for index in range(len(chart.categories)):
        base = 0.0
        for place, series in enumerate(chart.bars):
            value = series.values[index]
            if not math.isfinite(value):
                continue
            left = plot.middle(index) - room / 2 + (0 if chart.stacked else place * width)
            ends = sorted((plot.down(base), plot.down(base + value)))
            parts.append(_bar(left, ends[0], width, ends[1] - ends[0], series.role))
            base += value if chart.stacked else 0.0
    return "".join(parts)


def _legend(series: list[Series] | tuple[Series, ...]) -> tuple[str, int]:
    """Return one line a series, and the pixels they take."""
    parts = []
    for index, one in enumerate(series):
        y = 12 + 18 * index
        dash = f' stroke-dasharray="{DASHES[one.role]}"' if one.role in DASHES else ""
        mark = f'<line x1="0" x2="22" y1="{y}" y2="{y}" stroke="{COLOURS[one.role]}" stroke-width="4"{dash}/>'
        parts.append(f'<circle cx="11" cy="{y}" r="5.5" fill="{COLOURS[one.role]}"/>' if one.dotted else mark)
        parts.append(f'<text x="30" y="{y + 4}" fill="currentColor">{escape(shortened(one.name, LONGEST - 6))}</text>')
    return "".join(parts), 18 * len(series)


def _bar(left: float, top: float, width: float, height: float, role: str, opacity: float = 1.0) -> str:
    faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return (
        f'<rect x="{_percent(left)}" y="{top:.1f}" width="{_percent(max(width, 0))}" height="{max(height, 0):.1f}"'
        f' fill="{COLOURS[role]}"{faint}/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", *, size: int = 13, weight: str = "") -> str:
    style = (f' text-anchor="{anchor}"' if anchor != "start" else "") + (f' font-size="{size}"' if size != 13 else "")
    style += f' font-weight="{weight}"' if weight else ""
    return f'<text x="{_percent(x)}" y="{y:.0f}"{style} fill="currentColor">{escape(text)}</text>'


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
