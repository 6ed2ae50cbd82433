"""What can be moved until a goal turns: any number of a cluster file, or a lever."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster
from capacity.intake.findings import InputError, nearest
from capacity.intake.numbers import MonthNumber, StatedNumber, WholeNumber, month_number, stated_number, whole_number
from capacity.intake.scenarios import Written
from capacity.model.goal_seek.class_answers import ClassAnswers, class_answers
from capacity.model.goal_seek.levers import PERCENT, POINTS, Lever, changes, find_levers

Tables = Callable[[str], Mapping[str, pd.DataFrame]]
"""a scenario's name -> the tables of its study, of which levers are made"""
ALL = 100
"""more levers than there are"""
ENDS = {PERCENT: (-100.0, 900.0, -100.0), POINTS: (-100.0, 100.0, 0.0)}
"""least, most and the setting at which nothing is left, by the unit of a lever"""
TIMES = 10.0
"""how far an amount is added, in what a meeting would add at most"""


@dataclass(frozen=True)
class LeverNumber:
    """A lever of a cluster under a scenario; everything in the lever's unit."""

    path: str
    """the lever's key"""
    unit: str
    least: float
    most: float
    zero: float
    lever: Lever
    written: Written
    scenario: str
    spec: Spec
    today: float = 0.0
    whole: bool = False

    def changes(self, value: float) -> dict[str, object]:
        """Return what a setting of the lever sets in the cluster file (path -> value)."""
        return changes(self.lever, value, self.spec, partial(self.written.value, self.scenario))


Movable = LeverNumber | MonthNumber | ClassAnswers | WholeNumber | StatedNumber
"""a number of the cluster file, or a lever: its path, unit, today's value, least, most and zero (where nothing of it is
left: what multiples are counted from), whether it is a whole one, and the changes (path -> value) that set it"""


def find_movable(cluster: Cluster, written: Written, scenario: str, path: str, tables: Tables) -> Movable:
    """Return what a path names under a scenario; what nobody knows is refused with the nearest names.

    With a point in it: one month of a price or demand, what a class said together, the month of a purchase, any number
    with a unit. Without one: a lever.
    """
    if "." not in path:
        return lever_number(cluster, written, scenario, path, tables)
    return (
        month_number(written, scenario, path)
        or class_answers(cluster, written, scenario, path)
        or whole_number(written, scenario, path)
        or stated_number(written, scenario, path)
    )


def lever_number(
    cluster: Cluster, written: Written, scenario: str, key: str, tables: Callable[[str], Mapping[str, pd.DataFrame]]
) -> LeverNumber:
    """Return a lever of a cluster by its key, found in the `tables` of a scenario's study (see find_levers).

    One that the cluster has not is refused with the nearest that it has.
    """
    spec = cluster.specs[scenario]
    levers = {lever.key: lever for lever in find_levers(spec, tables(scenario), ALL)}
    if key not in levers:
        fix = f"{nearest(key, levers)} Or name a number by its path, such as markets.NAME.price"
        raise InputError("the cluster has no such lever", value=key, fix=fix, code="Y31")
    lever = levers[key]
    least, most, zero = ENDS.get(lever.unit, (0.0, TIMES * lever.high, 0.0))
    return LeverNumber(key, lever.unit, least, most, zero, lever, written, scenario, spec)
