"""Whether the financing of a party holds: cash inside the months, late money, terms against lives, least grant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from capacity.intake.quantities.units import DAYS_PER_MONTH
from capacity.model.bank.books import Books
from capacity.model.bank.measures import Cover
from capacity.model.bank.sources import OWN
from capacity.model.finance import (
    OVERDRAFT,
    Calendar,
    Limits,
    Mix,
    Position,
    cash_position,
    delayed,
    funding_gap,
    maturity_gap,
    smallest_grant_mix,
)
from capacity.model.future.loans import months_of
from capacity.model.uncertainty.distributions import median

if TYPE_CHECKING:
    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.uncertainty.draws import Draws

COVENANT = 1.2
"""lowest debt service cover asked for where nobody states one"""
SURETY = 0.8
"""share of the futures in which it must hold, where nobody states one"""
LATE = 6
"""months by which money is tried to come late"""
AT_END = Calendar(every=DAYS_PER_MONTH)
LINED = 256
"""draws in which cash is followed inside the months: the error of a chance is at most 0.031"""


def covenant(spec: "Spec", party: str) -> float:
    """Return the lowest debt service cover asked of a party: the highest of its loans', else the file's, else 1.2."""
    finance = spec.money
    asked = [finance.terms(loan).covenant for loan in finance.loans if loan.borrower == party]
    stated = [median(one) for one in asked if one] or ([median(finance.covenant)] if finance.covenant else [])
    return max(stated, default=COVENANT)


def surety_of(spec: "Spec") -> float:
    """Return the share of the futures in which a covenant must hold: the file's, else 0.8."""
    return median(spec.money.surety) if spec.money.surety else SURETY


def inside_months(books: Books, draws: int) -> Position:
    """Return a party's cash inside the months in its first draws, from its opening cash on (month, draw), nominal.

    Sales, purchases and work are paid on their calendars, what is paid at once evenly over the month, what owners draw
    too; investment, loans, grants, taxes and debt service at the month's end.
    """
    found = books.by_month.cash_flow
    some = slice(0, draws)
    level = np.broadcast_to(books.level, found["net cash flow"].shape)[:, some]
    moved = [(1, books.dues.receipts), (-1, books.dues.payments)]
    timed = {
        f"{sign} {calendar}": (sign * amount[:, some] * level, calendar)
        for sign, lines in moved
        for calendar, amount in lines.items()
    }
    accounts = books.monthly
    later = np.asarray(accounts.receivables - np.asarray(accounts.payables))
    operating = found["operating margin"] - np.asarray(accounts.stocks - _before(accounts.stocks))
    even = operating[:, some] - np.asarray(accounts.dividends)[:, some] - sum(line for line, _ in timed.values())
    rest = found["net cash flow"] - (operating - accounts.dividends - (later - _before(later)))
    lines = {"even": (even, Calendar()), "at end": (rest[:, some], AT_END), **timed}
    return cash_position(
        lines, np.broadcast_to(accounts.opening_cash, (books.level + found["tax paid"]).shape[1:])[some]
    )


def _before(stock: np.ndarray | float) -> np.ndarray | float:
    stock = np.asarray(stock, dtype=float)
    return np.concatenate([np.zeros_like(stock[:1]), stock[:-1]]) if stock.ndim else 0.0


@dataclass(frozen=True)
class Late:
    """What it takes to bridge money that comes late, each (draw,)."""

    gap: np.ndarray
    """the most that lacks at a month's end, money"""
    months: np.ndarray
    """months in which something lacks"""
    cost: np.ndarray
    """interest on what lacks, money"""


def late_money(books: Books, which: str, rate: np.ndarray | float, months: int = LATE) -> Late:
    """Return what lacks if a party's loans (or grants) come some months late and the purchases are not put off.

    Own contributions and the rest come as planned. What lacks is borrowed at a rate, 1/year.
    """
    sources = books.sources
    loans = sum((loan.drawn for name, loan in sources.loans.items() if name != OVERDRAFT), 0.0)
    grants = sum(sources.grants.values(), np.zeros((1, 1)))
    rest = sum(sources.equity.values(), np.zeros((1, 1)))
    parts = {"loans": loans + np.zeros_like(books.level), "grants": grants + np.zeros_like(books.level)}
    late = {name: delayed(line, months) if name == which else line for name, line in parts.items()}
    planned = funding_gap(sources.first, sum(parts.values()) + rest)
    gap = np.maximum(funding_gap(sources.first, sum(late.values()) + rest) - planned, 0.0)
    return Late(gap.max(axis=0), (gap > 1.0).sum(axis=0), gap.sum(axis=0) * rate / 12)


def own_share(spec: "Spec", party: str) -> float:
    """Return the least share that owners must pay themselves: the highest of their loans' products, else the file's."""
    finance = spec.money
    products = [finance.loan_products.get(loan.product or "") for loan in finance.loans if loan.borrower == party]
    stated = [median(product.own_share) for product in products if product and product.own_share]
    return max(stated, default=median(finance.own_share) if finance.own_share else 0.0)


def most_lent(spec: "Spec", draws: "Draws", party: str) -> float:
    """Return the most that lenders may give a party: the caps of its products times the borrowers who share; or inf."""
    finance, caps = spec.money, {}
    for loan in (loan for loan in finance.loans if loan.borrower == party):
        product = finance.loan_products.get(loan.product or "")
        if product is None or product.most is None:
            return np.inf
        caps[loan.product] = median(product.most) * float(draws.value(loan.among, 1.0)[0])
    return sum(caps.values()) if caps else np.inf


def to_finance(spec: "Spec", books: Books) -> np.ndarray:
    """Return what a party must find money for, (draw,): first purchases, and what it borrows for other purposes."""
    purposes = {f"finance.loans.{i}": loan.purpose for i, loan in enumerate(spec.money.loans)}
    other = [loan for path, loan in books.sources.loans.items() if purposes[path] != "investment"]
    return books.sources.first.sum(axis=0) + sum((loan.drawn.sum(axis=0) for loan in other), np.zeros(1))


def least_grant(spec: "Spec", draws: "Draws", books: Books, cover: Cover) -> Mix | None:
    """Return the mix with the smallest grant under which the debt is served as the covenant asks; None without loans.

    Own contribution first, then as much of the party's present loans, in their present proportions, as the cash carries
    in every year, then the grant up to its cap, each (draw,), money; what still lacks shows that it is not bankable.
    """
    drawn = sum((loan.drawn.sum(axis=0) for name, loan in books.monthly.loans.items() if name != OVERDRAFT), 0.0)
    if not np.any(drawn > 0):
        return None
    cost = to_finance(spec, books) + np.zeros(cover.cash.shape[1])
    of_one = np.divide(cover.service, drawn, out=np.zeros_like(cover.service), where=drawn > 0)
    finance = spec.money
    limits = Limits(
        covenant(spec, books.party),
        own_share(spec, books.party),
        median(finance.grant_share) if finance.grant_share else 1.0,
        most_lent(spec, draws, books.party),
    )
    return smallest_grant_mix(cost, cover.cash, of_one, limits)


def maturities(spec: "Spec", books: Books, working: float) -> Mapping[float, float]:
    """Return by how much what lasts longer than a term exceeds the money that stays as long, by months; central.

    Assets last their life (to the end of the horizon where none is stated), working capital for good; loans stay their
    term, grants and equity for good.
    """
    finance = spec.money
    uses: dict[float, np.ndarray] = {np.inf: np.array([working])}
    sources: dict[float, np.ndarray] = {}
    for path, item in ((path, finance.items[int(path.rpartition(".")[2])]) for path in books.sources.assets):
        life = median(item.life) if item.life else float(len(books.level))
        bought = books.sources.assets[path].bought[item.month, :1]
        uses[life] = uses.get(life, 0.0) + bought
    for path, schedule in books.sources.loans.items():
        term = float(months_of(finance.terms(finance.loans[int(path.rpartition(".")[2])]).term))
        sources[term] = sources.get(term, 0.0) + schedule.drawn.sum(axis=0)[:1]
    good = [*books.sources.grants.values(), *books.sources.equity.values()]
    sources[np.inf] = sum((line.sum(axis=0)[:1] for line in good), np.zeros(1))
    return {length: float(gap[0]) for length, gap in maturity_gap(uses, sources).items()}


def own_contribution(books: Books) -> np.ndarray:
    """Return what owners add to a party's first purchases, (month, draw)."""
    return books.sources.equity[OWN]
