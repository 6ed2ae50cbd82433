"""Why a product of factors changed: shares of the change that add up to it and do not hang on an order of the factors.

The additive logarithmic mean Divisia index, LMDI-I (Ang 2005, "The LMDI approach to decomposition analysis: a practical
guide", Energy Policy 33, 867-871). Where one of the two products is 0 its limit is taken (Ang and Liu 2007, "Handling
zero values in the logarithmic mean Divisia index decomposition approach", Energy Policy 35, 238-246): the factors that
are 0 there carry the whole change, several of them alike.
"""

import numpy as np


def effects(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return how much of the change of each product is due to each factor, both (member, factor), factors >= 0.

    effect of x = L(v', v) ln(x'/x) with L(v', v) = (v' - v) / ln(v'/v). The sum over the factors is the change.
    """
    old, new = before.prod(axis=1), after.prod(axis=1)
    both = (old > 0) & (new > 0)
    found = np.zeros(before.shape)
    found[both] = _of_positive(before[both], after[both], old[both])
    found[~both] = _of_zeros(before[~both], after[~both], (new - old)[~both])
    return found


def _of_positive(before: np.ndarray, after: np.ndarray, old: np.ndarray) -> np.ndarray:
    """Return the effects where nothing is 0; L = v (e^r - 1) / r with r = ln(v'/v), which is v where nothing moves."""
    moved = np.log(after / before)
    r = moved.sum(axis=1)
    mean = np.where(np.abs(r) > 1e-12, np.expm1(r) / np.where(r == 0, 1.0, r), 1.0)
    return (old * mean)[:, None] * moved


def _of_zeros(before: np.ndarray, after: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Return the effects where one of the two products is 0: the change, by the factors that are 0 in that one."""
    gone = np.where((change < 0)[:, None], after == 0, before == 0)
    count = gone.sum(axis=1, keepdims=True)
    return np.where(gone, change[:, None] / np.maximum(count, 1), 0.0)
