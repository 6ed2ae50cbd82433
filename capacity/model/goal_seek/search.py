"""At which value of one number a condition turns: looked for from end to end, then closed in on; pure arithmetic."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Literal, Protocol

from scipy.optimize import brentq

Steps = Literal["measure", "number"] | None
"""what moves in steps: the measure (a count, a share of the futures), or the number (whole ones only), or neither"""
TIMES = (0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.95, 1.05, 1.1, 1.2, 1.4, 1.7, 2.0, 3.0, 5.0, 10.0)
"""multiples of today's value that are looked at"""
PARTS = 12
"""steps in which a number is looked at between two ends that it cannot leave"""
POWERS = range(-3, 10)
"""powers of ten that are looked at where a number without an upper end is 0 today"""
STRAIGHT, SMOOTH, CLOSE = 1e-9, 1e-7, 1e-9
"""how far from a straight line, and from the target, counts as none; how near the two sides of a jump are brought"""
DIGITS = 1e-9
"""share of a value by which it may be written otherwise than wanted"""
NEAR = 0.01
"""share of a bracket on either side of a root in which a straight line is looked for"""
LARGEST = 1e30
"""stands for infinity, between whose sides a root can be looked for"""


class Measure(Protocol):
    """What is measured at a number's value."""

    @property
    def parts(self) -> int:
        """Return into how many parts a bracket is best cut: many where many values cost little more than one."""

    def one(self, value: float) -> float:
        """Return what is measured at a value; InputError where the number cannot have it."""

    def many(self, values: Sequence[float]) -> Sequence[float | None]:
        """Return what is measured at some values; None where the number cannot have one."""


@dataclass(frozen=True)
class Condition:
    """What a measure has to be: <=, >= or = a number."""

    sign: str
    number: float

    def gap(self, value: float) -> float:
        """Return how far a value is on the right side, below 0 on the wrong one; for = how far it is above."""
        gap = self.number - value if self.sign == "<=" else value - self.number
        return max(min(gap, LARGEST), -LARGEST)

    def holds(self, value: float) -> bool:
        """Return whether a value fulfils the condition."""
        return self.gap(value) == 0 if self.sign == "=" else self.gap(value) >= 0


@dataclass(frozen=True)
class Turn:
    """Where a condition turns: it holds at `value` and on one side of it, and fails on the other."""

    value: float
    measured: float
    """what is measured at the value"""
    side: str
    """where it holds: above or below the value; for = where the measure is larger"""
    exact: bool
    """whether the measure is a straight line there, by a third value between two"""
    beyond: float | None
    """what is measured just on the other side, where the measure jumps; else None"""


@dataclass(frozen=True)
class Search:
    """What was found between two ends."""

    today: float
    measured: float
    """what is measured today"""
    holds: bool
    """whether the condition holds today"""
    low: float
    high: float
    """between which values was looked: the ends of what the number can be"""
    at_low: float
    at_high: float
    turn: Turn | None
    """the one nearest to today's value; None where there is none: never"""
    further: tuple[tuple[float, float], ...]
    """between which values the condition turns again"""


@dataclass
class _Seen:
    """A measure and its values so far."""

    measure: Measure
    condition: Condition
    known: dict[float, float] = field(default_factory=dict)

    def gap(self, value: float) -> float:
        if value not in self.known:
            self.known[value] = self.measure.one(value)
        return self.condition.gap(self.known[value])

    def side(self, value: float) -> float:
        return 1.0 if self.gap(value) >= 0 else -1.0

    def look(self, values: Iterable[float]) -> list[float]:
        """Look at some values at once, and return those that the number can have."""
        new = [value for value in values if value not in self.known]
        found = {value: one for value, one in zip(new, self.measure.many(new), strict=True) if one is not None}
        self.known |= found
        return list(found)


def places(today: float, least: float, most: float, zero: float = 0.0, *, whole: bool = False) -> list[float]:
    """Return the values that are looked at, sorted: today's, multiples of it, and the ends that it cannot leave.

    Multiples are counted from `zero`: a setting of -100 percent leaves nothing. Only whole ones where it is `whole`.
    """
    found = {today}
    if math.isfinite(least) and math.isfinite(most):
        found |= {least + (most - least) * part / PARTS for part in range(PARTS + 1)}
    elif least < 0:
        reach = 10 * max(abs(today), abs(least) / 10)
        found |= {least + (reach - least) * part / PARTS for part in range(PARTS + 1)}
    elif today == zero:
        found |= {10.0**power for power in POWERS}
    found |= {zero + (today - zero) * times for times in TIMES} | {max(least, -LARGEST)}
    found = {float(round(value)) for value in found} if whole else found
    return sorted(value for value in found if least <= value <= most)


def search(measure: Measure, today: float, condition: Condition, tried: Iterable[float], steps: Steps = None) -> Search:
    """Return where a condition turns, nearest to today's value, among values tried one beside the other.

    Values that the number cannot have (InputError) are passed over; if today's is among them, it is raised. Two turns
    between neighbouring values cancel and are not seen. A straight line is solved at once and is exact; else the
    bracket is closed in on (Brent) until what is left is one. Where the measure jumps, or moves in steps, the bracket
    is cut until its sides are 1e-9 apart, or neighbours where the number is a whole one: the value is then on the side
    where the condition holds.
    """
    seen = _Seen(measure, condition)
    seen.gap(today)
    known = sorted({*seen.look(tried), today})
    turns = [(left, right) for left, right in pairwise(known) if seen.side(left) != seen.side(right)]
    turns.sort(key=lambda ends: (min(abs(ends[0] - today), abs(ends[1] - today)), ends))
    at_once = condition.sign == "=" and seen.gap(today) == 0
    turn = Turn(today, seen.known[today], "above", True, None) if at_once else None
    if turns and not at_once:
        closed_in = _between_neighbours if steps == "number" else partial(_closed_in, stepped=steps == "measure")
        turn = closed_in(seen, *turns[0])
    low, high = known[0], known[-1]
    ends = (low, high, seen.known[low], seen.known[high])
    now = seen.known[today]
    return Search(today, now, condition.holds(now), *ends, turn, tuple(sorted(turns[1:])))


def _between_neighbours(seen: _Seen, left: float, right: float) -> Turn:
    """Return the last whole number at which the condition holds; between what is measured at it and beyond it jumps."""
    side = "above" if seen.side(right) > 0 else "below"
    while right - left > 1:
        between = sorted(seen.look({float(round(left + (right - left) * part / 4)) for part in (1, 2, 3)}))
        ends = [left, *(value for value in between if left < value < right), right]
        if len(ends) == 2:
            break
        left, right = next(pair for pair in pairwise(ends) if seen.side(pair[0]) != seen.side(pair[1]))
    value, beyond = (right, left) if side == "above" else (left, right)
    return Turn(value, seen.known[value], side, exact=False, beyond=seen.known[beyond])


def _closed_in(seen: _Seen, left: float, right: float, *, stepped: bool) -> Turn:
    """Return the turn between two values of which one is on the right side."""
    side = "above" if seen.side(right) > 0 else "below"
    at_left, at_right = seen.gap(left), seen.gap(right)
    scale = max(abs(at_left), abs(at_right))
    if scale < LARGEST and not stepped:
        value = _on_a_line(seen, left, (left + right) / 2, right)
        if value is not None:
            return Turn(value, seen.known[value], side, exact=True, beyond=None)
    if not stepped and at_left and at_right:
        value = _root(seen, *_cut(seen, left, right))
        if abs(seen.gap(value)) <= SMOOTH * min(scale, _size(seen, left, right)):
            near = NEAR * (right - left)
            exact = _on_a_line(seen, max(left, value - near), value, min(right, value + near))
            value = value if exact is None else exact
            return Turn(value, seen.known[value], side, exact=exact is not None, beyond=None)
    return _jump(seen, left, right, side)


def _root(seen: _Seen, left: float, right: float) -> float:
    """Return where the gap is 0 between two values on different sides (Brent), or where it jumps over 0."""
    close = CLOSE * 1e-3 * max(abs(left), abs(right))
    exact = [value for value in (left, right) if seen.gap(value) == 0]
    return exact[0] if exact else brentq(seen.gap, left, right, xtol=close, rtol=1e-14, maxiter=200)


def _on_a_line(seen: _Seen, left: float, between: float, right: float) -> float | None:
    """Return where a straight line through two values is 0; None where a third value or the zero lies beside it."""
    at_left, at_right = seen.gap(left), seen.gap(right)
    if at_left == at_right:
        return None
    slope, share = (at_right - at_left) / (right - left), (between - left) / (right - left)
    allowed = STRAIGHT * max(abs(at_left), abs(at_right)) + DIGITS * abs(slope) * max(abs(left), abs(right))
    value = left - at_left * (right - left) / (at_right - at_left)
    beside = abs(seen.gap(between) - at_left - (at_right - at_left) * share) > allowed
    return None if beside or not left <= value <= right or abs(seen.gap(value)) > allowed else value


def _size(seen: _Seen, left: float, right: float) -> float:
    """Return the size of what was measured between two values, infinite values apart."""
    sizes = [abs(seen.gap(value)) for value in seen.known if left <= value <= right]
    return max((size for size in sizes if size < LARGEST), default=LARGEST)


def _cut(seen: _Seen, left: float, right: float) -> tuple[float, float]:
    """Return the two neighbours, of those that cut a bracket into parts, between which the condition turns."""
    parts = seen.measure.parts
    cuts = [left + (right - left) * part / parts for part in range(1, parts)]
    ends = [left, *sorted(value for value in {*seen.look(cuts), *cuts} if value in seen.known), right]
    return next(pair for pair in pairwise(ends) if seen.side(pair[0]) != seen.side(pair[1]))


def _jump(seen: _Seen, left: float, right: float, side: str) -> Turn:
    """Return the last value at which the condition holds before it jumps to where it does not."""
    close, scale = CLOSE * max(abs(left), abs(right)), max(abs(seen.gap(left)), abs(seen.gap(right)))
    inside = sorted(value for value in seen.known if left <= value <= right)
    left, right = next(ends for ends in pairwise(inside) if seen.side(ends[0]) != seen.side(ends[1]))
    while right - left > close:
        ends = _cut(seen, left, right)
        if ends == (left, right):
            break
        left, right = ends
    value, beyond = (right, left) if side == "above" else (left, right)
    jumps = abs(seen.gap(value) - seen.gap(beyond)) > SMOOTH * scale
    return Turn(value, seen.known[value], side, exact=False, beyond=seen.known[beyond] if jumps else None)
