"""One number of a cluster file that can be moved: where it stands, its unit, what it is, and what it can be."""

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import quantities
from capacity.intake.findings import InputError
from capacity.intake.quantities.bounds import limits
from capacity.intake.quantities.units import factor
from capacity.intake.quantities.written import is_quantity, moved, read_quantity, unit_of
from capacity.intake.scenarios import Written

SHOWN = 5
"""names that a refusal offers at most"""
LATEST = 730.0
"""days after which nobody pays: the most that a number of days which is not stated can become"""
UNSTATED = {
    r"(markets\.\w+\.pays_after|(purchases|links)\.\w+\.paid_after|products\.\w+\.pays\.delay)": "day",
    r"markets\.\w+\.(price|demand)_growth": "1/year",
    r"classes\.\w+\.(side_selling|rejects|bazaar|elsewhere|busy|beside)": "share",
    r"products\.\w+\.store\.loss": "1/month",
    r"products\.\w+\.store\.interest": "1/year",
}
"""numbers that are 0 where the file does not state them, by path, and their unit"""


@dataclass(frozen=True)
class StatedNumber:
    """A number as it is written at a path; everything in the unit in which it is written."""

    path: str
    unit: str
    today: float
    """the value, or the central one of a range"""
    least: float
    most: float
    """what it can be (see limits)"""
    written: list | dict
    zero: float = 0.0
    """what multiples are counted from"""
    whole: bool = False
    """whether it can only be a whole number"""

    def changes(self, value: float) -> dict[str, object]:
        """Return what sets the number in the cluster file (path -> value), a range moved as a whole.

        A range is multiplied, so that its central value is the one wanted; it is shifted where the number can be below
        0 or is 0 today. What would be more than can be is cut there.
        """
        most = self.most if math.isfinite(self.most) else None
        if self.least < 0 or self.today == 0:
            return {self.path: moved(self.written, plus=value - self.today, most=most)}
        return {self.path: moved(self.written, value / self.today, most=most)}


def stated_number(written: Written, scenario: str, path: str) -> StatedNumber:
    """Return the number at a path under a scenario: 0 where not stating it means 0 (see UNSTATED).

    Where no number is written, the refusal names the nearest ones.
    """
    value, spec = written.value(scenario, path), written.spec(scenario, {})
    known = {quantity.name: quantity for quantity in quantities(spec)}
    if value is None and _means_nothing(written, scenario, path):
        return _unstated(spec, path)
    if value is None or not is_quantity(value) or path not in known:
        problem = "no number with a unit is written there"
        raise InputError(
            problem, file="cluster.yml", value=path, fix=_nearest(path, written, scenario, known), code="Y31"
        )
    read, unit = read_quantity(value, path), unit_of(value)
    ends = limits(tuple(path.split(".")), known[path].unit)
    least, most = (end / factor(unit, known[path].unit) if end and math.isfinite(end) else end for end in ends)
    return StatedNumber(path, unit, read.mode, least, most, value)


def _means_nothing(written: Written, scenario: str, path: str) -> bool:
    """Return whether a number that is not stated is 0, of something that is."""
    above = path.rpartition(".")[0].removesuffix(".store")
    there = isinstance(written.value(scenario, above), dict)
    return there and any(re.fullmatch(known, path) for known in UNSTATED)


def _unstated(spec: Spec, path: str) -> StatedNumber:
    unit = next(unit for known, unit in UNSTATED.items() if re.fullmatch(known, path))
    least, most = limits(tuple(path.split(".")), unit)
    most = LATEST if unit == "day" else 1.0 if unit == "1/month" else most
    return StatedNumber(path, unit, 0.0, least, most, [0, unit, *with_source(spec)])


def with_source(spec: Spec) -> list[str]:
    """Return what a number that stands nowhere yet ends with: a source, where the file has none for all."""
    return [] if spec.source else [*spec.sources][:1]


def _nearest(path: str, written: Written, scenario: str, known: dict) -> str:
    """Return advice that names the numbers whose paths are most like one."""
    names = sorted(name for name in known if is_quantity(written.value(scenario, name)))
    first = path.partition(".")[0]
    near = get_close_matches(path, names, n=SHOWN, cutoff=0.6)
    near = near or [name for name in names if name.startswith(path.rstrip(".") + ".")][:SHOWN]
    near = near or [name for name in names if name.startswith(f"{first}.")][:SHOWN]
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"begin the path with one of: {', '.join(sorted({name.split('.')[0] for name in names}))}"


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
