"""Two-phase samples: many are counted, some of them are asked; and non-response by class as a second phase.

The second phase is a stratified sample of first-phase units. With w1, w2 the weights of the phases,

    V = V1 + V2,   V1: the first phase's formula with (1/p) z^2 of those asked for z^2, p their share of the stratum,
                   V2: the second phase's own, given the first.

As twophase(method = "simple") of the R package survey for one stage in each phase, where the second samples the units
of the first. Source: Särndal, Swensson and Wretman 1992, 9.3.
"""

from dataclasses import dataclass

import numpy as np

from capacity.intake.findings.issues import InputError
from capacity.model.engine.sums import product
from capacity.model.sampling.design import CENSUS, Design, make_design
from capacity.model.sampling.groups import codes, first_rows, group_sums
from capacity.model.sampling.variance import covariance


@dataclass(frozen=True)
class TwoPhase:
    """A sample of a sample: rows are those of the second phase."""

    weights: np.ndarray
    """(row,) product of both phases' weights"""
    phase2: Design
    share: np.ndarray
    """(row,) p, share of its second-phase stratum of the first phase that was asked"""
    strata: np.ndarray
    """(row,) stratum of the first phase, numbered from 0"""
    drawn: np.ndarray
    """(stratum,) units of the first phase"""
    left: np.ndarray
    """(stratum,) 1 - f of the first phase"""


def make_two_phase(
    asked: np.ndarray,
    weights: np.ndarray,
    strata2: np.ndarray | None = None,
    strata1: np.ndarray | None = None,
    population1: np.ndarray | None = None,
) -> TwoPhase:
    """Return a two-phase design of arrays over the first phase (row,): who was `asked`, first-phase weights, strata.

    Non-response by class is this with the classes as `strata2` and those who answered as `asked`. A second-phase
    stratum of which nobody was asked, and one unit for others, are refused (InputError).
    """
    asked = np.asarray(asked, bool)
    one, two = (np.zeros(len(asked), np.intp) if s is None else codes(s) for s in (strata1, strata2))
    counted, heard = np.bincount(two), np.bincount(two[asked], minlength=int(two.max()) + 1)
    if (heard == 0).any():
        raise InputError("of a second-phase stratum nobody was asked", fix="merge it with one that is like it")
    p = (heard / counted)[two][asked]
    drawn = np.bincount(one)
    there = np.full(len(asked), np.inf) if population1 is None else np.asarray(population1, float)
    if (there < drawn[one]).any():
        raise InputError("a stratum has fewer units than were drawn of it", fix="give all that there are")
    left = 1 - drawn / there[first_rows(one)]
    if ((np.bincount(one[asked], minlength=len(drawn)) < 2) & (left > CENSUS)).any():
        raise InputError("of a first-phase stratum less than two units were asked", fix="merge it with one like it")
    second = make_design(strata=[two[asked]], population=[counted[two][asked]], rows=int(asked.sum()))
    return TwoPhase(np.asarray(weights, float)[asked] / p, second, p, one[asked], drawn, left)


def phase_covariances(design: TwoPhase, influence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what each phase adds to the covariance (column, column) of totals of weighted values (row, column)."""
    count, share = len(design.drawn), design.share[:, None]
    centre = group_sums(influence, design.strata, count) / design.drawn[:, None]
    away = (share * influence - centre[design.strata]) / np.sqrt(share)
    scale = design.left * design.drawn / np.maximum(design.drawn - 1, 1)
    first = product((away * scale[design.strata][:, None]).T, away)
    return first, covariance(design.phase2, influence)


def two_phase_totals(design: TwoPhase, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return totals of values (row, variable) of those asked, and their standard errors, each (variable,)."""
    weighted = design.weights[:, None] * values
    return weighted.sum(axis=0), _errors(design, weighted)


def two_phase_means(design: TwoPhase, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means of values (row, variable) of those asked, and their standard errors, each (variable,)."""
    share = (design.weights / design.weights.sum())[:, None]
    found = (share * values).sum(axis=0)
    return found, _errors(design, share * (values - found))


def _errors(design: TwoPhase, influence: np.ndarray) -> np.ndarray:
    return np.sqrt(sum(np.diag(one) for one in phase_covariances(design, influence)))
