"""Minimum loads: which node runs in which month, by a small mixed-integer programme."""

import highspy
import numpy as np

from capacity.intake.findings.issues import InputError
from capacity.model.plan.layout import ACTIVITY, Layout
from capacity.model.plan.matrix import Leeway, Numbers, Programme, Stocks, least_activity, make_programme
from capacity.model.plan.reach import most_flow
from capacity.model.plan.solver import load, new_highs, scaled


def best_pattern(layout: Layout, x: Numbers, stocks: Stocks | None = None, leeway: Leeway | None = None) -> np.ndarray:
    """Return which nodes run in each month in the best plan, (node, month) booleans, of inputs with one draw.

    A node with a minimum load runs at it or above it, or stands: a semi-continuous flow. Nodes without one always may
    run. Of patterns that are worth the same, HiGHS takes one; it does not depend on the order of rows.
    """
    least = least_activity(x)[:, :, 0]
    asked = (least > 0) & (least <= x["capacity"][:, :, 0])
    on = (least == 0) | asked
    if not asked.any():
        return on
    programme = make_programme(layout, x, np.zeros_like(on), stocks, leeway)
    most = most_flow(layout, x, stocks)[:, 0]
    lower, upper = programme.lower.copy(), programme.upper.copy()
    kinds = np.zeros(len(lower), np.int32)
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            for month, column in enumerate(layout.at(c)):
                if asked[thing, month]:
                    lower[column] = least[thing, month]
                    upper[column] = min(x["capacity"][thing, month, 0], most[column])
                    kinds[column] = int(highspy.HighsVarType.kSemiContinuous)
    short = (kinds > 0) & (upper[:, 0] < lower[:, 0] * (1 - 1e-12))
    upper[short], lower[short], kinds[short] = 0.0, 0.0, 0
    lower = np.minimum(lower, upper)
    _refuse_boundless_loads(upper[kinds > 0])
    found = _solve(programme, lower, upper, kinds)
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            runs = found[layout.at(c)] >= least[thing] * (1 - 1e-6)
            on[thing] = (least[thing] == 0) | (asked[thing] & runs)
    return on


def _refuse_boundless_loads(most: np.ndarray) -> None:
    if not np.isfinite(most).all():
        raise InputError(
            "a link with a minimum load has neither a capacity nor a limit of what it takes",
            fix="state its capacity, or what is available to buy",
            file="cluster.yml",
        )


def _solve(programme: Programme, lower: np.ndarray, upper: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """Return the activity of the mixed-integer optimum, original units (column,)."""
    mixed = Programme(**{**programme.__dict__, "lower": lower, "upper": upper})
    lp = scaled(mixed).draw(0)
    highs = new_highs()
    highs.setOptionValue("presolve", "choose")
    load(highs, mixed.layout, lp, kinds)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise InputError(
            "no plan keeps all limits: the stocks at the beginning and the end cannot be reached",
            fix="state other stocks, or none for a year that begins as it ends",
        )
    return np.array(highs.getSolution().col_value) * lp.amount


def reachable_pattern(layout: Layout, x: Numbers, on: np.ndarray) -> np.ndarray:
    """Return a pattern as given, but nodes stand where their load is out of reach, (node, month, draw)."""
    most, least = most_flow(layout, x), least_activity(x)
    pattern = np.repeat(on[:, :, None], least.shape[2], axis=2)
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY and least[thing].any():
            pattern[thing] &= (least[thing] == 0) | (most[layout.at(c)] >= least[thing])
    return pattern
