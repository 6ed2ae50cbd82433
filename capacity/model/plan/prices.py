"""Shadow prices as ranges: what one more and one less unit of a limit is worth, and how far that holds.

The value of the best plan is concave in its limits. Its slope to the right is the least, its slope to the left the
largest price over all optimal prices (Gal 1995; Bertsimas & Tsitsiklis 1997, section 5.2), so each slope is a small
linear programme over the face of optimal prices: exact also where the plan is degenerate. A slope holds as far as the
plan's value follows its line: one more programme each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
import pandas as pd

from capacity.model.engine.sums import product
from capacity.model.plan.certificate import worth_of_columns
from capacity.model.plan.layout import ACTIVITY, AGE, BALANCE, DEMAND, SOLD, Layout
from capacity.model.plan.matrix import Programme
from capacity.model.plan.solver import Certified, Scaled, change_rows, load, new_highs, scaled

NEAR = 1e-9
"""relative to the limit: what is nearer than this stands at its limit"""
_ZERO = 1e-10
"""of the median worth: a price below it is rounding"""
COLUMNS = ["month", "kind", "at", "amount", "shadow_price", "low", "high", "holds_from", "holds_to"]


@dataclass(frozen=True)
class Limit:
    """One amount that limits the chain in a month, and where it enters the programme."""

    kind: str
    at: str
    month: int
    amount: float
    """P/month, infinite where there is no limit"""
    discard: float
    """what throwing one unit more away would cost, money/P"""
    rows: tuple[int, ...] = ()
    column: int = -1


def limits(programme: Programme, supply: np.ndarray, draw: int = 0) -> Iterator[Limit]:
    """Yield every capacity, market and supply of every month; `supply` (pool, month) is what members bring."""
    layout, network, p = programme.layout, programme.layout.network, programme
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        single = kind == SOLD and len(network.markets[thing].pools) == 1
        if kind == ACTIVITY or single:
            name, at = ("market", network.markets[thing].name) if single else ("capacity", network.nodes[thing].name)
            for t, column in enumerate(layout.at(c)):
                yield Limit(name, at, t, float(p.upper[column, draw]), 0.0, (), int(column))
    for r, (kind, thing, _, _) in enumerate(layout.rows):
        for t, row in enumerate(layout.row_at(r)):
            if kind == DEMAND:
                yield Limit("market", network.markets[thing].name, t, float(p.row_upper[row, draw]), 0.0, (int(row),))
            elif kind == BALANCE:
                rows = (int(row), *ages(layout, thing, t))
                discard = float(p.discard[thing, t, draw])
                yield Limit("supply", network.pools[thing].name, t, float(supply[thing, t]), discard, rows)


def price_table(
    programme: Programme, solution: Certified, found: list[Limit], months: list[str], *, ranges: bool = True
) -> pd.DataFrame:
    """Return every limit of the plan with its price: COLUMNS; amounts in P/month, prices in money/P.

    shadow_price = low is the worth of one more unit, high that of the last one. The shadow price holds while the
    amount is within holds_from..holds_to, all else equal; not given where the limit is worth nothing. Limits without
    an amount (0, or none at all) are left out.
    """
    lp = scaled(programme).draw(0)
    face = _PriceFace(programme, lp, solution)
    far = _Reach(programme, lp, solution) if ranges else None
    rows = []
    for limit in found:
        if not 0 < limit.amount < np.inf:
            continue
        low, high, y = face.slopes(limit)
        start, stop = far.range(limit, y, even=high <= low * (1 + NEAR)) if far and low > 0 else (np.nan, np.nan)
        unit = lp.money
        rows.append(
            (months[limit.month], limit.kind, limit.at, limit.amount, low * unit, low * unit, high * unit, start, stop)
        )
    return pd.DataFrame(rows, columns=COLUMNS)


class _PriceFace:
    """All optimal prices of one plan: the face on which they are complementary to it, ready to be searched."""

    def __init__(self, programme: Programme, lp: Scaled, solution: Certified) -> None:
        self._layout, self._lp = programme.layout, lp
        self._columns = np.repeat(np.arange(len(lp.cost)), np.diff(programme.layout.start))
        x = solution.x / lp.amount
        rows = programme.layout.size[0]
        total = np.bincount(programme.layout.row, lp.value * x[self._columns], rows)
        self._full = _at(total, lp.row_upper)
        self._top, bottom = _at(x, lp.upper), _at(x, lp.lower)
        empty = _at(total, lp.row_lower)
        low = np.where(empty, -highspy.kHighsInf, 0.0)
        high = np.where(self._full, highspy.kHighsInf, 0.0)
        least = np.where(self._top, -highspy.kHighsInf, -lp.cost)
        most = np.where(bottom, highspy.kHighsInf, -lp.cost)
        self._fixed = self._top & bottom
        self._highs = new_highs()
        self._highs.setOptionValue("simplex_strategy", 4)
        order = np.argsort(programme.layout.row, kind="stable")
        start = np.searchsorted(programme.layout.row[order], np.arange(rows + 1)).astype(np.int32)
        index, value = self._columns[order].astype(np.int32), lp.value[order]
        zeros = np.zeros(rows)
        self._highs.passModel(
            rows, len(x), len(value), 1, 1, 0.0, zeros, low, high, least, most, start, index, value,
            np.zeros(rows, np.int32),
        )  # fmt: skip

    def slopes(self, limit: Limit) -> tuple[float, float, np.ndarray]:
        """Return the slopes of the value to the right and to the left of a limit, scaled money a unit.

        And prices of the rows that belong to the slope to the right, (row,).
        """
        rows, none = self._layout.size[0], np.zeros(0)
        if limit.column >= 0:
            if not self._top[limit.column]:
                return 0.0, 0.0, none
            part = slice(self._layout.start[limit.column], self._layout.start[limit.column + 1])
            weights = -np.bincount(self._layout.row[part], self._lp.value[part], rows)
            shift = float(-self._lp.cost[limit.column])
            low, y = self._extreme(weights, 1.0)
            high = np.inf if self._fixed[limit.column] else self._extreme(weights, -1.0)[0] + shift
            low = max(0.0, _cleared(low + shift))
            return low, max(low, _cleared(high)), y
        shift = float(-limit.discard / self._lp.money)
        if not self._full[list(limit.rows)].any():
            return shift, shift, none
        weights = np.bincount(limit.rows, minlength=rows).astype(float)
        low, y = self._extreme(weights, 1.0)
        high = self._extreme(weights, -1.0)[0]
        return low + shift, max(low, high) + shift, y

    def _extreme(self, weights: np.ndarray, sign: float) -> tuple[float, np.ndarray]:
        """Return the least (sign 1) or largest (-1) weighted sum of row prices over the face, and these prices."""
        every = np.arange(len(weights), dtype=np.int32)
        self._highs.changeColsCost(len(weights), every, sign * weights)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return -sign * np.inf, np.zeros(0)
        y = np.array(self._highs.getSolution().col_value)
        return _cleared(float(product(weights, y))), y


def _cleared(value: float) -> float:
    return 0.0 if abs(value) < _ZERO else value


class _Reach:
    """How far a slope holds: as long as some plan keeps the moved limits and is complementary to the slope's prices."""

    def __init__(self, programme: Programme, lp: Scaled, solution: Certified) -> None:
        self._layout, self._lp, self._highs = programme.layout, lp, new_highs()
        load(self._highs, programme.layout, lp)
        self._columns = np.repeat(np.arange(len(lp.cost)), np.diff(programme.layout.start))
        self._x = solution.x / lp.amount
        self._total = np.bincount(programme.layout.row, lp.value * self._x[self._columns], len(lp.row_lower))
        every = np.arange(len(lp.cost), dtype=np.int32)
        self._highs.changeColsCost(len(every), every, np.zeros(len(every)))
        self._basis = highspy.HighsBasis()
        self._basis.valid = True
        self._basis.col_status = [*solution.basis.col_status, highspy.HighsBasisStatus.kLower]
        self._basis.row_status = solution.basis.row_status

    def range(self, limit: Limit, y: np.ndarray, *, even: bool) -> tuple[float, float]:
        """Return the amounts between which the slope to the right holds, P/month; `even`: to the left too."""
        if not len(y):
            return np.nan, np.nan
        lp = self._lp
        rest = -lp.cost - np.bincount(self._columns, lp.value * y[self._layout.row], len(lp.cost))
        priced, dear = np.abs(rest) > _ZERO, np.abs(y) > _ZERO
        ends = [np.where(priced, self._x, lp.lower), np.where(priced, self._x, lp.upper)]
        self._highs.changeColsBounds(len(rest), np.arange(len(rest), dtype=np.int32), *ends)
        ends = [np.where(dear, self._total, lp.row_lower), np.where(dear, self._total, lp.row_upper)]
        change_rows(self._highs, np.arange(len(y)), *ends)
        ahead, amount = self._furthest(limit, 1.0), float(lp.amount)
        back = self._furthest(limit, -1.0) if even else 0.0
        return max(0.0, limit.amount - back * amount), limit.amount + ahead * amount

    def _furthest(self, limit: Limit, side: float) -> float:
        """Return how far the limit can move to a side, scaled; its own column moves with it."""
        layout, lp, most = self._layout, self._lp, float(highspy.kHighsInf)
        if limit.column >= 0:
            part = slice(layout.start[limit.column], layout.start[limit.column + 1])
            index, values = layout.row[part], lp.value[part] * side
            room = lp.upper[limit.column] - lp.lower[limit.column]
        else:
            index, weights = np.unique(limit.rows, return_counts=True)
            values = np.asarray(-weights * side, dtype=float)
            room = limit.amount / lp.amount
        most = float(room) if side < 0 else most
        self._highs.addCol(-1.0, 0.0, most, len(index), index.astype(np.int32), values)
        self._highs.setBasis(self._basis)
        self._highs.run()
        status = self._highs.getModelStatus()
        found = float(np.array(self._highs.getSolution().col_value)[-1])
        self._highs.deleteCols(1, np.array([len(lp.cost)], np.int32))
        return found if status == highspy.HighsModelStatus.kOptimal else np.inf


def _at(values: np.ndarray, limit: np.ndarray) -> np.ndarray:
    return np.abs(values - limit) <= NEAR * np.maximum(1.0, np.abs(values))


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
