"""The books of a party: what it earns, owns and owes, by month and by year, in the money of each month (nominal)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from capacity.model.bank.partners import payouts
from capacity.model.bank.payments import Dues, not_yet_paid, party_dues, stocks_always_held, stocks_at_cost
from capacity.model.bank.sources import Sources, added, party_sources
from capacity.model.bank.taxes import tax_due, taxed, value_added
from capacity.model.calendar.dated import price_level
from capacity.model.finance import Accounts, Assets, Schedule, Statements, by_year, increase, make_statements, settled
from capacity.model.future.case import Case
from capacity.model.gains.terms import NOTHING
from capacity.model.potential.joining import joined_sums, who_joins
from capacity.model.uncertainty.draws import Draws

if TYPE_CHECKING:
    from capacity.model.gains.ledger import Ledger


@dataclass(frozen=True)
class Books:
    """The accounts of a party by month, each line (month, draw), and what they are judged by."""

    party: str
    dues: Dues
    """in prices of the start"""
    sources: Sources
    monthly: Accounts
    """nominal, with taxes"""
    level: np.ndarray
    """the price level (month, draw), 1 in the first month"""
    without: np.ndarray
    """what the party would have without the cluster, after tax, nominal (month, draw)"""
    drawn: np.ndarray
    """what its owners live on, nominal (month, draw); it comes before the debt"""
    borrowing: np.ndarray
    """share of the party's cash that belongs to those who have borrowed, (year, draw): see borrowing_share"""
    payouts: Mapping[str, np.ndarray]
    """what partners get after the debt is served, nominal (month, draw), by path in the file"""

    @cached_property
    def yearly(self) -> Accounts:
        """Return the accounts by year: flows summed, balances at the year's end."""
        return in_years(self.monthly)

    @cached_property
    def by_month(self) -> Statements:
        """Return the statements by month."""
        return make_statements(self.monthly)

    @cached_property
    def by_year(self) -> Statements:
        """Return the statements by year; they are checked to balance in every year and draw."""
        return make_statements(self.yearly)


def keep(ledger: "Ledger", party: str) -> Books:
    """Return the books of a party: its accounts with the cluster, investments, financing, working capital and taxes.

    Owners draw what they would have without the cluster (finance.drawings: as_without; nothing where that is a loss),
    or only what they use at home.
    """
    spec, draws = ledger.case.spec, ledger.settled
    months = ledger.flows.sizes["month"]
    level = price_level(spec.money, draws, spec.start, months)
    dues, sources = party_dues(ledger, party), party_sources(spec, draws, level, party)
    without = _without(ledger, party, level)
    sales = {name: line * level for name, line in dues.sales.items()}
    costs = {name: line * level for name, line in dues.costs.items()}
    fees = _fees(ledger, party, level)
    stocks = stocks_at_cost(ledger, party) * level
    drawn = np.maximum(without, 0.0) if spec.money.drawings == "as_without" else sales["kept at home"]
    kept = np.broadcast_to(stocks, (months, draws.size))
    always = stocks_always_held(ledger, party) * level
    accounts = Accounts(
        sales=sales | fees["sales"],
        costs=costs | fees["costs"] | ({"change in stocks": -increase(kept)} if np.any(kept) else {}),
        subsidies=sources.subsidies,
        assets=sources.assets,
        loans=sources.loans,
        equity=sources.equity,
        grants=sources.grants,
        dividends=drawn,
        receivables=not_yet_paid(dues.receipts, level),
        payables=not_yet_paid(dues.payments, level),
        stocks=kept + always,
        tax_owed=value_added(ledger, party, sales, costs, sources.assets),
        opening_cash=draws.value(spec.money.opening_cash.get(party)),
    )
    accounts = _charged(ledger, party, accounts)
    shared = payouts(spec.money, draws, party, accounts)
    accounts = replace(accounts, dividends=drawn + sum(shared.values()))
    borrowing = borrowing_share(ledger.case, draws, months, party)
    return Books(party, dues, sources, accounts, level, without, drawn, borrowing, shared)


def borrowing_share(case: Case, draws: Draws, months: int, party: str) -> np.ndarray:
    """Return the share of a class that has borrowed, (year, draw), by sampling weight; 1 where all of it has.

    A loan says `among` how many members share it: of several loans of a class the most, for they go to the same people
    as far as they can. Where one does not say it, the whole class carries its debt. A year's share is of its mean of
    members who have joined, at most 1.
    """
    loans = [loan for loan in case.spec.money.loans if loan.borrower == party]
    if party not in case.spec.classes or not loans or any(loan.among is None for loan in loans):
        return np.ones((1, 1))
    among = np.maximum.reduce([draws.value(loan.among) + np.zeros(1) for loan in loans])
    here, years = case.members[case.members["cls"] == party], months // 12
    (count,) = joined_sums(case.spec, who_joins(here), np.ones((len(here), 1)), draws, months)
    joined = np.broadcast_to(count, (months, draws.size))[: 12 * years].reshape(years, 12, -1).mean(axis=1)
    return np.where(joined > among, among / np.where(joined > 0, joined, 1.0), 1.0)


def _without(ledger: "Ledger", party: str, level: np.ndarray) -> np.ndarray:
    """Return what a party would have without the cluster after its tax, nominal (month, draw)."""
    accounts = ledger.accounts
    income = accounts.parties["without_cluster"].sel(party=party).values * level
    output = accounts.outputs.get(party)
    sold = accounts.before.turnover.get(party, 0.0) + (output.sold_without if output else 0.0)
    tax = ledger.case.spec.money.taxes.get(party)
    return income - tax_due(ledger, tax, income, np.broadcast_to(sold * level, income.shape))


def _fees(ledger: "Ledger", party: str, level: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Return what a party pays and gets of the members' fees, nominal; nothing where it has no part in any."""
    lines, fees = ledger.accounts.parties.sel(party=party), ledger.case.spec.money.fees
    sides = (("sales", "fees_received", {fee.to for fee in fees}), ("costs", "fees_paid", {fee.pays for fee in fees}))
    return {
        side: {"members' fees": lines[line].values * level} if party in names else {} for side, line, names in sides
    }


def _charged(ledger: "Ledger", party: str, accounts: Accounts) -> Accounts:
    """Return the accounts with taxes and the credit line, which agree: interest lowers tax, tax is paid from cash."""
    finance, draws = ledger.case.spec.money, ledger.draws
    tax, lines = finance.taxes.get(party), [line for line in finance.credit_lines if line.borrower == party]
    if not lines:
        return taxed(ledger, tax, accounts)
    terms = {
        "rate": draws.value(lines[0].rate) / 12,
        "limit": draws.value(lines[0].limit, np.inf),
        "keep": draws.value(lines[0].keep),
    }
    return settled(accounts, partial(taxed, ledger, tax), **terms)


def in_years(monthly: Accounts) -> Accounts:
    """Return accounts by month as accounts by year: flows summed, balances as they stand at the year's end."""
    months = len(next(iter(monthly.sales.values())))
    found: dict[str, Any] = {name: _summed(getattr(monthly, name), months) for name in _FLOWS}
    found |= {name: _at_end(getattr(monthly, name), months) for name in _STOCKS}
    return replace(
        monthly,
        **found,
        assets={name: _parts_in_years(item, ("book",), months) for name, item in monthly.assets.items()},
        loans={name: _parts_in_years(loan, ("balance",), months) for name, loan in monthly.loans.items()},
    )


_FLOWS = ("sales", "costs", "subsidies", "equity", "grants", "tax", "dividends")
_STOCKS = ("tax_owed", "receivables", "stocks", "payables")
Parts = TypeVar("Parts", Assets, Schedule)


def _summed(lines: Mapping | np.ndarray | float, months: int) -> dict | np.ndarray | float:
    if isinstance(lines, Mapping):
        return {name: _summed(line, months) for name, line in lines.items()}
    return by_year(np.broadcast_to(lines, (months, *np.shape(lines)[1:]))) if np.ndim(lines) else lines


def _at_end(stock: np.ndarray | float, months: int) -> np.ndarray | float:
    return np.asarray(stock)[11 : months // 12 * 12 : 12] if np.ndim(stock) else stock


def _parts_in_years(parts: Parts, stocks: tuple[str, ...], months: int) -> Parts:
    found: dict[str, Any] = {
        name: _at_end(line, months) if name in stocks else _summed(line, months) for name, line in vars(parts).items()
    }
    return type(parts)(**found)


def consolidated(books: Iterable[Books], name: str = "consolidated") -> Books:
    """Return the books of all parties as one: what they pay each other falls out, debts and balances add up."""
    books = list(books)
    dues = Dues(_joined(b.dues.sales for b in books), _joined(b.dues.costs for b in books), {}, {})
    kinds = ("assets", "loans", "grants", "equity", "subsidies")
    parts = {kind: _united(getattr(b.sources, kind) for b in books) for kind in kinds}
    sources = Sources(**parts, first=sum((b.sources.first for b in books), NOTHING))
    accounts = [b.monthly for b in books]
    sales, costs = _joined(a.sales for a in accounts), _joined(a.costs for a in accounts)
    for inner in ("to other parties", "members' fees"):
        sales.pop(inner, None)
    for inner in ("from other parties", "members' fees"):
        costs.pop(inner, None)
    added = ("tax", "tax_owed", "dividends", "receivables", "stocks", "payables", "opening_cash")
    monthly = Accounts(
        sales=sales,
        costs=costs,
        subsidies=sources.subsidies,
        assets=sources.assets,
        loans=_united(a.loans for a in accounts),
        equity=sources.equity,
        grants=sources.grants,
        **{field: sum(getattr(a, field) for a in accounts) for field in added},
    )
    shared = _united(b.payouts for b in books)
    without, drawn = (sum(getattr(b, part) for b in books) for part in ("without", "drawn"))
    return Books(name, dues, sources, monthly, books[0].level, without, drawn, np.ones((1, 1)), shared)


def _joined(groups: Iterable[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return lines of the same name added up."""
    found: dict[str, np.ndarray] = {}
    for lines in groups:
        for name, line in lines.items():
            found[name] = found[name] + line if name in found else line
    return found


def _united(groups: Iterable[Mapping]) -> dict:
    """Return lines under their names; of one name in several groups (own contribution, overdraft) the sum."""
    found: dict = {}
    for lines in groups:
        for name, line in lines.items():
            if name not in found:
                found[name] = line
            else:
                found[name] = added([found[name], line]) if isinstance(line, Schedule) else found[name] + line
    return found
