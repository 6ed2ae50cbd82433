"""Weighted totals under stratified sampling where nothing but strata and weights is known."""

import numpy as np

from capacity.model.engine.sums import product


def stratified_total(values: np.ndarray, weights: np.ndarray, strata: np.ndarray) -> tuple[float, float]:
    """Return the weighted total and its standard error under stratified sampling without replacement.

    Var = sum over strata of (1 - n/N) n/(n-1) sum (w y - mean)^2 with N = sum of weights; a stratum with a single
    answer that stands for others is counted with its own value as spread. As svytotal of the R package survey.
    """
    total, variance = 0.0, 0.0
    for stratum in np.unique(strata):
        y, w = values[strata == stratum], weights[strata == stratum]
        total += float((w * y).sum())
        variance += float(stratum_covariance(y, w)[0, 0])
    return total, variance**0.5


def stratum_covariance(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the sampling covariance (value, value) of weighted totals of values (value, member) or (member,)."""
    asked = len(weights)
    spread = np.atleast_2d(values) * weights
    spread = spread - spread.mean(axis=1, keepdims=True) if asked > 1 else spread
    open_share = max(0.0, 1 - asked / weights.sum()) if weights.sum() > 0 else 0.0
    return open_share * asked / max(1, asked - 1) * product(spread, spread.T)
