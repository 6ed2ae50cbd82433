"""Goal seek: at which value of one number, or one lever, of a cluster a goal turns."""

from dataclasses import dataclass
from functools import partial

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.intake.facts import BASE, Cluster
from capacity.intake.scenarios import Written
from capacity.model.goal_seek.goal import MEASURES, Goal, read_goal
from capacity.model.goal_seek.looks import Looks
from capacity.model.goal_seek.movable import Movable, Tables, find_movable
from capacity.model.goal_seek.search import Search, Steps, places, search
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

DRAWS = 1024
"""futures of a median or a chance"""


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
    """What is sought.

    path: any number of the cluster file as a scenario's `set:` names it (markets.retail.price), one month of a price or
    demand (markets.retail.price.may), what a class said it has (classes.grower.answers), or a lever (price, demand,
    cost ...: see levers). until: MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER (see goal.MEASURES).
    """

    path: str
    until: str
    scenario: str = BASE
    against: str = ""
    """a scenario whose measure, with the number moved there too, is taken off, future by future"""
    draws: int = DRAWS
    """futures of a median or a chance"""
    seed: int = 1


def sought(cluster: Cluster, written: Written, question: Question, tables: Tables) -> Sought:
    """Return at which value of a number a goal turns, nearest to today's; `value` is None for never.

    Each value that is tried is put into the cluster file, which is read again with it; a range moves as a whole, its
    central value is the one wanted. With `against` a chance is that the difference is above 0. `tables` are of the
    study that has the levers. What is not known is refused as InputError with the nearest known names.
    """
    scenario = question.scenario
    goal = read_question(cluster, question)
    number = find_movable(cluster, written, scenario, question.path, tables)
    central = goal.statistic == "central"
    futures = central_draws(cluster.slug) if central else sample_draws(cluster, question.draws, question.seed)
    looks = Looks(goal, cluster, partial(_moved, written, number), scenario, question.against, futures)
    tried = places(number.today, number.least, number.most, number.zero, whole=number.whole)
    steps: Steps = "number" if number.whole else "measure" if goal.stepped else None
    found = search(looks, number.today, goal.condition, tried, steps)
    return Sought(number, goal, scenario, question.against, _unit(goal, cluster.specs[scenario]), found)


def read_question(cluster: Cluster, question: Question) -> Goal:
    """Return the goal of a question whose scenarios the cluster has; else it is refused."""
    cluster.only(*filter(None, (question.scenario, question.against)))
    return read_goal(question.until, cluster.specs[question.scenario])


def _moved(written: Written, number: Movable, scenario: str, value: float) -> Spec:
    """Return the spec of a scenario in which the number has another value."""
    return written.spec(scenario, number.changes(value))


def _unit(goal: Goal, spec: Spec) -> str:
    """Return the unit of what is measured."""
    if goal.statistic == "chance":
        return "of the futures"
    unit = MEASURES[goal.measure].unit
    if unit == "amount":
        return per(spec, goal.whose, "year")[0]
    return spec.currency if unit == "currency" else unit
