"""Where the cluster stands: what can be produced together, critical mass, and the counter; nothing of money.

What a meeting asks first, and what a changed answer changes at once.
"""

from capacity.intake.cluster import Cluster
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.future.monthly import monthly_paths
from capacity.model.future.projection import make_case
from capacity.model.results.answers import Frames, answers
from capacity.model.results.run import Now
from capacity.model.results.today import chain, members, promised, volume
from capacity.model.uncertainty.draws import sample_draws


def standing(cluster: Cluster, scenario: str = "base", draws: int = 256, seed: int = 1) -> Frames:
    """Return the tables members, counter, potential, links, cover, critical_mass, continuity and staircase.

    They are those of a study with the same scenario, draws and seed.
    """
    now = Now(cluster, scenario, sample_draws(cluster, draws, seed))
    found = answers((members, promised, volume, chain), now).tables
    paths = monthly_paths(make_case(now.spec, cluster.survey.members), now.drawn)
    fared = continuity_table(cluster, scenario, paths, now.cover, now.drawn)
    return {**found, "critical_mass": critical_mass(cluster, now.today, fared, now.drawn), "continuity": fared}
