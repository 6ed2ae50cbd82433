"""Who pays: sources matched to what they pay for, what lacks in which month, and the smallest grant that will do."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.finance.cover import debt_capacity


def delayed(flow: np.ndarray, periods: np.ndarray | int) -> np.ndarray:
    """Return a flow (period, draw) that comes some periods late (draw,); what falls after the last is not there."""
    flow = np.asarray(flow, dtype=float)
    late = np.broadcast_to(np.asarray(periods, dtype=int), flow.shape[1:])
    if (late < 0).any():
        raise InputError(f"a payment is {-late.min()} periods early", fix="give a delay of 0 or more")
    from_period = np.arange(len(flow)).reshape(-1, *[1] * late.ndim) - late
    moved = np.take_along_axis(flow, np.maximum(from_period, 0), axis=0)
    return np.where(from_period >= 0, moved, 0.0)


def funding_gap(uses: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Return what lacks at the end of each period (period, ...draw): uses so far beyond sources so far, or 0.

    What comes early waits for later uses; a gap closes when sources catch up. Its largest value is the bridge needed.
    """
    return np.maximum(np.cumsum(np.asarray(uses) - sources, axis=0), 0.0)


def maturity_gap(uses: Mapping[float, np.ndarray], sources: Mapping[float, np.ndarray]) -> dict[float, np.ndarray]:
    """Return, for each length of time, by how much uses that last longer exceed sources that stay as long (draw,).

    Keys are periods: the life of what is bought (working capital for good: inf) and the term of what pays for it
    (equity and grants: inf). Above 0, long things are paid for with money that must be returned sooner.
    """
    lengths = sorted({*uses, *sources})
    return {
        length: np.maximum(
            sum(amount for life, amount in uses.items() if life >= length)
            - sum(amount for term, amount in sources.items() if term >= length),
            0.0,
        )
        for length in lengths
    }


@dataclass(frozen=True)
class Limits:
    """What lenders and donors ask; each a number or (draw,)."""

    covenant: np.ndarray | float
    """lowest debt service cover"""
    own_share: np.ndarray | float = 0.0
    """least own contribution, share of the cost"""
    grant_share: np.ndarray | float = 1.0
    """largest grant, share of the cost"""
    loan: np.ndarray | float = np.inf
    """largest loan to the borrower, money"""


@dataclass(frozen=True)
class Mix:
    """How a cost is paid for, each (draw,), money: own + loan + grant + lacking = cost."""

    own: np.ndarray
    loan: np.ndarray
    grant: np.ndarray
    lacking: np.ndarray
    """what neither the cash can carry as debt nor the grant's cap allows: above 0 the mix is not bankable"""


def smallest_grant_mix(cost: np.ndarray, cash: np.ndarray, service: np.ndarray, limits: Limits) -> Mix:
    """Return the mix with the smallest grant for a cost (draw,): own contribution first, then debt, then the grant.

    Debt is what the cash (period, draw) carries under the covenant, `service` being that of a loan of 1, and not above
    the lender's cap.
    """
    cost = np.asarray(cost, dtype=float)
    own = cost * np.clip(limits.own_share, 0.0, 1.0)
    capacity = debt_capacity(cash, service, limits.covenant)
    loan = np.minimum(np.minimum(capacity, limits.loan), cost - own)
    grant = np.minimum(cost - own - loan, cost * limits.grant_share)
    return Mix(own, loan, grant, cost - own - loan - grant)
