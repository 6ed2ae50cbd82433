"""What can be moved until a goal turns: any number of a cluster file, or a lever."""

from collections.abc import Callable, Mapping
from typing import Protocol

import pandas as pd

from capacity.intake.cluster import Cluster
from capacity.intake.numbers.month_number import month_number
from capacity.intake.numbers.stated_number import stated_number, whole_number
from capacity.intake.scenarios import Written
from capacity.model.goal_seek.class_answers import class_answers
from capacity.model.goal_seek.lever_number import lever_number

Tables = Callable[[str], Mapping[str, pd.DataFrame]]
"""a scenario's name -> the tables of its study, of which levers are made"""


class Movable(Protocol):
    """What is moved: a number of the cluster file, or a lever."""

    path: str
    unit: str
    today: float
    least: float
    most: float
    zero: float
    """where nothing of it is left: what multiples are counted from"""
    whole: bool
    """whether it can only be a whole number"""

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets it in the cluster file (path -> value)."""


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
