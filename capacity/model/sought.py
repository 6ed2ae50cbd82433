"""Goal seek: at which value of one number, or one lever, of a cluster a goal turns."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np

from capacity.intake.cluster import BASE, Cluster
from capacity.intake.scenarios import Written, read_written
from capacity.intake.schema import Spec
from capacity.intake.stated_number import stated_number
from capacity.model.draws import Draws, central_draws, sample_draws
from capacity.model.goal import MEASURES, Goal, read_goal
from capacity.model.goal_value import in_line, measured, middle
from capacity.model.lever_number import lever_number
from capacity.model.seek import Search, places, search
from capacity.model.shown import per

DRAWS = 1024
"""futures of a median or a chance"""


class Movable(Protocol):
    """What is moved: a number of the cluster file, or a lever."""

    path: str
    unit: str
    today: float
    least: float
    most: float
    zero: float
    """where nothing of it is left: what multiples are counted from"""

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets it in the cluster file (path -> value)."""


@dataclass(frozen=True)
class Sought:
    """A goal that was sought: what was moved, and where the goal turns (search.turn; None is never)."""

    number: Movable
    goal: Goal
    scenario: str
    against: str
    """the scenario that is taken off; empty if none"""
    unit: str
    """of what is measured"""
    search: Search

    @property
    def value(self) -> float | None:
        """Return the value at which the goal turns, in the unit of the number as it is written; None for never."""
        return self.search.turn.value if self.search.turn else None


@dataclass(frozen=True)
class Question:
    """What is sought; see seek."""

    path: str
    until: str
    scenario: str = BASE
    against: str = ""
    draws: int = DRAWS
    seed: int = 1


def seek(
    cluster: Cluster, path: str, until: str, scenario: str = BASE, against: str = "", draws: int = DRAWS
) -> Sought:
    """Return at which value of a number a goal turns, nearest to today's value; `value` is None for never.

    path: any number of the cluster file as a scenario's `set:` names it (markets.retail.price), or a lever (price,
    demand, cost ...: see levers). until: MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER (see goal.MEASURES).
    Each value that is tried is put into the cluster file, which is read again with it; a range moves as a whole, its
    central value is the one wanted. `against` names a scenario whose measure, with the number moved there too, is taken
    off, future by future; the chance is then that the difference is above 0. A median or a chance is that of `draws`
    futures. What is not known is refused as InputError with the nearest known names.
    """
    return sought(cluster, read_written(cluster.folder), Question(path, until, scenario, against, draws))


def sought(cluster: Cluster, written: Written, question: Question) -> Sought:
    """Return what is sought in a cluster whose files are `written`: see seek."""
    scenario, against = question.scenario, question.against
    for name in filter(None, (scenario, against)):
        cluster.only(name)
    goal = read_goal(question.until, cluster.specs[scenario])
    number = _movable(cluster, written, scenario, question.path)
    central = goal.statistic == "central"
    futures = central_draws(cluster.slug) if central else sample_draws(cluster, question.draws, question.seed)
    look = _measure(cluster, partial(_moved, written, number), goal, (scenario, against), futures)
    tried = places(number.today, number.least, number.most, number.zero)
    found = search(look, number.today, goal.condition, tried, stepped=goal.stepped)
    return Sought(number, goal, scenario, against, _unit(goal, cluster.specs[scenario]), found)


def _moved(written: Written, number: Movable, scenario: str, value: float) -> Spec:
    """Return the spec of a scenario in which the number has another value."""
    return written.spec(scenario, number.changes(value))


def _movable(cluster: Cluster, written: Written, scenario: str, path: str) -> Movable:
    """Return what a path moves: with a point in it a number of the file, else a lever."""
    return stated_number(written, scenario, path) if "." in path else lever_number(cluster, written, scenario, path)


def _measure(
    cluster: Cluster, moved: Callable[[str, float], Spec], goal: Goal, scenarios: tuple[str, str], futures: Draws
) -> Callable[[float], float]:
    """Return a goal's measure as a function of the number's value."""
    scenario, against = scenarios

    def values(name: str, value: float) -> tuple[Spec, np.ndarray]:
        spec = moved(name, value)
        return spec, measured(goal, cluster, name, spec, futures)

    def look(value: float) -> float:
        spec, found = values(scenario, value)
        if against:
            with np.errstate(invalid="ignore"):
                found = found - values(against, value)[1]
            found = np.where(np.isnan(found), 0.0, found)
        if goal.statistic == "chance":
            return float((found > 0 if against else in_line(goal, spec, found)).mean())
        return middle(found) if goal.statistic == "p50" else float(found[0])

    return look


def _unit(goal: Goal, spec: Spec) -> str:
    """Return the unit of what is measured."""
    if goal.statistic == "chance":
        return "of the futures"
    unit = MEASURES[goal.measure].unit
    if unit == "amount":
        return per(spec, goal.whose, "year")[0]
    return spec.currency if unit == "currency" else unit
