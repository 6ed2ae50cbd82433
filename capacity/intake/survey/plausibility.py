"""Figures that cannot be true beside the others of their class: set aside before anything is summed.

Codes: R12 outliers, R13 a column of one figure, R14 many rows without what the model needs.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median_low
from typing import Literal

import numpy as np
import pandas as pd

from capacity.intake.findings import Issue

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


def find_outliers(members: pd.DataFrame) -> list[Suspect]:
    """Return the figures that stand out in their class, by the median and the median absolute deviation of logs.

    `members`: cls, the figures CHECKED and price, own_use_is_share. Only positive amounts count, no shares. Of two
    figures the smaller is the norm: of 3 and 3e9 the latter is wrong.
    """
    found = []
    for _, group in by_class(members):
        for variable in CHECKED:
            figures = _positive(members, group, variable)
            alone = _stand_out(*figures, variable)
            found += [*alone, *_slips(*figures, variable, {suspect.index for suspect in alone})]
        found += _slips(*_positive(members, group, "price"), "price", ())
    return found


def by_class(members: pd.DataFrame) -> list[tuple[str, np.ndarray]]:
    """Return the positions of the members of each class, (member of it,), by its name."""
    return [(str(name), np.asarray(at)) for name, at in sorted(members.groupby("cls").indices.items())]


def logs_of(values: np.ndarray) -> np.ndarray:
    """Return the natural logarithms, by the same routine on every machine."""
    return np.fromiter(map(math.log, values.tolist()), dtype=float, count=len(values))


def _positive(members: pd.DataFrame, group: np.ndarray, variable: Variable) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of those of a group who have an amount, and the amounts."""
    values = members[variable].to_numpy()[group]
    counts = values > 0
    if variable == "own_use":
        counts &= ~members["own_use_is_share"].to_numpy(dtype=bool)[group]
    return group[counts], values[counts]


def _slips(at: np.ndarray, values: np.ndarray, variable: str, known: Collection[int]) -> list[Suspect]:
    """Return the few figures that would lie among the others if they were a thousand times less, or more.

    They lie apart from all others, so that a wide spread of real figures is none.
    """
    if len(values) < FEWEST:
        return []
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    gaps = ordered[1:] / ordered[:-1]
    if gaps.max() < APART:
        return []
    cut = int(gaps.argmax()) + 1
    few, many, times = slice(cut, None), slice(None, cut), THOUSAND
    if 2 * cut < len(ordered):
        few, many, times = many, few, 1 / THOUSAND
    norm, odd = ordered[many], ordered[few]
    is_slip = (norm[0] / 2 <= odd / times) & (odd / times <= norm[-1] * 2)
    if 3 * len(odd) > len(ordered) or not is_slip.all():
        return []
    middle = median_low(norm.tolist())
    found = zip(at[order][few].tolist(), odd.tolist(), strict=True)
    return [
        Suspect(index, variable, value / middle, is_impossible=False) for index, value in found if index not in known
    ]


def _stand_out(at: np.ndarray, values: np.ndarray, variable: str) -> list[Suspect]:
    if len(values) < 2:
        return []
    logs = logs_of(values)
    distances = logs - np.sort(logs)[(len(logs) - 1) // 2]
    spread = max(1.4826 * float(np.median(np.abs(distances))), LEAST_SPREAD)
    is_remarkable = distances > math.log(FAR)
    if len(values) >= ENOUGH:
        is_remarkable |= np.abs(distances) > ROBUST_Z * spread
    found = zip(at[is_remarkable].tolist(), distances[is_remarkable].tolist(), strict=True)
    return [Suspect(index, variable, math.exp(d), d > math.log(IMPOSSIBLE)) for index, d in found]


def outlier_issue(suspect: Suspect, cls: str) -> Issue:
    """Return the issue of a figure that stands out, without its place."""
    times = f"{suspect.times:,.0f} times" if suspect.times >= 10 else f"{suspect.times:.2g} times"
    problem = f"the figure is {times} the middle one of the class {cls}"
    if suspect.is_impossible:
        fix = "check the digits and the unit, and correct it in corrections.yml"
        return Issue(f"{problem}; set aside", fix, severity="quarantine", code="R12")
    fix = "check it; it is counted as it stands"
    return Issue(problem, fix, severity="warning", code="R12")


def copied_issues(members: pd.DataFrame) -> list[Issue]:
    """Return a warning for each class of ten or more members that all gave the same figure."""
    found = []
    for name, group in by_class(members):
        for variable in CHECKED[:4]:
            values = members[variable].to_numpy()[group]
            values = values[~np.isnan(values)]
            if len(values) >= 10 and (values == values[0]).all():
                problem = f"all {len(values)} members of the class {name} have the same figure ({variable})"
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
