"""What one pair of a plan and its prices says every limit is worth, in many draws at once."""

import numpy as np

from capacity.model.plan.certificate import worth_of_columns
from capacity.model.plan.layout import ACTIVITY, AGE, BALANCE, DEMAND, SOLD, Layout
from capacity.model.plan.matrix import Programme


def ages(layout: Layout, pool: int, month: int) -> list[int]:
    """Return the rows that count what comes into a pool in a month as young enough to be kept."""
    places = [r for r, place in enumerate(layout.rows) if place[:2] == (AGE, pool)]
    months = [month + lag for lag in range(layout.network.pools[pool].keeps)]
    inside = [m % layout.months for m in months if layout.cyclic or m < layout.months]
    return [int(layout.row_at(places[0])[m]) for m in inside] if places else []


def prices_of_limits(programme: Programme, y: np.ndarray) -> dict[str, np.ndarray]:
    """Return what one more unit of every capacity, demand and supply is worth at prices y (row, draw)."""
    layout, network = programme.layout, programme.layout.network
    rest = np.maximum(worth_of_columns(programme, y), 0.0)
    rest = np.where(np.isfinite(programme.upper), rest, 0.0)
    shape = (layout.months, y.shape[1])
    found = {
        "capacity_price": np.zeros((len(network.nodes), *shape)),
        "demand_price": np.zeros((len(network.markets), *shape)),
        "supply_price": np.zeros((len(network.pools), *shape)),
    }
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            found["capacity_price"][thing] = rest[layout.at(c)]
        elif kind == SOLD and len(network.markets[thing].pools) == 1:
            found["demand_price"][thing] = rest[layout.at(c)]
    for r, (kind, thing, _, _) in enumerate(layout.rows):
        if kind == DEMAND:
            found["demand_price"][thing] = np.maximum(y[layout.row_at(r)], 0.0)
        elif kind == BALANCE:
            price = y[layout.row_at(r)] - programme.discard[thing]
            for month in range(layout.months):
                price[month] += y[ages(layout, thing, month)].sum(axis=0)
            found["supply_price"][thing] = price
    return found
