"""What may be shown to whom: a gate that lets a number out only if it gives nobody's figure away.

Only this module reads the members' own rows (control information); it hands on cleared numbers and nothing else. The
parameters of the gate stand here and are never printed: a page says "withheld" and no more.

Rules (SDC handbook of the European statistical system, chapter 4): enough owners; the p% rule, under which the two
largest others together must not be able to estimate the largest to within p %. Members whose class has a dated waiver
are nobody's secret and are taken out first, because their figures may be known: what is left has to be safe by itself.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from capacity.intake.schema import Spec

FEWEST_OWNERS = 5
FEWEST_HEADS = 3
PERCENT = 0.10
COLLUDING = 2
DIGITS = 3
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


@dataclass(frozen=True)
class Cell:
    """One number that wants to be shown, with the control information by which the gate decides.

    `owners` are those to be protected (without those who waived), `largest` their three largest contributions and
    `total` the sum of all of them; `population` is a hash of the owners, for the ledger of what has been shown.
    """

    name: str
    value: float | tuple[float, ...]
    unit: str
    kind: str
    owners: int
    largest: tuple[float, ...]
    total: float
    waived: int
    population: str


@dataclass(frozen=True)
class Shown:
    """A cleared number."""

    value: float | tuple[float, ...]
    unit: str


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


def make_cell(
    name: str,
    value: float | tuple[float, ...],
    unit: str,
    contributions: Mapping[str, float],
    waived: Iterable[str] = (),
    kind: str = "magnitude",
) -> Cell:
    """Return the cell of a number to which each owner contributed an amount; waived owners are not protected."""
    free = frozenset(waived)
    guarded = sorted((abs(amount) for owner, amount in contributions.items() if owner not in free), reverse=True)
    digest = hashlib.sha256("\n".join(sorted(contributions)).encode()).hexdigest()
    count, largest = len(guarded), tuple(guarded[: COLLUDING + 1])
    return Cell(name, value, unit, kind, count, largest, math.fsum(guarded), len(contributions) - count, digest)


def is_safe(cell: Cell) -> bool:
    """Return whether a cell may be shown.

    Nobody to protect: yes. A count: enough heads. A magnitude: enough owners, and what remains of the sum after the
    largest and the two next, who may tell each other their own, is at least p % of the largest. A sum of nothing but
    zeros tells that everybody has nothing, so it stays.
    """
    if not cell.owners:
        return True
    if cell.kind == "count":
        return cell.owners >= FEWEST_HEADS
    if cell.owners < FEWEST_OWNERS or not cell.largest[0]:
        return False
    return cell.total - math.fsum(cell.largest) >= PERCENT * cell.largest[0]


def clear(cells: Iterable[Cell]) -> Release:
    """Return the release of some cells: what is safe, rounded to three digits, and the names of the rest."""
    cells = list(cells)
    safe = {cell.name: Shown(_rounded(cell.value, cell.kind), cell.unit) for cell in cells if is_safe(cell)}
    return Release(safe, tuple(cell.name for cell in cells if cell.name not in safe))


def _rounded(value: float | tuple[float, ...], kind: str) -> float | tuple[float, ...]:
    if isinstance(value, tuple):
        return tuple(_rounded(one, kind) for one in value)
    if not math.isfinite(value):
        return math.nan
    return float(round(value)) if kind == "count" else float(f"{value:.{DIGITS}g}")


def has_waiver(spec: Spec, name: str) -> bool:
    """Return whether a member class agreed, on a stated date, that its figures may be shown."""
    kind = spec.classes.get(name)
    return bool(kind and kind.waiver and _DATE.fullmatch(str(kind.waiver).strip()))
