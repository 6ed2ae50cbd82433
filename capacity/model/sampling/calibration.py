"""Known totals take variance away: post-stratified and raked designs with their residuals.

After post-stratification the influence value of a row is that of its residual from its cell's weighted mean; after
raking, of its residual from main effects of all margins, found by sweeping them out in turn (SWEEPS times, over rows
alike, as svyrecvar of the R package survey does). Sources: Särndal, Swensson and Wretman 1992, 7.6; Deville, Särndal
and Sautory, J. Am. Stat. Assoc. 88, 1993.
"""

from collections.abc import Hashable, Sequence

import numpy as np

from capacity.model.sampling.design import Design
from capacity.model.sampling.groups import codes, group_sums

SWEEPS = 10


def with_known_cells(design: Design, cells: Sequence[Hashable], weights: np.ndarray) -> Design:
    """Return the design with weights (row,) that were post-stratified to the cells."""
    groups = _groups(cells)
    count = int(groups.max()) + 1
    old = design.weights
    whole = group_sums(old, groups, count)
    share = np.divide(old, weights, out=np.zeros_like(old), where=weights > 0)

    def residual(influence: np.ndarray) -> np.ndarray:
        means = group_sums(influence * share[:, None], groups, count) / whole[:, None]
        return influence - means[groups] * weights[:, None]

    return design.weighted(weights, residual)


def with_known_margins(design: Design, margins: Sequence[Sequence[Hashable]], after: Sequence[np.ndarray]) -> Design:
    """Return the design with weights (row,) that were raked to the margins, as they stood after each."""
    swept = [(_groups(margin), weights[:, None]) for margin, weights in zip(margins, after, strict=True)]

    def residual(influence: np.ndarray) -> np.ndarray:
        for groups, weights in swept * SWEEPS:
            sizes = np.bincount(groups)[:, None]
            means = group_sums(influence / weights, groups, len(sizes)) / sizes
            influence = influence - weights * means[groups]
        return influence

    return design.weighted(after[-1], residual)


def _groups(labels: Sequence[Hashable]) -> np.ndarray:
    found = {name: number for number, name in enumerate(dict.fromkeys(labels))}
    return codes(np.array([found[name] for name in labels], np.intp))
