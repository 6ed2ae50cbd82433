"""Which candidates a fund takes under its budgets: whole ones, and in shares with what one more unit of money is worth.

Lorie and Savage (1955): the worth of what is taken is as large as it can be, and in no year more is spent than there
is. Taken whole it is a 0/1 programme, taken in shares a linear one, whose dual variables price the budgets.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from capacity.model.engine.digits import snapped

_SLACK = 1e-9
"""relative: what counts as the same worth"""


@dataclass(frozen=True)
class BestSet:
    """The candidates that are worth most together."""

    taken: np.ndarray
    """(candidate,) bool"""
    worth: float
    spent: np.ndarray
    """(budget,)"""
    is_only: bool
    """whether no other set is worth as much"""


@dataclass(frozen=True)
class InShares:
    """The same where a candidate may be taken in part."""

    shares: np.ndarray
    """(candidate,), 0 to 1"""
    worth: float
    prices: np.ndarray
    """(budget,): what one more unit of it is worth"""
    lacks: np.ndarray
    """(candidate,): by how much its worth falls short of what its money is worth elsewhere; 0 where it is taken"""


def best_set(worth: np.ndarray, costs: np.ndarray, budgets: np.ndarray) -> BestSet:
    """Return the whole candidates that are worth most, of `worth` (candidate,), costs (budget, candidate), budgets.

    Of several sets of the same worth the one that spends least is taken, then the one of the first in order.
    """
    given, asked = np.asarray(worth, float), np.atleast_2d(np.asarray(costs, float))
    if not len(given):
        return BestSet(np.zeros(0, bool), 0.0, np.zeros(len(budgets)), is_only=True)
    worth, costs, budgets = _scaled(worth, costs, budgets)
    limits = [LinearConstraint(costs, ub=budgets)]
    most = float(worth[_solved(-worth, limits)].sum())
    as_good = LinearConstraint(worth[None], lb=most - _SLACK * max(1.0, most))
    spent = costs.sum(axis=0)
    least = float(spent[_solved(spent, [*limits, as_good])].sum())
    as_cheap = LinearConstraint(spent[None], ub=least + _SLACK * max(1.0, least))
    taken = _solved(np.arange(len(worth)) / len(worth) - 1, [*limits, as_good, as_cheap])
    only = _is_only(taken, [*limits, as_good])
    return BestSet(taken, float(given[taken].sum()), asked[:, taken].sum(axis=1), only)


def _is_only(taken: np.ndarray, constraints: list[LinearConstraint]) -> bool:
    """Return whether every set within the constraints is the one taken."""
    signs = np.where(taken, 1.0, -1.0)
    other = LinearConstraint(signs[None], ub=taken.sum() - 1)
    return _answer(np.zeros(len(taken)), [*constraints, other]).x is None


def _solved(cost: np.ndarray, constraints: list[LinearConstraint]) -> np.ndarray:
    """Return the candidates (bool) of least cost."""
    found = _answer(cost, constraints)
    if found.x is None:
        raise ArithmeticError(f"the best set was not found: {found.message}")
    return found.x > 0.5


def _answer(cost: np.ndarray, constraints: list[LinearConstraint]):
    whole = np.ones(len(cost))
    return milp(cost, constraints=constraints, integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})


def in_shares(worth: np.ndarray, costs: np.ndarray, budgets: np.ndarray) -> InShares:
    """Return the shares of candidates that are worth most, and the price of each budget (see best_set)."""
    if not len(worth):
        return InShares(np.zeros(0), 0.0, np.zeros(len(budgets)), np.zeros(0))
    given, asked = np.asarray(worth, float), np.atleast_2d(np.asarray(costs, float))
    worth, costs, limits = _scaled(worth, costs, budgets)
    found = linprog(-worth, A_ub=costs, b_ub=limits, bounds=(0, 1), method="highs-ds")
    prices = snapped(-found.ineqlin.marginals * _size(given) / _sizes(budgets))
    lacks = np.maximum(0.0, (prices[:, None] * asked).sum(axis=0) - given)
    shares = snapped(found.x)
    return InShares(shares, float((given * shares).sum()), prices, snapped(np.where(shares > _SLACK, 0.0, lacks)))


def _scaled(worth: np.ndarray, costs: np.ndarray, budgets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return all three around 1, where the solver's tolerances are meant to be."""
    worth, costs, sizes = np.asarray(worth, float), np.atleast_2d(np.asarray(costs, float)), _sizes(budgets)
    return worth / _size(worth), costs / sizes[:, None], np.asarray(budgets, float) / sizes


def _size(values: np.ndarray) -> float:
    return float(np.abs(values).max(initial=0.0)) or 1.0


def _sizes(budgets: np.ndarray) -> np.ndarray:
    budgets = np.asarray(budgets, float)
    return np.where(budgets > 0, budgets, 1.0)
