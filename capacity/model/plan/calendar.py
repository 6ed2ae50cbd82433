"""The bottleneck calendar of the best plan: what limits value in which month, its price, and what is lost by it."""

from dataclasses import replace

import highspy
import numpy as np
import pandas as pd

from capacity.model.plan.best import Plan, plan_layout
from capacity.model.plan.certificate import worth_of_columns
from capacity.model.plan.layout import ACTIVITY, Place
from capacity.model.plan.matrix import Programme, make_programme, read_inputs
from capacity.model.plan.prices import COLUMNS, NEAR
from capacity.model.plan.solver import load, new_highs, scaled

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
    every, each = np.arange(len(x), dtype=np.int32), np.arange(len(y), dtype=np.int32)
    highs.changeColsBounds(len(x), every, np.where(priced, x, lp.lower), np.where(priced, x, lp.upper))
    highs.changeRowsBounds(len(y), each, np.where(dear, rows, lp.row_lower), np.where(dear, rows, lp.row_upper))
    highs.changeColsCost(len(x), every, (every == column).astype(float))
    highs.run()
    return float(np.array(highs.getSolution().col_value)[column] * lp.amount)
