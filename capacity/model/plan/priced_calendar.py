"""The bottleneck calendar of the best plan: what every limit is worth, how it spreads, and as members run it."""

import numpy as np
import pandas as pd
import xarray as xr

from capacity.model.diagnosis.bottlenecks import bottleneck_calendar
from capacity.model.diagnosis.today import Today
from capacity.model.plan.best import Plan
from capacity.model.plan.calendar import plan_calendar
from capacity.model.uncertainty.quantiles import quantiles


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
