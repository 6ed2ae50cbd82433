"""A forecast brought up to date: every draw weighs as much as what was seen is likely under it.

Importance weights by a normal likelihood; how many draws are left that say something is 1 / sum of squared weights
(Kong 1992; Kong, Liu and Wong 1994, "Sequential imputations and Bayesian missing data problems", JASA 89, 278-288).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

LEAST = 30.0
"""effective draws below which P10 and P90 of an updated forecast would say nothing"""
FAR = 3.0
"""standard errors from what was seen within which at least one draw has to lie; else none had held it possible"""
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Sighting:
    """Something that was seen: its value, its standard error, and what each draw had said of it, (draw,)."""

    value: float
    error: float
    said: np.ndarray


def weights(seen: Iterable[Sighting], draws: int) -> np.ndarray:
    """Return the weight of each draw, (draw,), which sum to 1; all alike where nothing was seen.

    Errors of 0 are those of an exact figure, which no draw meets: ValueError.
    """
    log = np.zeros(draws)
    for one in seen:
        if not one.error > 0:
            raise ValueError("a figure without an error cannot be weighed")
        log -= 0.5 * ((one.value - one.said) / one.error) ** 2
    found = np.exp(log - log.max())
    return found / found.sum()


def distance(seen: Sequence[Sighting]) -> float:
    """Return how far the nearest draw is from what was seen, in standard errors on average; 0 where nothing was."""
    if not seen:
        return 0.0
    squares = sum(((one.value - one.said) / one.error) ** 2 for one in seen)
    return float(np.sqrt(np.min(squares) / len(seen)))


def effective(weight: np.ndarray) -> float:
    """Return the effective number of draws of some weights: all of them where they are alike, 1 where one has all."""
    return float(1.0 / (weight**2).sum())


def weighted_quantiles(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return P10, P50 and P90 of values (..., draw) under weights (draw,), (3, ...).

    Each draw stands in the middle of its weight; in between they are joined by straight lines.
    """
    rows = values.reshape(-1, values.shape[-1])
    found = np.empty((len(QUANTILES), len(rows)))
    for index, row in enumerate(rows):
        order = np.argsort(row, kind="stable")
        mass = weight[order]
        found[:, index] = np.interp(QUANTILES, np.cumsum(mass) - mass / 2, row[order])
    return found.reshape(len(QUANTILES), *values.shape[:-1])
