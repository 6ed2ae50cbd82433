"""Measures of cash flows on arrays: net present value, internal rate of return, payback, debt service cover."""

import numpy as np

CONVENTIONS = {"end-year": 1.0, "start-year": 0.0, "mid-year": 0.5}
"""how many years the first year's flow is discounted"""


def npv(flows: np.ndarray, rate: np.ndarray | float, convention: str = "end-year") -> np.ndarray:
    """Return the net present value of yearly flows (year, draw), in their money, (draw,).

    sum of flow(k) / (1 + rate)^(k + shift), k = 0, 1, ...; the shift is 1 at the end of the year (Excel's NPV), 0 at
    its start (first year undiscounted: UNIDO, numpy-financial), 1/2 in its middle.
    """
    years = np.arange(flows.shape[0]).reshape(-1, *[1] * (flows.ndim - 1))
    return (flows / (1 + np.asarray(rate)) ** (years + CONVENTIONS[convention])).sum(axis=0)


def irr(flows: np.ndarray) -> np.ndarray:
    """Return the internal rate of return of yearly flows (year, draw), (draw,), 1/year.

    NaN where there is no single answer: flows of one sign, or both the flows and their running total changing sign
    more than once (Norstrom 1972 gives uniqueness otherwise). Found by bisection between -99 % and 10,000 % a year.
    """
    flows = np.asarray(flows, dtype=float).reshape(len(flows), -1)
    single = (sign_changes(flows) == 1) | ((sign_changes(np.cumsum(flows, axis=0)) == 1) & (sign_changes(flows) > 0))
    low, high = np.full(flows.shape[1], np.log(0.01)), np.full(flows.shape[1], np.log(101.0))
    rising = _at(flows, low) < 0
    bracketed = np.sign(_at(flows, low)) * np.sign(_at(flows, high)) < 0
    for _ in range(80):
        middle = (low + high) / 2
        below = (_at(flows, middle) > 0) ^ rising
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(single & bracketed, np.expm1((low + high) / 2), np.nan)


def _at(flows: np.ndarray, log_growth: np.ndarray) -> np.ndarray:
    value = np.zeros(flows.shape[1])
    for flow in flows[::-1]:
        value = value * np.exp(-log_growth) + flow
    return value


def sign_changes(flows: np.ndarray) -> np.ndarray:
    """Return how often the flows (year, draw) change sign along the years, zeros left out, (draw,)."""
    sign = np.sign(flows)
    last = np.zeros(flows.shape[1])
    changes = np.zeros(flows.shape[1], dtype=int)
    for row in sign:
        changes += (row * last < 0).astype(int)
        last = np.where(row != 0, row, last)
    return changes


def payback(flows: np.ndarray, convention: str = "end-year") -> np.ndarray:
    """Return the years from the start until the running total of yearly flows (year, draw) is made good, (draw,).

    Interpolated within the year that ends when the flow falls by the convention (see npv): with start-year the first
    flow is an outlay at time 0, with end-year it is spread over the first year. 0 if nothing is ever advanced, NaN if
    it is never made good. The last crossing counts: a total that sinks below zero again has not been paid back.
    """
    flows = np.asarray(flows, dtype=float).reshape(len(flows), -1)
    total = np.cumsum(flows, axis=0)
    negative = total < 0
    last = len(flows) - 1 - np.argmax(negative[::-1], axis=0)
    after = np.minimum(last + 1, len(flows) - 1)
    draw = np.arange(flows.shape[1])
    gap, gain = -total[last, draw], flows[after, draw]
    years = last + CONVENTIONS[convention] + np.divide(gap, gain, out=np.zeros_like(gap), where=gain > 0)
    years = np.where(negative.any(axis=0), years, 0.0)
    return np.where(negative[-1], np.nan, years)


def debt_service_cover(cash: np.ndarray, service: np.ndarray) -> np.ndarray:
    """Return the lowest yearly ratio of cash available to debt service (year, draw), (draw,); NaN without debt."""
    ratio = np.divide(cash, service, out=np.full(cash.shape, np.inf), where=service > 0)
    lowest = ratio.min(axis=0)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def loan_schedule(
    amount: np.ndarray, rate: np.ndarray, term: int, grace: int = 0, pays: str = "annuity"
) -> tuple[np.ndarray, np.ndarray]:
    """Return interest and principal of a loan by period, each (period, draw), in the amount's money.

    `rate` is per period. In the grace periods only interest is paid; then level payments (annuity), equal principal,
    or everything at the end (bullet). The balance ends at zero.
    """
    amount, rate = np.broadcast_arrays(np.atleast_1d(amount).astype(float), np.atleast_1d(rate).astype(float))
    interest, principal = np.zeros((term, len(amount))), np.zeros((term, len(amount)))
    balance, left = amount.copy(), max(1, term - grace)
    growth = np.where(rate > 0, -np.expm1(-left * np.log1p(rate)), 1.0)
    level = np.where(rate > 0, amount * rate / growth, amount / left)
    for period in range(term):
        interest[period] = balance * rate
        if period == term - 1:
            principal[period] = balance
        elif period >= grace and pays != "bullet":
            principal[period] = level - interest[period] if pays == "annuity" else amount / left
        balance = balance - principal[period]
    return interest, principal
