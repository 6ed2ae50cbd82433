"""A whole number of a cluster file that can be moved: the month of a purchase, of a loan, the begin of a payment."""

import re
from dataclasses import dataclass

from capacity.intake.scenarios import Written

DATED = re.compile(r"finance\.(items|equity|grants|loans)\.\d+\.month|finance\.(running|subsidies)\.\d+\.start")
"""paths of months, counted from 0, which need no unit"""
FIRST = re.compile(r"finance\.(items|equity|running|subsidies)\..*")
"""those that are 0 where they are not stated; grants and loans then follow what they pay for"""


@dataclass(frozen=True)
class WholeNumber:
    """A month as it is written at a path: 0 is the first."""

    path: str
    today: float
    most: float
    unit: str = "month"
    least: float = 0.0
    zero: float = 0.0
    whole: bool = True

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets the month in the cluster file (path -> value)."""
        return {self.path: round(value)}


def whole_number(written: Written, scenario: str, path: str) -> WholeNumber | None:
    """Return the month at a path under a scenario, as far as the horizon goes; None if no month stands there."""
    above, now = written.value(scenario, path.rpartition(".")[0]), written.value(scenario, path)
    if not DATED.fullmatch(path) or not isinstance(above, dict):
        return None
    now = 0 if now is None and FIRST.fullmatch(path) else now
    if not isinstance(now, int):
        return None
    return WholeNumber(path, float(now), max(round(written.spec(scenario, {}).horizon.mode) - 1.0, float(now)))
