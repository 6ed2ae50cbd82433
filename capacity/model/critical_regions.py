"""Many like plans at once: what holds for one basis holds for every case whose limits keep that basis feasible.

The cases differ in upper limits alone. A basis stays dual feasible whatever the limits are, so that in each case it is
optimal if its plan keeps them: one product of two matrices for all cases (multi-parametric linear programming, Gal &
Nedoma 1972). Only cases outside all known regions are solved.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import csc_matrix, eye_array, hstack
from scipy.sparse.linalg import splu

from capacity.model.plan_matrix import Programme
from capacity.model.plan_solver import Solution, new_highs, scaled, solve

_NEAR = 1e-9
_FEW, _LAST = 30, 20
"""regions are no longer tried on other cases once the last 20 held fewer than 30 each: solving is cheaper then"""


@dataclass(frozen=True)
class Changes:
    """How far upper limits move in each case: rows (row, case) at `rows`, columns (column, case) at `columns`."""

    rows: np.ndarray
    columns: np.ndarray
    by_row: np.ndarray
    by_column: np.ndarray


@dataclass(frozen=True)
class Cases:
    """The best plans of all cases."""

    value: np.ndarray
    """worth of the plan, without the programme's constant (case,); not a number where no plan keeps all limits"""
    measured: np.ndarray
    """sum over the plan's flows weighted by `measure` (case,)"""
    region: np.ndarray
    """number of the region (case,), -1 where there is none"""
    y: np.ndarray
    """prices of the rows in each region (region, row)"""
    solves: int


@dataclass(frozen=True)
class _Region:
    """One basis: where its plan stands, and how it moves with the limits that move; columns first, then rows."""

    price: np.ndarray
    """of columns and rows"""
    low: np.ndarray
    high: np.ndarray
    basic: np.ndarray
    stands: np.ndarray
    """where all that is not basic stands, 0 for the basic"""
    base: np.ndarray
    slope: np.ndarray
    changed: np.ndarray
    """what the cases change"""
    moving: np.ndarray
    """which of it stands at its upper limit and moves with it"""


def plans_by_region(
    programme: Programme, solution: Solution, changes: Changes, measure: np.ndarray, *, allowed: np.ndarray
) -> Cases:
    """Return the best plans of all cases that are `allowed` (case,), from the best plan of the programme's only draw.

    `measure` (column,) is what each flow counts. The case with the greatest change is solved first.
    """
    count = changes.by_row.shape[1]
    value, measured, region = np.full(count, np.nan), np.full(count, np.nan), np.full(count, -1)
    size = np.abs(changes.by_row).sum(axis=0) + np.abs(changes.by_column).sum(axis=0)
    order = np.argsort(-size, kind="stable")
    waiting = order[allowed[order]]
    y, held, highs, solves, found = [], [], new_highs(), 0, solution
    while found is not None or len(waiting):
        if found is None:
            case, solves = waiting[0], solves + 1
            here = _of_case(programme, changes, case)
            found = solve(highs, here.layout, scaled(here).draw(0), solution.basis)
            if found is None:
                waiting = waiting[1:]
                continue
        tried = waiting if not solves or max(held[-_LAST:]) >= _FEW or len(held) < _LAST else waiting[:1]
        by = np.concatenate([changes.by_column[:, tried], changes.by_row[:, tried]])
        inside, worth, counted = _held(_region(programme, found, changes), by, measure)
        if solves:
            inside[0], worth[0], counted[0] = True, programme.worth[:, 0] @ found.x, measure @ found.x
        some = tried[inside]
        value[some], measured[some], region[some] = worth[inside], counted[inside], len(y)
        y.append(found.y)
        held.append(len(some))
        waiting, found = waiting[~np.isin(waiting, some)], None
    return Cases(value, measured, region, np.array(y), solves)


def _of_case(programme: Programme, changes: Changes, case: int) -> Programme:
    """Return the programme of one case."""
    upper, row_upper = programme.upper.copy(), programme.row_upper.copy()
    upper[changes.columns, 0] += changes.by_column[:, case]
    row_upper[changes.rows, 0] += changes.by_row[:, case]
    return replace(programme, upper=upper, row_upper=row_upper)


def _region(programme: Programme, found: Solution, changes: Changes) -> _Region:
    """Return the region of a solution's basis: columns and rows v with [A, -1] v = 0, the basic ones by the inverse."""
    rows, columns = programme.layout.size
    layout, status = programme.layout, highspy.HighsBasisStatus
    matrix = csc_matrix((programme.value[:, 0], layout.row, layout.start), shape=(rows, columns))
    whole = hstack([matrix, -eye_array(rows, format="csc")], format="csc")
    states = [*found.basis.col_status, *found.basis.row_status]
    is_basic = np.array([state == status.kBasic for state in states])
    low = np.concatenate([programme.lower[:, 0], programme.row_lower[:, 0]])
    high = np.concatenate([programme.upper[:, 0], programme.row_upper[:, 0]])
    at_high = np.array([state == status.kUpper for state in states]) | (~is_basic & (low == high))
    stands = np.where(is_basic, 0.0, np.where(at_high, high, np.where(np.isfinite(low), low, 0.0)))
    basic = np.flatnonzero(is_basic)
    changed = np.concatenate([changes.columns, columns + changes.rows])
    moving = np.flatnonzero(at_high[changed])
    inverse = splu(whole[:, basic].tocsc())
    base = -inverse.solve(whole @ stands)
    slope = -inverse.solve(whole[:, changed[moving]].toarray()) if len(moving) else np.zeros((rows, 0))
    price = np.concatenate([programme.worth[:, 0] - matrix.T @ found.y, found.y])
    return _Region(price, low, high, basic, stands, base, slope, changed, moving)


def _held(region: _Region, by: np.ndarray, measure: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which cases a region holds, the value of its plan and what it measures; `by` (change, case).

    The value is that of the prices: each times the limit that it belongs to, the upper one where it is above 0.
    """
    plan = region.base[:, None] + region.slope @ by[region.moving]
    scale = _NEAR * max(np.abs(region.base).max(initial=0.0), np.finfo(float).tiny)
    place = np.full(len(region.low), -1)
    place[region.basic] = np.arange(len(region.basic))
    own = np.flatnonzero(place[region.changed] >= 0)
    most = np.repeat(region.high[region.basic][:, None], by.shape[1], axis=1)
    most[place[region.changed[own]]] += by[own]
    inside = ((plan >= region.low[region.basic][:, None] - scale) & (plan <= most + scale)).all(axis=0)
    limit = np.where(region.price > 0, region.high, region.low)
    start = (np.where(np.isfinite(limit), limit, 0.0) * region.price).sum()
    value = start + np.maximum(region.price[region.changed], 0.0) @ by
    weights = np.concatenate([measure, np.zeros(len(region.low) - len(measure))])
    moved = weights[region.changed[region.moving]] @ by[region.moving]
    return inside, value, weights[region.basic] @ plan + weights @ region.stands + moved
