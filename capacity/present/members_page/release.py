"""What may be shown to whom: a gate that lets a number out only if it gives nobody's figure away.

The parameters of the gate stand here and are never printed: a page says "withheld" and no more. joint.py judges what
several numbers tell together.

Rules (SDC handbook of the European statistical system, chapter 4): enough owners; the p% rule, under which the two
largest others together must not be able to estimate the largest to within p %. Members whose class has a dated waiver
are nobody's secret and are taken out first, because their figures may be known: what is left has to be safe by itself.
A waiver frees its owner's own figures only: others who stand behind the same number, such as those who supply a plant
that may be spoken of, stay protected.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.intake.cluster_file.waivers import waiver_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from capacity.intake.cluster_file.schema import Spec

FEWEST_OWNERS = 5
FEWEST_HEADS = 3
PERCENT = 0.10
COLLUDING = 2
DIGITS = 3
SNAP = 1e-9
"""relative difference below which two amounts are equal: no decision hangs on the last bits"""


@dataclass(frozen=True)
class Body:
    """Those who stand behind a number in one role, such as those who supply it: control information in sums.

    `owners` are those to be protected (without those who waived), `giving` those of them whose amount is above 0,
    `largest` their three largest amounts and `total` the sum of all of them; `population` is a hash of the owners.
    """

    owners: int
    giving: int
    largest: tuple[float, ...]
    total: float
    waived: int
    population: str

    def hides(self, part: float = PERCENT) -> bool:
        """Return whether what remains after the largest and the two next is at least a part of the largest."""
        return self.total - math.fsum(self.largest) >= part * self.largest[0] * (1 - SNAP)


@dataclass(frozen=True)
class Cell:
    """One number that wants to be shown, with everybody who stands behind it."""

    name: str
    value: float | tuple[float, ...]
    unit: str
    kind: str
    bodies: tuple[Body, ...]
    spreads: tuple[Body, ...] = ()
    """of a range: each owner's part of the variance, in total what the range itself shows"""


@dataclass(frozen=True)
class Shown:
    """A cleared number."""

    value: float | tuple[float, ...]
    unit: str

    @property
    def number(self) -> float:
        """The number itself; of a range its middle."""
        return self.ends[1]

    @property
    def ends(self) -> tuple[float, ...]:
        """The ends of a range with its middle: low, middle, high."""
        return self.value if isinstance(self.value, tuple) else (self.value,) * 3


@dataclass(frozen=True)
class Release:
    """What the gate let out, by name, and the names of what it withheld."""

    cleared: Mapping[str, Shown]
    withheld: tuple[str, ...]

    def number(self, name: str) -> float | None:
        """Return a cleared number, or None if it is withheld or was never asked for."""
        shown = self.cleared.get(name)
        return None if shown is None or isinstance(shown.value, tuple) else shown.value

    def range(self, name: str) -> tuple[float, ...] | None:
        """Return a cleared range (p10, p50, p90), or None."""
        shown = self.cleared.get(name)
        return shown.value if shown is not None and isinstance(shown.value, tuple) else None

    def unit(self, name: str) -> str:
        """Return the unit of a cleared number."""
        return self.cleared[name].unit

    def named(self, start: str) -> dict[str, Shown]:
        """Return the cleared numbers whose name begins with a text, without that beginning."""
        return {name[len(start) :]: shown for name, shown in self.cleared.items() if name.startswith(start)}


def make_body(contributions: Mapping[str, float], waived: Iterable[str] = ()) -> Body:
    """Return the control information on owners who each contributed an amount; waived owners are not protected."""
    free = frozenset(waived)
    guarded = sorted((abs(amount) for owner, amount in contributions.items() if owner not in free), reverse=True)
    digest = hashlib.sha256("\n".join(sorted(contributions)).encode()).hexdigest()
    giving, largest = sum(amount > 0 for amount in guarded), tuple(guarded[: COLLUDING + 1])
    return Body(len(guarded), giving, largest, math.fsum(guarded), len(contributions) - len(guarded), digest)


def make_cell(
    name: str,
    value: float | tuple[float, ...],
    unit: str,
    *contributions: Mapping[str, float],
    waived: Iterable[str] = (),
    kind: str = "magnitude",
) -> Cell:
    """Return the cell of a number and those behind it, in each role one mapping of owner -> amount."""
    return Cell(name, value, unit, kind, tuple(make_body(part, waived) for part in contributions))


def is_safe(cell: Cell) -> bool:
    """Return whether a cell may be shown, looked at alone: every body behind it is safe, and so is its spread."""
    return all(_is_safe(body, cell.kind) for body in cell.bodies) and all(map(_spreads_widely, cell.spreads))


def _is_safe(body: Body, kind: str) -> bool:
    """Return whether a number of one body of owners may be shown.

    Nobody to protect: yes. A count: enough heads. A magnitude: enough owners, and what remains of the sum after the
    largest and the two next, who may tell each other their own, is at least p % of the largest. A sum of nothing but
    zeros tells that everybody has nothing, so it stays.
    """
    if not body.owners:
        return True
    if kind == "count":
        return body.owners >= FEWEST_HEADS
    return body.giving >= FEWEST_OWNERS and body.hides()


def _spreads_widely(spread: Body) -> bool:
    """Return whether a range is not one owner's yes or no: its width would be that owner's amount, within p %."""
    return not spread.giving or spread.hides((1 + PERCENT) ** 2 - 1)


def clear(cells: Iterable[Cell], held: Iterable[str] = ()) -> Release:
    """Return the release of some cells: what is safe, rounded to three digits, and the names of the rest.

    `held` are names that may not be shown although each alone is safe.
    """
    cells, stay = list(cells), frozenset(held)
    safe = [cell for cell in cells if cell.name not in stay and is_safe(cell)]
    cleared = {cell.name: Shown(shown(cell.value, cell.kind), cell.unit) for cell in safe}
    return Release(cleared, tuple(cell.name for cell in cells if cell.name not in cleared))


def shown(value: float | tuple[float, ...], kind: str) -> float | tuple[float, ...]:
    """Return a value, or the ends of a range, as it is shown."""
    return tuple(rounded(one, kind) for one in value) if isinstance(value, tuple) else rounded(value, kind)


def rounded(value: float, kind: str) -> float:
    """Return a number as it is shown: a count whole, a magnitude to three digits."""
    if not math.isfinite(value):
        return math.nan
    return float(round(value)) if kind == "count" else float(f"{value:.{DIGITS}g}")


def has_waiver(spec: Spec, name: str) -> bool:
    """Return whether a member class agreed, on a day that has come, that its figures may be shown."""
    kind = spec.classes.get(name)
    return bool(kind and kind.waiver and waiver_date(str(kind.waiver)))
