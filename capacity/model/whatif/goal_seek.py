"""Goal seek for whoever has a cluster and a question: the public way in."""

from collections.abc import Mapping
from functools import partial

import pandas as pd

from capacity.intake.cluster import BASE, Cluster
from capacity.intake.scenarios import written_of
from capacity.model.goal_seek.sought import DRAWS, Question, Sought, sought
from capacity.model.uncertainty.draws import sample_draws
from capacity.model.whatif.glance import glance, glimpse

FEW = 64
"""futures that suffice to find the levers of a cluster"""


def seek(
    cluster: Cluster, path: str, until: str, scenario: str = BASE, against: str = "", draws: int = DRAWS
) -> Sought:
    """Return at which value of a number a goal turns, nearest to today's value; `value` is None for never.

    See Question for what can be asked, and sought for how it is looked for. A median or a chance is that of `draws`
    futures. What is not known is refused as InputError with the nearest known names.
    """
    question = Question(path, until, scenario, against, draws)
    return sought(cluster, written_of(cluster), question, partial(glanced, cluster))


def glanced(cluster: Cluster, scenario: str) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a look at a cluster under a scenario, in a few futures."""
    return glance(glimpse(cluster, scenario, cluster.specs[scenario], sample_draws(cluster, FEW, 1))).tables
