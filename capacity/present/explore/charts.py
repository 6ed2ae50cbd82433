"""The meeting's figures: with the levers moved, and beside it as it stands; axes hold still while levers move."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go

from capacity.model.goal_seek.levers import main_product
from capacity.present.charts import of_study as pictures
from capacity.present.charts.charts import Calendar, Chart, Columns, Fan, Series, extent
from capacity.present.charts.figures import draw
from capacity.present.explore.figure import LiveFigure
from capacity.present.words import reading
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.study import Study

STANDS = mark("As it stands")
MOVED = mark("With the levers moved")
HEADROOM = 1.3
"""how far above what stands an axis reaches, so that a bar that grows is seen to grow"""
LETTERS = 15
"""size of the letters, for a projector"""
HEIGHT = 330
TILES, INK = [[0, "#dceaf7"], [1, "#78aede"]], "#14202b"
"""colours of the calendar, to be read from afar on light and on dark"""


def supply_chart(before: Study, after: Study, words: Words) -> Columns | None:
    """Return the anchor's supply by month against minimum load and capacity, with its total as it stands."""
    node = next(iter(reading.nodes_with_floor(before)), None) or reading.tightest_node(before)
    chart, stood = (pictures.supply(study, words, node or "") for study in (after, before))
    if chart is None or stood is None:
        return chart
    total = tuple(sum(column) for column in zip(*(bar.values for bar in stood.bars), strict=True))
    return replace(chart, lines=(*chart.lines, Series(words.say(STANDS), total, "loss")))


def fan_chart(before: Study, after: Study, words: Words) -> Fan | None:
    """Return the main product's output by year with its range, and its middle as it stands."""
    product = main_product(before.cluster.spec, before.tables)
    new, stood = (pictures.future(study, words, product) if product else None for study in (after, before))
    if not new or not stood or not new.lines or not stood.lines:
        return None
    moved = replace(new.lines[0], name=words.say(MOVED))
    return replace(new, lines=(moved, replace(stood.lines[0], name=words.say(STANDS), role="loss", low=(), high=())))


def calendar_chart(after: Study, words: Words) -> Calendar | None:
    """Return in which month which capacity, market or supply holds the chain back."""
    return pictures.bottlenecks(after, words)


def room_for(chart: Columns | Fan | None) -> tuple[float, float]:
    """Return the lowest and highest value that the axis of a chart shall hold, with room for bars and lines to grow."""
    if chart is None:
        return 0.0, 0.0
    growing = replace(chart, lines=chart.lines[-1:]) if isinstance(chart, Columns) else chart
    (low, high), (lowest, highest) = extent(growing), extent(chart)
    return min(low * HEADROOM, lowest), max(high * HEADROOM, highest)


def chart_title(chart: Chart, words: Words) -> str:
    """Return a chart's name with the unit of its axis."""
    if not isinstance(chart, Columns | Fan):
        return chart.name
    unit = words.axis(max(map(abs, extent(chart))), chart.unit)[1]
    return words.say("{title}, in {unit}", title=chart.name, unit=unit) if unit else chart.name


def make_figure(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> go.Figure:
    """Return a chart as a figure with large letters, its axis at least as long as `room`; an empty one for None."""
    if chart is None:
        hidden = {"visible": False}
        return go.Figure(layout={"height": 10, "margin": {"t": 0, "b": 0}, "xaxis": hidden, "yaxis": hidden})
    if not isinstance(chart, Columns | Fan):
        figure = draw(chart, words)
    else:
        figure = _drawn_high(chart, words, room)
        legend = {"orientation": "h", "x": 0, "xref": "paper", "y": 1.02, "yref": "paper", "yanchor": "bottom"}
        margin = {"l": 52, "r": 6, "t": 60, "b": 30}
        figure.layout.annotations = ()
        figure.update_layout(legend=legend, height=HEIGHT, margin=margin)
        figure.for_each_trace(_thicker, selector={"type": "scatter"})
    figure.update_layout(autosize=True, font_size=LETTERS, legend_font_size=LETTERS - 1)
    if isinstance(chart, Calendar):
        tiles = {"colorscale": TILES, "textfont": {"size": LETTERS - 1, "color": INK}}
        figure.update_traces(tiles, selector=lambda trace: trace.text is not None)
    figure.update_xaxes(tickfont_size=LETTERS - 2)
    figure.update_yaxes(tickfont_size=LETTERS - 2)
    return figure


def _thicker(line: go.Scatter) -> None:
    line.line.width *= 1.5


def _drawn_high(chart: Columns | Fan, words: Words, room: tuple[float, float]) -> go.Figure:
    """Return a chart as a figure whose axis is at least as long as `room`: drawn with a line of its ends that goes."""
    ends = (*room, *(math.nan for _ in chart.categories))[: len(chart.categories)]
    figure = draw(replace(chart, lines=(*chart.lines, Series("", ends))), words)
    figure.data = figure.data[:-1]
    return figure


def make_live(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> LiveFigure:
    """Return a chart as a figure for the screen (see make_figure)."""
    figure = LiveFigure(make_figure(chart, words, room))
    figure.shown = (chart, words.language, room)
    return figure


def show(shown: LiveFigure, chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> None:
    """Make a figure that is on the screen show a chart; nothing is drawn where it shows that already."""
    if shown.shown != (chart, words.language, room):
        refresh(shown, make_figure(chart, words, room))
        shown.shown = (chart, words.language, room)


def refresh(shown: go.FigureWidget, figure: go.Figure) -> None:
    """Make a figure that is on the screen show another one, in a single step: only what differs is sent."""
    same = [trace.type for trace in shown.data] == [trace.type for trace in figure.data]
    with shown.batch_update():
        if same:
            for old, new in zip(shown.data, figure.data, strict=True):
                old.update(_other(old.to_plotly_json(), new.to_plotly_json()))
        else:
            shown.data = ()
            shown.add_traces(list(figure.data))
        shown.layout.update(_other(shown.layout.to_plotly_json(), figure.layout.to_plotly_json()))


def _other(old: dict, new: dict) -> dict:
    """Return the properties that a trace or layout has otherwise than another."""
    return {name: value for name, value in new.items() if name not in old or not _alike(old[name], value)}


def _alike(old: object, new: object) -> bool:
    """Return whether two properties are the same; lists may be tuples or arrays on one side."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_alike(old[name], new[name]) for name in old)
    if isinstance(old, list | tuple | np.ndarray) and isinstance(new, list | tuple | np.ndarray):
        return len(old) == len(new) and all(map(_alike, old, new))
    return type(old) is type(new) and old == new
