"""The sampling error of a stated design (survey.design): its members as a design of the room sampling."""

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import MARGINS, SamplingDesign
from capacity.intake.spelling import fold
from capacity.model.sampling import (
    Design,
    First,
    codes,
    covariance,
    group_sums,
    make_design,
    make_two_phase,
    totals,
    with_known_cells,
    with_known_margins,
)

BAND = 0.9
"""quantile for which errors of few units are widened: the upper end of the band P10 to P90"""
SMALL = 1e-12
"""share of a variance below which what is left of it is rounding"""


def survey_design(stated: SamplingDesign, members: pd.DataFrame) -> Design:
    """Return the design of members with drawing.COLUMNS; strata, stages, finite populations and known totals as stated.

    Where clusters were drawn with replacement, or nobody knows how many there are, the later stage adds nothing.
    """
    weights = members["weight"].to_numpy(dtype=float)
    strata, clusters = members["stratum"].to_numpy(dtype=str), members["cluster"].to_numpy(dtype=str)
    units, inside = (members[name].to_numpy(dtype=float) for name in ("units", "inside"))
    if "group" in members:
        found = _two_phase(stated, members)
    elif (clusters == "").all():
        found = make_design(weights, [strata], population=[units], single=stated.single)
    else:
        rows = np.arange(len(members))
        found = make_design(weights, [strata], [clusters, rows], [units, inside], stated.single)
    margins = [[fold(name) for name in members[MARGINS[margin]]] for margin in stated.totals]
    if len(margins) == 1:
        return with_known_cells(found, margins[0], weights)
    return with_known_margins(found, margins, [weights] * len(margins)) if margins else found


def _two_phase(stated: SamplingDesign, members: pd.DataFrame) -> Design:
    """Return the design of those who were interviewed out of a list."""
    units, first, listed = (members[name].to_numpy(dtype=float) for name in ("units", "first", "listed"))
    group, strata = (members[name].to_numpy(dtype=str) for name in ("group", "stratum"))
    return make_two_phase(First(units / first, strata, first, units), group, listed, stated.single)


def designed_error(spec: Spec, members: pd.DataFrame, values: np.ndarray) -> float:
    """Return the standard error of the weighted total of values (member,) under the stated design."""
    design, drawn = _design(spec, members)
    return float(totals(design, values[drawn]).se[0, 0])


def design_covariance(spec: Spec, members: pd.DataFrame, values: np.ndarray) -> np.ndarray:
    """Return the covariance of weighted totals of values (member, column), as wide as the design's freedom tells.

    Members made up for a trial, who were not drawn, add nothing.
    """
    design, drawn = _design(spec, members)
    wider = t.ppf(BAND, max(1, design.degrees)) / norm.ppf(BAND)
    return wider**2 * covariance(design, design.weights[:, None] * values[drawn])


def sample_design(spec: Spec, members: pd.DataFrame) -> Design:
    """Return the stated design, else that of classes at places as strata, as their weights tell."""
    if spec.survey.design is not None:
        return survey_design(spec.survey.design, members)
    strata = codes(*(members[name].to_numpy(dtype=str) for name in ("cls", "place")))
    weights = members["weight"].to_numpy(dtype=float)
    there = np.maximum(group_sums(weights, strata, strata.max() + 1), np.bincount(strata))
    return make_design(weights, [strata], population=[there[strata]], single="adjust")


def _design(spec: Spec, members: pd.DataFrame) -> tuple[Design, np.ndarray]:
    """Return the stated design, and which members were drawn by it."""
    drawn = members["units"].notna().to_numpy()
    return survey_design(spec.survey.design or SamplingDesign(), members[drawn]), drawn


def lower_root(matrix: np.ndarray) -> np.ndarray:
    """Return a lower triangle L with L L' the covariance matrix (n, n), column by column; what rounding left is 0."""
    rest, root = matrix.astype(float), np.zeros_like(matrix, dtype=float)
    whole = np.diag(matrix).copy()
    for k in range(len(matrix)):
        if rest[k, k] <= SMALL * max(whole[k], 1.0):
            continue
        root[k:, k] = rest[k:, k] / np.sqrt(rest[k, k])
        rest[k:, k:] -= root[k:, k, None] * root[k:, k]
    return root
