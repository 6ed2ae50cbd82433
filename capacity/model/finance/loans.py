"""Loans by period: drawn in tranches, with grace, capitalised interest and fees, repaid by several plans; overdrafts.

A tranche is drawn at the end of its period unless stated otherwise, and bears interest from the next. Whatever the
plan, each payment takes its share of what is still owed, so that the loan ends at zero also when a rate changes or a
tranche comes late: shares are r / ((1 + r)^left - 1) for an annuity, 1 / left for equal principal, 0 and at last 1 for
a bullet, and weight / weights left for a profile of one's own.
"""

from dataclasses import dataclass, replace

import numpy as np

from capacity.intake.findings import InputError

PLANS = ("annuity", "equal", "bullet", "profile")


@dataclass(frozen=True)
class Terms:
    """What a lender asks; periods are those of the schedule (months, years), rates are per period."""

    rate: np.ndarray | float
    """1/period, (draw,) or (period, draw) where it changes; a yearly loan rate by month is the rate / 12"""
    term: int
    """periods from the first tranche to the last payment, grace included"""
    grace: int = 0
    """periods after the first tranche without principal"""
    interest_grace: int = 0
    """periods after the first tranche whose interest is added to the debt instead of paid"""
    pays: str = "annuity"
    """annuity, equal (principal), bullet, or profile"""
    profile: tuple[float, ...] = ()
    """weights of the payments of principal after grace, for pays = profile; 0 where none falls due"""
    drawn_at: str = "end"
    """end: interest begins with the next period; start: with the tranche's own, which is the first of the term"""
    upfront_fee: np.ndarray | float = 0.0
    """share of each tranche, paid when it is drawn"""
    commitment_fee: np.ndarray | float = 0.0
    """share a period of what is agreed and not yet drawn"""

    def __post_init__(self) -> None:
        """Refuse terms that cannot be kept."""
        payments = self.term - min(self.grace, self.term - 1)
        if self.pays not in PLANS or self.drawn_at not in ("start", "end"):
            raise InputError(
                f"a loan pays {self.pays!r}, drawn at the {self.drawn_at!r} of a period",
                fix=f"take one of {', '.join(PLANS)}, drawn at the start or end",
            )
        if self.term < 1:
            raise InputError(f"a loan's term is {self.term} periods", fix="give at least 1")
        if self.pays == "profile" and (len(self.profile) != payments or min(self.profile) < 0 or not self.profile[-1]):
            raise InputError(
                f"a loan of {payments} payments after grace has a profile of {len(self.profile)} weights",
                fix="give one weight for each payment, none below 0, the last above 0",
            )


@dataclass(frozen=True)
class Schedule:
    """A loan by period, each (period, draw), in money; all but `revaluation` not negative.

    balance = balance before + drawn + capitalised + revaluation - principal.
    """

    drawn: np.ndarray
    interest: np.ndarray
    """charged in the period, paid or capitalised"""
    capitalised: np.ndarray
    """the part of the interest that is added to the debt"""
    principal: np.ndarray
    fees: np.ndarray
    balance: np.ndarray
    """owed at the end of the period"""
    revaluation: np.ndarray
    """what a change of the exchange rate adds to the debt; 0 in one's own currency"""

    @property
    def service(self) -> np.ndarray:
        """Interest paid, principal and fees."""
        return self.interest - self.capitalised + self.principal + self.fees

    @property
    def owed(self) -> np.ndarray:
        """Owed at the start of the period."""
        return np.concatenate([np.zeros_like(self.balance[:1]), self.balance[:-1]])


def borrow(drawn: np.ndarray, terms: Terms) -> Schedule:
    """Return the schedule of a loan from its tranches (period, draw) and terms.

    Each draw counts its term from its own first tranche. Payments after the last period are left out, and stand in the
    last balance. A tranche after the last payment is refused.
    """
    drawn = np.asarray(drawn, dtype=float)
    drawn = drawn.reshape(len(drawn), -1)
    early = terms.drawn_at == "start"
    rate = _by_period(terms.rate, drawn)
    age = np.arange(len(drawn))[:, None] - np.argmax(drawn > 0, axis=0) + early
    if ((drawn > 0) & (age > terms.term)).any():
        raise InputError(
            "a tranche of a loan is drawn after its last payment", fix="lengthen the term or draw it earlier"
        )
    share = _share(terms, age, rate)
    balance, lines = np.zeros(drawn.shape[1]), {name: np.zeros_like(drawn) for name in LINES}
    for period, tranche in enumerate(drawn):
        balance = balance + tranche * early
        interest = balance * rate[period]
        capitalised = np.where(age[period] <= terms.interest_grace, interest, 0.0)
        principal = balance * share[period]
        balance = balance + capitalised - principal + tranche * (not early)
        for name, value in zip(LINES, (interest, capitalised, principal, balance), strict=True):
            lines[name][period] = value
    undrawn = np.where((age >= 0) & (age <= terms.term), drawn.sum(axis=0) - np.cumsum(drawn, axis=0), 0.0)
    fees = drawn * terms.upfront_fee + np.maximum(undrawn, 0.0) * terms.commitment_fee
    return Schedule(
        drawn, lines["interest"], lines["capitalised"], lines["principal"], fees, lines["balance"], 0 * drawn
    )


LINES = ("interest", "capitalised", "principal", "balance")


def _by_period(rate: np.ndarray | float, drawn: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.asarray(rate, dtype=float), drawn.shape)


def _share(terms: Terms, age: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return which share of the debt is paid back at each age of the loan, periods since the first tranche."""
    left = np.maximum(terms.term - age + 1, 1)
    if terms.pays == "annuity":
        growth = np.expm1(left * np.log1p(rate))
        share = np.divide(rate, growth, out=1.0 / left, where=growth != 0)
    elif terms.pays == "equal":
        share = 1.0 / left
    elif terms.pays == "bullet":
        share = np.zeros(left.shape)
    else:
        weights = np.array(terms.profile)
        place = np.clip(len(weights) - left, 0, len(weights) - 1)
        share = (weights / np.cumsum(weights[::-1])[::-1])[place]
    share = np.where(left == 1, 1.0, share)
    return np.where((age > terms.grace) | (left == 1), share, 0.0) * ((age >= 1) & (age <= terms.term))


def fixed_markup(cost: np.ndarray, markup: np.ndarray | float, term: int, grace: int = 0) -> Schedule:
    """Return the schedule of goods bought by the lender and sold on at cost + mark-up (murabaha), by period.

    `cost` (period, draw) is what the lender pays, in one period of each draw; the mark-up, a share of the cost, is
    fixed and does not grow. Cost and mark-up are paid in equal parts after grace, the mark-up standing in the line of
    interest; no part of it is paid in grace, and none is saved by paying early. The rate it comes to is irr of the
    flows.
    """
    plan = borrow(cost, Terms(0.0, term, grace, pays="equal"))
    return replace(plan, interest=plan.principal * markup)


def in_local_money(loan: Schedule, exchange: np.ndarray) -> Schedule:
    """Return a loan in a foreign currency in local money, at a path of exchange rates, local/foreign (period, draw).

    Flows at the rate of their period, the debt at the rate of the period's end; what the debt grows by the exchange
    rate alone is the revaluation, a loss where positive.
    """
    exchange = np.broadcast_to(exchange, loan.drawn.shape)
    lines = (loan.drawn, loan.interest, loan.capitalised, loan.principal, loan.fees, loan.balance)
    drawn, interest, capitalised, principal, fees, balance = (line * exchange for line in lines)
    before = np.concatenate([np.zeros_like(balance[:1]), balance[:-1]])
    return Schedule(
        drawn, interest, capitalised, principal, fees, balance, balance - before - drawn - capitalised + principal
    )


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
