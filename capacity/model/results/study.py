"""The whole study of one cluster: every question of the report asked of one run, as a summary and tidy tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from capacity.intake.facts import Cluster
from capacity.intake.findings import InputError
from capacity.model.bank.bank import CentralBooks, central_books
from capacity.model.bank.net import Served, money_beside
from capacity.model.engine.digits import written
from capacity.model.engine.second_process import aside
from capacity.model.future.case import make_case
from capacity.model.future.projection import Outcome, project_case, project_in
from capacity.model.goal_seek.questions import refuse_questions
from capacity.model.results import columns, conclusions, futures, today
from capacity.model.results.answers import Answer, Frames, answers
from capacity.model.results.control import Centre
from capacity.model.results.run import PLANNED, Now, Run
from capacity.model.results.summary import plain, summarise
from capacity.model.results.verdict import verdict
from capacity.model.uncertainty.drawing import sample_draws

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
    tables: Frames
    books: Mapping[str, CentralBooks] = field(default_factory=dict)
    """of every borrower in the central future: what the live statements are worked from"""
    held: Frames = field(default_factory=dict)
    """what pages need beside the tables; never written"""
    centre: Mapping[str, Centre] = field(default_factory=dict)
    """of every scenario its central future: what the gate of the members' page works from; never written"""


def study(
    cluster: Cluster,
    scenario: str = "base",
    draws: int = 8192,
    seed: int = 1,
    tick: Callable[[int], object] = lambda _: None,
) -> Study:
    """Return the study of a cluster; all scenarios are computed, `scenario` is the one it leads with.

    Same cluster, scenario, draws and seed give the same figures to the last digit, on any machine (see digits).

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans").only("base")
    >>> found = cap.study(beans, draws=16)
    >>> found.tables["verdict"]["answer"].iloc[0], found.summary["run"]["draws"]
    ('not_yet', 16)
    """
    cluster.under(scenario)
    if not 2 <= draws <= 2**20:
        raise InputError(
            f"{draws} draws cannot be made", fix="use a power of two from 2 to 1048576, e.g. 8192", code="F40"
        )
    refuse_questions(cluster, scenario)
    now = Now(cluster, scenario, sample_draws(cluster, draws, seed))
    few = Now(cluster, scenario, now.drawn.part(0, PLANNED))
    with aside(answers, today.AT_LENGTH, few, worth=draws >= MANY) as known:
        run = Run(now, project_in(cluster, now.drawn, tick=tick, beside=money_beside(scenario)))
        found = answers(today.AT_ONCE, now) | answers(futures.ALL, run)
        return _concluded(run, found | known(), conclusions.ALL)


def look(now: Now) -> Study:
    """Return the study of a scenario alone in which no more is asked than a meeting sees (see the board).

    Its tables are those of the whole study, and so are its summary's parts; of a borrower the summary says no more than
    the chance that it keeps its covenant, and there are no books.
    """
    name, case = now.scenario, make_case(now.spec, now.cluster.survey.members)
    return look_at(now, project_case(name, case, now.drawn, beside=money_beside(name)))


def look_at(now: Now, outcome: Outcome) -> Study:
    """Return the same of futures that are known already, beside which money_beside was asked."""
    run = Run(now, {now.scenario: outcome})
    found = answers(today.AT_A_GLANCE, now) | answers(futures.AT_A_GLANCE, run)
    loans = [] if run.served is None else _loans(run.served)
    return _concluded(run, found, conclusions.AT_A_GLANCE, {"borrowers": plain(loans)})


def _loans(found: Served) -> list[dict]:
    """Return of the summary's borrowers what the verdict rests on, of those with debt."""
    return [
        {"party": party, "surety": found.surety, "probability_covenant": chance}
        for party, chance in found.covenants.items()
    ]


def _concluded(
    run: Run,
    found: Answer,
    asked: Mapping[str, Callable[[Run, Frames], pd.DataFrame]],
    known: Mapping[str, object] = MappingProxyType({}),
) -> Study:
    """Return the study in which some questions are answered, and some more are asked of the answers.

    `known` are parts of its summary that no table holds.
    """
    now = run.now
    tables = {**found.tables, **{name: written(question(run, found.tables)) for name, question in asked.items()}}
    summary = summarise(run, {**found.held, **tables}) | dict(known)
    tables["verdict"] = written(verdict(summary, tables["critical_mass"]))
    ordered = {name: tables[name] for name in columns.tables() if name in tables}
    drawn, books = now.drawn, {} if known else central_books(run.bank)
    centre = {name: Centre(future.case, future.central_inputs) for name, future in run.futures.items()}
    return Study(now.cluster, now.scenario, drawn.size, drawn.seed, summary, ordered, books, found.held, centre)
