"""What several published figures tell together: each sum that can be worked out of them has to hide everybody.

Figures that add up the same members with other factors (months of two seasons, years with other ramps, scenarios that
move one class) are linear equations in what each kind of member brings. Whoever solves them reads the sums of single
kinds, as exactly as the rounding allows. A kind is made of members whom every figure treats alike; what is known of
its sum is known of nobody in it as long as the sum itself would be safe to publish. Where it would not, a linear
programme asks how large the sum may be, given all figures as they are rounded: an interval within p % of somebody's
amount is a disclosure.

Source: SDC handbook of the European statistical system, 4.3 (secondary suppression, feasibility intervals).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np
from scipy.optimize import linprog

from capacity.present.members_page.release import COLLUDING, FEWEST_OWNERS, PERCENT, SNAP

EXACT = 1e-7
"""relative width of a figure that is known exactly: what a linear programme tells apart"""
BLURRED = 2.0
"""how many times a kind's true sum must be possible where nothing but rounding hides it"""


@dataclass(frozen=True)
class Figures:
    """Published figures of one product: who brings what to each, and how far each is rounded."""

    owners: np.ndarray
    """(member,)"""
    answers: np.ndarray
    """(member,) label of the way in which each has answered"""
    factors: np.ndarray
    """(member, factor) what a unit of its answers brings to each figure"""
    amounts: np.ndarray
    """(member, figure) contributions of the members to be protected"""
    least: np.ndarray
    """(figure,) the least sum of contributions that would be shown as the same number"""
    most: np.ndarray
    """(figure,) the largest; infinite where no number is shown but that it is enough"""


MOST_KINDS = 12
"""up to so many kinds every pair of attackers is looked at by itself; beyond, two in each kind at once"""


@dataclass(frozen=True)
class _Kind:
    """Members whose contributions can only be told apart from the others' together."""

    total: np.ndarray
    """(figure,) sum of their contributions"""
    known: np.ndarray
    """(attackers,) share of it that none, the largest one, the two largest owners know"""
    needed: np.ndarray
    """(attackers,) how many times its true sum must be possible, so that nobody else in it is known to within p %"""


def tell_nobody(figures: Figures) -> bool:
    """Return whether no amount of a single owner can be worked out of the figures to within p %.

    The attackers are two owners, in a kind those who know most; they know all factors and every published figure.
    Kinds that would be safe by themselves need no programme; a figure to which nobody brings anything says nothing.
    """
    kinds = _kinds(figures)
    doubtful = [index for index, kind in enumerate(kinds) if kind.needed.max() > 1]
    return all(_is_hidden(figures, kinds, index) for index in doubtful)


def _is_hidden(figures: Figures, kinds: list[_Kind], index: int) -> bool:
    """Return whether a kind that is not safe by itself hides among the others, or behind the rounding.

    First two attackers in every kind at once, which says too much; where that does not do, one in every kind instead
    of all pairs in two kinds; and only then pair by pair.
    """
    told = _told(figures)
    total, least, most = figures.amounts[:, told].sum(axis=0), figures.least[told], figures.most[told]
    number = (least > 0) & np.isfinite(most)
    exact = np.where(number, total * (1 - EXACT), least), np.where(number, total * (1 + EXACT), most)

    def hides(attackers: Sequence[int], needed: float) -> bool:
        if _may_be(kinds, index, *exact, attackers) >= needed * (1 - SNAP):
            return True
        return _may_be(kinds, index, least, most, attackers) >= BLURRED

    size, needed = len(kinds), kinds[index].needed
    if hides([COLLUDING] * size, needed.max()):
        return True
    pairs = [
        np.bincount(pair, minlength=size).tolist() for pair in combinations_with_replacement(range(size), COLLUDING)
    ]
    if hides([1] * size, needed[:COLLUDING].max()):
        pairs = [pair for pair in pairs if max(pair) == COLLUDING]
    return size <= MOST_KINDS and all(hides(pair, needed[pair[index]]) for pair in pairs)


def _told(figures: Figures) -> np.ndarray:
    """Return which figures have anything to say, (figure,)."""
    return figures.amounts.sum(axis=0) > 0


def _kinds(figures: Figures) -> list[_Kind]:
    """Return the kinds: members who answered in the same way and whose factors keep one proportion in every figure."""
    amounts = figures.amounts[:, _told(figures)]
    found: dict[tuple, list[int]] = {}
    for index in np.flatnonzero(amounts.any(axis=1)).tolist():
        factors = figures.factors[index] / figures.factors[index].max()
        found.setdefault((figures.answers[index], *np.round(factors / SNAP)), []).append(index)
    return [_kind(figures.owners[chosen], amounts[chosen]) for chosen in map(np.array, found.values())]


def _kind(owners: np.ndarray, amounts: np.ndarray) -> _Kind:
    """Return a kind from its members' amounts (member, figure)."""
    names, place = np.unique(owners.astype(str), return_inverse=True)
    by_owner = np.zeros((len(names), amounts.shape[1]))
    np.add.at(by_owner, place, amounts)
    ordered = -np.sort(-by_owner, axis=0)
    total = by_owner.sum(axis=0)
    told = total > 0
    ordered, total_told = np.vstack([ordered, np.zeros((COLLUDING, len(total)))])[:, told], total[told]
    few = np.where((by_owner > 0).sum(axis=0)[told] < FEWEST_OWNERS, 1 + PERCENT, 0.0)
    known, needed = [], []
    for attackers in range(COLLUDING + 1):
        known.append((ordered[:attackers].sum(axis=0) / total_told).min())
        wanted = ((1 + PERCENT) * ordered[0] + ordered[1 : attackers + 1].sum(axis=0)) / total_told
        others = len(names) > attackers
        needed.append(_snapped(float(np.maximum(wanted, few).max())) if others else 0.0)
    return _Kind(total, np.array(known), np.array(needed))


def _snapped(needed: float) -> float:
    """Return 1 for what differs from it by no more than the last bits."""
    return 1.0 if abs(needed - 1) <= SNAP else needed


def _may_be(kinds: list[_Kind], index: int, least: np.ndarray, most: np.ndarray, attackers: Sequence[int]) -> float:
    """Return how many times its true sum a kind's sum may be at the most, given the ends of all figures, (figure,).

    The sums of all kinds are unknown but for what the attackers, so many in each, know; infinite where nothing bounds
    it.
    """
    matrix = np.stack([kind.total for kind in kinds], axis=1)
    scale = matrix.sum(axis=1)
    rows = np.concatenate([matrix, -matrix]) / np.concatenate([scale, scale])[:, None]
    limits = np.concatenate([most, -least]) / np.concatenate([scale, scale])
    aim, told = np.zeros(len(kinds)), np.isfinite(limits)
    aim[index] = -1.0
    bounds = [(kind.known[count], None) for kind, count in zip(kinds, attackers, strict=True)]
    found = linprog(aim, A_ub=rows[told], b_ub=limits[told], bounds=bounds, method="highs")
    if found.status == 3:
        return np.inf
    return -found.fun if found.status == 0 else 1.0
