"""The meeting's figures: with the levers moved, and beside it as it stands; axes hold still while levers move."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from capacity.model.goal_seek.levers import main_product
from capacity.present.charts import of_study as pictures
from capacity.present.charts.charts import Calendar, Chart, Columns, Fan, Series, extent
from capacity.present.charts.plain import Plain, plain
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
TILED = {"colorscale": TILES, "textfont": {"size": LETTERS - 1, "color": INK}}
MARGIN = {"l": 52, "r": 6, "t": 60, "b": 30}
_HIDDEN_AXES = {"xaxis": {"visible": False}, "yaxis": {"visible": False}}


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


def make_plain(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> Plain:
    """Return a chart's traces (data) and layout, with large letters and an axis at least as long as `room`.

    An empty one for None.
    """
    if chart is None:
        made: Plain = {"data": [], "layout": {"height": 10, "margin": {"t": 0, "b": 0}, **_HIDDEN_AXES}}
    elif isinstance(chart, Columns | Fan):
        made = _drawn_high(chart, words, room)
    else:
        made = plain(chart, words)
    layout = made["layout"] | {"autosize": True}
    layout["font"] = layout.get("font", {}) | {"size": LETTERS}
    legend = layout.get("legend", {})
    layout["legend"] = legend | {"font": legend.get("font", {}) | {"size": LETTERS - 1}}
    for name in ("xaxis", "yaxis"):
        axis = layout.get(name, {})
        layout[name] = axis | {"tickfont": axis.get("tickfont", {}) | {"size": LETTERS - 2}}
    data = [_as_tiles(trace) for trace in made["data"]] if isinstance(chart, Calendar) else made["data"]
    return {"data": data, "layout": layout}


def make_figure(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> go.Figure:
    """Return a chart as a figure (see make_plain)."""
    return go.Figure(make_plain(chart, words, room))


def _as_tiles(trace: Plain) -> Plain:
    return trace | TILED if trace.get("text") is not None else trace


def _thicker(trace: Plain) -> Plain:
    if trace["type"] != "scatter":
        return trace
    return trace | {"line": trace["line"] | {"width": 1.5 * trace["line"]["width"]}}


def _drawn_high(chart: Columns | Fan, words: Words, room: tuple[float, float]) -> Plain:
    """Return a chart whose axis is at least as long as `room`: drawn with a line of its ends that goes."""
    ends = (*room, *(math.nan for _ in chart.categories))[: len(chart.categories)]
    made = plain(replace(chart, lines=(*chart.lines, Series("", ends))), words)
    layout = {name: part for name, part in made["layout"].items() if name != "annotations"}
    legend = {"orientation": "h", "x": 0, "xref": "paper", "y": 1.02, "yref": "paper", "yanchor": "bottom"}
    layout |= {"height": HEIGHT, "margin": layout.get("margin", {}) | MARGIN}
    layout["legend"] = layout.get("legend", {}) | legend
    return {"data": [_thicker(trace) for trace in made["data"][:-1]], "layout": layout}


def make_live(chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> LiveFigure:
    """Return a chart as a figure for the screen (see make_plain)."""
    made = make_plain(chart, words, room)
    figure = LiveFigure(go.Figure(made))
    figure.shown, figure.made = (chart, words.language, room), made
    return figure


def show(shown: LiveFigure, chart: Chart | None, words: Words, room: tuple[float, float] = (0.0, 0.0)) -> None:
    """Make a figure that is on the screen show a chart; nothing is drawn where it shows that already."""
    if shown.shown != (chart, words.language, room):
        refresh(shown, make_plain(chart, words, room))
        shown.shown = (chart, words.language, room)


def refresh(shown: LiveFigure, made: Plain) -> None:
    """Make a figure that is on the screen show another one, in a single step: only what differs is touched and sent."""
    before, shown.made = shown.made, made
    kinds = [[trace["type"] for trace in one["data"]] for one in (before, made) if one is not None]
    with shown.batch_update():
        if before is not None and kinds[0] == kinds[1]:
            for trace, old, new in zip(shown.data, before["data"], made["data"], strict=True):
                trace.update(_other(old, new), overwrite=True)
        else:
            shown.data = ()
            shown.add_traces(made["data"])
        shown.layout.update(_other(before["layout"], made["layout"]) if before else made["layout"], overwrite=True)


def _other(old: Plain, new: Plain) -> Plain:
    """Return the properties that a trace or layout has otherwise than another; None those that it has no more."""
    gone = dict.fromkeys(name for name in old if name not in new)
    return gone | {name: value for name, value in new.items() if name not in old or old[name] != value}
