"""What a cluster file may say of money: investments, running costs, and who pays for them. Units as in schema.py."""

from typing import Literal

from pydantic import Field

from capacity.intake.cluster_file.lending import TERMS, CreditLine, Currency, Dated, Loan, LoanProduct, Tax
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Name, Title


class Item(Strict):
    """An investment."""

    buy: str
    owner: str
    cost: Quantity
    """money, in prices of the start"""
    name: Name | None = None
    """by which loans and grants speak of it"""
    month: int = Field(default=0, ge=0, le=600)
    """month of the order, counted from 0"""
    lead: Quantity | None = None
    """months from the order until it works"""
    life: Quantity | None = None
    """months; it is replaced when over. Not stated: it lasts to the end of the horizon and is worth its salvage then"""
    in_use: int | None = Field(default=None, ge=0, le=600)
    """month from which its life and depreciation count; the month of the order if not stated"""
    replaced: bool = True
    """false: nothing is bought in its place when its life is over"""
    salvage: Quantity | None = None
    """share of the cost that it is still worth when its life is over"""
    depreciates: Literal["straight", "sum-of-years", "double-declining", "declining-then-straight"] = "straight"
    """in the books; what it is worth at the end of the horizon is its book value"""
    adds: dict[str, Quantity] = {}
    """capacity by node, rated P/month: cooling@upper: [2, t/day]"""
    title: Title = ""
    source: str = ""


class Running(Strict):
    """A cost that comes every month."""

    pay: str
    cost: Quantity
    """money/month"""
    owner: str = "cluster"
    start: int = Field(default=0, ge=0, le=600)
    title: Title = ""
    source: str = ""


class Grant(Strict):
    """Money that is not paid back: for a share of an owner's investments, or an amount."""

    to: str
    share: Quantity | None = None
    amount: Quantity | None = None
    """money of the month in which it is paid; instead of a share"""
    items: tuple[Name, ...] = ()
    """names of the items a share pays for; not stated: all of the owner's"""
    month: int | None = Field(default=None, ge=0, le=600)
    """month in which it is paid; not stated: that of each item, or the first month for an amount"""
    donor: str = ""
    title: Title = ""
    source: str = ""


class Subsidy(Strict):
    """Support of running costs that is not paid back: income of whom it goes to."""

    to: str
    amount: Quantity
    """money/month, in prices of the start"""
    start: int = Field(default=0, ge=0, le=600)
    lasts: Quantity | None = None
    """months; to the end if not stated"""
    donor: str = ""
    source: str = ""


class Equity(Strict):
    """Money or goods that somebody puts in for good, with a share in what comes of it."""

    to: str
    amount: Quantity
    """money of the month in which it is paid in"""
    by: str = "members"
    kind: Literal["cash", "in_kind", "venture", "public"] = "cash"
    """in kind: counted as the money it saves; public: a partner from the public side (public-private partnership)"""
    month: int = Field(default=0, ge=0, le=600)
    gain: Quantity | None = None
    """share of what is left in good years that goes to whom paid in; nothing if not stated"""
    risk: Quantity | None = None
    """share of what lacks in bad years that whom paid in makes good; nothing if not stated"""
    title: Title = ""
    source: str = ""


class Fee(Strict):
    """What members of a class pay to the body that manages the cluster."""

    pays: str
    amount: Quantity | None = None
    """money/month of the whole class, in prices of the start"""
    share: Quantity | None = None
    """share of what the class sells to others; instead of an amount"""
    to: str = "cluster"
    source: str = ""


class Finance(Strict):
    """What is bought, what it costs to run, who pays for it, and how it is judged."""

    discount_rate: Quantity
    """1/year, real or nominal as `prices` says"""
    prices: Literal["real", "nominal"] = "real"
    """of the discount rate and of rates of return in bank tables; nominal asks for inflation. Net present values are of
    money in prices of the start, statements are nominal in any case"""
    convention: Literal["end-year", "start-year", "mid-year"] = "end-year"
    inflation: Dated | None = None
    """1/year; none if not stated"""
    exchange: dict[Currency, Dated] = {}
    """money/unit of a foreign currency, by its name"""
    items: tuple[Item, ...] = ()
    running: tuple[Running, ...] = ()
    loan_products: dict[Name, LoanProduct] = {}
    loans: tuple[Loan, ...] = ()
    credit_lines: tuple[CreditLine, ...] = ()
    grants: tuple[Grant, ...] = ()
    subsidies: tuple[Subsidy, ...] = ()
    equity: tuple[Equity, ...] = ()
    fees: tuple[Fee, ...] = ()
    taxes: dict[str, Tax] = {}
    """by party: a class, or cluster"""
    opening_cash: dict[str, Quantity] = {}
    """money, by party"""
    drawings: Literal["as_without", "none"] = "as_without"
    """what owners live on: what they would have without the cluster, or nothing; the rest serves the debt"""
    covenant: Quantity | None = None
    """lowest debt service cover asked for where neither loan nor product states one; 1.2 if not stated"""
    surety: Quantity | None = None
    """share of the futures in which the covenant must hold; 0.8 if not stated"""
    own_share: Quantity | None = None
    """least own contribution where no product states one, share of the cost"""
    grant_share: Quantity | None = None
    """largest grant, share of the cost; all of it if not stated"""
    contingency: Quantity | None = None
    """share of each item's cost that is kept ready for what nobody has thought of"""
    budget: Quantity | None = None
    """money that can be spent on first steps; not stated: shown for several budgets"""
    source: str = ""

    def terms(self, loan: Loan) -> Loan:
        """Return a loan with everything that it leaves to its product filled in."""
        product = self.loan_products.get(loan.product or "")
        given = {name: getattr(loan, name) or getattr(product, name, None) for name in TERMS}
        if loan.markup or loan.rate:
            given |= {"rate": loan.rate, "markup": loan.markup}
        return loan.model_copy(update={**given, "pays": given["pays"] or "annuity", "profile": given["profile"] or ()})

    def pays_for(self, loan: Loan | Grant, item: Item) -> bool:
        """Return whether a loan or grant by share pays for an item."""
        owner = loan.borrower if isinstance(loan, Loan) else loan.to
        return loan.share is not None and owner == item.owner and (not loan.items or item.name in loan.items)
