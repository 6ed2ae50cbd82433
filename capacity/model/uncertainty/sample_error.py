"""The survey's own error: what those who were not asked may add or take, drawn as factors on heads and on amounts.

A stratum is the members of one class at one place. Two normal scores in every draw, of the same Sobol' sequence as all
other numbers: one moves how many join, the other how much those who join bring. A stratum of which all were asked has
no error and no scores. How large the errors are: see sampled. Where a design is stated, strata err together: a village
that was drawn has members of several classes. Each error is then a sum of all scores, by the stratum's loads.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.model.engine.digits import to_36_bits

COLUMNS = ("heads_error", "amount_error", "together", "most")
"""a stratum's errors as shares of its totals, the correlation of the two, and all its heads over those expected"""
LOADS = "loads"
"""column of the members of a design: each score of all strata with what it adds to the logarithms of the stratum's
heads and amounts"""
Loads = tuple[tuple[str, float, float], ...]
Errors = tuple[str, str, float, float, float, float, Loads]
"""class and place, then COLUMNS and LOADS"""
SAMPLE = "survey.sample"
"""path under which all these errors together are one cause"""
HEADS, AMOUNT = f"{SAMPLE}.heads@", f"{SAMPLE}.amount@"
WHOLE = 1e-9
"""share of a stratum that may be missing in a census, by rounding of weights"""


def is_sample(dimension: str) -> bool:
    """Return whether a dimension of the draws is an error of the survey."""
    return dimension.startswith((HEADS, AMOUNT))


def open_strata(members: pd.DataFrame) -> list[tuple[str, str]]:
    """Return class and place of the strata in which those asked stand for others too, sorted."""
    if (members["weight"] <= 1).all():
        return []
    strata = members.groupby(["cls", "place"], sort=True)["weight"].agg(["sum", "size"])
    return list(strata.index[strata["sum"] > strata["size"] * (1 + WHOLE)])


def sample_dimensions(members: pd.DataFrame) -> list[str]:
    """Return the names of the scores that the open strata need."""
    return [f"{kind}{cls}@{place}" for cls, place in open_strata(members) for kind in (HEADS, AMOUNT)]


def read_errors(members: pd.DataFrame) -> tuple[Errors, ...]:
    """Return the errors of each member's stratum; none of a census."""
    if COLUMNS[0] not in members:
        return ()
    loads = members[LOADS].tolist() if LOADS in members else [()] * len(members)
    return tuple(zip(*(members[name].tolist() for name in ("cls", "place", *COLUMNS)), loads, strict=True))


def sample_factors(
    errors: Sequence[Errors], scores: Mapping[str, np.ndarray], shape: tuple[int, ...], *, counted: bool
) -> list[np.ndarray]:
    """Return by what each member's contribution is multiplied: a row (draw,) for each, of the `shape` (member, draw).

    Rows (1,) without errors; the members of a stratum share one row. `counted`: heads alone; else heads times what each
    brings. A lognormal factor with median 1, where the central future stands, and never so many heads that more join
    than there are.
    """
    if not errors:
        return [np.ones(1)] * shape[0]
    found: dict[tuple, np.ndarray] = {}
    for cls, place, *of_stratum, loads in dict.fromkeys(errors):
        if loads:
            found[cls, place] = _joint_factor(loads, of_stratum[-1], scores, counted=counted)
            continue
        known = [scores[name] for kind in (HEADS, AMOUNT) if (name := f"{kind}{cls}@{place}") in scores]
        found[cls, place] = _factor(known, of_stratum, counted=counted) if len(known) > 1 else np.ones(1)
    rows = {stratum: np.broadcast_to(factor, shape[1]) for stratum, factor in found.items()}
    return [rows[one[:2]] for one in errors]


def _factor(scores: list[np.ndarray], errors: list[float], *, counted: bool) -> np.ndarray:
    (first, second), (heads, amount, together, most) = scores, errors
    number = np.minimum(_around_1(heads, first), most)
    mixed = together * first + np.sqrt(1 - together**2) * second
    return to_36_bits(number if counted else number * _around_1(amount, mixed))


def _joint_factor(loads: Loads, most: float, scores: Mapping[str, np.ndarray], *, counted: bool) -> np.ndarray:
    """Return a stratum's factor whose logarithms are sums of the scores of all; 1 where scores are missing."""
    if any(name not in scores for name, _, _ in loads):
        return np.ones(1)
    heads = sum(load * scores[name] for name, load, _ in loads)
    number = np.minimum(np.exp(heads), most)
    amount = sum(load * scores[name] for name, _, load in loads)
    return to_36_bits(number if counted else number * np.exp(amount))


def _around_1(error: float, score: np.ndarray) -> np.ndarray:
    """Return a lognormal factor with median 1 and this error as the standard deviation about it, as a share."""
    return np.exp(np.sqrt(np.log1p(error**2)) * score)
