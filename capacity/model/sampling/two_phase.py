"""Two-phase samples: many are counted, some of them are asked; and non-response by class as a second phase.

The second phase is a stratified sample of first-phase units. With z weighted by both phases,

    V = V2 + V1,   V2: the second phase's own, given the first,
                   V1: the first phase's formula with (1/p) (p z)^2 of those asked, p their share of the stratum.

As twophase(method = "simple") of the R package survey for one stage in each phase, where the second samples the units
of the first. Source: Särndal, Swensson and Wretman 1992, 9.3.
"""

from dataclasses import replace

import numpy as np

from capacity.intake.findings.issues import InputError
from capacity.model.sampling.design import CENSUS, Design, Single, Stage, make_design
from capacity.model.sampling.groups import codes, first_rows


def make_two_phase(
    weights: np.ndarray,
    strata2: np.ndarray,
    listed2: np.ndarray,
    strata1: np.ndarray | None = None,
    listed1: np.ndarray | None = None,
    population1: np.ndarray | None = None,
    single: Single = "fail",
) -> Design:
    """Return the design of those asked in the second phase: its own stage first, then that of the first phase.

    Arrays (row,) over those asked: weights of the first phase, the strata in which they were drawn from it with how
    many of it there are in each (`listed2`), the strata of the first phase (one, if not given) with how many of them
    were drawn (not given: all of `listed2`) and how many there are (infinitely many). Non-response by class is this
    with the classes as `strata2`. Refused (InputError): fewer units than were drawn, one unit for others (`single`).
    """
    second = make_design(strata=[strata2], population=[listed2], single=single)
    units = second.stages[0]
    strata = codes(np.zeros(len(weights)) if strata1 is None else strata1)
    first = first_rows(strata)
    everyone = np.asarray(listed2, float)[first_rows(units.strata)].sum()
    drawn = np.full(len(first), everyone) if listed1 is None else np.asarray(listed1, float)[first]
    there = np.full(len(first), np.inf) if population1 is None else np.asarray(population1, float)[first]
    if (there < drawn * (1 - CENSUS)).any():
        raise InputError("a stratum has fewer units than were drawn of it", fix="give all that there are")
    left = np.maximum(1 - drawn / there, 0.0)
    if single == "fail" and ((np.bincount(strata) < 2) & (left > CENSUS)).any():
        raise InputError("of a first-phase stratum less than two units were asked", fix="merge it with one like it")
    scale = (left * drawn / np.maximum(drawn - 1, 1))[strata]
    stage = Stage(np.arange(len(weights)), strata, drawn, scale, np.ones(len(first)), 1 / second.weights)
    return replace(second, weights=np.asarray(weights, float) * second.weights, stages=(units, stage))
