"""What happens if somebody leaves: the best plan without each member, each class, and the owners of each anchor."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.model.diagnosis import Today
from capacity.model.digits import by_size
from capacity.model.plan.best import certified, one_year, plan_layout
from capacity.model.plan.layout import ACTIVITY, AGE, BALANCE, SOLD, Layout
from capacity.model.plan.leaving import Leaving, who_may_leave
from capacity.model.plan.loads import best_pattern
from capacity.model.plan.matrix import Numbers, Programme, make_programme, read_inputs
from capacity.model.plan.regions import Changes, plans_by_region
from capacity.model.plan.worths import ages
from capacity.model.sums import product

COLUMNS = ["kind", "name", "value", "lost", "share_lost", "output", "months_below", "stops", "own_pattern"]
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


def contingency(today: Today, members: pd.DataFrame) -> pd.DataFrame:
    """Return the year's best plan if each member, class or anchor leaves: COLUMNS, the worst first.

    value (money/year) as of best_plan, lost = value now - value then, share_lost = lost / value now; output: sales at
    the cluster's markets (not at today's outlets), at the same prices, as a share of now; months_below: months in
    which some node stands below its minimum load; stops: nothing reaches the cluster's markets any more. Who leaves
    takes what the central case counts of it (leaving.who_may_leave). The on/off pattern of minimum loads stays as it
    is where it can be kept, so that value is then a lower bound; where it cannot, or where equipment with a minimum
    load leaves, the best pattern is found anew (own_pattern).
    """
    leaving = who_may_leave(today, members)
    chain = _chain(today)
    solution = certified(chain.programme)
    below = _below(chain.x, chain.on)
    value, sales = product(chain.programme.worth[:, 0], solution.x), product(chain.measure, solution.x)
    constant = chain.programme.constant[0]
    found = plans_by_region(
        chain.programme,
        solution,
        changes_of(chain.layout, leaving),
        chain.measure,
        allowed=_keeps_pattern(chain, leaving),
    )
    rows = []
    for case, (kind, name) in enumerate(zip(leaving.kind, leaving.name, strict=True)):
        own = found.region[case] < 0
        spared = (chain.x["discard_cost"][..., 0] * leaving.supply[..., case]).sum()
        then = (found.value[case] + constant - spared, found.measured[case], below)
        then = _alone(chain, leaving, case) if own else then
        lost, output = value + constant - then[0], then[1] / sales if sales > 0 else np.nan
        lost = 0.0 if abs(lost) < _ROUNDING * abs(value + constant) else lost
        share = lost / (value + constant) if value + constant > 0 else np.nan
        rows.append((kind, name, then[0], lost, share, output, then[2], sales > 0 and output < STOPPED, own))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = {"by": ["lost", "kind", "name"], "ascending": [False, True, True]}
    return frame.sort_values(**order, key=by_size, ignore_index=True)


def _chain(today: Today) -> _Chain:
    inputs = one_year(today.inputs)
    layout, x = plan_layout(today.network, inputs, cyclic=True), read_inputs(inputs)
    on = best_pattern(layout, x)
    measure = np.zeros(layout.size[1])
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == SOLD and not today.network.markets[thing].today:
            measure[layout.at(c)] = x["price"][thing, :, 0]
    return _Chain(layout, x, on, make_programme(layout, x, on), measure)


def _below(x: Numbers, on: np.ndarray) -> int:
    """Return in how many months some node stands below its minimum load."""
    needs = x["minimum_load"][..., 0] > x["busy"][..., 0]
    return int((needs & (~on | (x["minimum_load"] - x["busy"] > x["capacity"])[..., 0])).any(axis=0).sum())


def changes_of(layout: Layout, leaving: Leaving) -> Changes:
    """Return how the limits of the programme move in each case: balances and ages of pools, capacities of nodes."""
    by_row: dict[int, np.ndarray] = {}
    for r, (kind, thing, _, _) in enumerate(layout.rows):
        if kind in (BALANCE, AGE):
            for month in np.flatnonzero(leaving.supply[thing].any(axis=1)):
                for row in [layout.row_at(r)[month]] if kind == BALANCE else ages(layout, thing, int(month)):
                    by_row[int(row)] = by_row.get(int(row), 0.0) + leaving.supply[thing, month]
    by_column = {}
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            for month in np.flatnonzero(leaving.capacity[thing].any(axis=1)):
                by_column[int(layout.at(c)[month])] = leaving.capacity[thing, month]
    count = len(leaving.kind)
    tables = [np.array(list(by.values())).reshape(len(by), count) for by in (by_row, by_column)]
    return Changes(np.array(list(by_row), dtype=int), np.array(list(by_column), dtype=int), *tables)


def _keeps_pattern(chain: _Chain, leaving: Leaving) -> np.ndarray:
    """Return the cases in which no equipment with a minimum load leaves, (case,)."""
    loaded = chain.x["minimum_load"].any(axis=(1, 2))
    return ~(leaving.capacity[loaded].any(axis=(0, 1)) | leaving.busy[loaded].any(axis=(0, 1)))


def _alone(chain: _Chain, leaving: Leaving, case: int) -> tuple[float, float, int]:
    """Return value, sales and months below minimum load of one case with a pattern of its own."""
    x = dict(chain.x)
    for name in ("supply", "capacity", "busy"):
        left = chain.x[name] + getattr(leaving, name)[..., [case]]
        x[name] = np.where(left > 1e-12 * chain.x[name], left, 0.0)
    on = best_pattern(chain.layout, x)
    programme = make_programme(chain.layout, x, on)
    solution = certified(programme)
    value = float(product(programme.worth[:, 0], solution.x) + programme.constant[0])
    return value, float(product(chain.measure, solution.x)), _below(x, on)
