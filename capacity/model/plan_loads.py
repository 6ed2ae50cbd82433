"""Minimum loads: which node runs in which month, by a small mixed-integer programme; and the most that could flow."""

from collections.abc import Callable

import highspy
import numpy as np

from capacity.intake.issues import InputError
from capacity.model.network import Network
from capacity.model.plan_layout import ACTIVITY, BOUGHT, DRAWN, SOLD, Layout, Place
from capacity.model.plan_matrix import Leeway, Numbers, Programme, Stocks, least_activity, make_programme
from capacity.model.plan_solver import load, new_highs, scaled


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
    most = most_flow(layout, x)
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


def most_flow(layout: Layout, x: Numbers) -> np.ndarray:
    """Return the most that each flow could be, P/month (column,), upstream of all rivalry; infinite without limit.

    What stands in a store may be all that has ever come into it.
    """
    x = {name: values[..., 0] for name, values in x.items()}
    network, arcs = layout.network, layout.arcs
    recipe = {arc: x["coefficient"][i] for i, arc in enumerate(arcs)}
    reach = [row.copy() for row in x["supply"]]
    for m, purchase in enumerate(network.purchases):
        for pool in purchase.pools:
            reach[pool] = reach[pool] + x["available"][m]
    stood: dict[int, np.ndarray] = {}
    runs = np.zeros((len(network.nodes), layout.months))

    def ready(pool: int) -> np.ndarray:
        """What may stand in a pool in each month, once all its makers have run."""
        if pool not in stood:
            whole = np.full(layout.months, reach[pool].sum())
            stood[pool] = whole if network.pools[pool].keeps else reach[pool]
        return stood[pool]

    for n, node in enumerate(network.nodes):
        runs[n] = x["capacity"][n]
        for port in node.takes:
            need = recipe[f"{node.name}<{port.product}"]
            here = sum(ready(pool) for pool in port.pools)
            runs[n] = np.minimum(runs[n], np.divide(here, need, out=np.full(layout.months, np.inf), where=need > 0))
        for port in node.makes:
            made = recipe[f"{node.name}>{port.product}"]
            reach[port.pools[0]] = reach[port.pools[0]] + np.where(made > 0, runs[n] * np.maximum(made, 1e-300), 0.0)
    most = np.zeros((layout.months, len(layout.columns)))
    for c, place in enumerate(layout.columns):
        most[:, c] = _most(place, x, runs, ready, recipe, network)
    return most.ravel()


def _most(place: Place, x: Numbers, runs: np.ndarray, ready: Callable, recipe: Numbers, network: Network) -> np.ndarray:
    kind, thing, port, pool = place
    if kind == ACTIVITY:
        return runs[thing]
    if kind == DRAWN:
        node = network.nodes[thing]
        need = recipe[f"{node.name}<{node.takes[port].product}"]
        return np.minimum(np.where(need > 0, runs[thing], 0.0) * np.maximum(need, 1e-300), ready(pool))
    if kind == SOLD:
        return np.where(np.isfinite(x["demand"][thing]), x["demand"][thing], ready(pool))
    if kind == BOUGHT:
        return x["available"][thing]
    return np.minimum(x["room"][thing], ready(thing))
