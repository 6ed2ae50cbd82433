"""Rates of return of cash flows: every internal rate, the modified one, that of one over another; ratios."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.finance.discounting import npv
from capacity.model.finance.roots import rates_of_draws

LONGEST = 900
"""periods beyond which the coefficients of a cash flow's polynomial leave the range of numbers"""
BLOCK = 4000
"""draws handed over at a time, no power of 2, which would put all years of a draw in one place of the cache; results do
not depend on it"""


@dataclass(frozen=True)
class Rates:
    """Every internal rate of return above -100 % of each draw, 1/period.

    A rate at which the value only touches 0 counts twice. Where there are several, none of them is *the* rate: at some
    rates between them the project pays and at others it does not.
    """

    count: np.ndarray
    """how many rates a draw has (...draw), 0 where the flows have one sign or never come to nothing"""
    only: np.ndarray
    """the rate where there is just one (...draw), NaN elsewhere"""
    draw: np.ndarray
    """draws (flat index) that have several rates, once for each of their rates, ascending"""
    several: np.ndarray
    """the rates that go with `draw`, ascending within a draw"""
    total: np.ndarray
    """sum of the flows (...draw): without a rate it has the sign of the value at every rate"""

    @cached_property
    def rate(self) -> np.ndarray:
        """The one rate (...draw); of several the one above 0 % if just one is and none is 0 %; NaN otherwise.

        Below that rate, down to 0 %, the project then pays (or costs), and above it it does not. That the running total
        changes sign once and does not end at 0 is a sufficient sign of it (Norstrom 1972).
        """
        found = np.array(self.only, ndmin=1).ravel()
        gains = self.several >= 0
        owner, count = np.unique(self.draw[gains], return_counts=True)
        lone = np.isin(self.draw, owner[count == 1]) & (self.several > 0)
        found[self.draw[lone]] = self.several[lone]
        return found.reshape(self.only.shape)

    @cached_property
    def ranked(self) -> np.ndarray:
        """The rate by which futures are put in order (...draw): that of `rate`, and where there is none an infinity.

        Flows that are a loss at every rate (all losses, say) rank below every other, those that are a gain at every
        rate (without an outlay, say) above. NaN where there are several rates and none is the rate, and where nothing
        flows.
        """
        ends = np.select([self.total < 0, self.total > 0], [-np.inf, np.inf], np.nan)
        return np.where(self.count == 0, ends, self.rate)

    @cached_property
    def table(self) -> np.ndarray:
        """All rates (rate, ...draw), ascending, NaN where a draw has fewer."""
        rows = np.full((max(1, self.count.max(initial=0)), self.only.size), np.nan)
        rows[0] = self.only.ravel()
        first = np.searchsorted(self.draw, self.draw, side="left")
        rows[np.arange(len(self.draw)) - first, self.draw] = self.several
        return rows.reshape(-1, *self.only.shape)

    def of(self, draw: int = 0) -> list[float]:
        """Return the rates of one draw (flat index), ascending."""
        row = self.table.reshape(len(self.table), -1)[:, draw]
        return row[np.isfinite(row)].tolist()


def internal_rates(flows: np.ndarray) -> Rates:
    """Return every internal rate of return of flows (period, ...draw): all r > -1 with sum flow(k) / (1 + r)^k = 0.

    One change of sign among the flows means one rate (Descartes), which Halley's steps find; with more, the rates are
    counted and told apart on both sides of 0 % (see roots). Two rates nearer than about 1e-8 may count as one that
    touches 0. Flows that are not numbers, or more than 900 periods, are refused.
    """
    flows = np.asarray(flows, dtype=float)
    if len(flows) > LONGEST:
        raise InputError(
            f"a rate of return was asked of {len(flows)} periods, and {LONGEST} is the most",
            fix="sum the months into years first",
        )
    flat = flows.reshape(len(flows), -1)
    only, count = np.full(flat.shape[1], np.nan), np.zeros(flat.shape[1], dtype=int)
    room = (2 * len(flows) + 2) * BLOCK
    owner, rates, owners, several = np.empty(room, dtype=int), np.empty(room), [np.zeros(0, dtype=int)], [np.zeros(0)]
    for start in range(0, flat.shape[1], BLOCK):
        part = slice(start, start + BLOCK)
        used = rates_of_draws(np.ascontiguousarray(flat[:, part]), count[part], only[part], owner, rates)
        owners.append(owner[:used] + start)
        several.append(rates[:used].copy())
    if (count < 0).any():
        raise InputError("a cash flow holds something that is not a number", fix="look for divisions by 0 before it")
    shape = flows.shape[1:]
    told = (np.concatenate(owners), np.concatenate(several), flat.sum(axis=0).reshape(shape))
    return Rates(count.reshape(shape), only.reshape(shape), *told)


def irr(flows: np.ndarray) -> np.ndarray:
    """Return the internal rate of return of flows (period, ...draw), (...draw), 1/period; NaN without a single one.

    The only rate above -100 %, or of several the only one above 0 %. internal_rates gives all of them and their number.
    """
    return internal_rates(flows).rate


def modified_irr(flows: np.ndarray, finance_rate: np.ndarray | float, reinvest_rate: np.ndarray | float) -> np.ndarray:
    """Return the modified internal rate of return of flows (period, ...draw), (...draw), 1/period.

    (value of the gains at the end, reinvested / value of the outlays at the start, financed)^(1/n) - 1 with n = number
    of flows - 1. NaN without gains or without outlays, or with one flow.
    """
    flows = np.asarray(flows, dtype=float)
    steps = max(len(flows) - 1, 1)
    gains = npv(np.maximum(flows, 0), reinvest_rate, "start-year") * (1 + np.asarray(reinvest_rate)) ** steps
    outlays = npv(np.maximum(-flows, 0), finance_rate, "start-year")
    known = (gains > 0) & (outlays > 0) & (len(flows) > 1)
    ratio = np.divide(gains, outlays, out=np.full(np.shape(known), np.nan), where=known)
    return ratio ** (1 / steps) - 1


def ranked(rate: np.ndarray, flows: np.ndarray) -> np.ndarray:
    """Return a rate (...draw) of flows (period, ...draw) that exists only with gains and outlays, as futures rank.

    -inf where there are outlays alone, inf where there are gains alone, NaN where nothing flows.
    """
    gains, losses = ((flows * sign > 0).any(axis=0) for sign in (1, -1))
    return np.select([gains & losses, losses, gains], [rate, -np.inf, np.inf], np.nan)


def benefit_cost_ratio(
    benefits: np.ndarray, costs: np.ndarray, rate: np.ndarray | float, convention: str = "end-year"
) -> np.ndarray:
    """Return present value of benefits over that of costs, both positive (period, ...draw); NaN without costs."""
    return _ratio(npv(benefits, rate, convention), npv(costs, rate, convention))


def npv_ratio(
    flows: np.ndarray, investment: np.ndarray, rate: np.ndarray | float, convention: str = "end-year"
) -> np.ndarray:
    """Return net present value over the present value of investment (UNIDO's NPVR); NaN without investment.

    `investment` is positive (period, ...draw) and already taken off in `flows`. The profitability index is 1 more.
    """
    return _ratio(npv(flows, rate, convention), npv(investment, rate, convention))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)


def sign_changes(flows: np.ndarray) -> np.ndarray:
    """Return how often the flows (period, ...draw) change sign along the periods, zeros left out, (...draw).

    It bounds the number of internal rates, which falls short of it by an even number (Descartes 1637).
    """
    last, changes = np.zeros(np.shape(flows)[1:]), np.zeros(np.shape(flows)[1:], dtype=int)
    for sign in np.sign(flows):
        changes += sign * last < 0
        last = np.where(sign != 0, sign, last)
    return changes
