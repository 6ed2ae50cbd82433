"""Minimum loads: which node runs in which month, by a small mixed-integer programme, given the most that could flow."""

from dataclasses import dataclass

import highspy
import numpy as np

from capacity.intake.findings import InputError
from capacity.model.plan.layout import ACTIVITY, BOUGHT, DRAWN, SOLD, Layout, Place
from capacity.model.plan.matrix import Leeway, Numbers, Programme, Stocks, least_activity, make_programme
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
    _refuse_boundless_loads(layout, upper, kinds)
    found = _solve(programme, lower, upper, kinds)
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            runs = found[layout.at(c)] >= least[thing] * (1 - 1e-6)
            on[thing] = (least[thing] == 0) | (asked[thing] & runs)
    return on


def _refuse_boundless_loads(layout: Layout, most: np.ndarray, kinds: np.ndarray) -> None:
    for c, (_, thing, _, _) in enumerate(layout.columns):
        at = layout.at(c)
        if not np.isfinite(most[at][kinds[at] > 0]).all():
            link = str(layout.network.nodes[thing].link)
            raise InputError(
                f"the link {link} has a minimum load, and neither a capacity nor a limit of what it takes",
                fix=f"state links.{link}.capacity, or what is available to buy",
                file="cluster.yml",
                column=f"links.{link}",
                code="Y32",
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
            code="Y33",
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


@dataclass(frozen=True)
class _Reach:
    """What may stand in each pool and run through each node, lists of (month, draw)."""

    ready: list[np.ndarray]
    runs: list[np.ndarray]
    needs: dict[str, np.ndarray]


def most_flow(layout: Layout, x: Numbers, stocks: Stocks | None = None) -> np.ndarray:
    """Return the most that each flow could be, P/month (column, draw); infinite where nothing limits it.

    What stands in a store may be all that ever comes into it. A market takes its demand, and what can reach it where
    it has none.
    """
    reach = _reach(layout, x, stocks)
    most = np.zeros((layout.months, len(layout.columns), x["supply"].shape[2]))
    for c, place in enumerate(layout.columns):
        most[:, c] = _most(layout, x, reach, place)
    return most.reshape(-1, most.shape[2])


def _reach(layout: Layout, x: Numbers, stocks: Stocks | None) -> _Reach:
    network = layout.network
    recipe = dict(zip(layout.arcs, x["coefficient"], strict=True))
    came = [row.copy() for row in x["supply"]]
    for m, purchase in enumerate(network.purchases):
        for pool in purchase.pools:
            came[pool] = came[pool] + x["available"][m]
    if stocks is not None:
        for pool, amount in enumerate(stocks.opening):
            came[pool][0] += amount
    runs = []
    for n, node in enumerate(network.nodes):
        most = x["capacity"][n]
        for port in node.takes:
            need = recipe[f"{node.name}<{port.product}"]
            here = np.sum([_ready(layout, came, pool) for pool in port.pools], axis=0)
            most = np.minimum(most, np.divide(here, need, out=np.full(here.shape, np.inf), where=need > 0))
        runs.append(most)
        for port in node.makes:
            made = recipe[f"{node.name}>{port.product}"]
            came[port.pools[0]] = came[port.pools[0]] + _times(most, made)
    return _Reach([_ready(layout, came, pool) for pool in range(len(came))], runs, recipe)


def _ready(layout: Layout, came: list[np.ndarray], pool: int) -> np.ndarray:
    """Return what may stand in a pool in each month: a store may hold whatever comes in any month."""
    if not layout.network.pools[pool].keeps:
        return came[pool]
    return np.broadcast_to(came[pool].sum(axis=0), came[pool].shape)


def _times(amount: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return a product in which nothing of a boundless amount is nothing."""
    return np.where(factor > 0, amount, 0.0) * factor


def _most(layout: Layout, x: Numbers, reach: _Reach, place: Place) -> np.ndarray:
    kind, thing, port, pool = place
    if kind == ACTIVITY:
        return reach.runs[thing]
    if kind == DRAWN:
        node = layout.network.nodes[thing]
        need = reach.needs[f"{node.name}<{node.takes[port].product}"]
        return np.minimum(_times(reach.runs[thing], need), reach.ready[pool])
    if kind == SOLD:
        return np.where(np.isfinite(x["demand"][thing]), x["demand"][thing], reach.ready[pool])
    if kind == BOUGHT:
        return x["available"][thing]
    return np.minimum(x["room"][thing], reach.ready[thing])
