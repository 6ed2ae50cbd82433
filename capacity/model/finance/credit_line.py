"""An overdraft: drawn when cash would fall below what must stay, paid back as soon as there is more."""

import numpy as np

from capacity.model.finance.loans import Schedule


def overdraft(
    flow: np.ndarray,
    rate: np.ndarray | float,
    limit: np.ndarray | float = np.inf,
    keep: np.ndarray | float = 0.0,
    opening: np.ndarray | float = 0.0,
) -> Schedule:
    """Return the schedule of an overdraft from the net cash flow before it (period, draw), in its money.

    Interest, 1/period, is on what is owed at the start of a period and is paid in it, if need be by drawing more. Up to
    `limit` is lent so that `keep` stays in cash; what lacks beyond shows as cash below `keep`. `opening` is the cash at
    the start.
    """
    flow = np.asarray(flow, dtype=float)
    cash = np.broadcast_to(np.asarray(opening, dtype=float), flow.shape[1:])
    balance = np.zeros(flow.shape[1:])
    lines = np.zeros((4, *flow.shape))
    for period, net in enumerate(flow):
        interest = balance * rate
        lacks = keep - (cash + net - interest)
        drawn = np.clip(lacks, 0.0, np.maximum(limit - balance, 0.0))
        repaid = np.minimum(np.maximum(-lacks, 0.0), balance)
        balance = balance + drawn - repaid
        cash = cash + net - interest + drawn - repaid
        lines[:, period] = drawn, interest, repaid, balance
    drawn, interest, principal, owed = lines
    nothing = np.zeros_like(flow)
    return Schedule(drawn, interest, nothing, principal, nothing, owed, nothing)
