"""The numbers of a chain's linear programme: coefficients, limits and worth of every draw, checked and scaled."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.intake.findings import InputError
from capacity.model.chain.variables import INPUTS, UNLIMITED, grid
from capacity.model.plan.layout import (
    ACTIVITY,
    AGE,
    AVAILABLE,
    BALANCE,
    BOUGHT,
    CLOSING,
    DEMAND,
    HOLD,
    KEPT,
    RECIPE,
    RESALE,
    SOLD,
    Layout,
)

BOUNDLESS = UNLIMITED / 1e6
"""amounts from here on are no limit: a share or a season may have been taken of UNLIMITED"""
Numbers = Mapping[str, np.ndarray]
"""variables.INPUTS by name, (n, month, draw), amounts without limit as infinity"""
_AMOUNTS = ("supply", "capacity", "busy", "minimum_load", "demand", "available", "room")


@dataclass(frozen=True)
class Stocks:
    """What stands in store before the first month and after the last, P by pool (pool,).

    Without `closing` what is left at the end is worth `worth`, money/P. `before` is what came into each pool in the
    months before the first, P (pool, month), the last column the latest; without it the opening stock came in the
    month before the first.
    """

    opening: np.ndarray
    closing: np.ndarray | None = None
    worth: np.ndarray | None = None
    before: np.ndarray | None = None


@dataclass(frozen=True)
class Leeway:
    """What a way of running the chain did that the plan otherwise may not, P (pool, month): the plan may do it too."""

    thrown: np.ndarray
    """surplus thrown away of a by-product that should hold its link back"""
    resold: np.ndarray
    """bought, and not used by any node"""


@dataclass(frozen=True)
class Programme:
    """max worth x + constant, row_lower <= A x <= row_upper, lower <= x <= upper; every array (n, draw)."""

    layout: Layout
    value: np.ndarray
    worth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    constant: np.ndarray
    """(draw,)"""
    discard: np.ndarray
    """money/P thrown away by pool and month (pool, month, draw)"""


def make_programme(
    layout: Layout, x: Numbers, on: np.ndarray, stocks: Stocks | None = None, leeway: Leeway | None = None
) -> Programme:
    """Return the programme of a chain under its conditions, in original units, one column of numbers a draw.

    `x` are the inputs as read_inputs returns them; `on` (node, month) or (node, month, draw) says which nodes with a
    minimum load run. Where even the capacity is below the minimum load the node stands.
    """
    value = _matrix(layout, x)
    lower, upper = _column_limits(layout, x, on, stocks)
    row_lower, row_upper = _row_limits(layout, x, stocks, leeway)
    worth, constant = _worth(layout, x, value, stocks)
    return Programme(layout, value, worth, lower, upper, row_lower, row_upper, constant, x["discard_cost"])


def read_inputs(inputs: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the inputs as (n, month, draw), amounts without limit as infinity; refuse what no solver may see."""
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    found = {}
    for name, (dims, unit) in INPUTS.items():
        values = grid(inputs, name, months, draws)
        wrong = ~np.isfinite(values) | ((values < 0) if name in (*_AMOUNTS, "coefficient") else False)
        if wrong.any():
            item, month, draw = np.argwhere(wrong)[0]
            raise InputError(
                f"{name} of {inputs[dims[0]].values[item]} is {values[item, month, draw]:g} in "
                f"{inputs['month'].values[month]}: no plan can be made of it",
                fix=f"give a number that is finite and not below 0 ({unit})",
                file="cluster.yml",
                code="Y33",
            )
        found[name] = np.where(values >= BOUNDLESS, np.inf, values) if name in _AMOUNTS else values
    return found


def _matrix(layout: Layout, x: Numbers) -> np.ndarray:
    number, sign, source, of, month = layout.terms
    terms = np.repeat(sign[:, None], x["price"].shape[2] if x["price"].size else x["supply"].shape[2], axis=1)
    recipe, kept = source == RECIPE, source == KEPT
    terms[recipe] *= x["coefficient"][of[recipe], month[recipe]]
    terms[kept] *= 1 - x["store_loss"][of[kept], month[kept]]
    if len(terms) == len(layout.row):
        value = np.empty_like(terms)
        value[number] = terms
        return value
    order = np.argsort(number, kind="stable")
    return np.add.reduceat(terms[order], np.searchsorted(number[order], np.arange(len(layout.row))))


def _column_limits(layout: Layout, x: Numbers, on: np.ndarray, stocks: Stocks | None) -> tuple[np.ndarray, np.ndarray]:
    draws = x["supply"].shape[2]
    lower = np.zeros((layout.months, len(layout.columns), draws))
    upper = np.full(lower.shape, np.inf)
    least = least_activity(x)
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            runs = on[thing] if on.ndim == 3 else on[thing][:, None]
            stands = (least[thing] > x["capacity"][thing]) | (~runs & (least[thing] > 0))
            lower[:, c] = np.where(stands, 0.0, least[thing])
            upper[:, c] = np.where(stands, 0.0, x["capacity"][thing])
        elif kind == SOLD and len(layout.network.markets[thing].pools) == 1:
            upper[:, c] = x["demand"][thing]
        elif kind == BOUGHT and len(layout.network.purchases[thing].pools) == 1:
            upper[:, c] = x["available"][thing]
        elif kind == CLOSING:
            upper[:, c] = x["room"][thing]
            if stocks is not None and stocks.closing is not None:
                lower[-1, c] = upper[-1, c] = stocks.closing[thing]
    return lower.reshape(-1, draws), upper.reshape(-1, draws)


def least_activity(x: Numbers) -> np.ndarray:
    """Return the least a node may run if it runs at all, rated P/month: what others' goods leave of its minimum.

    Up to a billionth of it, as the operating rule counts.
    """
    return np.maximum(x["minimum_load"] * (1 - 1e-9) - x["busy"], 0.0)


def _row_limits(
    layout: Layout, x: Numbers, stocks: Stocks | None, leeway: Leeway | None
) -> tuple[np.ndarray, np.ndarray]:
    months, draws = layout.months, x["supply"].shape[2]
    lower = np.full((months, len(layout.rows), draws), -np.inf)
    upper = np.full(lower.shape, np.inf)
    for r, (kind, thing, _, _) in enumerate(layout.rows):
        if kind == BALANCE:
            upper[:, r] = x["supply"][thing]
            if stocks is not None:
                upper[0, r] += stocks.opening[thing] * (1 - x["store_loss"][thing, 0])
        elif kind in (DEMAND, AVAILABLE):
            upper[:, r] = x[kind][thing]
        elif kind == AGE:
            upper[:, r] = _members_intake(layout, x["supply"][thing], thing, stocks)
        elif kind == HOLD:
            lower[:, r] = -(leeway.thrown[thing][:, None] if leeway else 0.0)
            if stocks is not None:
                lower[: max(1, layout.network.pools[thing].keeps), r] -= stocks.opening[thing]
        elif kind == RESALE:
            upper[:, r] = leeway.resold[thing][:, None] if leeway else 0.0
        else:
            lower[:, r] = upper[:, r] = 0.0
    whole = np.array([leeway.resold[pool].sum() if leeway else 0.0 for pool in layout.year])
    year = np.repeat(whole[:, None], draws, axis=1)
    return (
        np.concatenate([lower.reshape(-1, draws), np.full(year.shape, -np.inf)]),
        np.concatenate([upper.reshape(-1, draws), year]),
    )


def _members_intake(layout: Layout, supply: np.ndarray, pool: int, stocks: Stocks | None) -> np.ndarray:
    """Return what members brought in the last n months, P (month, draw), and what came before the first month."""
    keeps, months = layout.network.pools[pool].keeps, layout.months
    total = np.zeros(supply.shape)
    for lag in range(keeps):
        if layout.cyclic:
            total += np.roll(supply, lag, axis=0)
        else:
            total[lag:] += supply[: max(0, months - lag)]
    if stocks is not None:
        before = stocks.opening[[pool]] if stocks.before is None else stocks.before[pool]
        for month in range(min(keeps - 1, months)):
            total[month] += before[-(keeps - 1 - month) :].sum()
    return total


def _worth(layout: Layout, x: Numbers, value: np.ndarray, stocks: Stocks | None) -> tuple[np.ndarray, np.ndarray]:
    """Return what a unit of each column brings, money (column, draw), and what is spent whatever the plan (draw,).

    What is left in a pool is thrown away, so that an entry of its balance is worth what throwing away costs.
    """
    draws = x["supply"].shape[2]
    worth = np.zeros((layout.months, len(layout.columns), draws))
    constant = -(x["discard_cost"] * np.where(np.isfinite(x["supply"]), x["supply"], 0.0)).sum(axis=(0, 1))
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind in (ACTIVITY, SOLD, BOUGHT):
            name, sign = {ACTIVITY: ("cost", -1), SOLD: ("price", 1), BOUGHT: ("buying_price", -1)}[kind]
            worth[:, c] = sign * x[name][thing]
        elif kind == CLOSING:
            worth[:, c] = -np.roll(x["store_cost"][thing], -1, axis=0)
            if stocks is not None:
                worth[-1, c] = 0.0 if stocks.worth is None or stocks.closing is not None else stocks.worth[thing]
                kept = stocks.opening[thing] * (1 - x["store_loss"][thing, 0])
                constant = constant - stocks.opening[thing] * x["store_cost"][thing, 0]
                constant = constant - kept * x["discard_cost"][thing, 0]
    whole = worth.reshape(-1, draws)
    if x["discard_cost"].any():
        column = np.repeat(np.arange(len(layout.start) - 1), np.diff(layout.start))
        rows = np.zeros((layout.months, len(layout.rows), draws))
        for r, (kind, thing, _, _) in enumerate(layout.rows):
            if kind == BALANCE:
                rows[:, r] = x["discard_cost"][thing]
        every = np.concatenate([rows.reshape(-1, draws), np.zeros((len(layout.year), draws))])
        np.add.at(whole, column, value * every[layout.row])
    return whole, constant
