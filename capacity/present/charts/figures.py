"""Figures of a study by plotly, from its tables: aggregates only, one style, every string from data made harmless."""

from __future__ import annotations

import math
from functools import singledispatch
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from capacity.present.charts import of_study as pictures
from capacity.present.charts.charts import (
    LONGEST,
    Calendar,
    Chart,
    Columns,
    Fan,
    Series,
    Steps,
    Swings,
    extent,
    labelled,
    reach,
    shortened,
    ticks,
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
from capacity.present.words import reading
from capacity.present.words.words import NBSP, Words

if TYPE_CHECKING:
    from capacity.model.results.study import Study

HARMLESS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "＄"})


def staircase(study: Study, month: int = 1, product: str | None = None, language: str = "en") -> go.Figure:
    """Return the staircase of a product in a month of the year 1..12, in its unit a month; empty if nothing is made."""
    products = reading.in_order(reading.table(study, "staircase").get("product", ()))
    chosen = product or (products[0] if products else "")
    return _figure(pictures.staircase(study, Words(language), chosen, month), language)


def supply(study: Study, node: str | None = None, language: str = "en") -> go.Figure:
    """Return a node's supply by month against its minimum load and capacity, a day; by default of the anchor."""
    chosen = node or next(iter(reading.nodes_with_floor(study)), None) or reading.tightest_node(study)
    return _figure(pictures.supply(study, Words(language), chosen or ""), language)


def bottlenecks(study: Study, language: str = "en") -> go.Figure:
    """Return the calendar of bottlenecks: the chance in percent that each holds the chain back in a month."""
    return _figure(pictures.bottlenecks(study, Words(language)), language)


def fan(study: Study, product: str | None = None, by: str = "year", language: str = "en") -> go.Figure:
    """Return a product's output by year (all scenarios) or by month (the leading one), P10 to P90, in its unit."""
    chosen = product or next(iter(reading.products_made(study)), "")
    draw_by = pictures.future if by == "year" else pictures.monthly
    return _figure(draw_by(study, Words(language), chosen), language)


def cash(study: Study, language: str = "en") -> go.Figure:
    """Return the members' yearly cash without and with the cluster, in the cluster's currency."""
    return _figure(pictures.cash(study, Words(language)), language)


def cover(study: Study, language: str = "en") -> go.Figure:
    """Return supply as a percentage of capacity, by node and month."""
    return _figure(pictures.cover(study, Words(language)), language)


def _figure(chart: Chart | None, language: str) -> go.Figure:
    return go.Figure(layout=_layout(CHART_HEIGHT)) if chart is None else draw(chart, Words(language))


def draw(chart: Chart, words: Words) -> go.Figure:
    """Return a chart as a plotly figure on a transparent ground, without title, menu or dragging."""
    return _draw(chart, words)


@singledispatch
def _draw(chart: Chart, words: Words) -> go.Figure:  # noqa: ARG001
    raise TypeError(f"{type(chart).__name__} is not a chart")


@_draw.register
def _(chart: Steps, words: Words) -> go.Figure:  # noqa: ARG001  texts of steps are written already
    places = [-index for index in range(len(chart.steps))]
    ghosts = [step.ghost if math.isfinite(step.ghost) else 0.0 for step in chart.steps]
    hover = [harmless(f"{step.label}: {step.text}") for step in chart.steps]
    bars = go.Bar(
        y=places,
        x=[step.end - step.start for step in chart.steps],
        base=[s.start for s in chart.steps],
        marker={"color": [_fill(step.role) for step in chart.steps]},
    )
    pale = go.Bar(y=places, x=ghosts, marker={"color": [see_through(s.role, 0.2) for s in chart.steps]})
    figure = go.Figure([pale, bars] if any(ghosts) else [bars], layout=_layout(len(places) * STEP_HEIGHT + 8))
    figure.update_traces(orientation="h", width=0.34, hovertext=hover, hoverinfo="text", showlegend=False)
    figure.update_layout(barmode="overlay", margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.update_xaxes(visible=False, range=[chart.least, chart.most if chart.most > chart.least else 1])
    figure.update_yaxes(visible=False, range=[0.32 - len(places), 0.75])
    zero = {"color": COLOURS["floor"], "width": 1.5}
    for place in places if chart.least < 0 else ():
        figure.add_shape(type="line", x0=0, x1=0, y0=place - 0.2, y1=place + 0.2, line=zero)
    for place, step in zip(places, chart.steps, strict=True):
        label = shortened(step.label, LONGEST - len(step.text))
        figure.add_annotation(**_beside_bar(place, label, 0), font={"size": 13})
        figure.add_annotation(**_beside_bar(place, f"<b>{harmless(step.text)}</b>", 1, raw=True), font={"size": 13})
    return figure


def _beside_bar(place: float, text: str, side: int, *, raw: bool = False) -> dict:
    anchor = "right" if side else "left"
    at = {"xref": "paper", "x": side, "xanchor": anchor, "align": anchor, "y": place + 0.18, "yanchor": "bottom"}
    return {"text": text if raw else harmless(text), "showarrow": False, "borderpad": 0, "xshift": 0, **at}


def _fill(role: str) -> str:
    return see_through(role, 0.45) if role == "beside" else COLOURS[role]


@_draw.register
def _(chart: Columns, words: Words) -> go.Figure:
    places = list(range(len(chart.categories)))
    figure = go.Figure(layout=_layout(CHART_HEIGHT))
    for series in chart.bars:
        figure.add_bar(
            **_points(series, places),
            marker={"color": COLOURS[series.role]},
            **_hover(series, chart, words),
            width=None,
        )
    for series in chart.lines:
        figure.add_scatter(**_points(series, places), **_stroke(series), **_hover(series, chart, words))
    figure.update_layout(barmode="stack" if chart.stacked else "group", bargap=0.28, bargroupgap=0.04)
    return _with_axes(figure, chart, words)


@_draw.register
def _(chart: Fan, words: Words) -> go.Figure:
    places = list(range(len(chart.categories)))
    figure = go.Figure(layout=_layout(CHART_HEIGHT))
    for series in (one for one in chart.lines if one.low):
        edges = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False}
        figure.add_scatter(x=places, y=_known(series.low), **edges)
        fill = {"fill": "tonexty", "fillcolor": see_through(series.role, 0.18)}
        figure.add_scatter(x=places, y=_known(series.high), **edges, **fill)
    for series in chart.lines:
        figure.add_scatter(**_points(series, places), **_stroke(series), **_hover(series, chart, words))
    return _with_axes(figure, chart, words)


@_draw.register
def _(chart: Calendar, words: Words) -> go.Figure:  # noqa: ARG001  its fields are written already
    rows = [-index for index in range(len(chart.rows))]
    strengths = [_known(tuple(field.strength for field in row)) for row in chart.fields]
    empty = [[0 if math.isfinite(field.strength) else 1 for field in row] for row in chart.fields]
    tiles = {
        "x": list(range(len(chart.categories))),
        "y": rows,
        "xgap": 2,
        "ygap": CALENDAR_ROW - 28,
        "showscale": False,
    }
    grey = [[0, "rgba(0,0,0,0)"], [1, see_through("limit", 0.1)]]
    blue = [[0, see_through("main", 0.12)], [1, see_through("main", 0.62)]]
    figure = go.Figure(layout=_layout(len(rows) * CALENDAR_ROW + 28))
    figure.add_heatmap(z=empty, colorscale=grey, zmin=0, zmax=1, hoverinfo="skip", **tiles)
    texts = [[harmless(field.text) for field in row] for row in chart.fields]
    meanings = [[harmless(field.meaning) for field in row] for row in chart.fields]
    written = {"text": texts, "texttemplate": "%{text}", "textfont": {"size": 11, "color": TEXT}}
    figure.add_heatmap(
        z=strengths, colorscale=blue, zmin=0, zmax=1, hovertext=meanings, hoverinfo="text", **written, **tiles
    )
    for row, name in zip(rows, chart.rows, strict=True):
        label = _beside_bar(row, name, 0) | {"y": row + 14 / CALENDAR_ROW, "yanchor": "bottom"}
        figure.add_annotation(**label, font={"size": 13}, yshift=2)
    labels = [harmless(label) for label in chart.categories]
    figure.update_layout(margin={"l": 0, "r": 0, "t": 14, "b": 24})
    figure.update_xaxes(tickvals=tiles["x"], ticktext=labels, tickangle=0, showgrid=False, zeroline=False)
    figure.update_yaxes(visible=False, range=[0.5 - len(rows), 0.5])
    return figure


@_draw.register
def _(chart: Swings, words: Words) -> go.Figure:
    places = [-index for index in range(len(chart.swings))]
    figure = go.Figure(layout=_layout(len(places) * STEP_HEIGHT + 70))
    for place, swing in zip(places, chart.swings, strict=True):
        line = {"color": see_through("limit", 0.45), "width": 6}
        ends = {"x": [swing.at_low, swing.at_high], "y": [place] * 2}
        figure.add_scatter(**ends, mode="lines", line=line, hoverinfo="skip", showlegend=False)
        label = shortened(swing.label, LONGEST - len(swing.text))
        figure.add_annotation(**_beside_bar(place, label, 0), font={"size": 13})
        figure.add_annotation(**_beside_bar(place, f"<b>{harmless(swing.text)}</b>", 1, raw=True), font={"size": 13})
    for name, role, part in zip(chart.ends, SWING_ROLES, ("at_low", "at_high"), strict=True):
        values = [getattr(swing, part) for swing in chart.swings]
        fill = COLOURS[role] if part == "at_high" else "rgba(0,0,0,0)"
        marker = {"color": fill, "size": 10, "line": {"color": COLOURS[role], "width": 2.5}}
        said = [f"{s.label}, {name}: {words.amount(v, chart.unit)}" for s, v in zip(chart.swings, values, strict=True)]
        figure.add_scatter(
            x=values, y=places, mode="markers", marker=marker, name=harmless(name),
            hovertext=[harmless(text) for text in said], hoverinfo="text",
        )  # fmt: skip
    zero = {"color": COLOURS["floor"], "width": 1.5}
    for place in places:
        figure.add_shape(type="line", x0=0, x1=0, y0=place - 0.2, y1=place + 0.2, line=zero, layer="below")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 46, "b": 22}, legend={"y": 1.0, "itemwidth": 30})
    figure.update_xaxes(range=list(reach(chart)), tickvals=[0], ticktext=[words.number(0, 0)], showgrid=False)
    figure.update_xaxes(zeroline=False)
    figure.update_yaxes(visible=False, range=[0.5 - len(places), 0.75])
    return figure


def _with_axes(figure: go.Figure, chart: Columns | Fan, words: Words) -> go.Figure:
    low, high = extent(chart)
    marks = ticks(low, high)
    divisor, unit = words.axis(max(abs(low), abs(high)), chart.unit)
    places = max(0, -math.floor(math.log10((marks[1] - marks[0]) / divisor) + 1e-9))
    shown = labelled(chart.categories)
    figure.update_yaxes(
        range=[marks[0], marks[-1]],
        tickvals=list(marks),
        gridcolor=FAINT,
        zerolinecolor=TEXT,
        ticktext=[words.number(mark / divisor, places) for mark in marks],
    )
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[harmless(chart.categories[i]) for i in shown],
        tickangle=0,
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(chart.categories) - 0.5],
    )
    above = {
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
    }
    figure.add_annotation(text=harmless(unit), font={"size": 11}, xshift=-44, yshift=6, **above)
    lines = sum(trace.showlegend is not False for trace in figure.data)
    figure.update_layout(height=CHART_HEIGHT + 20 * lines, margin={"t": 34 + 20 * lines})
    return figure


def _points(series: Series, places: list[int]) -> dict:
    return {"name": harmless(series.name), "x": places, "y": _known(series.values)}


def _known(values: tuple[float, ...]) -> list[float | None]:
    return [float(value) if math.isfinite(value) else None for value in values]


def _stroke(series: Series) -> dict:
    return {
        "mode": "lines",
        "line": {"color": COLOURS[series.role], "width": 2, "dash": PLOTLY_DASHES.get(series.role, "solid")},
    }


def _hover(series: Series, chart: Columns | Fan, words: Words) -> dict:
    """Return what is shown when a point is touched: category, series, value, range."""
    texts = []
    for index, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        ends = (series.low[index], series.high[index]) if series.low else (math.nan, math.nan)
        said = words.middle_and_range(value, *ends, chart.unit)
        texts.append(harmless(f"{category}, {series.name}: {said}"))
    return {"hovertext": texts, "hoverinfo": "text"}


def _layout(height: int) -> go.Layout:
    legend = {"orientation": "v", "traceorder": "normal", "x": 0, "xanchor": "left", "y": 1.08, "yanchor": "bottom"}
    still = {"fixedrange": True, "automargin": False, "showline": False, "ticks": "", "tickfont": {"size": 11}}
    return go.Layout(
        template=go.layout.Template(),
        height=height,
        margin={"l": 46, "r": 6, "t": 30, "b": 30},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": TEXT},
        hoverlabel={"font": {"family": FONT, "size": 13}, "align": "left", "namelength": -1},
        dragmode=False,
        hovermode="closest",
        legend={
            **legend,
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 13},
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis=still,
        yaxis=still,
    )


def harmless(text: str) -> str:
    """Return a text that plotly shows as it is: no tags, no entities, no templates, no formulas."""
    return str(text).translate(HARMLESS).replace("%{", f"%{NBSP}{{")
