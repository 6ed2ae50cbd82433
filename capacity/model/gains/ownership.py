"""Whose goods stand in a pool: what comes in is mixed with what is in store, and goes out in proportion."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.model.gains.terms import ratio, total

Shares = dict[int, np.ndarray]
"""by unit, (month, draw) or thinner"""


@dataclass(frozen=True)
class Owned:
    """Whose share of a pool's goods is how large when goods go out, and when the month opens."""

    going_out: Shares
    opening: Shares


def ownership(coming_in: Mapping[int, np.ndarray], opening: np.ndarray, lost: np.ndarray, keeps: int) -> Owned:
    """Return each owner's share of the goods of a pool, given what each has brought in every month, P/month.

    Goods in store and new ones are mixed: an owner's share is (opening share x (opening - lost) + brought) / all.
    Where nothing stands in the pool, shares are those of what is brought over all months, so that they sum to 1.
    """
    if len(coming_in) == 1:
        everything = {unit: np.ones((1, 1)) for unit in coming_in}
        return Owned(everything, everything)
    usual = {unit: amount.sum(axis=0, keepdims=True) for unit, amount in coming_in.items()}
    usual = _parts(usual, {unit: np.full((1, 1), 1 / len(coming_in)) for unit in coming_in})
    if not keeps:
        return Owned(_parts(dict(coming_in), usual), usual)
    return _mixed(coming_in, opening, lost, usual)


def _parts(amounts: Mapping[int, np.ndarray], otherwise: Shares) -> Shares:
    whole = total(amounts.values())
    return {unit: np.where(whole > 0, ratio(amount, whole), otherwise[unit]) for unit, amount in amounts.items()}


def _mixed(coming_in: Mapping[int, np.ndarray], opening: np.ndarray, lost: np.ndarray, usual: Shares) -> Owned:
    brought = {unit: np.broadcast_to(amount, opening.shape) for unit, amount in coming_in.items()}
    going_out, at_opening = ({unit: np.empty(opening.shape) for unit in coming_in} for _ in range(2))
    share = {unit: np.broadcast_to(part, (1, opening.shape[1]))[0] for unit, part in usual.items()}
    for month in range(len(opening)):
        stock = opening[month] - lost[month]
        new = _parts({unit: share[unit] * stock + brought[unit][month] for unit in coming_in}, share)
        for unit in coming_in:
            at_opening[unit][month], going_out[unit][month] = share[unit], new[unit]
        share = new
    return Owned(going_out, at_opening)
