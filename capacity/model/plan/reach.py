"""The most that could flow, upstream of all rivalry: what a plan can never exceed, whatever it decides."""

from dataclasses import dataclass

import numpy as np

from capacity.model.plan.layout import ACTIVITY, BOUGHT, DRAWN, SOLD, Layout, Place
from capacity.model.plan.matrix import Numbers, Stocks


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
            here = sum(_ready(layout, came, pool) for pool in port.pools)
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
