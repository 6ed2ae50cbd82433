"""A set of numbers that the members' page would like to show: all of them, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capacity.present.members_page.behind import Figure
    from capacity.present.members_page.release import Cell

Pair = tuple["Cell", "tuple[Figure, ...]"]
"""a number, and what suppliers bring to it"""


@dataclass(frozen=True)
class Wanted:
    """Numbers that are shown together or not at all."""

    name: str
    cells: tuple[Cell, ...]
    figures: tuple[Figure, ...] = ()
    """what suppliers bring to them"""
    needs: frozenset[str] = frozenset()
    """sets that tell at least as much of the same people: these numbers are shown only with them"""


def joined(name: str, pairs: list[Pair], needs: frozenset[str] = frozenset()) -> Wanted:
    """Return the set of some numbers with what suppliers bring to all of them."""
    return Wanted(name, tuple(cell for cell, _ in pairs), tuple(f for _, figures in pairs for f in figures), needs)
