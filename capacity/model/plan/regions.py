"""Many like plans at once: what holds for one basis holds for every case whose limits keep that basis feasible.

The cases differ in upper limits alone. A basis stays dual feasible whatever the limits are, so that in each case it is
optimal if its plan keeps them: one product of two matrices for all cases (multi-parametric linear programming, Gal &
Nedoma 1972). Only cases outside all known regions are solved.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_matrix
from scipy.sparse.linalg import splu

from capacity.model.plan.matrix import Programme
from capacity.model.plan.solver import Scaled, Solution, load, new_highs, run, scaled

_NEAR = 1e-9
_SMALL = 400
"""rows up to which a dense matrix is quicker"""
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
class _Family:
    """What all cases have in common; columns first, then rows: [A, -1] v = 0, low <= v <= high."""

    programme: Programme
    changes: Changes
    lp: Scaled
    matrix: np.ndarray | csc_matrix
    """[A, -1]; dense where that is quicker"""
    low: np.ndarray
    high: np.ndarray
    changed: np.ndarray
    """which limits the cases change"""
    by: np.ndarray
    """by how much (change, case)"""
    measure: np.ndarray


@dataclass(frozen=True)
class _Region:
    """One basis: where its plan stands, and how it moves with the limits that move."""

    price: np.ndarray
    basic: np.ndarray
    stands: np.ndarray
    """where all that is not basic stands, 0 for the basic"""
    base: np.ndarray
    slope: np.ndarray
    moving: np.ndarray
    """which of the changed limits something stands at and moves with"""


def plans_by_region(
    programme: Programme, solution: Solution, changes: Changes, measure: np.ndarray, *, allowed: np.ndarray
) -> Cases:
    """Return the best plans of all cases that are `allowed` (case,), from the best plan of the programme's only draw.

    `measure` (column,) is what each flow counts. The case with the greatest change is solved first.
    """
    family = _family(programme, changes, measure)
    count = family.by.shape[1]
    value, measured, region = np.full(count, np.nan), np.full(count, np.nan), np.full(count, -1)
    order = np.argsort(-np.abs(family.by).sum(axis=0), kind="stable")
    waiting = order[allowed[order]]
    y, held, highs, solves, found = [], [], new_highs(), 0, solution
    load(highs, programme.layout, family.lp)
    highs.setBasis(solution.basis)
    own = np.zeros(len(family.by))
    while found is not None or len(waiting):
        if found is None:
            solves, own = solves + 1, family.by[:, waiting[0]]
            found = _solve_case(highs, family, waiting[0])
            if found is None:
                waiting = waiting[1:]
                continue
        tried = waiting if len(held) < _LAST or max(held[-_LAST:]) >= _FEW else waiting[:1]
        inside, worth, counted = _held(family, _region(family, found, own, tried), tried)
        if solves:
            inside[0], worth[0], counted[0] = True, programme.worth[:, 0] @ found.x, measure @ found.x
        some = tried[inside]
        value[some], measured[some], region[some] = worth[inside], counted[inside], len(y)
        y.append(found.y)
        held.append(len(some))
        waiting, found = np.concatenate([tried[~inside], waiting[len(tried) :]]), None
    return Cases(value, measured, region, np.array(y), solves)


def _family(programme: Programme, changes: Changes, measure: np.ndarray) -> _Family:
    rows, columns = programme.layout.size
    layout = programme.layout
    value = np.concatenate([programme.value[:, 0], -np.ones(rows)])
    row = np.concatenate([layout.row, np.arange(rows)])
    start = np.concatenate([layout.start, layout.start[-1] + 1 + np.arange(rows)])
    matrix = csc_matrix((value, row, start), shape=(rows, columns + rows))
    return _Family(
        programme=programme,
        changes=changes,
        lp=scaled(programme).draw(0),
        matrix=matrix.toarray() if rows <= _SMALL else matrix,
        low=np.concatenate([programme.lower[:, 0], programme.row_lower[:, 0]]),
        high=np.concatenate([programme.upper[:, 0], programme.row_upper[:, 0]]),
        changed=np.concatenate([changes.columns, columns + changes.rows]),
        by=np.concatenate([changes.by_column, changes.by_row]),
        measure=np.concatenate([measure, np.zeros(rows)]),
    )


def _solve_case(highs: highspy.Highs, family: _Family, case: int) -> Solution | None:
    """Return the best plan of one case, from where the last one was found."""
    lp, changes = family.lp, family.changes
    if len(changes.columns):
        upper = lp.upper[changes.columns] + changes.by_column[:, case] / lp.amount
        highs.changeColsBounds(len(upper), changes.columns.astype(np.int32), lp.lower[changes.columns], upper)
    if len(changes.rows):
        upper = lp.row_upper[changes.rows] + changes.by_row[:, case] / lp.amount
        highs.changeRowsBounds(len(upper), changes.rows.astype(np.int32), lp.row_lower[changes.rows], upper)
    return run(highs, lp)


def _region(family: _Family, found: Solution, own: np.ndarray, cases: np.ndarray) -> _Region:
    """Return the region of the basis of a solution, found when the limits had moved by its `own` changes (change,).

    What is basic follows from the rest by the inverse of its columns. `cases` are those it is to be tried on.
    """
    columns, high, low = len(found.x), family.high.copy(), family.low
    high[family.changed] += own
    basic = np.where(found.basic >= 0, found.basic, columns - 1 - found.basic)
    flows = np.concatenate([found.x, family.matrix[:, :columns] @ found.x])
    at_high = np.abs(flows - high) <= np.abs(flows - low)
    at_high[basic] = False
    stands = np.where(at_high, family.high, np.where(np.isfinite(low), low, 0.0))
    stands[basic] = 0.0
    moving = np.flatnonzero(at_high[family.changed] & family.by[:, cases].any(axis=1))
    against = np.column_stack([family.matrix @ stands, _dense(family.matrix[:, family.changed[moving]])])
    square = family.matrix[:, basic]
    answer = -(np.linalg.solve(square, against) if isinstance(square, np.ndarray) else splu(square).solve(against))
    rest = family.programme.worth[:, 0] - found.y @ family.matrix[:, :columns]
    return _Region(np.concatenate([rest, found.y]), basic, stands, answer[:, 0], answer[:, 1:], moving)


def _dense(matrix: np.ndarray | csc_matrix) -> np.ndarray:
    return matrix if isinstance(matrix, np.ndarray) else matrix.toarray()


def _held(family: _Family, region: _Region, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which cases a region holds, the value of its plan and what it measures.

    The value is that of the prices: each times the limit that it belongs to, the upper one where it is above 0.
    """
    by, basic, price = family.by[:, cases], region.basic, region.price
    low, high = family.low[basic], family.high[basic]
    place = np.full(len(family.low), -1)
    place[basic] = np.arange(len(basic))
    own = np.flatnonzero(place[family.changed] >= 0)
    touched = np.abs(region.slope).max(axis=1, initial=0.0) > 0
    touched[place[family.changed[own]]] = True
    plan = region.base[touched, None] + region.slope[touched] @ by[region.moving]
    room = high[touched, None] - plan
    room[(np.cumsum(touched) - 1)[place[family.changed[own]]]] += by[own]
    near = _NEAR * max(np.abs(region.base).max(initial=0.0), np.finfo(float).tiny)
    inside = (np.minimum(room, plan - low[touched, None]).min(axis=0, initial=np.inf)) >= -near
    limit = np.where(price > 0, family.high, family.low)
    value = (np.where(np.isfinite(limit), limit, 0.0) * price).sum()
    value = value + np.maximum(price[family.changed], 0.0) @ by
    weights = family.measure
    still = weights @ region.stands + weights[basic][~touched] @ region.base[~touched]
    moved = weights[family.changed[region.moving]] @ by[region.moving]
    return inside, value, weights[basic][touched] @ plan + still + moved
