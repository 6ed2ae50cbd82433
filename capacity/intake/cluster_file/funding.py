"""What a cluster file may say of money: investments, running costs, and who pays for them. Units as in schema.py."""

from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.cluster_file.lending import (
    TERMS,
    CreditLine,
    Dated,
    ItemNames,
    Loan,
    LoanProduct,
    PaidIn,
    Tax,
)
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Currency, Heading, MonthCount, Name, SourceName, Strict, told

Donor = Annotated[str, Field(description="who gives the money"), told("", "Ministry of Agriculture")]
FromMonth = Annotated[MonthCount, Field(description="month from which it is paid, counted from 0"), told("month", 6)]


class Item(Strict):
    """An investment."""

    buy: Annotated[str, told("", "A tank of 2 t")]
    """what is bought"""
    owner: Annotated[str, told("", "cooling_point")]
    """who owns it and pays for it: a class, the cluster, or somebody else, who then keeps books of its own"""
    cost: Annotated[Quantity, told("money", [1.2, 1.5, 1.9, "MKGS"])]
    """in prices of the start"""
    name: Annotated[Name | None, told("", "tank")] = None
    """by which loans and grants speak of it"""
    month: Annotated[MonthCount, told("month", 3)] = 0
    """month of the order, counted from 0"""
    lead: Annotated[Quantity | None, told("month", [3, 4, 6, "month"])] = None
    """months from the order until it works; at once if not stated"""
    life: Annotated[Quantity | None, told("month", [10, "year"])] = None
    """months; it is replaced when over. Not stated: it lasts to the end of the horizon and is worth its salvage then"""
    in_use: Annotated[MonthCount | None, told("month", 6)] = None
    """month from which its life and depreciation count; the month of the order if not stated"""
    replaced: Annotated[bool, told("", False)] = True
    """false: nothing is bought in its place when its life is over"""
    salvage: Annotated[Quantity | None, told("share", [0.1, "share"])] = None
    """share of the cost that it is still worth when its life is over; nothing if not stated"""
    depreciates: Annotated[
        Literal["straight", "sum-of-years", "double-declining", "declining-then-straight"],
        told("", "double-declining"),
    ] = "straight"
    """in the books; what it is worth at the end of the horizon is its book value"""
    adds: Annotated[dict[str, Quantity], told("P/month", {"cooling@upper": [2, "t/day"]})] = {}
    """capacity by node, in its rated product: a link, or a link at a place"""
    title: Heading = ""
    source: SourceName = ""


class Running(Strict):
    """A cost that comes every month."""

    pay: Annotated[str, told("", "Wages of the coordinator")]
    """what is paid for"""
    cost: Annotated[Quantity, told("money/month", [40, "kKGS/month"])]
    """in prices of the start"""
    owner: Annotated[str, told("", "anchor")] = "cluster"
    """who pays it"""
    start: FromMonth = 0
    title: Heading = ""
    source: SourceName = ""


class Grant(Strict):
    """Money that is not paid back: for a share of an owner's investments, or an amount."""

    to: Annotated[str, told("", "cooling_point")]
    """who gets it"""
    share: Annotated[Quantity | None, told("share", [0.5, "share"])] = None
    """of the cost of the owner's investments"""
    amount: Annotated[Quantity | None, told("money", [500, "kKGS"])] = None
    """in money of the month in which it is paid; instead of a share"""
    items: ItemNames = ()
    month: PaidIn = None
    donor: Donor = ""
    title: Heading = ""
    source: SourceName = ""


class Subsidy(Strict):
    """Support of running costs that is not paid back: income of whom it goes to."""

    to: Annotated[str, told("", "cluster")]
    """who gets it"""
    amount: Annotated[Quantity, told("money/month", [30, "kKGS/month"])]
    """in prices of the start"""
    start: FromMonth = 0
    lasts: Annotated[Quantity | None, told("month", [24, "month"])] = None
    """months; to the end if not stated"""
    donor: Donor = ""
    source: SourceName = ""


class Equity(Strict):
    """Money or goods that somebody puts in for good, with a share in what comes of it."""

    to: Annotated[str, told("", "anchor")]
    """who gets it"""
    amount: Annotated[Quantity, told("money", [2, "MKGS"])]
    """in money of the month in which it is paid in"""
    by: Annotated[str, told("", "district")] = "members"
    """who pays it in"""
    kind: Annotated[Literal["cash", "in_kind", "venture", "public"], told("", "in_kind")] = "cash"
    """in kind: counted as the money it saves; public: a partner from the public side (public-private partnership)"""
    month: Annotated[MonthCount, told("month", 3)] = 0
    """month in which it is paid in, counted from 0"""
    gain: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """share of what is left in good years that goes to whom paid in; nothing if not stated"""
    risk: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """share of what lacks in bad years that whom paid in makes good; nothing if not stated"""
    title: Heading = ""
    source: SourceName = ""


class Fee(Strict):
    """What members of a class pay to the body that manages the cluster."""

    pays: Annotated[str, told("", "household")]
    """the class that pays"""
    amount: Annotated[Quantity | None, told("money/month", [10, "kKGS/month"])] = None
    """of the whole class, in prices of the start"""
    share: Annotated[Quantity | None, told("share", [0.01, "share"])] = None
    """share of what the class sells to others; instead of an amount"""
    to: Annotated[str, told("", "anchor")] = "cluster"
    """who gets it"""
    source: SourceName = ""


class Finance(Strict):
    """What is bought, what it costs to run, who pays for it, and how it is judged."""

    discount_rate: Annotated[Quantity, told("1/year", [0.08, 0.1, 0.12, "1/year"])]
    """real or nominal as `prices` says"""
    prices: Annotated[Literal["real", "nominal"], told("", "nominal")] = "real"
    """of the discount rate and of rates of return in bank tables; nominal asks for inflation. Net present values are of
    money in prices of the start, statements are nominal in any case"""
    convention: Annotated[Literal["end-year", "start-year", "mid-year"], told("", "mid-year")] = "end-year"
    """when in a year its money counts as paid, for discounting"""
    inflation: Annotated[Dated | None, told("1/year", {"2027": [0.08, "1/year"], "2029": [0.06, "1/year"]})] = None
    """one number, or the number from each year on; none if not stated"""
    exchange: Annotated[dict[Currency, Dated], told("money/unit", {"RUB": [1.05, "KGS/RUB"]})] = {}
    """what a unit of a foreign currency costs, by its name; one number, or the number from each year on"""
    items: tuple[Item, ...] = ()
    """the investments"""
    running: tuple[Running, ...] = ()
    """costs that come every month"""
    loan_products: dict[Name, LoanProduct] = {}
    """what lenders offer, by name"""
    loans: tuple[Loan, ...] = ()
    """what is borrowed"""
    credit_lines: tuple[CreditLine, ...] = ()
    """overdrafts"""
    grants: tuple[Grant, ...] = ()
    """investments that others pay for"""
    subsidies: tuple[Subsidy, ...] = ()
    """running costs that others pay for"""
    equity: tuple[Equity, ...] = ()
    """what is put in for good"""
    fees: tuple[Fee, ...] = ()
    """what members pay to the body that manages the cluster"""
    taxes: dict[str, Tax] = {}
    """by party: a class, or cluster"""
    opening_cash: Annotated[dict[str, Quantity], told("money", {"anchor": [1.5, "MKGS"]})] = {}
    """what is in cash at the start, by party"""
    drawings: Annotated[Literal["as_without", "none"], told("", "none")] = "as_without"
    """what owners live on: what they would have without the cluster, or nothing; the rest serves the debt"""
    covenant: Annotated[Quantity | None, told("share", [1.2, "share"])] = None
    """lowest debt service cover asked for where neither loan nor product states one; 1.2 if not stated"""
    surety: Annotated[Quantity | None, told("share", [0.8, "share"])] = None
    """share of the futures in which the covenant must hold; 0.8 if not stated"""
    own_share: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """least own contribution where no product states one, share of the cost"""
    grant_share: Annotated[Quantity | None, told("share", [0.5, "share"])] = None
    """largest grant, share of the cost; all of it if not stated"""
    contingency: Annotated[Quantity | None, told("share", [0.1, "share"])] = None
    """share of each item's cost that is kept ready for what nobody has thought of; nothing if not stated"""
    budget: Annotated[Quantity | None, told("money", [5, "MKGS"])] = None
    """what can be spent on first steps; not stated: shown for several budgets"""
    source: SourceName = ""

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
