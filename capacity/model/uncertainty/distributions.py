"""Every distribution as a function of a normal score: one table lookup, or a closed form.

A table holds a shape's quantile function on 0..1 over an even grid of normal scores, in cubic pieces; its error is
below 1e-9 of low..high (and of a standard deviation, where tails are cut). Scores beyond +-6.5 (chance 8e-11) are taken
at +-6.5. All of it works element by element, so that a part of the draws has the values that it has in the whole.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import Shape
from capacity.model.engine.digits import to_36_bits

EDGE = 6.5
PIECES = 1024
STEP = 2 * EDGE / PIECES
BESIDE = 3
"""nodes beyond each edge, from which the slopes at the edges are taken"""
NODES = -EDGE + STEP * np.arange(-BESIDE, PIECES + 1 + BESIDE)
DIGITS = 12
"""decimals of a shape's numbers, so that the same shape in two units meets the same table"""
Quantile = Callable[[np.ndarray], np.ndarray]
UNCUT = 8 - 1e-6
"""standard deviations from which a cut cannot be told from none"""


def values(quantity: Quantity, scores: np.ndarray) -> np.ndarray:
    """Return an uncertain quantity's values at normal scores, in its unit, in the scores' shape."""
    shape, place = quantity.shape, quantity.place
    width = quantity.high - quantity.low
    if shape.kind == "discrete":
        return quantity.low + width * _listed(shape)[np.searchsorted(_thresholds(shape), scores)]
    if shape.kind in ("normal", "lognormal"):
        low, high = shape.ends(place)
        if low < -UNCUT and high > UNCUT:
            deviations = np.clip(scores, -EDGE, EDGE) * shape.spread
            return quantity.mode + width * deviations if shape.kind == "normal" else quantity.mode * np.exp(deviations)
    table = shape_table(shape.kind, round(place, DIGITS), round(shape.spread, DIGITS))
    result = table.at(scores)
    result *= width
    result += quantity.low
    return np.clip(result, quantity.low, quantity.high, out=result)


@lru_cache(maxsize=4096)
def median(quantity: Quantity) -> float:
    """Return the value that is as often fallen short of as passed, in the quantity's unit: what a central run takes.

    In closed form, but for a PERT that leans to one side. Of a list of values, as of an even spread, it is the stated
    middle.
    """
    shape, place = quantity.shape, quantity.place
    if not quantity.is_range or shape.kind in ("uniform", "discrete"):
        return quantity.mode
    at = place
    if shape.kind == "pert" and place != 0.5:
        at = float(betaincinv(1 + 4 * place, 5 - 4 * place, 0.5))
    elif shape.kind == "triangular":
        at = float(np.sqrt(place / 2) if place >= 0.5 else 1 - np.sqrt((1 - place) / 2))
    elif shape.kind in ("normal", "lognormal"):
        low, high = shape.ends(place)
        if low < -UNCUT and high > UNCUT:
            return quantity.mode
        score = float(ndtri((ndtr(low) + ndtr(high)) / 2))
        at = place + shape.spread * score if shape.kind == "normal" else place * float(np.exp(shape.spread * score))
    if at == place:
        return quantity.mode
    return float(to_36_bits(np.array(quantity.low + (quantity.high - quantity.low) * at)))


class Table:
    """Cubic pieces over an even grid of scores; at a kink one piece stands twice, for the scores on either side."""

    def __init__(self, pieces: np.ndarray, kink: float = np.inf) -> None:
        """Keep the coefficients (4, piece), highest power first, and the score of the kink."""
        self.pieces, self.kink = pieces, kink

    def at(self, scores: np.ndarray) -> np.ndarray:
        """Return the values on 0..1 at normal scores."""
        place = (scores + EDGE) * (1 / STEP)
        np.clip(place, 0, PIECES, out=place)
        piece = place.astype(np.intp)
        np.minimum(piece, PIECES - 1, out=piece)
        place -= piece
        if self.kink < np.inf:
            piece += scores >= self.kink
        result = self.pieces[0].take(piece, mode="clip")
        for power in self.pieces[1:]:
            result *= place
            result += power.take(piece, mode="clip")
        return result


@lru_cache(maxsize=1024)
def shape_table(kind: str, place: float, spread: float) -> Table:
    """Return the table of a shape with a central value at a place of 0..1."""
    match kind:
        case "triangular":
            return _triangular(place)
        case "uniform":
            return Table(_pieces(_both_ways(ndtr, ndtr, NODES)))
        case "pert":
            return Table(_pieces(_pert_nodes(place)))
        case "normal":
            low, high = Shape("normal", spread).ends(place)
            return Table(_pieces(np.clip(place + spread * _cut_scores(low, high), 0, 1)))
    _, high = Shape("lognormal", spread).ends(place)
    return Table(_pieces(place * np.exp(spread * _cut_scores(-np.inf, high))))


def _pert_nodes(mode: float) -> np.ndarray:
    """Return the quantiles of a PERT on 0..1 at the nodes: every fourth is computed, those between are interpolated."""
    a, b = 1 + 4 * mode, 5 - 4 * mode
    coarse = 4 * STEP * np.arange(-PIECES // 8 - 6, PIECES // 8 + 7)
    quantiles = _both_ways(lambda z: betaincinv(a, b, ndtr(z)), lambda z: betaincinv(b, a, ndtr(z)), coarse)
    return _doubled(_doubled(quantiles))[BESIDE:-BESIDE]


def _doubled(nodes: np.ndarray) -> np.ndarray:
    """Return even nodes, less three at each end, with the values halfway between them (eight neighbours, order 8)."""
    weights = np.array([-5, 49, -245, 1225, 1225, -245, 49, -5]) / 2048
    result = np.empty(2 * len(nodes) - 13)
    result[::2] = nodes[3:-3]
    result[1::2] = np.convolve(nodes, weights, mode="valid")
    return result


def _both_ways(rising: Quantile, mirrored: Quantile, nodes: np.ndarray) -> np.ndarray:
    """Return a quantile function at scores: above the middle as 1 - that of the mirrored shape, for its digits."""
    below = nodes <= 0
    return np.concatenate([rising(nodes[below]), 1 - mirrored(-nodes[~below])])


def _cut_scores(low: float, high: float) -> np.ndarray:
    """Return the nodes as scores of a normal cut at low and high, each side counted from its own tail."""
    below = NODES <= 0
    under, over = ndtr(low), ndtr(-high)
    kept = 1 - under - over
    rising = ndtri(under + kept * ndtr(NODES[below]))
    falling = -ndtri(over + kept * ndtr(-NODES[~below]))
    return np.concatenate([rising, falling])


def _pieces(nodes: np.ndarray) -> np.ndarray:
    """Return cubic pieces (4, piece) through the nodes, with slopes from six neighbours (error of order 6).

    The pieces' own error is step^4 / 384 of the fourth derivative.
    """
    ahead = [nodes[BESIDE + k : len(nodes) - BESIDE + k] for k in (1, 2, 3)]
    behind = [nodes[BESIDE - k : len(nodes) - BESIDE - k] for k in (1, 2, 3)]
    weights = (45 / 60, -9 / 60, 1 / 60)
    slopes = sum(w * (a - b) for w, a, b in zip(weights, ahead, behind, strict=True))
    start, end = nodes[BESIDE : -BESIDE - 1], nodes[BESIDE + 1 : len(nodes) - BESIDE]
    rise, first, last = end - start, slopes[:-1], slopes[1:]
    return np.stack([first + last - 2 * rise, 3 * rise - 2 * first - last, first, start])


@lru_cache(maxsize=1)
def root_pieces() -> tuple[np.ndarray, np.ndarray]:
    """Return the pieces of sqrt(P(z)) and of sqrt(1 - P(z)), of which every triangle is made."""
    return _pieces(np.sqrt(ndtr(NODES))), _pieces(np.sqrt(ndtr(-NODES)))


def _triangular(mode: float) -> Table:
    """Return the table of a triangle on 0..1: sqrt(m P) below the mode, 1 - sqrt((1 - m) (1 - P)) above it."""
    below, above = root_pieces()
    rising, falling = np.sqrt(mode) * below, -np.sqrt(1 - mode) * above
    falling[3] += 1
    kink = float(ndtri(mode))
    piece = int(np.clip((kink + EDGE) / STEP, 0, PIECES - 1)) if np.isfinite(kink) else 0 if mode <= 0 else PIECES - 1
    pieces = np.concatenate([rising[:, : piece + 1], falling[:, piece:]], axis=1)
    return Table(pieces, np.clip(kink, -EDGE, EDGE + STEP))


@lru_cache(maxsize=256)
def _thresholds(shape: Shape) -> np.ndarray:
    """Return the scores at which a list of values steps up."""
    return ndtri(np.clip(np.cumsum([chance for _, chance in shape.steps])[:-1], 0, 1))


@lru_cache(maxsize=256)
def _listed(shape: Shape) -> np.ndarray:
    return np.array([place for place, _ in shape.steps])
