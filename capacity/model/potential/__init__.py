"""What can the members bring together? Who joins when, the staircase from output to delivery, the aggregate."""

from capacity.model.potential import sampled, staircase
from capacity.model.potential.aggregate import expected_joiners, potential, today_spec
from capacity.model.potential.contributions import Brought, brought_later, brought_today
from capacity.model.potential.joining import People, joined_heads, joined_sums, joining_probability, who_joins
from capacity.model.potential.offers import offered_by_member
from capacity.model.potential.staircase import (
    Group,
    Staircase,
    class_rate,
    joined,
    producer_groups,
    source_cost,
    source_recipe,
    staircases,
)
from capacity.model.potential.tables import members_table, potential_table, staircase_table

__all__ = [
    "Brought",
    "Group",
    "People",
    "Staircase",
    "brought_later",
    "brought_today",
    "class_rate",
    "expected_joiners",
    "joined",
    "joined_heads",
    "joined_sums",
    "joining_probability",
    "members_table",
    "offered_by_member",
    "potential",
    "potential_table",
    "producer_groups",
    "sampled",
    "source_cost",
    "source_recipe",
    "staircase",
    "staircase_table",
    "staircases",
    "today_spec",
    "who_joins",
]
