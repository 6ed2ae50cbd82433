"""The best plan: what the chain could earn if its members planned together, proven, and what every limit is worth."""

from capacity.model.plan.best import Plan, one_year, today_plan
from capacity.model.plan.calendar import priced_calendar
from capacity.model.plan.contingency import contingencies
from capacity.model.plan.coordination import coordination_of
from capacity.model.plan.draws import best_plans
from capacity.model.plan.tables import bottlenecks_table, coordination_table, reason_table

__all__ = [
    "Plan",
    "best_plans",
    "bottlenecks_table",
    "contingencies",
    "coordination_of",
    "coordination_table",
    "one_year",
    "priced_calendar",
    "reason_table",
    "today_plan",
]
