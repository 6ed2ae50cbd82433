"""Many like plans at once: what holds for one basis holds for every case whose limits keep that basis feasible.

The cases differ in upper limits alone. A basis stays dual feasible whatever the limits are, so that in each case it is
optimal if its plan keeps them: one product of two matrices for all cases (multi-parametric linear programming, Gal &
Nedoma 1972). Only cases outside all known regions are solved.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from capacity.model.engine.digits import snapped
from capacity.model.engine.sums import product
from capacity.model.plan.matrix import Programme
from capacity.model.plan.solver import Certified, Scaled, Solution, change_rows, load, new_highs, run, scaled
from capacity.model.plan.tally import tally

_NEAR = 1e-9
_ALONE = 2
"""as many cases are solved sooner than a region is laid out"""
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
    """What all cases have in common; columns first, then rows: low <= v <= high."""

    programme: Programme
    changes: Changes
    lp: Scaled
    low: np.ndarray
    high: np.ndarray
    changed: np.ndarray
    """which limits the cases change"""
    by: np.ndarray
    """by how much (change, case)"""
    ways: np.ndarray
    """the few directions (change, way) in which they move"""
    along: np.ndarray
    """how far each case goes along each (way, case): by = ways along"""
    against: np.ndarray
    """the matrix's columns of the flows whose limits change"""
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
    """whether something stands at a changed limit and moves with it (change,)"""


def plans_by_region(
    programme: Programme, solution: Certified, changes: Changes, measure: np.ndarray, *, allowed: np.ndarray
) -> Cases:
    """Return the best plans of all cases that are `allowed` (case,), from the best plan of the programme's only draw.

    `measure` (column,) is what each flow counts. The case with the least change is solved first: its region lies next
    to those that are known.
    """
    family = _family(programme, changes, measure)
    count = family.by.shape[1]
    value, measured, region = np.full(count, np.nan), np.full(count, np.nan), np.full(count, -1)
    order = np.argsort(snapped(np.abs(family.by).sum(axis=0)), kind="stable")
    waiting = order[allowed[order]]
    y: list[np.ndarray] = []
    held: list[int] = []
    highs, solves = new_highs(), 0
    load(highs, programme.layout, family.lp)
    highs.setBasis(solution.basis)
    found = run(highs, family.lp)
    own = np.zeros(len(family.by))
    while found is not None or len(waiting):
        if found is None:
            solves, own = solves + 1, family.by[:, waiting[0]]
            found = _solve_case(highs, family, waiting[0])
            if found is None:
                waiting = waiting[1:]
                continue
        tried = waiting if len(held) < _LAST or max(held[-_LAST:]) >= _FEW else waiting[:1]
        tried = tried if not solves or len(tried) > _ALONE else tried[:1]
        inside, worth, counted = np.ones(1, dtype=bool), np.zeros(1), np.zeros(1)
        if not solves or len(tried) > 1:
            inside, worth, counted = _held(family, _region(highs, family, found, own), tried)
        if solves:
            inside[0], worth[0], counted[0] = True, product(programme.worth[:, 0], found.x), product(measure, found.x)
        some = tried[inside]
        value[some], measured[some], region[some] = worth[inside], counted[inside], len(y)
        y.append(found.y)
        held.append(len(some))
        waiting, found = np.concatenate([tried[~inside], waiting[len(tried) :]]), None
    return Cases(value, measured, region, np.array(y), solves)


def _family(programme: Programme, changes: Changes, measure: np.ndarray) -> _Family:
    rows, columns = programme.layout.size
    by = np.concatenate([changes.by_column, changes.by_row])
    ways, along = _directions(by)
    return _Family(
        programme=programme,
        changes=changes,
        lp=scaled(programme).draw(0),
        low=np.concatenate([programme.lower[:, 0], programme.row_lower[:, 0]]),
        high=np.concatenate([programme.upper[:, 0], programme.row_upper[:, 0]]),
        changed=np.concatenate([changes.columns, columns + changes.rows]),
        by=by,
        ways=ways,
        along=along,
        against=_columns(programme, changes.columns),
        measure=np.concatenate([measure, np.zeros(rows)]),
    )


def _columns(programme: Programme, some: np.ndarray) -> np.ndarray:
    """Return some columns of the matrix (row, one of some)."""
    start, row = programme.layout.start, programme.layout.row
    found = np.zeros((programme.layout.size[0], len(some)))
    for place, column in enumerate(some):
        entries = slice(start[column], start[column + 1])
        found[row[entries], place] = programme.value[entries, 0]
    return found


def _solve_case(highs: highspy.Highs, family: _Family, case: int) -> Solution | None:
    """Return the best plan of one case, from where the last one was found."""
    lp, changes = family.lp, family.changes
    if len(changes.columns):
        upper = lp.upper[changes.columns] + changes.by_column[:, case] / lp.amount
        highs.changeColsBounds(len(upper), changes.columns.astype(np.int32), lp.lower[changes.columns], upper)
    if len(changes.rows):
        upper = lp.row_upper[changes.rows] + changes.by_row[:, case] / lp.amount
        change_rows(highs, changes.rows, lp.row_lower[changes.rows], upper)
    return run(highs, lp)


def _region(highs: highspy.Highs, family: _Family, found: Solution, own: np.ndarray) -> _Region:
    """Return the region of the basis of a solution, found when the limits had moved by its `own` changes (change,).

    What is basic follows from the rest by the inverse of its columns.
    """
    columns, high, low = len(found.x), family.high.copy(), family.low
    high[family.changed] += own
    basic = highs.getBasicVariables()[1]  # type: ignore[attr-defined] # not in highspy's stub
    basic = np.where(basic >= 0, basic, columns - 1 - basic)
    programme = family.programme
    start, row = programme.layout.start, programme.layout.row
    total, _, claimed, _ = tally(start, row, programme.value, found.x[:, None], found.y[:, None])
    flows = np.concatenate([found.x, total[:, 0]])
    at_high = np.abs(flows - high) <= np.abs(flows - low)
    at_high[basic] = False
    stands = np.where(at_high, family.high, np.where(np.isfinite(low), low, 0.0))
    stands[basic] = 0.0
    moving = at_high[family.changed]
    rows = np.where(moving & (family.changed >= columns), family.changed - columns, -1)
    sides = -product(family.against, (family.ways * moving[:, None])[: len(family.changes.columns)])
    np.add.at(sides, rows[rows >= 0], family.ways[rows >= 0])
    slope = _slopes(highs, family, basic, np.ascontiguousarray(sides))
    base = flows[basic] - product(slope, product(family.ways.T, own))
    rest = programme.worth[:, 0] - claimed[:, 0]
    return _Region(np.concatenate([rest, found.y]), basic, stands, base, slope, moving)


def _directions(by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return orthogonal directions (change, way) and how far each case goes along them (way, case): by = ways along.

    Members of one class and place leave nearly alike, so that there are few. Gram-Schmidt with the longest rest first,
    exact to 1e-13 of the greatest change.
    """
    rest, ways, along = by.copy(), [], []
    length = np.einsum("ij,ij->j", rest, rest)
    least = (1e-13 * np.abs(by).max(initial=0.0)) ** 2
    for _ in range(min(by.shape)):
        longest = int(np.argmax(snapped(length)))
        if length[longest] <= least:
            break
        ways.append(rest[:, longest] / np.sqrt(length[longest]))
        along.append(product(ways[-1], rest))
        going = np.flatnonzero(along[-1])
        left = rest[:, going] - ways[-1][:, None] * along[-1][going]
        rest[:, going], length[going] = left, np.einsum("ij,ij->j", left, left)
    return np.array(ways).reshape(len(ways), len(by)).T, np.array(along).reshape(len(ways), by.shape[1])


def _slopes(highs: highspy.Highs, family: _Family, basic: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Return how what is basic moves along each way (basic, way), by the basis that HiGHS holds.

    B dx = -(what moves against the rows); the slack of a basic row is its own negative.
    """
    slope = np.zeros(sides.shape)
    for way in np.flatnonzero(sides.any(axis=0)):
        slope[:, way] = highs.getBasisSolve(sides[:, way])[1]  # type: ignore[attr-defined] # not in highspy's stub
    slope[basic >= family.programme.layout.size[1]] *= -1
    return slope


def _held(family: _Family, region: _Region, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which cases a region holds, the value of its plan and what it measures.

    The value is that of the prices: each times the limit that it belongs to, the upper one where it is above 0.
    """
    basic, price, weights = region.basic, region.price, family.measure
    along = family.along[:, cases]
    limit = np.where(price > 0, family.high, family.low)
    value = (np.where(np.isfinite(limit), limit, 0.0) * price).sum()
    gained = product(np.maximum(price[family.changed], 0.0), family.ways)
    measured = product(weights, region.stands) + product(weights[basic], region.base)
    moved = product(weights[family.changed] * region.moving, family.ways) + product(weights[basic], region.slope)
    inside = _inside(*_walls(family, region), along)
    return inside, value + product(gained, along), measured + product(moved, along)


def _walls(family: _Family, region: _Region) -> tuple[np.ndarray, np.ndarray]:
    """Return how far a step along each way brings a plan to each limit (limit, way), and how far it is away (limit,).

    Of what is basic and moves, or whose limit moves.
    """
    basic = region.basic
    place = np.full(len(family.low), -1)
    place[basic] = np.arange(len(basic))
    own = np.flatnonzero(place[family.changed] >= 0)
    at = place[family.changed[own]]
    moves = np.asarray(region.slope.any(axis=1))
    moves[at] = True
    to_high = region.slope.copy()
    to_high[at] -= family.ways[own]
    near = _NEAR * max(np.abs(region.base).max(initial=0.0), np.finfo(float).tiny)
    low, high = family.low[basic], family.high[basic]
    floor, roof = moves & np.isfinite(low), moves & np.isfinite(high)
    steps = np.concatenate([-region.slope[floor], to_high[roof]])
    room = np.concatenate([(region.base - low)[floor], (high - region.base)[roof]])
    return steps, room + near


def _inside(steps: np.ndarray, room: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return which cases keep all limits, steps x along <= room; quicker where each case goes along one way only."""
    if (np.count_nonzero(along, axis=0) > 1).any():
        return np.all(product(steps, along) <= room[:, None], axis=0)
    inside = np.full(along.shape[1], bool((room >= 0).all()))
    for far, step in zip(along, steps.T, strict=True):
        to, back = step > 0, step < 0
        most, least = (room[to] / step[to]).min(initial=np.inf), (room[back] / step[back]).max(initial=-np.inf)
        kept = bool((room[~to & ~back] >= 0).all())
        inside = np.where(far == 0, inside, kept & (far <= most) & (far >= least))
    return inside
