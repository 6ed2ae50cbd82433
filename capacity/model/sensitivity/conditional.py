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
    fits = _fits(_and_without_each(grams), _and_without_each(sides), _and_without_each(sums), least)
    (whole, *others), (explained, *left_out) = fits
    unseen = np.empty(len(result))
    for k, (x, _), coefficients in zip(groups, parts, others, strict=True):
        unseen[k] = product(coefficients, x)
    return Conditional(centre + product(whole, basis), centre + unseen, float(explained), np.array(left_out))


def _and_without_each(parts: np.ndarray) -> np.ndarray:
    """Return the sum of all groups, and then those without each of them, (1 + group, ...)."""
    total = parts.sum(axis=0)
    return np.concatenate([total[None], total - parts])


def _fits(grams: np.ndarray, sides: np.ndarray, sums: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients of several fits, and the share of the variance that each explains, (fit, n) and (fit,).

    The share is adjusted for their number (Wherry 1931). `sums` (fit, 3) are the count, the sum and the sum of squares
    of the results; the share is 0 where these vary by less than `least`, the sum of squares that rounding makes.
    """
    size = grams.shape[-1]
    ridge = RIDGE * np.trace(grams, axis1=1, axis2=2) / size
    coefficients = solved(grams + ridge[:, None, None] * np.eye(size), sides)
    met = np.array([product(c, side) for side, c in zip(sides, coefficients, strict=True)])
    own = np.array([product(product(c, gram), c) for gram, c in zip(grams, coefficients, strict=True)])
    count, total, squares = sums.T
    variation = squares - total**2 / count
    varies = variation > least
    left = (squares - 2 * met + own) / np.where(varies, variation, 1.0)
    return coefficients, np.where(varies, 1 - left * (count - 1) / (count - size), 0.0)


def _together(numbers: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return basis functions of the numbers of one cause, (function, draw); one of several with the same ranks counts.

    Those of the first sum to 1, and so of each other one may be left out.
    """
    first, *others = numbers
    orders = [_order(number) for number in numbers]
    apart = [k for k, order in enumerate(orders) if not any((order == before).all() for before in orders[:k])]
    if ENOUGH * COEFFICIENTS * len(apart) > len(first):
        others = [numbers[k] for k in apart[1:]]
        return np.stack([np.ones(len(first)), *(number / np.abs(number).max() for number in (first, *others))])
    bases = [_basis(numbers[k], orders[k]) for k in apart]
    return np.concatenate([bases[0], *(basis[1:] for basis in bases[1:])])


def _order(cause: np.ndarray) -> np.ndarray:
    """Return the draws from the smallest value of a cause to the largest, equal ones as they stand."""
    return np.argsort(cause, kind="stable")


def _basis(cause: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return basis functions of a cause at its draws, (function, draw); they sum to 1."""
    ordered = cause[order]
    steps = np.flatnonzero(ordered[1:] != ordered[:-1])
    if len(steps) < FEW:
        return (cause == ordered[np.append(steps, len(cause) - 1)][:, None]).astype(float)
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
