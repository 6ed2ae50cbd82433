"""What a bank asks of each borrower and of all together: books, measures, cover, cash inside the months, rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.model.bank.books import Books, consolidated, keep
from capacity.model.bank.eligibility import Rule, eligibility
from capacity.model.bank.financing import (
    LINED,
    Late,
    covenant,
    inside_months,
    late_money,
    least_grant,
    maturities,
)
from capacity.model.bank.measures import Worth, worth
from capacity.model.bank.payments import Trade, trades
from capacity.model.finance import Mix, Position
from capacity.model.gains.ledger import Ledger, Money
from capacity.model.gains.parties import parties
from capacity.model.uncertainty.draws import Draws

ALL = "consolidated"
"""all parties together"""


@dataclass(frozen=True)
class Judged:
    """A party's books in the central future or in the draws, and what they come to."""

    books: Books
    worth: Worth
    position: Position
    """cash inside the months; in the first 256 draws"""
    mix: Mix | None
    """with the smallest grant; None without loans"""


@dataclass(frozen=True)
class Borrower:
    """One party as a bank sees it."""

    party: str
    covenant: float
    central: Judged
    drawn: Judged
    rules: tuple[Rule, ...]
    late: Mapping[str, Late]
    """loans and grants six months late, in the draws"""
    maturities: Mapping[float, float]


@dataclass(frozen=True)
class CentralBooks:
    """A borrower's books in the central future, and what it trades: few numbers, kept with the study."""

    books: Books
    trades: tuple[Trade, ...]
    covenant: float


@dataclass(frozen=True)
class Bank:
    """Every borrower, and all parties together."""

    spec: Spec
    borrowers: Mapping[str, Borrower]
    """those with investments, loans or grants, in the file's order; then consolidated"""
    draws: int
    trades: Mapping[str, tuple[Trade, ...]]
    """what each borrower sells and buys in the central future"""


def central_books(bank: Bank | None) -> dict[str, CentralBooks]:
    """Return the central books of every borrower, without those of all together; none without money."""
    if bank is None:
        return {}
    return {
        party: CentralBooks(one.central.books, bank.trades[party], one.covenant)
        for party, one in bank.borrowers.items()
        if party != ALL
    }


def make_bank(money: Money) -> Bank | None:
    """Return what a bank asks for, from the books of the leading scenario; None without a finance block."""
    spec = money.central.case.spec
    if spec.finance is None:
        return None
    names = parties(spec)
    central, drawn = ({name: keep(ledger, name) for name in names} for ledger in (money.central, money.drawn))
    wanted = [name for name in names if borrows(spec, central[name])]
    sides = ((money.central, central), (money.drawn, drawn))
    found = {name: _borrower(spec, name, *((ledger, books[name]) for ledger, books in sides)) for name in wanted}
    if len(names) > 1:
        found[ALL] = _borrower(spec, ALL, *((ledger, consolidated(books.values(), ALL)) for ledger, books in sides))
    traded = {name: tuple(trades(money.central, name)) for name in wanted}
    return Bank(spec, found, money.drawn.draws.size, traded)


def borrows(spec: Spec, books: Books) -> bool:
    """Return whether a party has anything that a bank looks at: investments, loans, grants, or a credit line."""
    sources = books.sources
    return bool(sources.assets or sources.loans or sources.grants) or any(
        line.borrower == books.party for line in spec.money.credit_lines
    )


def _borrower(spec: Spec, name: str, central: tuple[Ledger, Books], drawn: tuple[Ledger, Books]) -> Borrower:
    asked = covenant(spec, name)
    one, many = (_judged(spec, ledger.draws, books, asked) for ledger, books in (central, drawn))
    rate = bridging_rate(spec, drawn[0].draws, name)
    late = {which: late_money(many.books, which, rate) for which in ("loans", "grants")}
    yearly = one.books.yearly
    tied = np.asarray(yearly.receivables + yearly.stocks - np.asarray(yearly.payables), dtype=float)
    working = max(float(tied.reshape(-1)[0]), 0.0)
    rules = () if name == ALL else tuple(eligibility(spec, central[0].draws, one.books))
    lasting = {} if name == ALL else maturities(spec, one.books, working)
    return Borrower(name, asked, one, many, rules, late, lasting)


def _judged(spec: Spec, draws: Draws, books: Books, asked: float) -> Judged:
    found = worth(spec, draws, books, asked)
    position = inside_months(books, min(draws.size, LINED))
    return Judged(books, found, position, least_grant(spec, draws, books, found.cover))


def bridging_rate(spec: Spec, draws: Draws, party: str) -> np.ndarray:
    """Return at which rate a party bridges a gap, 1/year (draw,): its credit line's, or the dearest loan's.

    The discount rate where there is neither.
    """
    finance = spec.money
    lines = [draws.value(line.rate) for line in finance.credit_lines if line.borrower == party]
    loans = [draws.value(rate) for rate in (finance.terms(loan).rate for loan in finance.loans) if rate]
    return np.maximum.reduce(np.broadcast_arrays(*(lines or loans or [draws.value(finance.discount_rate)])))
