"""How a sample was drawn: strata, clusters in stages, weights, finite populations, strata with a single unit.

The variance of an estimated total is a sum over the stages s, of the units i drawn in the strata h of that stage,

    V = sum_s sum_h  c_h (1 - f_h) n_h / (n_h - 1)  sum_i (z_i - mean_h z)^2,

z_i the weighted total of unit i, f_h = n_h / N_h, and c_h the product of the sampling fractions of the units that h
lies in (1 at the first stage). Sources: Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, 4.3;
Bellhouse, J. Roy. Stat. Soc. B 47, 1985; svyrecvar of the R package survey (Lumley, Complex Surveys, 2010).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.sampling.groups import codes, first_rows, group_sums

Single = Literal["fail", "remove", "adjust", "average", "certainty"]
"""what a stratum with one unit, of more than one, adds to the variance: it is refused; nothing; its own size; what the
others add on average; nothing, as it was drawn with certainty"""
CENSUS = 1e-7
"""share of a stratum left out below which it is a census"""
Residual = Callable[[np.ndarray], np.ndarray]
"""influence values (row, column) less what known totals explain of them"""


@dataclass(frozen=True)
class Stage:
    """One stage of a design, ready to be summed over."""

    units: np.ndarray
    """(row,) number of the unit that a row lies in"""
    strata: np.ndarray
    """(unit,) number of the stratum that a unit was drawn in"""
    sizes: np.ndarray
    """(stratum,) units drawn, also those of whom a later phase asked nobody"""
    scale: np.ndarray
    """(unit,) c (1 - f) n / (n - 1): what its squared deviation counts for"""
    centred: np.ndarray
    """(stratum,) 1 where deviations are from the stratum's mean, 0 where from zero"""
    share: np.ndarray
    """(unit,) of its like of this stage that a later phase asked (see two_phase), else 1"""


@dataclass(frozen=True)
class Design:
    """A sample: what each row stands for, and how rows were drawn."""

    weights: np.ndarray
    """(row,) how many of the population a row stands for"""
    stages: tuple[Stage, ...]
    residuals: tuple[Residual, ...] = field(default=())
    """of the calibrations, in their order (see calibration)"""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.weights)

    @property
    def is_calibrated(self) -> bool:
        """Return whether the weights were brought to known totals."""
        return bool(self.residuals)

    @property
    def degrees(self) -> int:
        """Return the degrees of freedom: units less strata of the first stage."""
        return len(self.stages[0].strata) - len(self.stages[0].sizes)

    def residual(self, influence: np.ndarray) -> np.ndarray:
        """Return weighted influence values (row, column) less what the known totals explain."""
        for one in self.residuals:
            influence = one(influence)
        return influence

    def weighted(self, weights: np.ndarray, residual: Residual) -> "Design":
        """Return the design with weights brought to known totals, and how that shows in its influence values."""
        return replace(self, weights=weights, residuals=(*self.residuals, residual))


def make_design(
    weights: np.ndarray | None = None,
    strata: Sequence[np.ndarray] = (),
    clusters: Sequence[np.ndarray] = (),
    population: Sequence[np.ndarray] = (),
    single: Single = "fail",
    rows: int | None = None,
) -> Design:
    """Return a design of arrays (row,), one for each stage: strata and clusters by any label, population N of strata.

    Without clusters rows are drawn themselves; without strata all are in one; a stage without strata of its own has
    its clusters of the stage before as strata. `population`: units there are in the row's stratum, numpy.inf (or no
    array) for a stage drawn with replacement, of whose later stages nothing is needed. `weights`: product of N / n over
    the stages if not given. Refused (InputError): missing or negative weights, fewer units than were drawn, clusters
    in two strata, single units under "fail", unknown words.
    """
    stated = (weights, *clusters, *strata, *population)
    count = len(next(one for one in stated if one is not None)) if rows is None else rows
    units, layers = _nested(clusters or (np.arange(count),), strata, count)
    stages, fractions = [], np.ones(count)
    implied = np.ones(count)
    for number, (unit, stratum) in enumerate(zip(units, layers, strict=True)):
        there = np.asarray(population[number], float) if number < len(population) else np.full(count, np.inf)
        drawn, parent = _drawn(unit, stratum), codes(units[number - 1]) if number else np.zeros(count, np.intp)
        _refuse_fewer(there, drawn)
        stages.append(_stage(unit, stratum, drawn / there, fractions, parent, single))
        fractions, implied = fractions * drawn / there, implied * there / drawn
    found = implied if weights is None else np.asarray(weights, float)
    if weights is None and np.isinf(found).any():
        raise InputError("the design has neither weights nor populations", fix="give one of the two")
    if not np.isfinite(found).all() or (found < 0).any():
        raise InputError("a weight is missing or below 0", fix="give each row the number that it stands for")
    return Design(found, tuple(stages))


def _nested(
    clusters: Sequence[np.ndarray], strata: Sequence[np.ndarray], count: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the units and the strata of every stage, numbered so that each lies in one unit of the stage before."""
    units: list[np.ndarray] = []
    layers: list[np.ndarray] = []
    for number, cluster in enumerate(clusters):
        above = units[-1] if units else np.zeros(count, np.intp)
        own = np.asarray(strata[number]) if number < len(strata) else np.zeros(count, np.intp)
        layers.append(codes(above, own))
        units.append(codes(above, np.asarray(cluster)))
        first = first_rows(units[-1])
        if (layers[-1][first][units[-1]] != layers[-1]).any():
            raise InputError("a cluster lies in two strata", fix="give clusters of different strata different names")
    return units, layers


def _drawn(unit: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Return how many units were drawn in each row's stratum, (row,)."""
    of_unit = stratum[first_rows(unit)]
    return np.bincount(of_unit)[stratum].astype(float)


def _refuse_fewer(there: np.ndarray, drawn: np.ndarray) -> None:
    if not (there >= drawn * (1 - CENSUS)).all():
        worst = int(np.argmin(np.nan_to_num(there - drawn, nan=-np.inf)))
        problem = f"a stratum of {there[worst]:g} units, of which {drawn[worst]:g} were drawn"
        raise InputError(problem, fix="give the number of units that there are in all")


def _stage(
    unit: np.ndarray,
    stratum: np.ndarray,
    fraction: np.ndarray,
    carried: np.ndarray,
    parent: np.ndarray,
    single: Single,
) -> Stage:
    """Return a stage: `fraction` drawn of each row's stratum, `carried` of earlier stages, `parent` the unit there."""
    if single not in get_args(Single):
        raise InputError(f'"{single}" is no rule for single units', fix=f"one of {', '.join(get_args(Single))}")
    first = first_rows(unit)
    of_unit, left = stratum[first], np.maximum(1 - fraction[first], 0.0)
    sizes = np.bincount(of_unit)
    open_here = group_sums(left, of_unit, len(sizes)) > CENSUS * sizes
    alone = (sizes == 1) & open_here
    if single == "fail" and (alone[of_unit] & (carried[first] > 0)).any():
        problem = f"{int(alone.sum())} strata have one unit only, though more could have been drawn"
        raise InputError(problem, fix="merge such strata, or say what they count for: remove, adjust or average")
    spread = (sizes / np.maximum(sizes - 1, 1))[of_unit]
    scale = np.where(open_here[of_unit], carried[first] * left * spread, 0.0)
    if single == "average":
        scale = np.where(alone[of_unit], 0.0, scale * _share_of_whole(alone, parent[first], of_unit))
    centred = np.where((sizes == 1) & (single == "adjust"), 0.0, 1.0)
    return Stage(unit, of_unit, sizes, scale, centred, np.ones(len(of_unit)))


def _share_of_whole(alone: np.ndarray, parent: np.ndarray, of_unit: np.ndarray) -> np.ndarray:
    """Return strata of each unit's parent over those that are not alone, (unit,)."""
    parents = parent[first_rows(of_unit)]
    all_there = np.bincount(parents)
    known = np.bincount(parents, weights=~alone)
    if (known == 0).any():
        raise InputError("every stratum has one unit only: there is no average", fix="say adjust or remove")
    return (all_there / known)[parents[of_unit]]
