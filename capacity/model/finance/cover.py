"""Whether the cash covers the debt: service cover, loan-life and project-life cover, and how much debt it can carry.

Before or after grants is the caller's choice of cash; both are shown.
"""

import numpy as np


def service_cover(cash: np.ndarray, service: np.ndarray) -> np.ndarray:
    """Return DSCR = cash available / (principal + interest + fees), each (period, ...draw); NaN without service."""
    cash, service = np.broadcast_arrays(np.asarray(cash, dtype=float), np.asarray(service, dtype=float))
    return np.divide(cash, service, out=np.full(cash.shape, np.nan), where=service > 0)


def loan_life_cover(cash: np.ndarray, owed: np.ndarray, rate: np.ndarray | float) -> np.ndarray:
    """Return LLCR of each period (period, ...draw): present value of cash in the loan's life / debt; NaN without.

    `owed` is the debt at the start of each period, before its service. The cash of the periods from there to the last
    with debt is discounted at the loan's rate, 1/period, (...draw) or (period, ...draw), to the start of the period.
    """
    owed = np.asarray(owed, dtype=float)
    still = np.cumsum(owed[::-1] > 0, axis=0)[::-1] > 0
    return project_life_cover(np.where(still, cash, 0.0), owed, rate)


def project_life_cover(cash: np.ndarray, owed: np.ndarray, rate: np.ndarray | float) -> np.ndarray:
    """Return PLCR of each period (period, ...draw): as loan_life_cover, with the cash of all periods to the end."""
    cash, owed = np.broadcast_arrays(np.asarray(cash, dtype=float), np.asarray(owed, dtype=float))
    growth = np.broadcast_to(1 + np.asarray(rate, dtype=float), cash.shape)
    value = np.zeros((len(cash) + 1, *cash.shape[1:]))
    for period in range(len(cash) - 1, -1, -1):
        value[period] = (value[period + 1] + cash[period]) / growth[period]
    return np.divide(value[:-1], owed, out=np.full(cash.shape, np.nan), where=owed > 0)


def lowest(ratio: np.ndarray) -> np.ndarray:
    """Return the lowest ratio over periods (period, ...draw) with debt, (...draw); NaN where there are none."""
    known = np.isfinite(ratio)
    return np.where(known.any(axis=0), np.where(known, ratio, np.inf).min(axis=0), np.nan)[()]


def average_cover(cash: np.ndarray, service: np.ndarray, owed: np.ndarray | float = 0.0) -> np.ndarray:
    """Return the cash of a loan's life over the service of its life, (...draw); NaN without service.

    cash, service and what is owed at the start are (period, ...draw). The life lasts from the first period in which
    something is due or owed to the last one; what the periods between them bring counts, whatever is due in them. So a
    period with a stub of service weighs no more than its cash, as it would in a mean of ratios.
    """
    cash, service, owed = np.broadcast_arrays(*(np.asarray(line, dtype=float) for line in (cash, service, owed)))
    runs = (service > 0) | (owed > 0)
    life = (np.cumsum(runs, axis=0) > 0) & (np.cumsum(runs[::-1], axis=0)[::-1] > 0)
    due = service.sum(axis=0)
    whole = np.where(life, cash, 0.0).sum(axis=0)
    return np.divide(whole, due, out=np.full(np.shape(due), np.nan), where=due > 0)[()]


STUB = 0.75
"""share of the fullest period's service below which a period has a stub of it"""


def stubs(service: np.ndarray) -> np.ndarray:
    """Return in which periods less than three quarters of the fullest one's service is due (period, ...draw), booleans.

    The year in which a loan is drawn or ends, and years of grace: the cover of such a year says little.
    """
    service = np.asarray(service, dtype=float)
    return (service > 0) & (service < STUB * service.max(axis=0))


def at_start(ratio: np.ndarray) -> np.ndarray:
    """Return the ratio of the first period (period, ...draw) with debt, (...draw); NaN where there is none."""
    known = np.isfinite(ratio)
    return np.take_along_axis(np.asarray(ratio), np.argmax(known, axis=0)[None], axis=0)[0][()]


def debt_service_cover(cash: np.ndarray, service: np.ndarray) -> np.ndarray:
    """Return the lowest yearly ratio of cash available to debt service (year, ...draw), (...draw); NaN without debt."""
    return lowest(service_cover(cash, service))


def debt_capacity(cash: np.ndarray, service: np.ndarray, covenant: np.ndarray | float) -> np.ndarray:
    """Return the largest loan whose service the cash covers as often as the covenant asks, (...draw), not below 0.

    `service` is that of a loan of 1 (period, ...draw), which scales: the smallest over periods of cash / (covenant x
    service). Infinite without service.
    """
    cash, service = np.broadcast_arrays(np.asarray(cash, dtype=float), np.asarray(service, dtype=float))
    loan = np.divide(cash, service * covenant, out=np.full(cash.shape, np.inf), where=service > 0)
    return np.maximum(loan.min(axis=0), 0.0)
