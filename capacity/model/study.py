"""The whole study of one cluster: potential, today's chain, futures, money, verdict, as a summary and tidy tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.issues import InputError
from capacity.intake.references import nearest
from capacity.model.critical_mass import critical_mass
from capacity.model.diagnosis import Today, cover_table, link_table, run_today
from capacity.model.draws import Draws, sample_draws
from capacity.model.insight import Insight, insight
from capacity.model.measures import present_value
from capacity.model.money.bank import CentralBooks, central_books, make_bank
from capacity.model.money.risks import risk_prices
from capacity.model.money.run import make_money
from capacity.model.money.stress import stress_tests
from capacity.model.paths import monthly_paths
from capacity.model.potential import potential
from capacity.model.projection import Outcome, make_case, project_in
from capacity.model.summary import summarise
from capacity.model.tables import Parts, make_tables
from capacity.model.verdict import verdict

Look = Callable[[Cluster, str, Today, Draws], Insight]
"""how deep a study looks into today's chain and into its draws"""


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
    books: Mapping[str, CentralBooks] = field(default_factory=dict)
    """of every borrower in the central future: what the live statements are worked from"""


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
    drawn = sample_draws(cluster, draws, seed)
    return studied(cluster, scenario, drawn, project_in(cluster, drawn, tick=tick))


def studied(
    cluster: Cluster, scenario: str, drawn: Draws, futures: Mapping[str, Outcome], look: Look | None = None
) -> Study:
    """Return the study of a cluster whose futures in some draws are known; `look` makes it a quicker one."""
    today = run_today(cluster, scenario)
    money = None if look else make_money(cluster, scenario, drawn)
    bank = make_bank(money) if money else None
    paths = monthly_paths(make_case(cluster.specs[scenario], cluster.survey.members), drawn)
    value = present_value(futures[scenario].spec, futures[scenario].draws, drawn)
    parts = Parts(
        cluster=cluster,
        scenario=scenario,
        potential=potential(cluster, scenario),
        today=today,
        links=link_table(cluster, today),
        cover=cover_table(today),
        insight=look(cluster, scenario, today, drawn) if look else insight(cluster, scenario, today, drawn, value),
        lights=critical_mass(cluster, today, futures[scenario], paths, drawn),
        futures=futures,
        paths=paths,
        drawn=drawn,
        money=money,
        bank=bank,
        **({} if look else _what_can_go_wrong(cluster, scenario, drawn, value)),
    )
    tables = make_tables(parts)
    summary = summarise(parts, tables)
    tables["verdict"] = verdict(summary, parts.lights)
    return Study(cluster, scenario, drawn.size, drawn.seed, summary, tables, central_books(bank))


def _what_can_go_wrong(cluster: Cluster, scenario: str, drawn: Draws, value: np.ndarray | None) -> dict:
    """Return the prices of the risk register and the stress tests of the leading scenario."""
    spec, members = cluster.specs[scenario], cluster.survey.members
    return {"risks": risk_prices(spec, members, drawn, value), "stress": stress_tests(spec, members)}
