"""Points of candidates by weighted criteria, and the chance that each stands at each rank."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

_P90 = float(ndtri(0.9))
_DIGITS = 9
"""decimals to which points are compared, the weights being some units"""
_BLOCK = 256
"""draws that are ranked at a time: 10,000 candidates stay in some 20 MB"""


@dataclass(frozen=True)
class Criterion:
    """One thing that a fund looks at."""

    measure: str
    weight: float
    worst: float
    """the value that gets no point"""
    best: float
    """the value that gets the full weight; below `worst` where less is better"""

    def points(self, values: np.ndarray) -> np.ndarray:
        """Return weight times the way from worst to best, 0 to 1; what is not known gets no point."""
        if self.best == self.worst:
            return np.zeros(np.shape(values))
        way = (np.asarray(values, float) - self.worst) / (self.best - self.worst)
        return self.weight * np.clip(np.nan_to_num(way, nan=0.0), 0.0, 1.0)


@dataclass(frozen=True)
class Ranges:
    """P10, P50 and P90 of one measure, each (candidate,); what is certain has the same in all three."""

    p10: np.ndarray
    p50: np.ndarray
    p90: np.ndarray

    def at(self, score: np.ndarray) -> np.ndarray:
        """Return the measure (candidate, draw) at normal scores: a normal distribution on each side of the median."""
        below, above = (self.p50 - self.p10) / _P90, (self.p90 - self.p50) / _P90
        width = np.where(score < 0, below[:, None], above[:, None])
        return self.p50[:, None] + np.nan_to_num(width, nan=0.0) * score


@dataclass(frozen=True)
class Ranks:
    """How candidates stand in many draws."""

    chances: np.ndarray
    """(candidate, rank): the share of draws in which a candidate stands at rank 1, 2, ..., as far as asked"""
    p10: np.ndarray
    p50: np.ndarray
    p90: np.ndarray


def rank_order(points: np.ndarray) -> np.ndarray:
    """Return the candidates of (candidate, ...) from most points to fewest; equal ones, to nine decimals, in order."""
    return np.argsort(-np.round(points, _DIGITS), axis=0, kind="stable")


def ranks_drawn(
    names: Sequence[str],
    measures: Sequence[tuple[Criterion, Ranges]],
    shared: float = 0.0,
    draws: int = 2048,
    ranks: int = 20,
) -> Ranks:
    """Return the chance of each rank when what is not sure is drawn.

    A candidate's measures move together, by one normal score; `shared` (0 to 1) is the correlation of the scores of
    two candidates, as of neighbours with the same prices and weather. Scores come from a stream of each name, so
    that a candidate's do not change when another one is added.
    """
    count = len(names)
    common = _scores("", draws)
    own = np.stack([_scores(name, draws) for name in names]) if count else np.empty((0, draws))
    scores = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    found = np.empty((count, draws), np.int32)
    for start in range(0, draws, _BLOCK):
        block = scores[:, start : start + _BLOCK]
        points = sum((one.points(ranges.at(block)) for one, ranges in measures), np.zeros(block.shape))
        np.put_along_axis(
            found[:, start : start + _BLOCK], rank_order(points), np.arange(1, count + 1)[:, None], axis=0
        )
    shown = min(ranks, count)
    chances = np.stack([(found == rank).mean(axis=1) for rank in range(1, shown + 1)], axis=1) if count else found
    ends = np.quantile(found, (0.1, 0.5, 0.9), axis=1, method="inverted_cdf") if count else np.empty((3, 0))
    return Ranks(chances, *ends)


def _scores(name: str, draws: int) -> np.ndarray:
    """Return normal scores (draw,) of a name."""
    stream = np.random.Generator(np.random.PCG64([1, zlib.crc32(name.encode())]))
    return ndtri((stream.integers(0, 2**32, draws) + 0.5) / 2**32)
