"""A set of futures: every uncertain number as draws, one joint sequence for all and streams by name for the rest."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from capacity.intake.quantities.quantity import Quantity
from capacity.model.engine.digits import to_36_bits
from capacity.model.uncertainty.distributions import median, values

BLOCKS = 8
"""independent scramblings of which a set of draws is made; draw i belongs to block i mod 8"""


@dataclass(frozen=True)
class Strike:
    """Where something that may happen is on, and which share of its effect is left, (draw,).

    `on` (month, draw) is true or false in a drawn future. In the central one it is the chance, 0..1, so that what
    strikes moves things by its expected effect; `chance` is then that of a beginning, 1/year.
    """

    on: np.ndarray
    left: np.ndarray
    chance: np.ndarray | None = None

    def hits(self, first: int, last: int) -> np.ndarray:
        """Return whether it is on in any of the months first..last (last left out), or how likely, 0..1, (draw,).

        The chances of beginning in different months of a year exclude each other.
        """
        on = self.on[first:last]
        if self.chance is None:
            return on.any(axis=0).astype(float)
        later = on[:1].sum(axis=0) + (len(on) - 1) * self.chance / 12
        return np.maximum(on.max(axis=0, initial=0.0), np.minimum(later, 1.0))

    def part(self, start: int, stop: int) -> "Strike":
        """Return the strike in the draws start..stop."""
        return Strike(self.on[:, start:stop], self.left[start:stop] if len(self.left) > 1 else self.left, self.chance)


@dataclass(frozen=True)
class Draws:
    """Possible futures: a normal score for every uncertain quantity, and uniforms for members and events.

    `scores` maps a quantity's path to (draw,) normal scores. `central` draws hold the future in which every number
    is at its median, members join in the expected share, and what may happen has its expected effect.
    """

    size: int
    seed: int
    slug: str
    scores: Mapping[str, np.ndarray]
    central: bool = False
    first: int = 0
    """number of the first draw in the whole set, so that a part of it meets the same random numbers"""
    total: int = 0
    fixed: Mapping[str, np.ndarray] = field(default_factory=dict)
    """values (draw,) that stand in for a quantity's own, by path: to try what one number does"""
    strikes: Mapping[str, Strike] | None = None
    """what strikes, by name, instead of what would be drawn: to try what one risk does"""
    copies: int = 1
    """how often the same futures stand side by side in this set (see side_by_side)"""
    known: dict[Quantity, np.ndarray] = field(default_factory=dict, repr=False, compare=False)
    """values that were asked for before; the same whoever asks"""
    joined: dict[tuple, dict[bytes, np.ndarray]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """sums over those who have joined that were asked for before, by column; handed on by `fixing` and `part`"""

    def value(self, quantity: Quantity | None, default: float = 0.0) -> np.ndarray:
        """Return a quantity's values (draw,), or (1,) where it is certain; `default` where it was not stated."""
        if quantity is None:
            return np.array([default])
        if quantity.name in self.fixed:
            return self.fixed[quantity.name]
        if self.central or not quantity.is_range:
            return np.array([median(quantity)])
        if quantity not in self.known:
            found = to_36_bits(values(quantity, self.scores[quantity.name]))
            found.flags.writeable = False
            self.known[quantity] = found
        return self.known[quantity]

    def value_at(self, quantity: Quantity | None, place: str) -> np.ndarray:
        """Return a quantity's values (draw,) or (1,) at a place, where each place has its own; 0 where not stated."""
        if quantity is None or quantity.name in self.fixed:
            return self.value(quantity)
        return self.value(replace(quantity, name=f"{quantity.name}@{place}"))

    def uniform(self, name: str, columns: int = 1) -> np.ndarray:
        """Return uniforms (columns, draw) of the stream that belongs to a name, whatever part of the set this is."""
        stream = np.random.PCG64([self.seed, zlib.crc32(self.slug.encode()), zlib.crc32(name.encode())])
        stream.advance(self.first)
        size = self.size // self.copies
        result = np.empty((columns, size))
        for row in result:
            np.random.Generator(stream).random(out=row)
            stream.advance(self.total - size)
        return np.tile(result, self.copies) if self.copies > 1 else result

    def fixing(self, fixed: Mapping[str, np.ndarray]) -> "Draws":
        """Return the same draws with further values (draw,) that stand in for a quantity's own, by path."""
        found = replace(self, fixed={**self.fixed, **fixed})
        object.__setattr__(found, "joined", self.joined)
        return found

    def one_copy(self) -> "Draws":
        """Return the first of the copies that stand side by side, without what strikes in it."""
        size = self.size // self.copies
        scores, fixed = ({name: one[:size] for name, one in some.items()} for some in (self.scores, self.fixed))
        return Draws(size, self.seed, self.slug, scores, self.central, self.first, self.total, fixed)

    def part(self, start: int, stop: int) -> "Draws":
        """Return the draws start..stop as a set of their own."""
        if self.central or (start == 0 and stop >= self.size):
            return self
        if self.copies > 1:
            raise ValueError("futures that stand side by side are not to be parted")
        stop = min(stop, self.size)
        strikes = self.strikes and {name: one.part(start, stop) for name, one in self.strikes.items()}
        scores, fixed = ({name: one[start:stop] for name, one in some.items()} for some in (self.scores, self.fixed))
        found = Draws(stop - start, self.seed, self.slug, scores, False, self.first + start, self.total, fixed, strikes)
        for who, sums in self.joined.items():
            parts = {column: one[:, start:stop].copy() if one.shape[1] > 1 else one for column, one in sums.items()}
            found.joined[who] = parts
        return found


def side_by_side(draws: Draws, copies: int, strikes: Mapping[str, Strike]) -> Draws:
    """Return the same futures several times over, one copy after the other: what differs between them are `strikes`."""
    scores, fixed = (
        {name: np.tile(one, copies) if len(one) > 1 else one for name, one in some.items()}
        for some in (draws.scores, draws.fixed)
    )
    size, copies = draws.size * copies, copies * draws.copies
    return replace(draws, size=size, scores=scores, fixed=fixed, known={}, strikes=strikes, copies=copies)


def central_draws(slug: str, fixed: Mapping[str, np.ndarray] | None = None) -> Draws:
    """Return the deterministic future: every quantity at its median, but those that are `fixed` (draw,).

    With fixed values there are as many futures as each of them has; without, one.
    """
    fixed = fixed or {}
    size = max((len(one) for one in fixed.values()), default=1)
    return Draws(size, 0, slug, {}, central=True, total=size, fixed=fixed)
