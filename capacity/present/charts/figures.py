"""Figures of a study by plotly, from its tables: aggregates only (see plain for how they are drawn)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from capacity.present.charts import of_study as pictures
from capacity.present.charts.plain import nothing, plain
from capacity.present.words import reading
from capacity.present.words.words import Words

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.charts.charts import Chart


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
    return go.Figure(nothing()) if chart is None else draw(chart, Words(language))


def draw(chart: Chart, words: Words) -> go.Figure:
    """Return a chart as a plotly figure on a transparent ground, without title, menu or dragging."""
    return go.Figure(plain(chart, words))
