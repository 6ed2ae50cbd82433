"""Is there ground for a cluster? Its four prerequisites measured and judged, and who is what in it."""

from capacity.model.prerequisites.judging import PREREQUISITES, judged, lights, verdict
from capacity.model.prerequisites.regional import specialisation
from capacity.model.prerequisites.roles import Roles
from capacity.model.prerequisites.trade import coherence, hubs, net_measures, sales

__all__ = [
    "PREREQUISITES",
    "Roles",
    "coherence",
    "hubs",
    "judged",
    "lights",
    "net_measures",
    "sales",
    "specialisation",
    "verdict",
]
