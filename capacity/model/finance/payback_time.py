"""When what was advanced has come back: payback, discounted or not, from the start or from first production."""

import numpy as np

from capacity.model.finance.discounting import discounted, shift

MAY_LACK = 1e-9
"""share of what was laid out that may lack in what has come back"""


def payback(flows: np.ndarray, convention: str = "end-year") -> np.ndarray:
    """Return the periods from the start until the running total of flows (period, ...draw) is made good, (...draw).

    Interpolated within the period that ends when the flow falls by the convention (see npv): with start-year the first
    flow is an outlay at time 0, with end-year it is spread over the first year. 0 if nothing is ever advanced, NaN if
    it is never made good. The last crossing counts: a total that sinks below zero again has not been paid back.
    """
    flows = np.asarray(flows, dtype=float)
    total = np.cumsum(flows, axis=0)
    negative = total < 0
    after = np.minimum(_good_from(negative), len(flows) - 1)
    last = np.where(negative[-1], len(flows) - 1, after - 1)
    gap, gain = (np.take_along_axis(of, at[None], axis=0)[0] for of, at in ((-total, last), (flows, after)))
    periods = last + shift(convention) + np.divide(gap, gain, out=np.zeros_like(gap), where=gain > 0)
    periods = np.where(negative.any(axis=0), periods, 0.0)
    return np.where(negative[-1], np.nan, periods)[()]


def payback_month(flows: np.ndarray, outlay: np.ndarray, since: np.ndarray | int | None = None) -> np.ndarray:
    """Return the first month from which the running total of flows (month, ...draw) stays at or above 0, (...draw).

    Whole months, counted from the first outlay (month, ...draw, above 0), which the flows already take off, or from the
    month `since`; not below 0. Infinite where the total ends below 0: never. NaN without an outlay, for then there is
    nothing to be made good. A lack of less than a billionth of what was laid out is rounding.
    """
    spent = np.cumsum(np.maximum(outlay, 0.0), axis=0)
    short = np.cumsum(flows, axis=0) < -MAY_LACK * spent
    begins = np.argmax(spent > 0, axis=0) if since is None else since
    months = np.where(short[-1], np.inf, np.maximum(_good_from(short) - begins, 0))
    return np.where(spent[-1] > 0, months, np.nan)[()]


def _good_from(short: np.ndarray) -> np.ndarray:
    """Return the first period from which on nothing is short (period, ...draw), (...draw); their number if none."""
    return np.where(short.any(axis=0), len(short) - np.argmax(short[::-1], axis=0), 0)


def discounted_payback(flows: np.ndarray, rate: np.ndarray | float, convention: str = "end-year") -> np.ndarray:
    """Return the periods until the discounted flows (period, ...draw) have made good what was advanced, (...draw)."""
    return payback(discounted(flows, rate, convention), convention)


def first_production(production: np.ndarray, convention: str = "end-year") -> np.ndarray:
    """Return when the first period with production (period, ...draw) begins, periods from the start; NaN without any.

    A period's flow falls at its end under end-year; under start-year flow k falls at time k, and its period, but for
    the outlay at time 0, is the one before that.
    """
    runs = np.asarray(production) > 0
    start = np.maximum(np.argmax(runs, axis=0) - 1 + shift(convention), 0.0)
    return np.where(runs.any(axis=0), start, np.nan)[()]


def payback_from_production(
    flows: np.ndarray, production: np.ndarray, rate: np.ndarray | float = 0.0, convention: str = "end-year"
) -> np.ndarray:
    """Return the periods from first production until the flows, discounted at a rate, are made good, (...draw).

    NaN where that never comes, or nothing is ever produced; not below 0.
    """
    since = discounted_payback(flows, rate, convention) - first_production(production, convention)
    return np.maximum(since, 0.0)
