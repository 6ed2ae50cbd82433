"""The proof that a plan is the best one: balances, limits, prices and the duality gap, in original units.

A pair of plan x and prices y is optimal if and only if the plan keeps all limits, the prices are never negative where
a limit is open, and both have the same value (strong duality, e.g. Chvátal 1983). None of it trusts the solver.
"""

from dataclasses import dataclass

import numpy as np

from capacity.model.plan.matrix import Programme
from capacity.model.plan.tally import claims, tally

TOLERANCE = 1e-9
"""relative to the amounts that meet: HiGHS is asked for 1e-10, and rounding leaves about 1e-14"""


@dataclass(frozen=True)
class Certificate:
    """How far a plan is from each condition of optimality, relative, every array (draw,)."""

    balance: np.ndarray
    """rows: balances, recipes, ages"""
    limit: np.ndarray
    """bounds of single flows"""
    price: np.ndarray
    """dual feasibility"""
    gap: np.ndarray
    """|value of the plan - value of the prices| / money that moves"""

    @property
    def worst(self) -> np.ndarray:
        """The largest of all, (draw,); not a number where there is no plan."""
        return np.maximum.reduce([self.balance, self.limit, self.price, self.gap])

    @property
    def holds(self) -> np.ndarray:
        """Whether the plan is certified, (draw,)."""
        return self.worst <= TOLERANCE


def certify(programme: Programme, x: np.ndarray, y: np.ndarray) -> Certificate:
    """Return the certificate of plans x (column, draw) and prices of rows y (row, draw) of max worth x.

    A price is above 0 where more of a row's upper limit is worth something, and below 0 at its lower limit.
    """
    p = programme
    total, moved, claimed, weighed = tally(p.layout.start, p.layout.row, p.value, x, y)
    amount = np.maximum(_largest_finite(p.row_upper, p.upper), np.abs(x).max(axis=0, initial=0.0))
    beyond = np.maximum(np.maximum(total - p.row_upper, p.row_lower - total), 0.0)
    outside = np.maximum(np.maximum(x - p.upper, p.lower - x), 0.0)
    rest = p.worth - claimed
    money = np.abs(p.worth).max(axis=0, initial=0.0)
    small = np.finfo(float).tiny
    open_row = np.where(np.isinf(p.row_upper), np.maximum(y, 0.0), 0.0)
    open_row += np.where(np.isinf(p.row_lower), np.maximum(-y, 0.0), 0.0)
    open_column = np.where(np.isinf(p.upper), np.maximum(rest, 0.0), 0.0) / (money + weighed + small)
    by_rows = _bound_value(y, p.row_lower, p.row_upper)
    by_columns = _bound_value(np.where(open_column > 0, np.minimum(rest, 0.0), rest), p.lower, p.upper)
    gap = np.abs((p.worth * x).sum(axis=0) - by_rows.sum(axis=0) - by_columns.sum(axis=0))
    flow = np.abs(p.worth * x).sum(axis=0) + np.abs(by_rows).sum(axis=0) + np.abs(by_columns).sum(axis=0)
    return Certificate(
        balance=(beyond / (amount + moved + small)).max(axis=0, initial=0.0),
        limit=(outside / (amount + small)).max(axis=0, initial=0.0),
        price=np.maximum(
            open_column.max(axis=0, initial=0.0),
            (open_row / (np.abs(y).max(axis=0, initial=0.0) + money + small)).max(axis=0, initial=0.0),
        ),
        gap=gap / (flow + 1e-6 * amount * money + small),
    )


def worth_of_columns(programme: Programme, y: np.ndarray) -> np.ndarray:
    """Return what one more unit of every flow is worth at the prices y (row, draw), money (column, draw)."""
    return programme.worth - claims(programme.layout.start, programme.layout.row, programme.value, y)


def _bound_value(price: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return price times the limit that it belongs to: the upper one above 0, the lower one below; 0 where open."""
    limit = np.where(price > 0, upper, lower)
    return np.where(np.isfinite(limit) & (price != 0), price * np.where(np.isfinite(limit), limit, 0.0), 0.0)


def _largest_finite(*limits: np.ndarray) -> np.ndarray:
    parts = [np.where(np.isfinite(limit), np.abs(limit), 0.0).max(axis=0, initial=0.0) for limit in limits]
    return np.maximum.reduce(parts)
