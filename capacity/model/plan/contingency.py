"""What happens if somebody leaves: the best plan without each member, each class, and the owners of each anchor."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.model.diagnosis.today import Today
from capacity.model.engine.digits import by_size
from capacity.model.engine.sums import product
from capacity.model.plan.best import Plan, certified, one_year, plan_layout
from capacity.model.plan.earnings import Earnings, plan_earnings
from capacity.model.plan.layout import ACTIVITY, AGE, BALANCE, DEMAND, SOLD, Layout
from capacity.model.plan.leaving import Leaving, Outside, sold_outside, who_may_leave
from capacity.model.plan.loads import best_pattern
from capacity.model.plan.matrix import Numbers, Programme, make_programme, read_inputs
from capacity.model.plan.prices import ages
from capacity.model.plan.regions import Changes, plans_by_region

LOSSES = ("others_lose", "self_loses", "all_lose")
COLUMNS = [
    *("kind", "name", *LOSSES, "value", "lost", "share_lost"),
    *("output", "months_below", "stops", "own_pattern"),
]
STOPPED = 1e-6
"""share of its sales below which the chain counts as stopped"""
_ROUNDING = 1e-12
"""share of the value below which a loss is none"""


@dataclass(frozen=True)
class _Chain:
    """Today's chain as a programme, with its best pattern of minimum loads."""

    layout: Layout
    x: Numbers
    on: np.ndarray
    programme: Programme
    measure: np.ndarray
    """money a unit of each flow brings at the cluster's own markets (column,)"""


def contingencies(today: Today, members: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the year's best plan if each member, class or anchor leaves: COLUMNS, the worst for the others first.

    `plan` is today's. Who leaves takes what the central case counts of it (leaving.who_may_leave): its goods go to
    today's outlets before anybody else's, its equipment stands but for what it runs of strangers' goods, which earns in
    both. Money a year:
    value: what the others' best plan brings (as best_plan's);
    all_lose = value now - value - what its goods bring outside;
    self_loses = what it earns in the plan now (earnings.plan_earnings: its goods at the prices inside the chain, and
    its part of the margin of each node by the part it owns of the equipment) - what its goods bring outside;
    others_lose = all_lose - self_loses, below 0 where they would gain; lost = all_lose; share_lost = lost / value now.
    output: sales at the cluster's markets (not at today's outlets), at the same prices, as a share of now;
    months_below: months in which some node stands below its minimum load; stops: nothing reaches the cluster's markets
    any more. Ranked by others_lose, then months_below, then all_lose. The on/off pattern of minimum loads stays as it
    is where it can be kept, so that value is then a lower bound; where it cannot, or where equipment with a minimum
    load leaves, the best pattern is found anew (own_pattern).
    """
    leaving = who_may_leave(today, members)
    chain = _chain(today, plan)
    outside = sold_outside(today.network, chain.x, -leaving.supply)
    solution = certified(chain.programme)
    below = _below(chain, chain.x, chain.on)
    now = float(product(chain.programme.worth[:, 0], solution.x) + chain.programme.constant[0])
    sales = float(product(chain.measure, solution.x))
    changes = _changes(chain, leaving, outside)
    keeps = _keeps_pattern(chain, leaving)
    found = plans_by_region(chain.programme, solution, changes, chain.measure, allowed=keeps)
    spared = np.einsum("pm,pmc->c", chain.x["discard_cost"][..., 0], leaving.supply)
    inside = _inside(leaving, plan_earnings(today, members, plan))
    rows = []
    for case, (kind, name) in enumerate(zip(leaving.kind, leaving.name, strict=True)):
        own = found.region[case] < 0
        then = (found.value[case] + chain.programme.constant[0] - spared[case], found.measured[case], below)
        then = _alone(chain, leaving, outside, case) if own else then
        losses = [_rounded(loss, now) for loss in _losses(now, then[0], inside[case], outside.earned[case])]
        share, output = losses[2] / now if now > 0 else np.nan, then[1] / sales if sales > 0 else np.nan
        stops = sales > 0 and output < STOPPED
        rows.append((kind, name, *losses, then[0], losses[2], share, output, then[2], stops, own))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = {"by": ["others_lose", "months_below", "all_lose", "kind", "name"]}
    return frame.sort_values(**order, ascending=[False] * 3 + [True] * 2, key=by_size, ignore_index=True)


def _losses(now: float, then: float, inside: float, outside: float) -> tuple[float, float, float]:
    """Return LOSSES."""
    whole, own = now - then - outside, inside - outside
    return whole - own, own, whole


def _rounded(loss: float, now: float) -> float:
    return 0.0 if abs(loss) < _ROUNDING * abs(now) else float(loss)


def _inside(leaving: Leaving, earnings: Earnings) -> np.ndarray:
    """Return what each who may leave earns in the plan, money a year (case,).

    Its part of what its class earns, by the worth of the goods of the year, and of each node's margin.
    """
    worth = -np.einsum("pm,pmc->c", earnings.price, leaving.supply)
    classes = {
        name: c for c, (kind, name) in enumerate(zip(leaving.kind, leaving.name, strict=True)) if kind == "class"
    }
    found = product(np.array(list(earnings.by_node.values())), leaving.share)
    for c, cls in enumerate(leaving.brings):
        if cls:
            whole = worth[classes[cls]]
            found[c] += earnings.by_class.get(cls, 0.0) * (worth[c] / whole if whole > 0 else leaving.alike[c])
    return found


def _chain(today: Today, plan: Plan) -> _Chain:
    inputs = one_year(today.inputs)
    layout, x = plan_layout(today.network, inputs, cyclic=True), read_inputs(inputs)
    on = plan.pattern.values
    measure = np.zeros(layout.size[1])
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == SOLD and not today.network.markets[thing].today:
            measure[layout.at(c)] = x["price"][thing, :, 0]
    return _Chain(layout, x, on, make_programme(layout, x, on), measure)


def _below(chain: _Chain, x: Numbers, on: np.ndarray) -> int:
    """Return in how many months some node stands below its minimum load; to be without goods is no standing for some.

    Those work as their goods last: they stand only where nobody has the equipment.
    """
    needs = x["minimum_load"][..., 0] > x["busy"][..., 0]
    gathers = np.array([node.gathers for node in chain.layout.network.nodes], dtype=bool)[:, None]
    return int((needs & ((~on & ~gathers) | (x["minimum_load"] - x["busy"] > x["capacity"])[..., 0])).any(axis=0).sum())


def _changes(chain: _Chain, leaving: Leaving, outside: Outside) -> Changes:
    """Return how the limits of the programme move in each case.

    Balances and ages of pools, capacities of nodes, and what is left of today's outlets where they are limited.
    """
    layout = chain.layout
    by_row: dict[int, np.ndarray] = {}
    by_column: dict[int, np.ndarray] = {}
    taken = -np.where(np.isfinite(chain.x["demand"]), outside.sold, 0.0)
    for r, (kind, thing, _, _) in enumerate(layout.rows):
        if kind == AGE:
            for month in np.flatnonzero(leaving.supply[thing].any(axis=1)):
                for row in ages(layout, thing, int(month)):
                    by_row[int(row)] = by_row.get(int(row), 0.0) + leaving.supply[thing, month]
        elif kind in (BALANCE, DEMAND):
            by_row |= _by_month(layout.row_at(r), (leaving.supply if kind == BALANCE else taken)[thing])
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            by_column |= _by_month(layout.at(c), leaving.capacity[thing])
        elif kind == SOLD and len(layout.network.markets[thing].pools) == 1:
            by_column |= _by_month(layout.at(c), taken[thing])
    count = len(leaving.kind)
    tables = [np.array(list(by.values())).reshape(len(by), count) for by in (by_row, by_column)]
    return Changes(np.array(list(by_row), dtype=int), np.array(list(by_column), dtype=int), *tables)


def _by_month(places: np.ndarray, less: np.ndarray) -> dict[int, np.ndarray]:
    """Return by how much the limits at some places change (month, case), where they do."""
    return {int(places[month]): less[month] for month in np.flatnonzero(less.any(axis=1))}


def _keeps_pattern(chain: _Chain, leaving: Leaving) -> np.ndarray:
    """Return the cases in which no equipment with a minimum load leaves, (case,)."""
    loaded = chain.x["minimum_load"].any(axis=(1, 2))
    return ~np.any((leaving.capacity[loaded] != 0) | (leaving.busy[loaded] != 0), axis=(0, 1))


def _alone(chain: _Chain, leaving: Leaving, outside: Outside, case: int) -> tuple[float, float, int]:
    """Return value, sales and months below minimum load of one case with a pattern of its own."""
    x = dict(chain.x)
    for name in ("supply", "capacity", "busy"):
        left = chain.x[name] + getattr(leaving, name)[..., [case]]
        x[name] = np.where(left > 1e-12 * chain.x[name], left, 0.0)
    x["demand"] = np.maximum(chain.x["demand"] - outside.sold[..., [case]], 0.0)
    on = best_pattern(chain.layout, x)
    programme = make_programme(chain.layout, x, on)
    solution = certified(programme)
    value = float(product(programme.worth[:, 0], solution.x) + programme.constant[0])
    return value, float(product(chain.measure, solution.x)), _below(chain, x, on)
