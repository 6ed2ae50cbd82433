"""A study with what the members' page reads, and nothing else: few draws, no books."""

from collections.abc import Mapping

import pandas as pd

from capacity.intake.facts.cluster import Cluster
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.diagnosis.today import cover_shown, run_today
from capacity.model.diagnosis.today import cover_table as cover_today
from capacity.model.future.case import make_case
from capacity.model.future.monthly import monthly_paths
from capacity.model.future.projection import project_in
from capacity.model.future.tables import monthly_table, projection_table
from capacity.model.potential.aggregate import expected_joiners, potential
from capacity.model.potential.tables import potential_table
from capacity.model.results.study import Study
from capacity.model.uncertainty.drawing import sample_draws


def light_study(cluster: Cluster, gains: Mapping[str, pd.DataFrame] | None = None, draws: int = 4) -> Study:
    """The study of a cluster's base scenario, without its first bottleneck; who gains is given."""
    drawn = sample_draws(cluster, draws, 1)
    today, futures = run_today(cluster), project_in(cluster, drawn)
    paths = monthly_paths(make_case(cluster.spec, cluster.survey.members), drawn)
    cover = cover_today(today)
    fared = continuity_table(cluster, "base", paths, cover, drawn)
    lights = critical_mass(cluster, today, fared, drawn)
    tables = {
        "potential": potential_table(cluster.spec, potential(cluster)),
        "cover": cover_shown(cluster.spec, cover),
        "critical_mass": lights,
        "continuity": fared,
        "projection": projection_table(cluster.spec, futures),
        "monthly": monthly_table("base", futures["base"], paths),
    }
    tables |= gains or {}
    expected = float(expected_joiners(cluster, cluster.spec).sum())
    heads = {"surveyed": len(cluster.survey.members), "expected_to_join": expected}
    needed = float(lights.set_index("light").loc["heads", "needed"])
    summary = {"members": heads, "critical_mass": {"needed": needed}, "start": cluster.spec.start}
    return Study(cluster, "base", draws, 1, summary, tables)
