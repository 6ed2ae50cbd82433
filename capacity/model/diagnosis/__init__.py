"""Does it hold together today? The chain as it stands, critical mass, bottlenecks, continuity, the smallest group."""

from capacity.model.diagnosis import critical_mass, passing, smallest_group
from capacity.model.diagnosis.bottlenecks import binding_chances, bottleneck_calendar, standing_chances
from capacity.model.diagnosis.continuity import ALLOWED, MOSTLY_IDLE, allowed_months, continuity_table, fared
from capacity.model.diagnosis.critical_mass import NEEDED_HEADS
from capacity.model.diagnosis.passing import Arriving, Passing, arriving_today
from capacity.model.diagnosis.smallest_group import smallest_table
from capacity.model.diagnosis.today import YEAR, Today, cover_shown, cover_table, link_table, links_shown, run_today

__all__ = [
    "ALLOWED",
    "MOSTLY_IDLE",
    "NEEDED_HEADS",
    "YEAR",
    "Arriving",
    "Passing",
    "Today",
    "allowed_months",
    "arriving_today",
    "binding_chances",
    "bottleneck_calendar",
    "continuity_table",
    "cover_shown",
    "cover_table",
    "critical_mass",
    "fared",
    "link_table",
    "links_shown",
    "passing",
    "run_today",
    "smallest_group",
    "smallest_table",
    "standing_chances",
]
