"""The bottleneck calendar of the best plan: what every limit is worth, how it spreads, and as members run it."""

from dataclasses import replace

import highspy
import numpy as np
import pandas as pd
import xarray as xr

from capacity.model.diagnosis.bottlenecks import bottleneck_calendar
from capacity.model.diagnosis.today import Today
from capacity.model.plan.best import Plan, plan_layout
from capacity.model.plan.certificate import worth_of_columns
from capacity.model.plan.layout import ACTIVITY, Place
from capacity.model.plan.matrix import Programme, make_programme, read_inputs
from capacity.model.plan.prices import COLUMNS, NEAR
from capacity.model.plan.solver import change_rows, load, new_highs, scaled
from capacity.model.uncertainty.ranges import quantiles


def priced_calendar(today: Today, plan: Plan, plans: xr.Dataset | None) -> pd.DataFrame:
    """Return the plan's calendar, labelled by the first year, supply by product, with its spread over the draws.

    month (YYYY-MM), kind, at, product, shadow_price, low, high, as_run (money/P), price_p10, price_p50, price_p90 (NaN
    where `plans`, the plan in each draw, are None), lost, amount, holds_from, holds_to (P/month).
    """
    frame = plan_calendar(plan)
    first = dict(zip(plan.inputs["month"].values, today.inputs["month"].values[:12], strict=True))
    rows = [_row(today, row, plans) for row in frame.to_dict("records")]
    found = pd.DataFrame(rows, columns=[*frame.columns, "product", "price_p10", "price_p50", "price_p90"])
    found["month"] = found["month"].map(lambda month: str(first[month]))
    supply = found[found["kind"] == "supply"]
    merged = [_together(here) for _, here in supply.groupby(["month", "product"], sort=True)]
    found = pd.concat([found[found["kind"] != "supply"], pd.DataFrame(merged, columns=found.columns)])
    keys = ["month", "kind", "at"]
    as_run = bottleneck_calendar(today)[[*keys, "shadow_price"]].rename(columns={"shadow_price": "as_run"})
    found = found.astype(dict.fromkeys(keys, object)).merge(as_run, on=keys, how="left")
    return found.fillna({"as_run": 0.0}).sort_values(keys, ignore_index=True)


def _row(today: Today, row: dict, plans: xr.Dataset | None) -> dict:
    names = ("price_p10", "price_p50", "price_p90")
    if plans is None:
        return row | {"product": _product(today, row)} | dict.fromkeys(names, np.nan)
    variable = {"capacity": "capacity_price", "market": "demand_price", "supply": "supply_price"}[row["kind"]]
    prices = plans[variable].sel({plans[variable].dims[0]: row["at"]}).sel(month=row["month"]).values
    known = prices[np.isfinite(prices)]
    spread = quantiles(np.maximum(known, 0.0)) if len(known) else np.full(3, np.nan)
    return row | {"product": _product(today, row)} | dict(zip(names, map(float, spread), strict=True))


def _product(today: Today, row: dict) -> str:
    if row["kind"] == "market":
        return today.spec.markets[row["at"]].buys
    if row["kind"] == "supply":
        return next(pool.product for pool in today.network.pools if pool.name == row["at"])
    node = next(node for node in today.network.nodes if node.name == row["at"])
    return today.spec.links[node.link].rated


def _together(here: pd.DataFrame) -> dict:
    """Return the supply of a product at all places as one row: the mean worth, and its range over places too."""
    weight = here["amount"] / here["amount"].sum()
    row = here.iloc[0].to_dict() | {"at": here["product"].iloc[0], "amount": here["amount"].sum()}
    row |= {"shadow_price": (here["shadow_price"] * weight).sum()}
    row |= {name: (here[name] * weight).sum(skipna=False) for name in ("price_p10", "price_p50", "price_p90")}
    single = len(here) == 1
    limits = {name: row[name] if single else np.nan for name in ("holds_from", "holds_to")}
    return row | limits | {"low": here["low"].min(), "high": here["high"].max()}


THRESHOLD = 1e-6
"""share of the plan's value that a limit must be worth to stand in the calendar"""


def plan_calendar(plan: Plan) -> pd.DataFrame:
    """Return every limit of the plan that is worth something: prices.COLUMNS and lost (P/month).

    shadow_price = low: worth of one more unit; high: of the last one. lost: how much more would run through the node
    in that month if its capacity were no limit there, the least of it that brings the full gain; infinite where
    nothing else limits the chain; 0 for markets and supply. What does not bind is worth nothing and left out.
    """
    worth = plan.prices["high"] * plan.prices["amount"]
    found = plan.prices[worth > THRESHOLD * max(1.0, abs(plan.value))].reset_index(drop=True)
    binding = found[(found["kind"] == "capacity") & (found["shadow_price"] > 0)]
    lost = _lost(plan, list(zip(binding["at"], binding["month"], strict=True)))
    at = zip(found["kind"], found["at"], found["month"], strict=True)
    values = [lost.get((name, month), 0.0) if kind == "capacity" else 0.0 for kind, name, month in at]
    return found.assign(lost=np.array(values, dtype=float))[[*COLUMNS, "lost"]]


def _lost(plan: Plan, places: list[tuple[str, str]]) -> dict[tuple[str, str], float]:
    layout, x = plan_layout(plan.network, plan.inputs, cyclic=plan.stocks is None), read_inputs(plan.inputs)
    programme = make_programme(layout, x, plan.pattern.values, plan.stocks, plan.leeway)
    names, months = [node.name for node in plan.network.nodes], [str(m) for m in plan.inputs["month"].values]
    lost = {}
    for name, month in places:
        place = layout.columns.index(Place(ACTIVITY, names.index(name)))
        column = int(layout.at(place)[months.index(month)])
        lost[name, month] = _relieved(programme, column) - programme.upper[column, 0]
    return lost


def _relieved(programme: Programme, column: int) -> float:
    """Return the least a flow is in any best plan when its own limit is lifted."""
    upper = programme.upper.copy()
    upper[column] = np.inf
    free = replace(programme, upper=upper)
    lp, highs = scaled(free).draw(0), new_highs()
    load(highs, free.layout, lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.inf
    found = highs.getSolution()
    x, y = np.array(found.col_value), -np.array(found.row_dual)
    rest = worth_of_columns(free, (y * lp.money)[:, None])[:, 0] / lp.money
    rows = np.array(found.row_value)
    priced, dear = np.abs(rest) > NEAR, np.abs(y) > NEAR
    every = np.arange(len(x), dtype=np.int32)
    highs.changeColsBounds(len(x), every, np.where(priced, x, lp.lower), np.where(priced, x, lp.upper))
    change_rows(highs, np.arange(len(y)), np.where(dear, rows, lp.row_lower), np.where(dear, rows, lp.row_upper))
    highs.changeColsCost(len(x), every, (every == column).astype(float))
    highs.run()
    return float(np.array(highs.getSolution().col_value)[column] * lp.amount)
