"""Two-phase samples: many are counted, some of them are asked; and non-response by class as a second phase.

The second phase is a stratified sample of first-phase units. With z weighted by both phases,

    V = V2 + V1,   V2: the second phase's own, given the first,
                   V1: the first phase's formula with (1/p) (p z)^2 of those asked, p their share of the stratum.

As twophase(method = "simple") of the R package survey for one stage in each phase, where the second samples the units
of the first. Source: Särndal, Swensson and Wretman 1992, 9.3.
"""

from dataclasses import dataclass, replace

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.sampling.design import CENSUS, Design, Single, Stage, make_design
from capacity.model.sampling.groups import codes, first_rows


@dataclass(frozen=True)
class First:
    """The first phase of those asked in the second, each (row,)."""

    weights: np.ndarray
    strata: np.ndarray | None = None
    """strata in which units of the first phase were drawn; not given: one"""
    drawn: np.ndarray | None = None
    """how many were drawn in the row's stratum; not given: all that there are in the second phase's strata"""
    population: np.ndarray | None = None
    """how many there are in the row's stratum; not given: infinitely many"""


def make_two_phase(first: First, strata: np.ndarray, listed: np.ndarray, single: Single = "fail") -> Design:
    """Return the design of those asked in the second phase: its own stage first, then that of the first phase.

    Arrays (row,) over those asked: the strata in which they were drawn from the first phase, and how many of it there
    are in each. Non-response by class is this with the classes as strata. Refused (InputError): fewer units than were
    drawn, one unit for others (`single`).
    """
    second = make_design(strata=[strata], population=[listed], single=single)
    stage = _first_stage(first, second, np.asarray(listed, float), single)
    weights = np.asarray(first.weights, float) * second.weights
    return replace(second, weights=weights, stages=(*second.stages, stage))


def _first_stage(first: First, second: Design, listed: np.ndarray, single: Single) -> Stage:
    rows = len(second)
    strata = codes(np.zeros(rows) if first.strata is None else np.asarray(first.strata))
    where = first_rows(strata)
    everyone = listed[first_rows(second.stages[0].strata)].sum()
    drawn = np.full(len(where), everyone) if first.drawn is None else np.asarray(first.drawn, float)[where]
    there = np.full(len(where), np.inf) if first.population is None else np.asarray(first.population, float)[where]
    if (there < drawn * (1 - CENSUS)).any():
        raise InputError("a stratum has fewer units than were drawn of it", fix="give all that there are")
    left = np.maximum(1 - drawn / there, 0.0)
    if single == "fail" and ((np.bincount(strata) < 2) & (left > CENSUS)).any():
        raise InputError("of a first-phase stratum less than two units were asked", fix="merge it with one like it")
    scale = (left * drawn / np.maximum(drawn - 1, 1))[strata]
    return Stage(np.arange(rows), strata, drawn, scale, np.ones(len(where)), 1 / second.weights)
