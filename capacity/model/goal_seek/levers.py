"""Levers: the few things a meeting turns, made from any cluster; each setting is a change to the cluster file.

A lever at 0 changes nothing. What it does is written as a scenario writes it (path -> value), so that what was tried
can be saved, and read again with the same figures.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capacity.intake.cluster_file.conversion import class_product, per_month
from capacity.intake.cluster_file.exchange import price_at_start
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per, shown_unit
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import factor
from capacity.intake.quantities.written import moved, unit_of

KEYS = ("supply", "joining", "capacity", "price", "demand", "cost", "outside", "loyalty", "interest")
PERCENT, POINTS = "percent", "points"
MANY = 6
"""levers that a meeting can keep in view"""
Written = Callable[[str], Any]
"""what is written at a path, e.g. [480, 550, 620, KGS/kg]; None if nothing is"""


@dataclass(frozen=True)
class Lever:
    """One thing to turn: by how much (percent, percentage points or a unit such as t/day), and what it moves."""

    key: str
    """one of KEYS"""
    unit: str
    low: float
    high: float
    step: float
    paths: tuple[str, ...]
    """of the cluster file; the first one is the one to show"""
    at: str = ""
    """the product, node or market it speaks of"""
    source: str = ""
    """of numbers that stand nowhere yet; empty where the file has a source for all"""


def find_levers(spec: Spec, tables: Mapping[str, pd.DataFrame], most: int = MANY) -> tuple[Lever, ...]:
    """Return the six levers (or at most so many) that fit a cluster best, given the tables of its study.

    Supply, joining, the tightest capacity, price and demand of the main output, costs of the chain; where one of
    them has nothing to move: the price outside the cluster, selling past it, interest.
    """
    return tuple(_all_levers(spec, tables))[:most]


def _all_levers(spec: Spec, tables: Mapping[str, pd.DataFrame]) -> Iterator[Lever]:
    source = "" if spec.source else next(iter(spec.sources), "")
    producing = [name for name, kind in spec.classes.items() if any(not spec.links[run].takes for run in kind.runs)]
    if producing:
        first = class_product(spec, producing[0])
        yield _percent("supply", [f"classes.{name}.rates" for name in producing], 50, first or "", source)
    if spec.survey.joins or spec.survey.letter:
        yield Lever("joining", POINTS, -30, 30, 5, ("joining.common_error",), source=source)
    product, node = main_product(spec, tables), tightest_node(tables)
    if node:
        yield _capacity(spec, node, product, tables, source)
    sold = [name for name, market in spec.markets.items() if market.buys == product and not market.today]
    wanted = [name for name in sold if spec.markets[name].demand]
    yield from (_percent("price", [f"markets.{name}.price" for name in sold], 30, product) for _ in sold[:1])
    yield from (_percent("demand", [f"markets.{name}.demand" for name in wanted], 50, product) for _ in wanted[:1])
    yield from _money(spec)


def _money(spec: Spec) -> Iterator[Lever]:
    costs = {name: link.cost.mode for name, link in spec.links.items() if link.takes and link.cost}
    if costs:
        dearest = max(costs, key=costs.__getitem__)
        order = [dearest, *(name for name in costs if name != dearest)]
        yield _percent("cost", [f"links.{name}.cost" for name in order], 30, dearest)
    outside = [name for name, market in spec.markets.items() if market.today]
    if outside:
        yield _percent("outside", [f"markets.{name}.price" for name in outside], 30, outside[0])
    disloyal = [name for name, kind in spec.classes.items() if kind.side_selling]
    if disloyal:
        yield _percent("loyalty", [f"classes.{name}.side_selling" for name in disloyal], 100, disloyal[0])
    rates = _interest(spec)
    if rates:
        yield _percent("interest", rates, 100, spec.money.loans[0].borrower)


def _interest(spec: Spec) -> list[str]:
    """Return the paths of the interest that loans pay, of their own or by their product."""
    loans = spec.finance.loans if spec.finance else ()
    own = [f"finance.loans.{i}.rate" for i, loan in enumerate(loans) if loan.rate]
    products = {loan.product: spec.money.loan_products[loan.product] for loan in loans if loan.product}
    return own + [f"finance.loan_products.{name}.rate" for name, product in products.items() if product.rate]


def _percent(key: str, paths: list[str], most: float, at: str, source: str = "") -> Lever:
    return Lever(key, PERCENT, -most, most, 5 if most <= 50 else 10, tuple(paths), at, source)


def _capacity(spec: Spec, node: str, product: str, tables: Mapping[str, pd.DataFrame], source: str) -> Lever:
    link = node.partition("@")[0]
    unit = f"{shown_unit(spec, spec.links[link].rated)[0]}/day"
    links, cover = (tables[name][tables[name]["node"] == node] for name in ("links", "cover"))
    demand = sum(market.demand.mode for market in spec.markets.values() if market.buys == product and market.demand)
    sizes = (links["capacity"].iloc[0], cover["supply"].max(), demand * per(spec, product, "day")[1] if demand else 0)
    step = _round_step(next((float(size) for size in sizes if size > 0), 10.0) / 10)
    return Lever("capacity", unit, 0, 10 * step, step, (f"links.{link}.capacity",), node, source)


def _round_step(rough: float) -> float:
    """Return the largest of 1, 2, 5 x 10^k that is not above a number."""
    power = 10.0 ** (len(f"{rough:.0f}") - 1)
    while power > rough:
        power /= 10
    return float(f"{max(times * power for times in (1, 2, 5) if times * power <= rough):.6g}")


def tightest_node(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the node with equipment that holds the chain back most today; empty if no node has equipment.

    A node that is missing comes first; then the one whose capacity is worth most over the year; then the fullest.
    """
    links, cover, calendar = (tables[name] for name in ("links", "cover", "bottlenecks"))
    equipped = links[links["capacity"].notna()] if len(links) else links
    if equipped.empty:
        return ""
    missing = equipped[equipped["capacity"] <= 0]
    if len(missing):
        return str(missing["node"].iloc[0])
    worth = calendar[calendar["kind"] == "capacity"]
    if len(worth):
        size = worth["at"].map(equipped.set_index("node")["capacity"])
        return str((worth["shadow_price"] * size).groupby(worth["at"]).sum().idxmax())
    full = cover[cover["node"].isin(equipped["node"])].groupby("node")["cover"].max().dropna()
    return str(full.idxmax() if len(full) else equipped["node"].iloc[0])


def main_product(spec: Spec, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return the product of the chain that is worth most at stated prices in its best year; empty if none is sold."""
    prices = {market.buys: 0.0 for market in spec.markets.values()}
    for name, market in spec.markets.items():
        if not market.today:
            prices[market.buys] = max(prices[market.buys], price_at_start(spec, name))
    rows = tables["projection"]
    if rows.empty:
        return ""
    amount = rows.groupby("product")["p50"].max()
    worth = {product: amount[product] * prices[product] / shown_unit(spec, product)[1] for product in amount.index}
    return max(sorted(worth), key=worth.__getitem__)


def changes(lever: Lever, setting: float, spec: Spec, written: Written) -> dict[str, object]:
    """Return what a setting of a lever sets in the cluster file (path -> value); nothing at 0.

    Ranges are moved whole and keep their unit and source; `written` says what stands at a path now.
    """
    if setting == 0:
        return {}
    if lever.key == "supply":
        return dict(_more_output(lever, path, setting, spec, written) for path in lever.paths)
    if lever.key == "joining":
        return _more_joining(lever, setting, written)
    if lever.key == "capacity":
        return {path: _added(lever, path, setting, spec, written) for path in lever.paths}
    found = {path: written(path) for path in lever.paths}
    most = 1.0 if lever.key == "loyalty" else None
    return {path: _scaled(value, 1 + setting / 100, most) for path, value in found.items() if value}


def all_changes(settings: Mapping[Lever, float], spec: Spec, written: Written) -> dict[str, object]:
    """Return what all levers together set in the cluster file."""
    return {
        path: value
        for lever, setting in settings.items()
        for path, value in changes(lever, setting, spec, written).items()
    }


def _more_output(lever: Lever, path: str, setting: float, spec: Spec, written: Written) -> tuple[str, object]:
    """Return a factor among a class's rates: one unit that was answered counts as so many."""
    times = _number(1 + setting / 100)
    now = written(f"{path}.change")
    if now:
        return f"{path}.change", _scaled(now, times)
    product = class_product(spec, path.split(".")[1]) or ""
    new = [times, "share"] if written(path) else [times, spec.products[product].unit]
    new = [*new, lever.source] if lever.source else new
    return (f"{path}.change", new) if written(path) else (path, {"change": new})


def _more_joining(lever: Lever, setting: float, written: Written) -> dict[str, object]:
    now = written(lever.paths[0])
    if now:
        return {lever.paths[0]: moved(now, plus=setting / 100 * factor("share", unit_of(now)))}
    new = [_number(setting / 100), "share", *([lever.source] if lever.source else [])]
    return {lever.paths[0]: new} if written("joining") else {"joining": {"common_error": new}}


def _added(lever: Lever, path: str, setting: float, spec: Spec, written: Written) -> list | dict:
    now = written(path)
    if not now:
        return [_number(setting), lever.unit, *([lever.source] if lever.source else [])]
    link = path.split(".")[1]
    mine, theirs = (per_month(Quantity(1, 1, 1, unit), spec, link).mode for unit in (lever.unit, unit_of(now)))
    return moved(now, plus=setting * mine / theirs)


def _scaled(value: list | dict, times: float, most: float | None = None) -> list | dict:
    return moved(value, times, most=most / factor(unit_of(value), "share") if most else None)


def _number(value: float) -> float:
    return float(f"{value:.10g}")
