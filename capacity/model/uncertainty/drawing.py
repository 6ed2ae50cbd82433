"""How futures are drawn: one joint scrambled Sobol' sequence over all uncertain numbers, correlated as is stated."""

import zlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from capacity.intake.cluster_checks.correlations import PLACE_ERROR, Joint, joint
from capacity.intake.facts import Cluster, ranged_names
from capacity.model.engine.sums import product
from capacity.model.uncertainty.distributions import EDGE
from capacity.model.uncertainty.draws import BLOCKS, Draws
from capacity.model.uncertainty.sample_error import sample_dimensions

NOTHING = 1e-8
"""share of a score's variance that is left by rounding alone; a changed correlation has nine decimals"""


def sample_draws(cluster: Cluster, draws: int, seed: int) -> Draws:
    """Return `draws` futures, shared by all scenarios of the cluster.

    The dimensions are the sorted paths of every uncertain quantity in any scenario (see dimension_names), so that two
    scenarios differ only by what they change. Numbers that are correlated move together by a Gaussian copula (see
    cluster_checks.correlations). A smaller set is the beginning of a larger one.
    """
    names = dimension_names(cluster)
    scores = dict(zip(names, sobol_scores(len(names), draws, seed), strict=True))
    scores |= correlated(scores, joint(cluster.spec, names))
    return Draws(draws, seed, cluster.slug, scores, total=draws)


def dimension_names(cluster: Cluster) -> list[str]:
    """Return the sorted paths of every uncertain quantity in any scenario; the error of places once for each place.

    With them the survey's own errors, where those asked stand for others too (sample_error).
    """
    names = set(ranged_names(cluster.specs.values()))
    if PLACE_ERROR in names:
        names.remove(PLACE_ERROR)
        names |= {f"{PLACE_ERROR}@{place}" for place in cluster.survey.members["place"]}
    return sorted(names | set(sample_dimensions(cluster.survey.members)))


@lru_cache(maxsize=2)
def sobol_scores(dimensions: int, draws: int, seed: int) -> np.ndarray:
    """Return independent normal scores (dimension, draw), read-only: eight interleaved, independently scrambled blocks.

    Each block is a Sobol' sequence, so each is balanced from a power of two on (8,192 draws: 8 x 1,024), and any figure
    of the whole has eight independent replicates from which its own error follows (see monte_carlo_error).
    Source: Owen, Monte Carlo theory, methods and examples, ch. 17 (replicated randomised quasi-Monte Carlo).
    """
    each = -(-draws // BLOCKS)
    limit = 0.5**33
    scores = np.empty((dimensions, each * BLOCKS))
    for block in range(min(BLOCKS, draws) if dimensions else 0):
        rng = np.random.default_rng([seed, zlib.crc32(b"sobol"), block])
        points = qmc.Sobol(dimensions, scramble=True, rng=rng).random_base2((each - 1).bit_length())[:each]
        scores[:, block::BLOCKS] = ndtri(np.clip(points.T, limit, 1 - limit))
    scores = scores[:, :draws]
    scores.flags.writeable = False
    return scores


def correlated(scores: Mapping[str, np.ndarray], together: Joint) -> dict[str, np.ndarray]:
    """Return the scores (draw,) of the numbers that move together, given independent ones.

    score = sum over k of factor(k) x independent score(k), with the lower triangular factor of the correlation matrix.
    Summed draw by draw in one order, so that the number of draws plays no part.
    """
    factors = _triangular_factor(together.matrix)
    result = {}
    for name, row in zip(together.names, factors, strict=True):
        mixed = np.zeros_like(scores[name])
        for other, factor in zip(together.names, row, strict=True):
            if factor:
                mixed += factor * scores[other]
        result[name] = np.clip(mixed, -EDGE, EDGE)
    return result


def _triangular_factor(matrix: np.ndarray) -> np.ndarray:
    """Return the lower triangular L with L L' = matrix; a column of a singular matrix with nothing left is 0."""
    size = len(matrix)
    lower = np.zeros((size, size))
    for column in range(size):
        rest = matrix[column:, column] - product(lower[column:, :column], lower[column, :column])
        if rest[0] > NOTHING:
            lower[column:, column] = rest / np.sqrt(rest[0])
    return lower
