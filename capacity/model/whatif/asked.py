"""What an analyst asks of a cluster beside its study: where a goal turns, and the best plan. The public way in."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from capacity.intake.facts import BASE, Cluster
from capacity.intake.scenarios import written_of
from capacity.model.diagnosis.today import run_today
from capacity.model.goal_seek.sought import DRAWS, Question, Sought, sought
from capacity.model.plan import Plan, today_plan
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.whatif.glance import glance, glimpse

FEW = 64
"""futures that suffice to find the levers of a cluster"""


def goal_seek(
    cluster: Cluster, path: str, until: str, scenario: str = BASE, against: str = "", draws: int = DRAWS
) -> Sought:
    """Return at which value of a number a goal turns, nearest to today's value; `value` is None for never.

    See Question for what can be asked, and sought for how it is looked for. A median or a chance is that of `draws`
    futures. What is not known is refused as InputError with the nearest known names.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans").only("base")
    >>> turn = cap.goal_seek(beans, "markets.exporters.price", "npv >= 0")
    >>> turn.number.unit, turn.search.turn.side
    ('KGS/kg', 'above')
    """
    question = Question(path, until, scenario, against, draws)
    return sought(cluster, written_of(cluster), question, partial(glanced, cluster))


seek = goal_seek
"""the name that it had first"""


def glanced(cluster: Cluster, scenario: str) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a look at a cluster under a scenario, in a few futures."""
    return glance(glimpse(cluster, scenario, cluster.under(scenario), sample_draws(cluster, FEW, 1))).tables


def best_plan(cluster: Cluster, scenario: str = BASE) -> Plan:
    """Return the best plan of a year as things stand today, proved: see Plan for goods, money and prices of limits.

    All who will join have joined, nothing is built, all numbers are medians. It is the best that one planner could do
    with the members' goods and equipment; refused as InputError where it cannot be proved or nothing bounds it.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans")
    >>> plan = cap.best_plan(beans)
    >>> plan.value > 0, sorted(plan.prices.columns)[:3]
    (True, ['amount', 'at', 'high'])
    """
    return today_plan(run_today(cluster, scenario))
