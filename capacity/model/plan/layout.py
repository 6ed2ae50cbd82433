"""Where everything of a chain stands in its linear programme: columns, rows and recipes, the same whatever the order.

One month's block is written down once and repeated along the months. Blocks are sorted by name, so that the order in
which pools, nodes and outlets stand in a file decides nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from capacity.model.chain.network import Network

ACTIVITY, DRAWN, SOLD, BOUGHT, CLOSING = "activity", "drawn", "sold", "bought", "closing"
BALANCE, PORT, DEMAND, AVAILABLE, AGE, HOLD, RESALE = "balance", "port", "demand", "available", "age", "hold", "resale"
ONE, RECIPE, KEPT = 0, 1, 2
"""what an entry is multiplied by: 1, its recipe's coefficient in the column's month, 1 - loss in the row's month"""


class Place(NamedTuple):
    """One column or row of a month: its kind, and the thing, input and pool that it stands for (-1 where none)."""

    kind: str
    thing: int
    port: int = -1
    pool: int = -1


class Entry(NamedTuple):
    """One number of the matrix: a row's claim on a column of `lag` months earlier."""

    row: int
    column: int
    lag: int
    sign: float
    source: int
    of: int


@dataclass(frozen=True)
class Layout:
    """The programme's places: column t * len(columns) + c is place c of month t; so are rows, then the year's rows."""

    network: Network
    months: int
    cyclic: bool
    arcs: tuple[str, ...]
    columns: tuple[Place, ...]
    rows: tuple[Place, ...]
    year: tuple[int, ...]
    """pools that keep what is bought: over all months no more is bought than nodes use"""
    row: np.ndarray
    """of every number of the matrix, sorted by column and row"""
    start: np.ndarray
    """of every column, its first number"""
    terms: tuple[np.ndarray, ...]
    """of every term: the number it is part of, sign, source, item (arc or pool) and month"""

    def column(self, kind: str, thing: int, port: int = -1, pool: int = -1) -> int:
        """Return the place of a column in a month's block."""
        return self.columns.index(Place(kind, thing, port, pool))

    def at(self, position: int) -> np.ndarray:
        """Return where a column of a month's block stands in each month, (month,)."""
        return np.arange(self.months) * len(self.columns) + position

    def row_at(self, position: int) -> np.ndarray:
        """Return where a row of a month's block stands in each month, (month,)."""
        return np.arange(self.months) * len(self.rows) + position

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.months * len(self.rows) + len(self.year), self.months * len(self.columns)


def make_layout(network: Network, arcs: tuple[str, ...], months: int, *, cyclic: bool) -> Layout:
    """Return the layout of a chain over some months; in a cyclic one the first month follows the last."""
    columns = tuple(sorted(_columns(network), key=lambda place: _by_name(network, place)))
    rows = tuple(sorted(_rows(network), key=lambda place: _by_name(network, place)))
    bought = {pool for purchase in network.purchases for pool in purchase.pools}
    year = tuple(sorted((p for p in bought if network.pools[p].keeps), key=lambda p: network.pools[p].name))
    entries = _entries(network, arcs, columns, rows)
    row, column, *rest = _spread(entries, (len(rows), len(columns)), months, cyclic=cyclic)
    for k, pool in enumerate(year):
        more = _spread(_bought_less_used(network, arcs, columns, 0, pool), (0, len(columns)), months, cyclic=True)
        row = np.concatenate([row, np.full(len(more[0]), months * len(rows) + k)])
        column, *rest = (np.concatenate(pair) for pair in zip((column, *rest), more[1:], strict=True))
    key, number = np.unique(np.stack([column, row]), axis=1, return_inverse=True)
    start = np.searchsorted(key[0], np.arange(months * len(columns) + 1))
    terms = (number.ravel(), *rest)
    places = (key[1].astype(np.int32), start.astype(np.int32))
    return Layout(network, months, cyclic, arcs, columns, rows, year, *places, terms)


def _by_name(network: Network, place: Place) -> tuple:
    kind, thing, port, pool = place
    by_node, by_market = kind in (ACTIVITY, DRAWN, PORT), kind in (SOLD, DEMAND)
    by_purchase = kind in (BOUGHT, AVAILABLE)
    groups = ((by_node, network.nodes), (by_market, network.markets), (by_purchase, network.purchases))
    things = next((items for chosen, items in groups if chosen), network.pools)
    product = network.nodes[thing].takes[port].product if port >= 0 else ""
    return kind, things[thing].name, product, network.pools[pool].name if pool >= 0 else ""


def _columns(network: Network) -> Iterator[Place]:
    for n, node in enumerate(network.nodes):
        yield Place(ACTIVITY, n)
        for k, port in enumerate(node.takes):
            if len(port.pools) > 1:
                yield from (Place(DRAWN, n, k, pool) for pool in port.pools)
    for kind, outlets in ((SOLD, network.markets), (BOUGHT, network.purchases)):
        for m, outlet in enumerate(outlets):
            yield from (Place(kind, m, -1, pool) for pool in outlet.pools)
    yield from (Place(CLOSING, p) for p, pool in enumerate(network.pools) if pool.keeps)


def _rows(network: Network) -> Iterator[Place]:
    for n, node in enumerate(network.nodes):
        yield from (Place(PORT, n, k) for k, port in enumerate(node.takes) if len(port.pools) > 1)
    for kind, outlets in ((DEMAND, network.markets), (AVAILABLE, network.purchases)):
        yield from (Place(kind, m) for m, outlet in enumerate(outlets) if len(outlet.pools) > 1)
    bought = {pool for purchase in network.purchases for pool in purchase.pools}
    held = held_pools(network)
    for p, pool in enumerate(network.pools):
        yield Place(BALANCE, p)
        if pool.keeps:
            yield Place(AGE, p)
        if p in held:
            yield Place(HOLD, p)
        if p in bought and not pool.keeps:
            yield Place(RESALE, p)


def held_pools(network: Network) -> frozenset[int]:
    """Return the pools of by-products whose surplus holds the main product back."""
    return frozenset(port.pools[0] for node in network.nodes for port in node.makes[1:] if port.limits)


def _entries(network: Network, arcs: tuple, columns: tuple, rows: tuple) -> list[Entry]:
    """Return one month's entries.

    balance: used + sold + closing - made - bought - (1 - loss) opening <= supply; what is left over is thrown away
    port: drawn from each pool - recipe x activity = 0
    demand, available: sums over the pools of an outlet
    age: closing - intake of the last n months <= supply of these months
    hold: used + sold + closing - (1 - loss) opening - made by those whom it holds back >= 0
    resale: bought - used <= 0
    """
    entries: list[Entry] = []
    for r, (kind, thing, port, _) in enumerate(rows):
        if kind == PORT:
            node = network.nodes[thing]
            arc = arcs.index(f"{node.name}<{node.takes[port].product}")
            entries.append(Entry(r, columns.index(Place(ACTIVITY, thing)), 0, -1.0, RECIPE, arc))
            drawn = [c for c, place in enumerate(columns) if place[:3] == (DRAWN, thing, port)]
            entries += [Entry(r, c, 0, 1.0, ONE, 0) for c in drawn]
        elif kind in (DEMAND, AVAILABLE):
            sums = SOLD if kind == DEMAND else BOUGHT
            entries += [Entry(r, c, 0, 1.0, ONE, 0) for c, place in enumerate(columns) if place[:2] == (sums, thing)]
        elif kind == AGE:
            entries.append(Entry(r, columns.index(Place(CLOSING, thing)), 0, 1.0, ONE, 0))
            for lag in range(network.pools[thing].keeps):
                entries += _intake(network, arcs, columns, (r, thing, lag))
        elif kind == RESALE:
            entries += _bought_less_used(network, arcs, columns, r, thing)
        else:
            entries += _outflow(network, arcs, columns, r, thing)
            entries += _intake(network, arcs, columns, (r, thing, 0), held=kind == HOLD)
    return entries


def _intake(network: Network, arcs: tuple, columns: tuple, row: tuple, *, held: bool = False) -> Iterator[Entry]:
    """Yield what is made and bought into a pool; `held`: only what is made by nodes that its surplus holds back."""
    r, pool, lag = row
    for n, node in enumerate(network.nodes):
        for k, port in enumerate(node.makes):
            if port.pools[0] == pool and (not held or (k > 0 and port.limits)):
                arc = arcs.index(f"{node.name}>{port.product}")
                yield Entry(r, columns.index(Place(ACTIVITY, n)), lag, -1.0, RECIPE, arc)
    for c, place in enumerate(columns if not held else ()):
        if (place.kind, place.pool) == (BOUGHT, pool):
            yield Entry(r, c, lag, -1.0, ONE, 0)


def _outflow(network: Network, arcs: tuple, columns: tuple, r: int, pool: int) -> Iterator[Entry]:
    yield from _used(network, arcs, columns, r, pool)
    for c, place in enumerate(columns):
        if (place.kind, place.pool) == (SOLD, pool):
            yield Entry(r, c, 0, 1.0, ONE, 0)
        if (place.kind, place.thing) == (CLOSING, pool):
            yield Entry(r, c, 0, 1.0, ONE, 0)
            yield Entry(r, c, 1, -1.0, KEPT, pool)


def _used(network: Network, arcs: tuple, columns: tuple, r: int, pool: int, sign: float = 1.0) -> Iterator[Entry]:
    for n, node in enumerate(network.nodes):
        for port in node.takes:
            if port.pools == (pool,):
                arc = arcs.index(f"{node.name}<{port.product}")
                yield Entry(r, columns.index(Place(ACTIVITY, n)), 0, sign, RECIPE, arc)
    for c, place in enumerate(columns):
        if (place.kind, place.pool) == (DRAWN, pool):
            yield Entry(r, c, 0, sign, ONE, 0)


def _bought_less_used(network: Network, arcs: tuple, columns: tuple, r: int, pool: int) -> list[Entry]:
    bought = [c for c, place in enumerate(columns) if (place.kind, place.pool) == (BOUGHT, pool)]
    return [Entry(r, c, 0, 1.0, ONE, 0) for c in bought] + list(_used(network, arcs, columns, r, pool, -1.0))


def _spread(entries: list[Entry], block: tuple[int, int], months: int, *, cyclic: bool) -> tuple[np.ndarray, ...]:
    """Return the entries of all months: row, column, sign, source, item and month of the source."""
    row, column, lag, sign, source, of = (np.array(part) for part in zip(*entries, strict=True))
    month = np.arange(months)[:, None]
    before = month - lag
    inside = np.ones_like(before, dtype=bool) if cyclic else before >= 0
    before = before % months
    when = np.where(source == KEPT, month, before)
    parts = (month * block[0] + row, before * block[1] + column, sign, source, of, when)
    return tuple(np.broadcast_to(part, before.shape)[inside] for part in parts)
