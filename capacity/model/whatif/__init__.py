"""What if? A quick look with levers turned, and a question asked from outside."""

from capacity.model.whatif import glance
from capacity.model.whatif.asked import seek
from capacity.model.whatif.dials import Dials, make_dials
from capacity.model.whatif.glance import TRIED, glimpse, hasty_study, todays_study

__all__ = ["TRIED", "Dials", "glance", "glimpse", "hasty_study", "make_dials", "seek", "todays_study"]
