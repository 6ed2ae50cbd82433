"""A goal's measure at many values of a number at once: every value is a future in which all else is central.

Each value is put into the cluster file and the file read again. Where what was read differs in numbers alone, one run
holds all values side by side, a future each: that costs little more than a single one.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from operator import attrgetter

import numpy as np
from pydantic import BaseModel

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster, quantities
from capacity.intake.findings import InputError
from capacity.intake.quantities.quantity import Quantity
from capacity.model.goal_seek.goal import Goal
from capacity.model.goal_seek.measured import from_books, in_line, measured, middle
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws, central_draws

ALONE = re.compile(
    r"horizon|joining\..*|survey\..*|classes\.\w+\.(rates|without)\..*|products\.\w+\.(keeps|measures\..*)"
    r"|links\.\w+\.(hours|working_days)"
)
"""numbers that are read before the futures are told apart: each of their values takes a run of its own"""
OF_TERMS = re.compile(r"finance\..*")
"""in books the terms of the finance block too"""
WORST = ("months_below", "volume")
"""measures of the plant that fares worst over all futures: there each value needs futures of its own"""
CUTS = 32
"""parts into which a bracket is cut where one run holds many values"""
SAME = 1e-9
"""how far a run of many values may be from that of one, as a share of what is measured"""


@dataclass
class Looks:
    """A goal's measure as a function of a number's value."""

    goal: Goal
    cluster: Cluster
    moved: Callable[[str, float], Spec]
    """the spec of a scenario in which the number has a value; InputError where it cannot"""
    scenario: str
    against: str
    """the scenario whose measure is taken off; empty if none"""
    futures: Draws
    together: bool = field(init=False)
    """whether many values may be looked at in one run"""
    tried: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Share runs only where all else is central, and no future is judged by the others."""
        self.together = self.goal.statistic == "central" and self.goal.measure not in WORST

    @property
    def parts(self) -> int:
        """Return into how many parts a bracket is cut: many in one run, or two."""
        return CUTS if self.together else 2

    def one(self, value: float) -> float:
        """Return what is measured at a value."""
        spec, found = self._futures(self.scenario, value)
        if self.against:
            found = _less(found, self._futures(self.against, value)[1])
        if self.goal.statistic == "chance":
            return float((found > 0 if self.against else in_line(self.goal, spec, found)).mean())
        return middle(found) if self.goal.statistic == "p50" else float(found[0])

    def many(self, values: Sequence[float]) -> list[float | None]:
        """Return what is measured at some values; None where the number cannot have one.

        The first time the outermost values are looked at alone too: if one of them differs, no more runs are shared.
        """
        found = self._together(values) if self.together and len(values) > 2 else None
        if found is None:
            return self._apart(values)
        if not self.tried:
            self.tried = True
            ends = [index for index, one in enumerate(found) if one is not None]
            ends = [ends[0], ends[-1]] if ends else []
            alone = self._apart([values[index] for index in ends])
            if not all(_same(found[index], one) for index, one in zip(ends, alone, strict=True)):
                self.together = False
                return self._apart(values)
        return found

    def _apart(self, values: Sequence[float]) -> list[float | None]:
        """Return what is measured at some values, one beside the other in threads."""

        def look(value: float) -> float | None:
            try:
                return self.one(value)
            except InputError:
                return None

        with ThreadPoolExecutor() as threads:
            return list(threads.map(look, values))

    def _together(self, values: Sequence[float]) -> list[float | None] | None:
        """Return what is measured at some values in one run; None where they differ in more than numbers."""
        result = self._side_by_side(self.scenario, values)
        if result is None or not self.against:
            return result
        other = self._side_by_side(self.against, values)
        if other is None:
            return None
        pairs = zip(result, other, strict=True)
        return [None if None in pair else float(_less(*map(np.asarray, pair))) for pair in pairs]

    def _side_by_side(self, scenario: str, values: Sequence[float]) -> list[float | None] | None:
        specs = [self._spec(scenario, value) for value in values]
        known = [spec for spec in specs if spec is not None]
        fixed = different(known)
        if not fixed or any(self._needs_its_own(name) for name in fixed):
            return None
        try:
            found = measured(self.goal, self.cluster, scenario, known[0], central_draws(self.cluster.slug, fixed))
        except InputError:
            return None
        each = iter(np.broadcast_to(found, len(known)).tolist())
        return [None if spec is None else next(each) for spec in specs]

    def _spec(self, scenario: str, value: float) -> Spec | None:
        try:
            return self.moved(scenario, value)
        except InputError:
            return None

    def _needs_its_own(self, path: str) -> bool:
        terms = from_books(self.goal) and OF_TERMS.fullmatch(path)
        return bool(ALONE.fullmatch(path) or terms)

    def _futures(self, scenario: str, value: float) -> tuple[Spec, np.ndarray]:
        spec = self.moved(scenario, value)
        return spec, measured(self.goal, self.cluster, scenario, spec, self.futures)


def different(specs: Sequence[Spec]) -> Mapping[str, np.ndarray] | None:
    """Return the medians (spec,) of the numbers in which specs differ, by path; None where they differ in more."""
    if not specs:
        return None
    shape, *others = (list(all_stated(spec, attrgetter("name"))) for spec in specs)
    if any(other != shape for other in others):
        return None
    rows = zip(*(quantities(spec) for spec in specs), strict=True)
    medians = {row[0].name: np.array([median(one) for one in row]) for row in rows if len(set(map(_numbers, row))) > 1}
    return {name: found for name, found in medians.items() if np.ptp(found) > 0}


def _numbers(quantity: Quantity) -> tuple:
    return quantity.low, quantity.mode, quantity.high


def all_stated(part: object, told: Callable[[Quantity], object]) -> Iterator[object]:
    """Yield everything that a spec states in its order; of a number what `told` tells of it."""
    if isinstance(part, Quantity):
        yield told(part)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from all_stated(getattr(part, name), told)
    elif isinstance(part, Mapping):
        for name, item in part.items():
            yield name
            yield from all_stated(item, told)
    elif isinstance(part, tuple | list):
        yield len(part)
        for item in part:
            yield from all_stated(item, told)
    else:
        yield part


def _less(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return one less the other; nothing where both are infinite."""
    with np.errstate(invalid="ignore"):
        found = one - other
    return np.where(np.isnan(found), 0.0, found)


def _same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and bool(np.isclose(one, other, rtol=SAME, atol=SAME))
