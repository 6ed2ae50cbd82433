"""What a result is on average, given one of its causes: from the draws that there are, without running the model again.

A cause with many values is taken as a smooth influence: a cubic spline of nine coefficients over the normal scores of
its ranks, so that its unit and shape play no part. A cause with few values (a member joins or not) is taken value by
value. Several numbers may be one cause: the sum of their influences. The draws fall into eight groups, draw i into
i mod 8 (those of draws.BLOCKS); a coefficient fitted without a group, or a figure computed without it, is what the
errors come from.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.interpolate import BSpline
from scipy.special import ndtri

from capacity.model.engine.sums import product, solved
from capacity.model.uncertainty.draws import BLOCKS

FEW = 12
"""different values up to which each stands for itself"""
COEFFICIENTS = 9
SAME = 1e-12
"""share of the largest result by which two may differ and be the same"""
ENOUGH = 4
"""draws for each coefficient, below which numbers of one cause are taken as straight influences"""
RIDGE = 1e-9
"""share added to the diagonal, so that a value that a group alone has does no harm"""


@dataclass(frozen=True)
class Conditional:
    """A result's conditional mean given a cause, and the share of its variance that this explains."""

    mean: np.ndarray
    """(draw,) in the result's unit"""
    unseen: np.ndarray
    """(draw,) the same, for each draw learnt from the other groups only"""
    explained: float
    """first-order Sobol' index: var E(result | cause) / var result"""
    explained_without: np.ndarray
    """(group,) the same without each group of draws"""


def conditional_mean(result: np.ndarray, *numbers: np.ndarray) -> Conditional:
    """Return the mean of a result (draw,) given a cause, which is one number (draw,) or several that move together.

    Least squares on the cause's basis; by the normal equations of each group, so that leaving one out costs nothing.
    """
    centre = result.mean()
    basis, groups = _together(numbers), [slice(k, None, BLOCKS) for k in range(BLOCKS)]
    parts = [(basis[:, k].copy(), result[k] - centre) for k in groups]
    grams, sides = np.stack([product(x, x.T) for x, _ in parts]), np.stack([product(x, y) for x, y in parts])
    sums = np.array([[len(y), y.sum(), product(y, y)] for _, y in parts])
    least = len(result) * (SAME * np.abs(result).max()) ** 2
    whole, explained = _fit(grams.sum(axis=0), sides.sum(axis=0), sums.sum(axis=0), least)
    unseen, left_out = np.empty(len(result)), np.empty(BLOCKS)
    for k, (x, _) in enumerate(parts):
        gram, side, rest = (total.sum(axis=0) - total[k] for total in (grams, sides, sums))
        coefficients, left_out[k] = _fit(gram, side, rest, least)
        unseen[groups[k]] = product(coefficients, x)
    return Conditional(centre + product(whole, basis), centre + unseen, explained, left_out)


def _fit(gram: np.ndarray, side: np.ndarray, sums: np.ndarray, least: float) -> tuple[np.ndarray, float]:
    """Return coefficients, and the share of the variance that they explain, adjusted for their number (Wherry 1931).

    `sums` are the count, the sum and the sum of squares of the results; the share is 0 where these vary by less than
    `least`, the sum of squares that rounding makes.
    """
    count, total, squares = sums
    coefficients = solved(gram + RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)), side)
    left = squares - 2 * product(coefficients, side) + product(product(coefficients, gram), coefficients)
    variation = squares - total**2 / count
    if variation <= least:
        return coefficients, 0.0
    return coefficients, float(1 - left / variation * (count - 1) / (count - len(gram)))


def _together(numbers: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return basis functions of the numbers of one cause, (function, draw); one of several with the same ranks counts.

    Those of the first sum to 1, and so of each other one may be left out.
    """
    first, *others = numbers
    ranks = [np.argsort(number, kind="stable") for number in numbers]
    apart = [k for k, rank in enumerate(ranks) if not any((rank == before).all() for before in ranks[:k])]
    others = [numbers[k] for k in apart[1:]]
    if ENOUGH * COEFFICIENTS * len(apart) > len(first):
        return np.stack([np.ones(len(first)), *(number / np.abs(number).max() for number in (first, *others))])
    return np.concatenate([_basis(first), *(_basis(other)[1:] for other in others)])


def _basis(cause: np.ndarray) -> np.ndarray:
    """Return basis functions of a cause at its draws, (function, draw); they sum to 1."""
    values, which = np.unique(cause, return_inverse=True)
    if len(values) <= FEW:
        return (which == np.arange(len(values))[:, None]).astype(float)
    order = np.argsort(cause, kind="stable")
    ranks = np.empty(len(cause), dtype=np.intp)
    ranks[order] = np.arange(len(cause))
    return _splines(len(cause))[:, ranks]


@lru_cache(maxsize=4)
def _splines(count: int) -> np.ndarray:
    """Return cubic B-splines at the normal scores of ranks, (function, rank), knots at even ranks."""
    scores = ndtri((np.arange(count) + 0.5) / count)
    inner = ndtri(np.arange(1, COEFFICIENTS - 3) / (COEFFICIENTS - 3))
    knots = np.concatenate([[scores[0]] * 4, inner, [scores[-1]] * 4])
    return BSpline.design_matrix(scores, knots, 3).toarray().T.copy()
