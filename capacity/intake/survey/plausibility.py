"""Figures that cannot be true beside the others of their class: set aside before anything is summed.

Codes: R12 outliers, R13 a column of one figure, R14 many rows without what the model needs.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low
from typing import Literal

from capacity.intake.findings.issues import Issue
from capacity.intake.survey.members import Member

Variable = Literal["current", "good", "bad", "capacity", "own_use", "price"]
CHECKED: tuple[Variable, ...] = ("current", "good", "bad", "capacity", "own_use")
THOUSAND = 1000.0
APART = 100.0
"""times between two neighbours from which figures that are a thousand times the others are a slip (1900 for 1.9)"""
ROBUST_Z = 5.0
"""distance from the class's median on a log scale, in robust standard deviations, that is remarked on"""
FEWEST = 4
"""figures of a class among which one may be a slip"""
ENOUGH = 20
"""figures of a class from which the spread is judged"""
FAR = 1e4
"""times the median that is remarked on in a class of any size"""
IMPOSSIBLE = 1e3
"""times the median from which a remarkable figure is set aside"""
LEAST_SPREAD = math.log(1.1)
MANY_MISSING = 0.3


@dataclass(frozen=True)
class Suspect:
    """A member's figure that stands out: how many times the class's median, and whether it is set aside."""

    index: int
    variable: str
    times: float
    is_impossible: bool


def find_outliers(members: Sequence[Member]) -> list[Suspect]:
    """Return the figures that stand out in their class, by the median and the median absolute deviation of logs.

    Only positive amounts count, no shares. Of two figures the smaller is the norm: of 3 and 3e9 the latter is wrong.
    """
    found = []
    for _, group in _by_class(members):
        for variable in CHECKED:
            figures = _positive(group, variable)
            alone = _stand_out(figures, variable)
            found += [*alone, *_slips(figures, variable, {suspect.index for suspect in alone})]
        found += _slips(_positive(group, "price"), "price", ())
    return found


_Numbered = Sequence[tuple[int, Member]]
"""members with their place among all"""


def _by_class(members: Sequence[Member]) -> list[tuple[str, _Numbered]]:
    """Return the members of each class, by its name."""
    found: dict[str, list[tuple[int, Member]]] = defaultdict(list)
    for index, member in enumerate(members):
        found[member["cls"]].append((index, member))
    return sorted(found.items())


def _positive(members: _Numbered, variable: Variable) -> list[tuple[int, float]]:
    return [
        (index, member[variable])
        for index, member in members
        if member[variable] > 0 and not (variable == "own_use" and member["own_use_is_share"])
    ]


def _slips(figures: Sequence[tuple[int, float]], variable: str, known: Collection[int]) -> list[Suspect]:
    """Return the few figures that would lie among the others if they were a thousand times less, or more.

    They lie apart from all others, so that a wide spread of real figures is none.
    """
    ordered = sorted(figures, key=lambda figure: (figure[1], figure[0]))
    gaps = [higher / lower for (_, lower), (_, higher) in pairwise(ordered)]
    if len(ordered) < FEWEST or max(gaps) < APART:
        return []
    cut = gaps.index(max(gaps)) + 1
    few, many, times = ordered[cut:], ordered[:cut], THOUSAND
    if len(few) > len(many):
        few, many, times = many, few, 1 / THOUSAND
    low, high = many[0][1] / 2, many[-1][1] * 2
    if 3 * len(few) > len(ordered) or not all(low <= value / times <= high for _, value in few):
        return []
    middle = median_low(value for _, value in many)
    return [Suspect(index, variable, value / middle, is_impossible=False) for index, value in few if index not in known]


def _stand_out(figures: Sequence[tuple[int, float]], variable: str) -> list[Suspect]:
    if len(figures) < 2:
        return []
    logs = [math.log(value) for _, value in figures]
    middle = median_low(logs)
    spread = max(1.4826 * median(abs(value - middle) for value in logs), LEAST_SPREAD)
    found = []
    for (index, _), value in zip(figures, logs, strict=True):
        distance = value - middle
        is_remarkable = distance > math.log(FAR) or (len(figures) >= ENOUGH and abs(distance) > ROBUST_Z * spread)
        if is_remarkable:
            found.append(Suspect(index, variable, math.exp(distance), distance > math.log(IMPOSSIBLE)))
    return found


def outlier_issue(suspect: Suspect, cls: str) -> Issue:
    """Return the issue of a figure that stands out, without its place."""
    times = f"{suspect.times:,.0f} times" if suspect.times >= 10 else f"{suspect.times:.2g} times"
    problem = f"the figure is {times} the middle one of the class {cls}"
    if suspect.is_impossible:
        fix = "check the digits and the unit, and correct it in corrections.yml"
        return Issue(f"{problem}; set aside", fix, severity="quarantine", code="R12")
    fix = "check it; it is counted as it stands"
    return Issue(problem, fix, severity="warning", code="R12")


def copied_issues(members: Sequence[Member]) -> list[Issue]:
    """Return a warning for each class of ten or more members that all gave the same figure."""
    found = []
    for name, group in _by_class(members):
        for variable in CHECKED[:4]:
            figures = [member[variable] for _, member in group]
            values = Counter(value for value in figures if not math.isnan(value))
            if len(values) == 1 and values.total() >= 10:
                problem = f"all {values.total()} members of the class {name} have the same figure ({variable})"
                found.append(Issue(problem, "check whether it was copied", severity="warning", code="R13"))
    return found


def missing_issues(missing: Mapping[str, int], asked: Mapping[str, int]) -> list[Issue]:
    """Return a warning for each class in which over 30 % of the rows lack the figure it needs."""
    found = []
    for name in sorted(asked):
        share = missing.get(name, 0) / asked[name]
        if share > MANY_MISSING and asked[name] >= 3:
            problem = f"{missing[name]} of {asked[name]} rows of the class {name} are set aside ({share:.0%})"
            fix = "ask once more, or give those who answered a weight"
            found.append(Issue(problem, fix, severity="warning", code="R14"))
    return found
