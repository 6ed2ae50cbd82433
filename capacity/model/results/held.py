"""What pages need beside the tables: a study's conventions and the middles of its stated numbers; never written."""

import pandas as pd

from capacity.intake.facts import quantities
from capacity.model.bank.financing import COVENANT
from capacity.model.gains.ledger import DRAWN
from capacity.model.goal_seek.goal import Goal, read_goal
from capacity.model.results.answers import Answer
from capacity.model.results.run import Now
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.monte_carlo_error import TIMES_90

__all__ = ["Goal", "beside", "read_goal"]


def beside(now: Now) -> Answer:
    """Return what pages need beside the tables, all of it held.

    conventions, one row: errors_90, standard errors on either side that hold nine of ten cases; covenant, the debt
    service cover asked for where none is stated; books_draws, futures in which accounts are kept. medians: scenario,
    path and median, in the canonical unit, of every number that the cluster file states.
    """
    conventions = {"errors_90": TIMES_90, "covenant": COVENANT, "books_draws": min(now.drawn.size, DRAWN)}
    medians = [
        (scenario, one.name, median(one)) for scenario, spec in now.cluster.specs.items() for one in quantities(spec)
    ]
    held = {"conventions": pd.DataFrame([conventions])}
    return Answer({}, held | {"medians": pd.DataFrame(medians, columns=["scenario", "path", "median"])})
