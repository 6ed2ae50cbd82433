"""Charts as the plain dictionaries that plotly.js reads: one style, every string from data made harmless.

A page needs no more, and a figure object of plotly, which checks every property, takes many times as long to make.
"""

from __future__ import annotations

import math
from functools import singledispatch
from typing import Any

from capacity.present.charts.charts import (
    LONGEST,
    Calendar,
    Chart,
    Columns,
    Fan,
    Series,
    Steps,
    Swings,
    labelled,
    reach,
    shortened,
    upright_axis,
)
from capacity.present.charts.style import (
    CALENDAR_ROW,
    CHART_HEIGHT,
    COLOURS,
    FAINT,
    FONT,
    PLOTLY_DASHES,
    STEP_HEIGHT,
    SWING_ROLES,
    TEXT,
    see_through,
)
from capacity.present.words.words import NBSP, Words

HARMLESS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "＄"})
_CLEAR = "rgba(0,0,0,0)"
_NO_TEMPLATE = {"data": {"scatter": [{"type": "scatter"}]}}
"""nothing of plotly's own style, in plotly's own words"""
_UNSEEN = {"visible": False}
_STILL = {"fixedrange": True, "automargin": False, "showline": False, "ticks": "", "tickfont": {"size": 11}}
_MARGIN = {"l": 46, "r": 6, "t": 30, "b": 30}
_LEGEND = {
    "orientation": "v",
    "traceorder": "normal",
    "x": 0,
    "xanchor": "left",
    "y": 1.08,
    "yanchor": "bottom",
    "bgcolor": _CLEAR,
    "font": {"size": 13},
    "itemclick": False,
    "itemdoubleclick": False,
}
_ZERO = {"color": COLOURS["floor"], "width": 1.5}
Plain = dict[str, Any]


def nothing() -> Plain:
    """Return the figure of a table without rows."""
    return {"data": [], "layout": _layout(CHART_HEIGHT)}


@singledispatch
def plain(chart: Chart, words: Words) -> Plain:  # noqa: ARG001
    """Return a chart's traces (data) and layout: a transparent ground, without title, menu or dragging."""
    raise TypeError(f"{type(chart).__name__} is not a chart")


@plain.register
def _(chart: Steps, words: Words) -> Plain:  # noqa: ARG001  texts of steps are written already
    places = [-index for index in range(len(chart.steps))]
    ghosts = [step.ghost if math.isfinite(step.ghost) else 0.0 for step in chart.steps]
    said = {"hovertext": [harmless(f"{step.label}: {step.text}") for step in chart.steps], "hoverinfo": "text"}
    lying: Plain = {"type": "bar", "orientation": "h", "width": 0.34, "y": places, "showlegend": False, **said}
    pale = {"x": ghosts, "marker": {"color": [see_through(step.role, 0.2) for step in chart.steps]}}
    solid = {
        "x": [step.end - step.start for step in chart.steps],
        "base": [step.start for step in chart.steps],
        "marker": {"color": [_fill(step.role) for step in chart.steps]},
    }
    layout = _layout(
        len(places) * STEP_HEIGHT + 8,
        x=_UNSEEN | {"range": [chart.least, chart.most if chart.most > chart.least else 1]},
        y=_UNSEEN | {"range": [0.32 - len(places), 0.75]},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        barmode="overlay",
        annotations=[note for place, step in zip(places, chart.steps, strict=True) for note in _named(place, step)],
        shapes=[_upright(place) for place in places if chart.least < 0],
    )
    return {"data": [lying | bars for bars in ((pale, solid) if any(ghosts) else (solid,))], "layout": layout}


def _named(place: float, row: Any) -> list[Plain]:
    """Return what stands above a row: its label on the left, its text on the right."""
    label = shortened(row.label, LONGEST - len(row.text))
    texts = (harmless(label), f"<b>{harmless(row.text)}</b>")
    return [_beside_bar(place, text, side) | {"font": {"size": 13}} for side, text in enumerate(texts)]


def _beside_bar(place: float, text: str, side: int) -> Plain:
    anchor = "right" if side else "left"
    at = {"xref": "paper", "x": side, "xanchor": anchor, "align": anchor, "y": place + 0.18, "yanchor": "bottom"}
    return {"text": text, "showarrow": False, "borderpad": 0, "xshift": 0, **at}


def _upright(place: float, **more: object) -> Plain:
    """Return the line of zero across a row."""
    return {"type": "line", "x0": 0, "x1": 0, "y0": place - 0.2, "y1": place + 0.2, "line": _ZERO, **more}


def _fill(role: str) -> str:
    return see_through(role, 0.45) if role == "beside" else COLOURS[role]


@plain.register
def _(chart: Columns, words: Words) -> Plain:
    places = list(range(len(chart.categories)))
    bars = [
        {"type": "bar", "marker": {"color": COLOURS[series.role]}, **_points(series, places, chart, words)}
        for series in chart.bars
    ]
    stacking = {"barmode": "stack" if chart.stacked else "group", "bargap": 0.28, "bargroupgap": 0.04}
    return _with_axes([*bars, *_strokes(chart, words)], chart, words, **stacking)


@plain.register
def _(chart: Fan, words: Words) -> Plain:
    places = list(range(len(chart.categories)))
    edge: Plain = {"type": "scatter", "x": places, "mode": "lines", "line": {"width": 0}}
    edge |= {"hoverinfo": "skip", "showlegend": False}
    fans = []
    for series in (one for one in chart.lines if one.low):
        fill = {"fill": "tonexty", "fillcolor": see_through(series.role, 0.18)}
        fans += [edge | {"y": _known(series.low)}, edge | {"y": _known(series.high)} | fill]
    return _with_axes([*fans, *_strokes(chart, words)], chart, words)


@plain.register
def _(chart: Calendar, words: Words) -> Plain:  # noqa: ARG001  its fields are written already
    rows, columns = [-index for index in range(len(chart.rows))], list(range(len(chart.categories)))
    tiles: Plain = {"type": "heatmap", "x": columns, "y": rows, "xgap": 2, "ygap": CALENDAR_ROW - 28}
    tiles |= {"showscale": False, "zmin": 0, "zmax": 1}
    empty = tiles | {
        "z": [[0 if math.isfinite(field.strength) else 1 for field in row] for row in chart.fields],
        "colorscale": [[0, _CLEAR], [1, see_through("limit", 0.1)]],
        "hoverinfo": "skip",
    }
    full = tiles | {
        "z": [_known(tuple(field.strength for field in row)) for row in chart.fields],
        "colorscale": [[0, see_through("main", 0.12)], [1, see_through("main", 0.62)]],
        "hovertext": [[harmless(field.meaning) for field in row] for row in chart.fields],
        "hoverinfo": "text",
        "text": [[harmless(field.text) for field in row] for row in chart.fields],
        "texttemplate": "%{text}",
        "textfont": {"size": 11, "color": TEXT},
    }
    above = {"yanchor": "bottom", "font": {"size": 13}, "yshift": 2}
    notes = [
        _beside_bar(row, harmless(name), 0) | above | {"y": row + 14 / CALENDAR_ROW}
        for row, name in zip(rows, chart.rows, strict=True)
    ]
    labels = {"tickvals": columns, "ticktext": [harmless(label) for label in chart.categories], "tickangle": 0}
    layout = _layout(
        len(rows) * CALENDAR_ROW + 28,
        x={**labels, "showgrid": False, "zeroline": False},
        y=_UNSEEN | {"range": [0.5 - len(rows), 0.5]},
        margin={"l": 0, "r": 0, "t": 14, "b": 24},
        annotations=notes,
    )
    return {"data": [empty, full], "layout": layout}


@plain.register
def _(chart: Swings, words: Words) -> Plain:
    places = [-index for index in range(len(chart.swings))]
    rows = list(zip(places, chart.swings, strict=True))
    line = {"color": see_through("limit", 0.45), "width": 6}
    joined: Plain = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False}
    spans = [joined | {"x": [swing.at_low, swing.at_high], "y": [place] * 2} for place, swing in rows]
    layout = _layout(
        len(places) * STEP_HEIGHT + 70,
        x={
            "range": list(reach(chart)),
            "tickvals": [0],
            "ticktext": [words.number(0, 0)],
            "showgrid": False,
            "zeroline": False,
        },
        y=_UNSEEN | {"range": [0.5 - len(places), 0.75]},
        margin={"l": 0, "r": 0, "t": 46, "b": 22},
        legend=_LEGEND | {"y": 1.0, "itemwidth": 30},
        annotations=[note for place, swing in rows for note in _named(place, swing)],
        shapes=[_upright(place, layer="below") for place in places],
    )
    return {"data": [*spans, *_ends(chart, places, words)], "layout": layout}


def _ends(chart: Swings, places: list[int], words: Words) -> list[Plain]:
    """Return the points at which numbers have their lowest and their highest value."""
    points = []
    for name, role, part in zip(chart.ends, SWING_ROLES, ("at_low", "at_high"), strict=True):
        values = [getattr(swing, part) for swing in chart.swings]
        fill = COLOURS[role] if part == "at_high" else _CLEAR
        said = [f"{s.label}, {name}: {words.amount(v, chart.unit)}" for s, v in zip(chart.swings, values, strict=True)]
        points.append(
            {
                "type": "scatter",
                "x": values,
                "y": places,
                "mode": "markers",
                "marker": {"color": fill, "size": 10, "line": {"color": COLOURS[role], "width": 2.5}},
                "name": harmless(name),
                "hovertext": [harmless(text) for text in said],
                "hoverinfo": "text",
            }
        )
    return points


def _with_axes(traces: list[Plain], chart: Columns | Fan, words: Words, **more: object) -> Plain:
    axis = upright_axis(chart, words)
    shown = labelled(chart.categories)
    upwards = {
        "range": [axis.marks[0], axis.marks[-1]],
        "tickvals": list(axis.marks),
        "ticktext": axis.numbers,
        "gridcolor": FAINT,
        "zerolinecolor": TEXT,
    }
    along = {
        "range": [-0.5, len(chart.categories) - 0.5],
        "tickvals": shown,
        "ticktext": [harmless(chart.categories[index]) for index in shown],
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
    }
    above: Plain = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
    of_axis = {"text": harmless(axis.unit), "font": {"size": 11}, "xshift": -44, "yshift": 6, "showarrow": False}
    room = 20 * sum(trace.get("showlegend") is not False for trace in traces)
    margin = {"t": 34 + room}
    layout = _layout(CHART_HEIGHT + room, x=along, y=upwards, margin=margin, annotations=[above | of_axis], **more)
    return {"data": traces, "layout": layout}


def _strokes(chart: Columns | Fan, words: Words) -> list[Plain]:
    """Return the lines of a chart."""
    places = list(range(len(chart.categories)))
    return [
        {
            "type": "scatter",
            "mode": "markers" if series.dotted else "lines",
            **({"marker": {"color": COLOURS[series.role], "size": 11}} if series.dotted else {}),
            "line": {"color": COLOURS[series.role], "width": 2, "dash": PLOTLY_DASHES.get(series.role, "solid")},
            **_points(series, places, chart, words),
        }
        for series in chart.lines
    ]


def _points(series: Series, places: list[int], chart: Columns | Fan, words: Words) -> Plain:
    """Return a series' values, and what is shown when one is touched: category, series, value, range."""
    texts = []
    for index, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        ends = (series.low[index], series.high[index]) if series.low else (math.nan, math.nan)
        said = words.middle_and_range(value, *ends, chart.unit)
        texts.append(harmless(f"{category}, {series.name}: {said}"))
    at = {"name": harmless(series.name), "x": places, "y": _known(series.values)}
    return {**at, "hovertext": texts, "hoverinfo": "text"}


def _known(values: tuple[float, ...]) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]


def _layout(
    height: int, x: Plain | None = None, y: Plain | None = None, margin: Plain | None = None, **more: object
) -> Plain:
    """Return a layout in our style; what is empty is left out."""
    return {
        "template": _NO_TEMPLATE,
        "height": height,
        "margin": _MARGIN | (margin or {}),
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": FONT, "size": 13, "color": TEXT},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left", "namelength": -1},
        "dragmode": False,
        "hovermode": "closest",
        "legend": _LEGEND,
        "xaxis": _STILL | (x or {}),
        "yaxis": _STILL | (y or {}),
        **{name: value for name, value in more.items() if value},
    }


def harmless(text: str) -> str:
    """Return a text that plotly shows as it is: no tags, no entities, no templates, no formulas."""
    return str(text).translate(HARMLESS).replace("%{", f"%{NBSP}{{")
