"""Income, cash flow, sources and uses, and balance sheet of an owner, from lines by period and draw.

Cash is added up from the cash flow, fixed assets and debt come from their own schedules and retained profit from the
income statement, so that the balance sheet closes only if all of them agree; `gap` is what is left, rounding.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.finance.assets import Assets
from capacity.model.finance.loans import Schedule, overdraft
from capacity.model.finance.working_capital import increase

Lines = Mapping[str, np.ndarray]
OVERDRAFT = "overdraft"


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """What an owner earns, spends, owns and owes; amounts are positive, (period, draw), in one money, without VAT.

    Flows are of the period they are earned or incurred in; what is not yet paid stands in receivables, payables and tax
    owed, which are balances at the period's end, as is the value of stocks. VAT not yet settled goes among them.
    """

    sales: Lines
    costs: Lines
    """running costs, with management and members' fees, without depreciation and interest"""
    subsidies: Lines = field(default_factory=dict)
    """grants for running costs: income"""
    assets: Mapping[str, Assets] = field(default_factory=dict)
    loans: Mapping[str, Schedule] = field(default_factory=dict)
    equity: Lines = field(default_factory=dict)
    """paid in by members and outsiders"""
    grants: Lines = field(default_factory=dict)
    """grants for capital items, which stand beside equity and are no income"""
    tax: np.ndarray | float = 0.0
    """on profit, charged for the period"""
    tax_owed: np.ndarray | float = 0.0
    dividends: np.ndarray | float = 0.0
    receivables: np.ndarray | float = 0.0
    stocks: np.ndarray | float = 0.0
    payables: np.ndarray | float = 0.0
    opening_cash: np.ndarray | float = 0.0
    """brought in before the first period; it stands beside equity"""


@dataclass(frozen=True)
class Statements:
    """Four statements, each line (period, draw); a line of several parts is named "part of what: which"."""

    income: dict[str, np.ndarray]
    cash_flow: dict[str, np.ndarray]
    sources_and_uses: dict[str, np.ndarray]
    balance: dict[str, np.ndarray]

    @property
    def gap(self) -> np.ndarray:
        """Assets less liabilities (period, draw): nothing but rounding."""
        return self.balance["assets"] - self.balance["liabilities"]

    def cash_for_debt(self, share: np.ndarray | float = 1.0) -> np.ndarray:
        """Cash available for debt service (period, draw): see available_cash; loans, equity and grants pay."""
        cash = self.cash_flow
        return available_cash(cash, cash["loans drawn"] + cash["equity"] + cash["grants"], share)


def available_cash(cash: Lines, funded: np.ndarray, share: np.ndarray | float = 1.0) -> np.ndarray:
    """Return the cash of a cash flow that is there for debt service, given the money that pays for investment.

    `share` of what is earned, and of what it ties up, belongs to those who have borrowed and invest.

    The operating margin after tax, less investment and what is tied up in working capital as far as the money of the
    period does not pay for them: replacements are paid out of cash, and so is a growing stock that nobody has financed.
    """
    tied = share * cash["increase in working capital"]
    needed = cash["investment"] - cash["assets sold"] + np.maximum(tied, 0.0)
    unfunded = np.maximum(needed - funded, 0.0)
    return share * (cash["operating margin"] - cash["tax paid"]) - np.minimum(tied, 0.0) - unfunded


def make_statements(accounts: Accounts) -> Statements:
    """Return the four statements of an owner. The balance sheet is checked to close in every period and draw."""
    shape = _shape(accounts)
    income = _income(accounts, shape)
    cash_flow = _cash_flow(accounts, shape, income)
    balance = _balance(accounts, shape, income, cash_flow)
    found = Statements(income, cash_flow, _sources_and_uses(accounts, shape, cash_flow), balance)
    size = 1.0 + sum(np.abs(line) for line in balance.values())
    if (np.abs(found.gap) > 1e-9 * size * shape[0]).any():
        raise InputError(
            f"the balance sheet does not close by {np.abs(found.gap).max():g}",
            fix="look for an asset or a loan whose balance does not move by its own lines",
        )
    return found


def with_overdraft(
    accounts: Accounts, rate: np.ndarray | float, limit: np.ndarray | float = np.inf, keep: np.ndarray | float = 0.0
) -> Accounts:
    """Return the accounts with the overdraft that keeps their cash from falling below `keep`; tax stays as it is.

    An overdraft they have already is drawn anew.
    """
    others = {name: loan for name, loan in accounts.loans.items() if name != OVERDRAFT}
    flow = make_statements(replace(accounts, loans=others)).cash_flow["net cash flow"]
    line = overdraft(flow, rate, limit, keep, accounts.opening_cash)
    return replace(accounts, loans={**others, OVERDRAFT: line})


def settled(accounts: Accounts, taxed: Callable[[Accounts], Accounts], **terms: np.ndarray | float) -> Accounts:
    """Return the accounts with a tax and an overdraft that agree: interest lowers tax, and tax is paid from cash.

    `taxed` returns accounts with the tax of each period on profits up to it; `terms` are those of with_overdraft. What
    a period owes follows from periods before it alone, so that all stands after as many rounds as periods.
    """
    for _ in range(_shape(accounts)[0]):
        drawn = with_overdraft(accounts, **terms)
        accounts = taxed(drawn)
        if np.array_equal(accounts.tax, drawn.tax):
            return accounts
    return with_overdraft(accounts, **terms)


def _shape(accounts: Accounts) -> tuple[int, ...]:
    groups = (accounts.sales, accounts.costs, accounts.subsidies, accounts.equity, accounts.grants)
    parts = [np.shape(line) for group in groups for line in group.values()]
    parts += [item.book.shape for item in accounts.assets.values()]
    parts += [loan.balance.shape for loan in accounts.loans.values()]
    return np.broadcast_shapes(*parts)


def _sum(lines: Iterable[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    """Return the sum of some lines; 0 of none."""
    return sum(lines, np.zeros(shape))


def _named(section: str, lines: Lines, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return the lines under their names and their sum under the section's."""
    parts = {f"{section}: {name}": np.broadcast_to(line, shape) for name, line in lines.items()}
    return {**parts, section: _sum(parts.values(), shape)}


def _income(accounts: Accounts, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    loans = accounts.loans.values()
    lines = _named("sales", accounts.sales, shape)
    lines |= _named("subsidies", accounts.subsidies, shape)
    lines |= _named("running costs", accounts.costs, shape)
    lines["operating margin"] = lines["sales"] + lines["subsidies"] - lines["running costs"]
    lines |= _named("depreciation", {name: item.depreciation for name, item in accounts.assets.items()}, shape)
    lines["interest"] = _sum((loan.interest for loan in loans), shape)
    lines["fees"] = _sum((loan.fees for loan in loans), shape)
    lines["exchange loss"] = _sum((loan.revaluation for loan in loans), shape)
    finance = lines["interest"] + lines["fees"] + lines["exchange loss"]
    lines["profit before tax"] = lines["operating margin"] - lines["depreciation"] - finance
    lines["tax"] = np.broadcast_to(accounts.tax, shape)
    lines["profit"] = lines["profit before tax"] - lines["tax"]
    return lines


def _cash_flow(accounts: Accounts, shape: tuple[int, ...], income: Lines) -> dict[str, np.ndarray]:
    loans, items = accounts.loans.values(), accounts.assets.values()
    tied = np.broadcast_to(accounts.receivables + accounts.stocks - np.asarray(accounts.payables), shape)
    owed = np.broadcast_to(np.asarray(accounts.tax_owed, dtype=float), shape)
    lines = {"operating margin": income["operating margin"], "tax paid": income["tax"] - increase(owed)}
    lines["increase in working capital"] = increase(tied)
    spent = lines["tax paid"] + lines["increase in working capital"]
    lines["cash from operations"] = lines["operating margin"] - spent
    lines["investment"] = _sum((item.bought for item in items), shape)
    lines["assets sold"] = _sum((item.sold for item in items), shape)
    lines["loans drawn"] = _sum((loan.drawn for loan in loans), shape)
    lines["equity"] = _sum(accounts.equity.values(), shape)
    lines["grants"] = _sum(accounts.grants.values(), shape)
    lines["interest paid"] = _sum((loan.interest - loan.capitalised for loan in loans), shape)
    lines["fees"] = income["fees"]
    lines["principal"] = _sum((loan.principal for loan in loans), shape)
    lines["dividends"] = np.broadcast_to(accounts.dividends, shape)
    came = (
        lines["cash from operations"] + lines["assets sold"] + lines["loans drawn"] + lines["equity"] + lines["grants"]
    )
    went = lines["investment"] + lines["interest paid"] + lines["fees"] + lines["principal"] + lines["dividends"]
    lines["net cash flow"] = came - went
    lines["cash at end"] = accounts.opening_cash + np.cumsum(lines["net cash flow"], axis=0)
    lines["cash at start"] = lines["cash at end"] - lines["net cash flow"]
    return lines


def _sources_and_uses(accounts: Accounts, shape: tuple[int, ...], cash_flow: Lines) -> dict[str, np.ndarray]:
    lines = {"cash from operations": cash_flow["cash from operations"], "assets sold": cash_flow["assets sold"]}
    lines |= _named("loans drawn", {name: loan.drawn for name, loan in accounts.loans.items()}, shape)
    lines |= _named("equity", accounts.equity, shape)
    lines |= _named("grants", accounts.grants, shape)
    names = ("cash from operations", "assets sold", "loans drawn", "equity", "grants")
    lines["sources"] = _sum((lines[name] for name in names), shape)
    lines |= _named("investment", {name: item.bought for name, item in accounts.assets.items()}, shape)
    lines |= _named("debt service", {name: loan.service for name, loan in accounts.loans.items()}, shape)
    lines |= {"dividends": cash_flow["dividends"], "increase in cash": cash_flow["net cash flow"]}
    lines["uses"] = _sum(
        (lines[name] for name in ("investment", "debt service", "dividends", "increase in cash")), shape
    )
    return lines


def _balance(accounts: Accounts, shape: tuple[int, ...], income: Lines, cash_flow: Lines) -> dict[str, np.ndarray]:
    lines = {"cash": cash_flow["cash at end"]}
    lines |= {name: np.broadcast_to(getattr(accounts, name), shape) for name in ("receivables", "stocks")}
    lines |= _named("fixed assets", {name: item.book for name, item in accounts.assets.items()}, shape)
    lines["assets"] = _sum((lines[name] for name in ("cash", "receivables", "stocks", "fixed assets")), shape)
    lines["payables"] = np.broadcast_to(accounts.payables, shape)
    lines["tax owed"] = np.broadcast_to(accounts.tax_owed, shape)
    lines |= _named("debt", {name: loan.balance for name, loan in accounts.loans.items()}, shape)
    lines["equity"] = accounts.opening_cash + np.cumsum(cash_flow["equity"], axis=0)
    lines["grants"] = np.cumsum(cash_flow["grants"], axis=0)
    lines["retained profit"] = np.cumsum(income["profit"] - cash_flow["dividends"], axis=0)
    names = ("payables", "tax owed", "debt", "equity", "grants", "retained profit")
    lines["liabilities"] = _sum((lines[name] for name in names), shape)
    return lines


def by_year(flow: np.ndarray, periods: int = 12) -> np.ndarray:
    """Return a flow by month (month, ...draw) summed to years (year, ...draw), an unfinished one left out."""
    flow = np.asarray(flow)
    years = len(flow) // periods
    return flow[: years * periods].reshape(years, periods, *flow.shape[1:]).sum(axis=1)
