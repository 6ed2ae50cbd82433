"""What several published figures tell together: each sum that can be worked out of them has to hide everybody.

Figures that add up the same members with other factors (months of two seasons, years with other ramps, scenarios that
move one class) are linear equations in what each kind of member brings. Whoever solves them reads the sums of single
kinds, as exactly as the rounding allows. A kind is made of members whom every figure treats alike; what is known of
its sum is known of nobody in it as long as the sum itself would be safe to publish. Where it would not, a linear
programme asks how large the sum may be, given all figures as they are rounded: an interval within p % of somebody's
amount is a disclosure.

Source: SDC handbook of the European statistical system, 4.3 (secondary suppression, feasibility intervals).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from capacity.present.release import COLLUDING, FEWEST_OWNERS, PERCENT, SNAP

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
    """(figure,) the largest"""


@dataclass(frozen=True)
class _Kind:
    """Members whose contributions can only be told apart from the others' together."""

    total: np.ndarray
    """(figure,) sum of their contributions"""
    known: float
    """share of it that the two largest owners know"""
    needed: float
    """how many times its true sum must be possible, so that nobody in it is known to within p %"""


def tell_nobody(figures: Figures) -> bool:
    """Return whether no amount of a single owner can be worked out of the figures to within p %.

    The attackers are two owners, in each kind the two who know most; they know all factors and every published figure.
    Kinds that would be safe by themselves need no programme; a figure to which nobody brings anything says nothing.
    """
    kinds = _kinds(figures)
    doubtful = [index for index, kind in enumerate(kinds) if kind.needed > 1]
    if not doubtful:
        return True
    return all(_is_hidden(figures, kinds, index) for index in doubtful)


def _is_hidden(figures: Figures, kinds: list[_Kind], index: int) -> bool:
    """Return whether a kind that is not safe by itself hides among the others, or behind the rounding."""
    total = figures.amounts[:, _told(figures)].sum(axis=0)
    exact = _may_be(kinds, index, total * (1 - EXACT), total * (1 + EXACT))
    if exact >= kinds[index].needed * (1 - SNAP):
        return True
    told = _told(figures)
    return _may_be(kinds, index, figures.least[told], figures.most[told]) >= BLURRED


def _told(figures: Figures) -> np.ndarray:
    """Return which figures have anything to say, (figure,)."""
    return figures.amounts.sum(axis=0) > 0


def _kinds(figures: Figures) -> list[_Kind]:
    """Return the kinds: members who answered in the same way and whose factors keep one proportion in every figure."""
    amounts = figures.amounts[:, _told(figures)]
    found: dict[tuple, list[int]] = {}
    for index in np.flatnonzero(amounts.any(axis=1)):
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
    known = ordered[:COLLUDING].sum(axis=0)[told] / total[told]
    largest, next_ones = ordered[0], ordered[1 : COLLUDING + 1].sum(axis=0)
    needed = ((1 + PERCENT) * largest + next_ones)[told] / total[told]
    few = (by_owner > 0).sum(axis=0)[told] < FEWEST_OWNERS
    wanted = np.where(few, 1 + PERCENT, 0.0)
    return _Kind(total, float(known.min()), _snapped(float(np.maximum(needed, wanted).max())))


def _snapped(needed: float) -> float:
    """Return 1 for what differs from it by no more than the last bits."""
    return 1.0 if abs(needed - 1) <= SNAP else needed


def _may_be(kinds: list[_Kind], index: int, least: np.ndarray, most: np.ndarray) -> float:
    """Return how many times its true sum a kind's sum may be at the most, given the ends of all figures, (figure,).

    The sums of all kinds are unknown but for what the attackers among them know; infinite where nothing bounds it.
    """
    matrix = np.stack([kind.total for kind in kinds], axis=1)
    scale = matrix.sum(axis=1)
    rows = np.concatenate([matrix, -matrix]) / np.concatenate([scale, scale])[:, None]
    limits = np.concatenate([most, -least]) / np.concatenate([scale, scale])
    aim = np.zeros(len(kinds))
    aim[index] = -1.0
    found = linprog(aim, A_ub=rows, b_ub=limits, bounds=[(kind.known, None) for kind in kinds], method="highs")
    if found.status == 3:
        return np.inf
    return -found.fun if found.status == 0 else 1.0
