"""The whole study of one cluster: potential, today's chain, futures, money, verdict, as a summary and tidy tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.issues import InputError
from capacity.intake.references import nearest
from capacity.model.bottlenecks import binding_chances, bottleneck_calendar
from capacity.model.critical_mass import critical_mass
from capacity.model.diagnosis import cover_table, link_table, run_today
from capacity.model.draws import sample_draws
from capacity.model.potential import potential
from capacity.model.projection import Outcome, project
from capacity.model.summary import summarise
from capacity.model.tables import Parts, make_tables
from capacity.model.verdict import verdict

CHANCES = 1024
"""draws from which the chance of a bottleneck is counted: its Monte-Carlo error is at most 0.016"""


@dataclass(frozen=True)
class Study:
    """Everything a report, a page or a batch needs of one cluster under one leading scenario."""

    cluster: Cluster
    scenario: str
    draws: int
    seed: int
    summary: dict
    """summary.json: see the design's contract"""
    tables: Mapping[str, pd.DataFrame]


def study(
    cluster: Cluster,
    scenario: str = "base",
    draws: int = 8192,
    seed: int = 1,
    tick: Callable[[int], object] = lambda _: None,
) -> Study:
    """Return the study of a cluster; all scenarios are computed, `scenario` is the one it leads with.

    Same cluster, scenario, draws and seed give the same figures to the last digit.
    """
    if scenario not in cluster.specs:
        raise InputError(f'there is no scenario "{scenario}"', fix=nearest(scenario, cluster.specs))
    if not 2 <= draws <= 2**20:
        raise InputError(f"{draws} draws cannot be made", fix="use a power of two from 2 to 1048576, e.g. 8192")
    futures = project(cluster, draws, seed, tick=tick)
    return studied(cluster, scenario, draws, seed, futures)


def studied(cluster: Cluster, scenario: str, draws: int, seed: int, futures: Mapping[str, Outcome]) -> Study:
    """Return the study of a cluster whose futures are known."""
    today = run_today(cluster, scenario)
    parts = Parts(
        cluster=cluster,
        scenario=scenario,
        potential=potential(cluster, scenario),
        today=today,
        links=link_table(cluster, today),
        cover=cover_table(today),
        bottlenecks=bottleneck_calendar(today),
        chances=binding_chances(run_today(cluster, scenario, sample_draws(cluster, min(draws, CHANCES), seed))),
        lights=critical_mass(cluster, today, futures[scenario], draws, seed),
        futures=futures,
        seed=seed,
        draws=draws,
    )
    tables = make_tables(parts)
    summary = summarise(parts, tables)
    tables["verdict"] = verdict(summary, parts.lights)
    return Study(cluster, scenario, draws, seed, summary, tables)
