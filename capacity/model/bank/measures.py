"""What a party's books come to: present value and returns, cover of its debt, break-even, in every draw."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from capacity.model.bank.books import Books
from capacity.model.bank.partners import Stake, stakes
from capacity.model.calendar.dated import real_discount_rate
from capacity.model.finance import (
    OVERDRAFT,
    Rates,
    Statements,
    at_start,
    available_cash,
    average_cover,
    benefit_cost_ratio,
    break_even_load,
    by_year,
    discounted,
    equivalent_annual_value,
    internal_rates,
    loan_life_cover,
    lowest,
    modified_irr,
    npv,
    npv_ratio,
    payback_month,
    project_life_cover,
    ranked,
    service_cover,
)
from capacity.model.future.loans import months_of

if TYPE_CHECKING:
    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.uncertainty.draws import Draws

REFERENCE_YEAR = 3
"""whose sales and costs the break-even is of, as the horizon allows: ramps and building are over by then"""


@dataclass(frozen=True)
class Flows:
    """Flows of a project by month or year, (period, draw), in prices of the start or nominal."""

    increment: np.ndarray
    """with less without, after taxes and what is tied up"""
    investment: np.ndarray
    """less what replaced assets bring"""
    outlay: np.ndarray
    """the same without what they bring"""
    residual: np.ndarray
    """book value of assets and working capital given back, at the end of the last whole year"""
    grants: np.ndarray
    financing: np.ndarray
    """loans drawn less their service, and less what is still owed at the end; partners' money too"""
    benefits: np.ndarray
    """all that is earned"""

    def by_year(self) -> "Flows":
        """Return monthly flows as yearly sums; months beyond the last whole year are left out."""
        return Flows(**{name: by_year(line) for name, line in vars(self).items()})

    @property
    def running(self) -> np.ndarray:
        """Return the flows before financing, without what is left at the end."""
        return self.increment - self.investment

    @property
    def project(self) -> np.ndarray:
        """Return the flows before financing."""
        return self.running + self.residual

    @property
    def after_grants(self) -> np.ndarray:
        """Return the flows with grants."""
        return self.project + self.grants

    @property
    def owners(self) -> np.ndarray:
        """Return what comes to the owners: with grants and loans, less debt service."""
        return self.after_grants + self.financing


@dataclass(frozen=True)
class Cover:
    """Cash for the debt and what is due, nominal (year, draw)."""

    cash: np.ndarray
    """from operations after tax and drawings, less replacements"""
    cash_before_grants: np.ndarray
    service: np.ndarray
    owed: np.ndarray
    """at the start of the year"""
    rate: np.ndarray
    """1/year, mean of the loans by what is owed (year, draw)"""


@dataclass(frozen=True)
class Worth:
    """The measures of one party: by name (draw,), all internal rates, and what they come from."""

    measures: dict[str, np.ndarray]
    rates: Rates
    stakes: dict[str, Stake]
    """of partners who are promised a share, by path in the file"""
    flows: Flows
    cover: Cover


def project_flows(books: Books, prices: str) -> Flows:
    """Return a party's project by year: nominal sums, or each month in prices of the start first, then summed."""
    return flows_by_month(books, prices).by_year()


def flows_by_month(books: Books, prices: str) -> Flows:
    """Return a party's project by month, nominal or in prices of the start.

    With the cluster less without it, after taxes and working capital.
    """
    found = books.by_month.cash_flow
    level = books.level if prices == "real" else np.ones((1, 1))
    accounts = books.monthly
    tied = np.asarray(accounts.receivables + accounts.stocks - np.asarray(accounts.payables) - accounts.tax_owed)
    months = len(found["investment"])
    left = np.zeros((months, 1)) + sum((item.book for item in accounts.assets.values()), 0.0) + tied
    last = months // 12 * 12 - 1
    is_last = np.arange(months)[:, None] == last
    owed = sum((loan.balance for loan in accounts.loans.values()), np.zeros((months, 1)))
    service = found["interest paid"] + found["fees"] + found["principal"]
    lines = {
        "increment": found["cash from operations"] - books.without,
        "investment": found["investment"] - found["assets sold"],
        "outlay": found["investment"],
        "residual": np.where(is_last, left, 0.0),
        "grants": found["grants"],
        "financing": found["loans drawn"] - service + _partners(books) - np.where(is_last, owed, 0.0),
        "benefits": sum(accounts.sales.values()) + sum(accounts.subsidies.values(), 0.0),
    }
    return Flows(**{name: line / level for name, line in lines.items()})


def _partners(books: Books) -> np.ndarray | float:
    """Return what partners pay in less what they get, by month: the owners' own contribution is not among it."""
    paid = [line for path, line in books.sources.equity.items() if path in books.payouts]
    return sum(paid, np.zeros((1, 1))) - sum(books.payouts.values(), np.zeros((1, 1)))


def debt_cover(books: Books, found: Statements) -> Cover:
    """Return what a party can pay its debt from, by year, and what is due, from its yearly statements.

    What owners draw is taken off first, what partners get is not: it comes after the debt. An overdraft counts with its
    interest only: it is drawn and paid back at will. A loan that some members of a class share is carried by their part
    of the class's cash (see books.borrowing_share).
    """
    cash, loans, share = found.cash_flow, books.yearly.loans, books.borrowing
    drawn = share * by_year(books.drawn)
    before = available_cash(cash, cash["loans drawn"] + cash["equity"], share) - drawn
    term = [loan for name, loan in loans.items() if name != OVERDRAFT]
    interest = [loan.interest for name, loan in loans.items() if name == OVERDRAFT]
    nothing = np.zeros_like(cash["dividends"])
    service = sum((loan.service for loan in term), nothing) + sum(interest, nothing)
    owed = sum((loan.owed for loan in term), nothing)
    charged = sum((loan.interest for loan in term), nothing)
    known = owed > 0
    rate = np.divide(charged, owed, out=np.zeros(np.shape(owed)), where=known)
    return Cover(found.cash_for_debt(share) - drawn, before, service, owed, rate)


def keeps_covenant(cover: Cover, covenant: np.ndarray | float) -> np.ndarray:
    """Return in which draws the lowest cover of a year is at least the covenant, 1 or 0 (draw,); NaN without debt."""
    least = lowest(service_cover(cover.cash, cover.service))
    return np.where(np.isfinite(least), least >= covenant, np.nan)


def worth(spec: "Spec", draws: "Draws", books: Books, covenant: np.ndarray | float) -> Worth:
    """Return the measures of a party, (draw,); NaN where one does not exist (no debt, nothing invested).

    Present values are those of each month's money in prices of the start, as the cluster's are; a nominal discount rate
    is cleared of inflation for them (see dated.real_discount_rate). Rates of return are in the prices of the file's
    `prices`. Reinvested at the discount rate, financed at it too. Infinite is what never comes: payback, the load that
    would cover the costs; rates are ranked (see Rates.ranked). Everything is after the party's taxes and working
    capital: its npv is its npv_net, which of all parties together is the cluster's (see net.net_value).
    """
    finance = spec.money
    convention = finance.convention
    rate = real_discount_rate(finance, draws, spec.start, len(books.level))
    monthly, found = flows_by_month(books, "real"), books.by_year
    flows = monthly.by_year()
    stated = flows if finance.prices == "real" else project_flows(books, finance.prices)
    stated_rate = rate if finance.prices == "real" else draws.value(finance.discount_rate)
    cover = debt_cover(books, found)
    value, rates = npv(flows.project, rate, convention), internal_rates(stated.project)
    ratio = service_cover(cover.cash, cover.service)
    measures = {
        "npv": value,
        "npv_net": value,
        "npv_after_grants": npv(flows.after_grants, rate, convention),
        "npv_owners": npv(flows.owners, rate, convention),
        "irr": rates.ranked,
        "irr_count": rates.count.astype(float),
        "irr_after_grants": internal_rates(stated.after_grants).ranked,
        "mirr": ranked(modified_irr(stated.project, stated_rate, stated_rate), stated.project),
        **paybacks(monthly, rate, convention, _first_production(spec, books)),
        "bcr": benefit_cost_ratio(flows.benefits + flows.residual, _costs(flows) + flows.investment, rate, convention),
        "npv_ratio": npv_ratio(flows.project, flows.investment, rate, convention),
        "eav": equivalent_annual_value(flows.project, rate, convention),
        "dscr_min": lowest(ratio),
        "dscr_average": average_cover(cover.cash, cover.service, cover.owed),
        "dscr_min_before_grants": lowest(service_cover(cover.cash_before_grants, cover.service)),
        "llcr_min": lowest(loan_life_cover(cover.cash, cover.owed, cover.rate)),
        "llcr_start": at_start(loan_life_cover(cover.cash, cover.owed, cover.rate)),
        "plcr_min": lowest(project_life_cover(cover.cash, cover.owed, cover.rate)),
        **break_even_points(found),
        "probability_covenant": keeps_covenant(cover, covenant),
    }
    size = (draws.size,)
    level = books.level if finance.prices == "real" else np.ones((1, 1))
    shared = stakes(finance, stated_rate, level, books.sources.equity, books.payouts)
    return Worth({name: np.broadcast_to(line, size) for name, line in measures.items()}, rates, shared, flows, cover)


def _costs(flows: Flows) -> np.ndarray:
    """Return all that is spent to earn the benefits, what is forgone without the cluster among it."""
    return flows.benefits - flows.increment


def paybacks(monthly: Flows, rate: np.ndarray, convention: str, production: int) -> dict[str, np.ndarray]:
    """Return after how many years, in whole months, what was invested has come back: see finance.payback_month.

    Grants, loans and what the assets are still worth at the end are left out. Discounted: each month by its year's
    factor, as the present value is. From production: from the month in which the first investment works.
    """
    years = len(monthly.outlay) // 12
    flows, outlay = (line[: 12 * years] for line in (monthly.running, monthly.outlay))
    factors = np.repeat(discounted(np.ones((years, 1)), rate, convention), 12, axis=0)
    months = {
        "payback_years": payback_month(flows, outlay),
        "discounted_payback_years": payback_month(flows * factors, outlay),
        "payback_from_production_years": payback_month(flows, outlay, since=production),
    }
    return {name: found / 12 for name, found in months.items()}


def _first_production(spec: "Spec", books: Books) -> int:
    """Return the month in which the first investment of a party, or of all where it is all together, works."""
    own = [item for item in spec.money.items if item.owner == books.party] or spec.money.items
    return min((item.month + months_of(item.lead) for item in own), default=0)


def break_even_points(found: Statements) -> dict[str, np.ndarray]:
    """Return at which share of the load, and of the price, a year's sales cover costs with finance, each (draw,).

    Of the third year, or the last one if there are fewer. What is bought and worked moves with the load; overheads,
    fees, depreciation and interest do not. The price is that of everything sold. Infinite load: each sale loses.
    """
    income = found.income
    year = min(REFERENCE_YEAR, len(income["sales"])) - 1
    fixed = sum(
        (income[name][year] for name in ("running costs: overheads", "running costs: members' fees") if name in income),
        np.zeros_like(income["sales"][year]),
    )
    sales, variable = income["sales"][year], income["running costs"][year] - fixed
    burden = income["depreciation"][year] + income["interest"][year] + income["fees"][year]
    earns = sales - variable > 1e-6 * sales
    load = break_even_load(np.where(earns, sales - variable, np.nan), np.zeros(1), fixed, burden)
    price = np.divide(variable + fixed + burden, sales, out=np.full(np.shape(sales), np.nan), where=sales > 0)
    return {"break_even_load": np.where(earns | (sales <= 0), load, np.inf), "break_even_price": price}
