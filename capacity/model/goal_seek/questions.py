"""The questions of a cluster file: at which value of a number does a goal turn? One row an answer."""

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from capacity.intake.cluster_file.schema import Turning
from capacity.intake.facts import BASE, Cluster
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.scenarios import Written, written_of
from capacity.model.goal_seek.levers import KEYS
from capacity.model.goal_seek.movable import find_movable
from capacity.model.goal_seek.sought import DRAWS, Question, Sought, read_question, sought

COLUMNS = (
    *("question", "scenario", "against", "number", "at", "goal", "value", "unit", "today", "holds", "exact"),
    *("measured", "measured_today", "measured_low", "measured_high", "measure_unit"),
    *("looked_low", "looked_high", "again_low", "again_high"),
)
EVERYWHERE, NOWHERE = "everywhere", "nowhere"


def turning_values(
    cluster: Cluster, scenario: str, tables: Mapping[str, pd.DataFrame], draws: int, seed: int
) -> pd.DataFrame:
    """Return the answers to the questions of the leading scenario, in the order of the file: see turning_row.

    `tables` are of the leading scenario's study. A median or a chance is that of at most 1,024 of its futures.
    """
    questions = cluster.specs[scenario].questions
    if not questions:
        return pd.DataFrame(columns=COLUMNS)
    written, rows = written_of(cluster), []
    for name, asked in questions.items():
        question = _question(asked, scenario, min(draws, DRAWS), seed)
        try:
            found = sought(cluster, written, question, lambda _: tables)
        except InputError as error:
            raise InputError(_placed(error, written, name)) from None
        rows.append(turning_row(name, found))
    return pd.DataFrame(rows, columns=COLUMNS)


def refuse_questions(cluster: Cluster, scenario: str = BASE) -> None:
    """Refuse the questions of a scenario that name no number, goal or scenario of the cluster, all at once."""
    if cluster.specs[scenario].questions:
        issues = list(_misfits(cluster, scenario, written_of(cluster)))
        if issues:
            raise InputError(issues)


def turning_row(name: str, found: Sought) -> dict[str, object]:
    """Return an answer as a row of COLUMNS.

    holds: above or below the value (which belongs to it), everywhere or nowhere between the values looked at; of a goal
    with = it is where the measure is at least the number. `value` is NaN for never; what is infinite is NaN too.
    """
    search, number, goal = found.search, found.number, found.goal
    turn, again = search.turn, next(iter(search.further), (math.nan, math.nan))
    numbers = {
        "value": turn.value if turn else math.nan,
        "today": search.today,
        "measured": turn.measured if turn else math.nan,
        "measured_today": search.measured,
        "measured_low": search.at_low,
        "measured_high": search.at_high,
        "looked_low": search.low,
        "looked_high": search.high,
        "again_low": again[0],
        "again_high": again[1],
    }
    holds = EVERYWHERE if goal.condition.gap(search.measured) >= 0 else NOWHERE
    return {
        "question": name,
        "scenario": found.scenario,
        "against": found.against,
        "number": number.path,
        "at": getattr(getattr(number, "lever", None), "at", ""),
        "goal": str(goal),
        "unit": number.unit,
        "holds": turn.side if turn else holds,
        "exact": bool(turn and turn.exact),
        "measure_unit": found.unit,
    } | {key: value if math.isfinite(value) else math.nan for key, value in numbers.items()}


def _question(asked: Turning, scenario: str, draws: int = DRAWS, seed: int = 1) -> Question:
    return Question(asked.number, asked.until, asked.scenario or scenario, asked.against or "", draws, seed)


def _misfits(cluster: Cluster, scenario: str, written: Written) -> Iterator[Issue]:
    for name, asked in cluster.specs[scenario].questions.items():
        question = _question(asked, scenario)
        try:
            read_question(cluster, question)
            _refuse_path(cluster, written, question)
        except InputError as error:
            yield from _placed(error, written, name)


def _refuse_path(cluster: Cluster, written: Written, question: Question) -> None:
    """Refuse a path that names no number; which levers the cluster has, its study knows."""
    if "." in question.path:
        find_movable(cluster, written, question.scenario, question.path, lambda _: {})
    elif question.path not in KEYS:
        fix = f"{nearest(question.path, KEYS)} Or name a number by its path, such as markets.NAME.price"
        raise InputError("there is no such lever", value=question.path, fix=fix, code="Y31")


def _placed(error: InputError, written: Written, name: str) -> list[Issue]:
    """Return what is wrong with a question, with its place in the cluster file."""
    place = written.document.where(("questions", name))
    return [issue.at(file=place, problem=f"questions.{name}: {issue.problem}") for issue in error.issues]
