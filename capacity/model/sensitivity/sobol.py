"""Which factor moves the result: Sobol' indices of a model that may be run anew, each with its interval."""

from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd
from scipy.stats import qmc

from capacity.model.engine.digits import snapped
from capacity.model.engine.sums import product

Model = Callable[[np.ndarray], np.ndarray]
"""(row, n) factors -> (n,) results"""
AT_ONCE = 2**21
"""numbers handled at once, so that memory is bounded"""


def sobol_indices(
    model: Model, factors: Sequence[str], n: int = 512, seed: int = 1, resamples: int = 1000
) -> pd.DataFrame:
    """Return first-order and total Sobol' indices of a model of independent uniforms, with 90 % intervals.

    `factors` names the rows that the model is given; rows of the same name move together, as one factor. Runs the model
    n x (factors + 2) times, n a power of two. See index_table.
    """
    base, other = sobol_design(len(factors), n, seed)
    names = list(dict.fromkeys(factors))
    chosen = np.array(factors)[None, :] == np.array(names)[:, None]
    at_once = max(1, AT_ONCE // base.size)
    mixed = [model(_mixed(base, other, chosen[start : start + at_once])) for start in range(0, len(names), at_once)]
    results = model(np.concatenate([base, other], axis=1)).reshape(2, n)
    return index_table(names, *results, np.concatenate(mixed).reshape(-1, n), seed, resamples)


def _mixed(base: np.ndarray, other: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Return the base set (row, n) once for each factor, side by side, its chosen rows from the other set."""
    rows, n = base.shape
    return np.where(chosen.T[:, :, None], other[:, None, :], base[:, None, :]).reshape(rows, len(chosen) * n)


def sobol_design(rows: int, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two independent sets of uniforms, each (row, n): the halves of one scrambled Sobol' sequence."""
    power = (n - 1).bit_length()
    if n != 2**power:
        raise ValueError(f"{n} is not a power of two")
    points = qmc.Sobol(2 * rows, scramble=True, rng=np.random.default_rng(seed)).random_base2(power).T
    return points[:rows].copy(), points[rows:].copy()


def index_table(
    names: Sequence[str], base: np.ndarray, other: np.ndarray, mixed: np.ndarray, seed: int = 1, resamples: int = 1000
) -> pd.DataFrame:
    """Return the indices of factors from results of the two sets (n,) and of mixtures (factor, n), largest total first.

    mixed[i] is the result of the base set with factor i from the other. First order: mean other (mixed - base) / V
    (Saltelli et al. 2010, table 2 b); total: mean (base - mixed)^2 / 2 V (Jansen 1999); V of both sets together.
    Intervals are +- 1.645 bootstrap standard deviations over the n points; Sobol' points being more even than random
    ones, they are rather too wide. Indices of what has no influence scatter around 0; all NaN if nothing varies.
    """
    results = np.concatenate([[base, other], mixed])
    mean, deviation = results.mean(), results.std()
    if not deviation > 1e-12 * abs(mean):
        deviation = np.nan
    results = (results - mean) / deviation
    base, other, mixed = results[0], results[1], results[2:]
    products = np.concatenate([other * (mixed - base), (base - mixed) ** 2 / 2, [base + other, base**2 + other**2]])
    found = _ratios(products.mean(axis=1)[None, :])[0]
    spread = NormalDist().inv_cdf(0.95) * _bootstrap(products, seed, resamples).std(axis=0, ddof=1)
    order = np.argsort(-snapped(found[len(mixed) :]), kind="stable")
    columns = {"factor": [names[i] for i in order]}
    for column, share, off in zip(("first", "total"), found.reshape(2, -1), spread.reshape(2, -1), strict=True):
        columns |= {column: share[order], f"{column}_low": (share - off)[order], f"{column}_high": (share + off)[order]}
    return pd.DataFrame(columns)


def _ratios(means: np.ndarray) -> np.ndarray:
    """Return (resample, 2 x factor) numerators over the variance, given means of all products (resample, product)."""
    variance = means[:, -1] / 2 - (means[:, -2] / 2) ** 2
    return means[:, :-2] / variance[:, None]


def _bootstrap(products: np.ndarray, seed: int, resamples: int) -> np.ndarray:
    """Return the indices in resamples of the points: how often each point is drawn, times all products at once."""
    n = products.shape[1]
    rng = np.random.default_rng([seed, n])
    found = []
    at_once = max(1, AT_ONCE // n)
    for start in range(0, resamples, at_once):
        count = min(at_once, resamples - start)
        drawn = rng.integers(n, size=(count, n), dtype=np.int32) + n * np.arange(count, dtype=np.int32)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=count * n).reshape(count, n) / n
        found.append(_ratios(product(weights, products.T)))
    return np.concatenate(found)
