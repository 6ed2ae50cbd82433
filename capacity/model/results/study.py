"""The whole study of one cluster: potential, today's chain, futures, money, verdict, as a summary and tidy tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.findings.issues import InputError, nearest
from capacity.model.bank.bank import CentralBooks, central_books, make_bank
from capacity.model.bank.net import money_beside, net_values
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.critical_mass import critical_mass
from capacity.model.diagnosis.today import Today, cover_table, link_table, run_today
from capacity.model.engine.digits import written
from capacity.model.engine.second_process import aside
from capacity.model.future.measures import present_value
from capacity.model.future.monthly import monthly_paths
from capacity.model.future.projection import Case, Outcome, project_in
from capacity.model.goal_seek.questions import no_questions, refuse_questions, turning_values
from capacity.model.potential.aggregate import potential
from capacity.model.results.displaced import displaced_table
from capacity.model.results.insight import PLANNED, Insight, what_is_known, what_matters
from capacity.model.results.summary import summarise
from capacity.model.results.tables import Parts, make_tables
from capacity.model.results.verdict import verdict
from capacity.model.risks.register import risk_prices
from capacity.model.risks.stress import stress_tests
from capacity.model.uncertainty.draws import Draws, sample_draws

Look = Callable[[Today], Insight]
"""how deep a study looks into today's chain"""
MANY = 4096
"""draws from which a second process is worth its start"""


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

    Same cluster, scenario, draws and seed give the same figures to the last digit, on any machine (see digits).
    """
    if scenario not in cluster.specs:
        raise InputError(f'there is no scenario "{scenario}"', fix=nearest(scenario, cluster.specs))
    if not 2 <= draws <= 2**20:
        raise InputError(f"{draws} draws cannot be made", fix="use a power of two from 2 to 1048576, e.g. 8192")
    refuse_questions(cluster, scenario)
    drawn = sample_draws(cluster, draws, seed)
    with aside(what_is_known, cluster, scenario, drawn.part(0, PLANNED), worth=draws >= MANY) as known:
        futures = project_in(cluster, drawn, tick=tick, beside=money_beside(scenario))
        return studied(cluster, scenario, drawn, futures, lambda _: known())


def studied(
    cluster: Cluster, scenario: str, drawn: Draws, futures: Mapping[str, Outcome], look: Look, *, quick: bool = False
) -> Study:
    """Return the study of a cluster whose futures in some draws are known; a quick one prices no risks.

    Beside the futures money_beside was asked.
    """
    case, today = futures[scenario].case, run_today(cluster, scenario)
    value = present_value(futures[scenario].spec, futures[scenario].draws, drawn)
    paths, cover = monthly_paths(case, drawn), cover_table(today)
    fared = continuity_table(cluster, scenario, paths, cover, drawn)
    books = _books(futures, scenario) | ({} if quick else _threats(case, drawn, value))
    matters = {} if quick else what_matters(case, drawn, value)
    parts = Parts(
        cluster=cluster,
        scenario=scenario,
        potential=potential(cluster, scenario),
        today=today,
        links=link_table(cluster, today),
        cover=cover,
        fared=fared,
        lights=critical_mass(cluster, today, fared, drawn),
        futures=futures,
        paths=paths,
        drawn=drawn,
        insight=replace(look(today), **matters),
        **books,
    )
    tables = {name: written(table) for name, table in make_tables(parts).items()}
    asked = no_questions() if quick else turning_values(cluster, scenario, tables, drawn.size, drawn.seed)
    summary = summarise(parts, tables)
    without = tables["without"].iloc[:0] if quick else tables["without"]
    leading = tables["measures"][tables["measures"]["scenario"] == scenario]
    tables["displaced"] = written(displaced_table(case.spec, cluster.survey.members, without, leading))
    tables["turning_values"] = written(asked)
    tables["verdict"] = written(verdict(summary, tables["critical_mass"]))
    return Study(cluster, scenario, drawn.size, drawn.seed, summary, tables, central_books(parts.bank))


def _books(futures: Mapping[str, Outcome], leading: str) -> dict:
    """Return the books of the leading scenario's parties and borrowers, and npv_net of every scenario."""
    bank = make_bank(futures[leading].beside)
    return {"money": futures[leading].beside, "bank": bank, "nets": net_values(futures, leading, bank)}


def _threats(case: Case, drawn: Draws, value: np.ndarray | None) -> dict:
    """Return the prices of the leading scenario's risks, and its stress tests."""
    return {"risks": risk_prices(case, drawn, value), "stress": stress_tests(case)}
