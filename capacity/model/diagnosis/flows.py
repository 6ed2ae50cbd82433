"""Where the goods of today's chain come from and go to over a year, product by product."""

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from capacity.intake.cluster_file.shown_units import per
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import YEAR, Today

COLUMNS = ("product", "side", "at", "unit", "amount")
COMES, GOES = ("supply", "bought", "made"), ("used", "sold", "lost", "unsold")
TRACE = 1e-9
"""share of what comes up to which what is lost or unsold is a rounding of floats"""


def flows_table(today: Today) -> pd.DataFrame:
    """Return every flow of a year once all who will join have joined: one row a product, side and party, P/year.

    What comes (supply of members, bought, made by a link) equals what goes (used by a link, sold at a market, lost in
    store, unsold) and what is added to stores; sides on which nothing moves are left out, except where a link or market
    could have moved it.
    """
    rows = [row for name in today.spec.products for row in _product(today, name)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _product(today: Today, name: str) -> Iterator[tuple[str, str, str, str, float]]:
    unit, factor = per(today.spec, name, "year")
    amounts = {
        "supply": {"": _of_pools(today, today.inputs, "supply", name)},
        "bought": _of_outlets(today, "bought", name),
        "made": _of_links(today, ">", name),
        "used": _of_links(today, "<", name),
        "sold": _of_outlets(today, "sold", name),
        "lost": {"": _of_pools(today, today.flows, "lost", name)},
        "unsold": {"": _of_pools(today, today.flows, "unsold", name)},
    }
    least = TRACE * sum(sum(amounts[side].values()) for side in COMES)
    for side in (*COMES, *GOES):
        for at, amount in amounts[side].items():
            if at or amount > least:
                yield name, side, at, unit, amount * factor / 12


def _of_pools(today: Today, data: xr.Dataset, variable: str, product: str) -> float:
    pools = list(today.network.pools_of(product))
    return float(grid(data, variable, 24, 1)[pools, YEAR].sum())


def _of_outlets(today: Today, variable: str, product: str) -> dict[str, float]:
    outlets = today.network.markets if variable == "sold" else today.network.purchases
    moved = grid(today.flows, variable, 24, 1)[:, YEAR, 0].sum(axis=1)
    return {one.name: float(moved[i]) for i, one in enumerate(outlets) if one.product == product}


def _of_links(today: Today, sign: str, product: str) -> dict[str, float]:
    """Return what every link takes (<) or makes (>) of a product, its places added up, by link."""
    activity = grid(today.flows, "activity", 24, 1)[:, YEAR, 0]
    recipe = dict(zip(today.inputs["arc"].values, grid(today.inputs, "coefficient", 24, 1)[:, YEAR, 0], strict=True))
    found: dict[str, float] = {}
    for node, work in zip(today.network.nodes, activity, strict=True):
        arc = f"{node.name}{sign}{product}"
        if arc in recipe:
            found[node.link] = found.get(node.link, 0.0) + float((work * recipe[arc]).sum())
    return found
