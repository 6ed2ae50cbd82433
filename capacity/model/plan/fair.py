"""The fair second stage: of all best plans, the one that serves equal claimants in proportion to what they could take.

Prices y of one optimal pair name the whole face of best plans: a plan is best if and only if it is complementary to
them. On that face the sum over all flows of (flow / most it could be)^2, weighted by the share of that most in its
product, is smallest at one plan only, so that no order of rows can decide. Splitting a market, a node or a purchase in
two parts alike changes nothing. It is found by a semismooth Newton method on the dual, whose steps end in finitely
many pieces (Qi & Sun 1993).
"""

import numpy as np
from scipy.sparse import csc_array, eye_array, hstack
from scipy.sparse.linalg import splu

from capacity.model.engine.digits import to_36_bits
from capacity.model.engine.sums import product, solved
from capacity.model.plan.layout import ACTIVITY, CLOSING, Layout
from capacity.model.plan.matrix import Programme
from capacity.model.plan.solver import Solution, scaled

ROUNDS = 200
_EXACT = 1e-14
_PRICED = 1e-9
_ENOUGH = 1e-9
"""what is accepted where rounding leaves no more; the certificate judges it"""
_DENSE = 400
"""rows up to which a dense matrix is quicker"""
_SLACK = 1e3
"""how much longer a row's slack may be than a flow: it moves the flows by about a millionth"""


def fair_plan(programme: Programme, solution: Solution, most: np.ndarray) -> np.ndarray | None:
    """Return the fair one of all best plans, x (column,) in original units; None if it is not found to 1e-9.

    `most` (column,) is the most that each flow could be, P/month.
    """
    lp = scaled(programme).draw(0)
    layout = programme.layout
    x, y = solution.x / lp.amount, solution.y / lp.money
    columns = np.repeat(np.arange(len(x)), np.diff(layout.start))
    rest = -lp.cost - np.bincount(columns, lp.value * y[layout.row], len(x))
    chosen = np.abs(rest) > _PRICED
    lower, upper = np.where(chosen, x, lp.lower), np.where(chosen, x, lp.upper)
    priced, total = np.abs(y) > _PRICED, np.bincount(layout.row, lp.value * x[columns], len(y))
    low, high = np.where(priced, total, lp.row_lower), np.where(priced, total, lp.row_upper)
    size = np.sqrt(_weights(layout, most / lp.amount))
    rows = np.zeros(len(y))
    np.maximum.at(rows, layout.row, np.abs(lp.value) * size[columns])
    rows[rows == 0] = 1.0
    value = lp.value * size[columns] / rows[layout.row]
    part = csc_array((value, layout.row, layout.start), shape=layout.size)
    whole = hstack([part, -_SLACK * eye_array(len(y))], format="csc")
    whole = whole.toarray() if len(y) <= _DENSE else whole
    ends = [np.concatenate([lower / size, low / rows / _SLACK]), np.concatenate([upper / size, high / rows / _SLACK])]
    found = _shortest_point(whole, *ends)
    if found is None:
        return None
    found = found if isinstance(whole, np.ndarray) else to_36_bits(found)
    fair = np.clip(found[: len(x)] * size, lower, upper)
    for limit in (lower, upper):
        near = np.abs(fair - limit) <= 1e-10 * np.maximum(1.0, np.abs(fair))
        fair = np.where(near, limit, fair)
    return fair * lp.amount


def _weights(layout: Layout, most: np.ndarray) -> np.ndarray:
    """Return what each squared flow is divided by, (column,): its most x that of all of its kind and product."""
    network = layout.network
    finite = np.where(np.isfinite(most), most, np.median(most[np.isfinite(most)]) if np.isfinite(most).any() else 1.0)
    finite = np.maximum(finite, 1e-6 * max(1e-6, finite.max(initial=0.0)))
    groups = []
    for kind, thing, _, pool in layout.columns:
        product = network.nodes[thing].makes[0].product if kind == ACTIVITY else network.pools[max(pool, 0)].product
        groups.append(f"{kind} {network.pools[thing].product if kind == CLOSING else product}")
    number = np.unique(groups, return_inverse=True)[1]
    number = np.tile(number, layout.months)
    return finite * np.bincount(number, finite)[number]


def _shortest_point(matrix: np.ndarray | csc_array, lower: np.ndarray, upper: np.ndarray) -> np.ndarray | None:
    """Return the shortest v with matrix v = 0 and lower <= v <= upper, or None if it is not found.

    The dual in p is concave and piecewise quadratic: v(p) = clip(matrix' p), its slope -matrix v(p).
    """
    price = np.zeros(matrix.shape[0])
    damp = 1e-9
    point, short, worth = _dual_point(matrix, lower, upper, price)
    for _ in range(ROUNDS):
        if np.abs(short).max(initial=0.0) <= _EXACT:
            return point
        step = _step(matrix[:, (point > lower) & (point < upper)], short, damp)
        length, climb = 1.0, -product(short, step)
        while length > 1e-10:
            new = price + length * step
            found = _dual_point(matrix, lower, upper, new)
            if found[2] >= worth + 1e-4 * length * climb - 1e-15 * abs(worth):
                break
            length /= 2
        damp = max(1e-14, damp / 10) if length == 1.0 else min(1e-2, damp * 10)
        price, (point, short, worth) = new, found
    return point if np.abs(short).max(initial=0.0) <= _ENOUGH else None


def _step(active: np.ndarray | csc_array, short: np.ndarray, damp: float) -> np.ndarray:
    """Return the damped Newton step of the dual where the flows of `active` are free."""
    hessian = _times(active, active.T)
    more = damp * max(1.0, hessian.trace() / len(short))
    if isinstance(hessian, np.ndarray):
        hessian[np.diag_indices_from(hessian)] += more
        return -solved(hessian, short)
    return -splu((hessian + more * eye_array(len(short))).tocsc()).solve(short)


def _dual_point(
    matrix: np.ndarray | csc_array, lower: np.ndarray, upper: np.ndarray, price: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return v(p), how far its rows are from 0, and the dual's value min over v of |v|^2 / 2 - p' matrix v."""
    free = _times(matrix.T, price)
    point = np.clip(free, lower, upper)
    short = _times(matrix, point)
    return point, short, float(product(point, point) / 2 - product(free, point))


def _times(left: np.ndarray | csc_array, right: np.ndarray | csc_array) -> np.ndarray | csc_array:
    """Return left @ right; scipy sums sparse products itself, in one order."""
    return product(left, right) if isinstance(left, np.ndarray) else left @ right
