"""What a cluster file may say of debt: loan products with their rules, loans, credit lines. Units as in schema.py."""

from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.cluster_file.paid import ItemNames, PaidIn
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Currency, Heading, Name, SourceName, Strict, Text, told

Plan = Literal["annuity", "equal", "bullet", "profile"]
Purpose = Literal["investment", "working_capital", "refinancing"]
Year = Annotated[str, Field(pattern=r"^(19|20|21)\d\d$")]
Dated = Quantity | dict[Year, Quantity]
"""one number for all years, or the number in force from each year on: {2027: [0.08, 1/year], 2029: [0.06, 1/year]}"""
TERMS = (
    *("rate", "markup", "term", "grace", "interest_grace", "pays", "profile"),
    *("upfront_fee", "commitment_fee", "currency", "covenant"),
)
"""what a loan takes over from its product where it states nothing itself"""
Weights = Annotated[
    tuple[float, ...],
    Field(description="weights of the payments of principal after grace, for pays: profile"),
    told("number", [1, 1, 2, 2]),
]
InterestGrace = Annotated[
    Quantity | None,
    Field(description="months whose interest is added to the debt instead of paid; none if not stated"),
    told("month", [6, "month"]),
]
UpfrontFee = Annotated[
    Quantity | None,
    Field(description="share of each tranche, paid when it is drawn; nothing if not stated"),
    told("share", [0.01, "share"]),
]
CommitmentFee = Annotated[
    Quantity | None,
    Field(description="share a year of what is agreed and not yet drawn; nothing if not stated"),
    told("1/year", [0.005, "1/year"]),
]
DebtCurrency = Annotated[
    Currency | None,
    Field(description="the debt is owed in this other money, at the exchange rates of finance.exchange"),
    told("", "USD"),
]
Covenant = Annotated[
    Quantity | None,
    Field(description="lowest debt service cover that the lender asks for in every year; finance.covenant's if none"),
    told("share", [1.2, "share"]),
]


class LoanProduct(Strict):
    """What a lender offers, with the rules of who may have it."""

    title: Heading = ""
    lender: Annotated[str, told("", "Development bank")] = ""
    """who lends"""
    rate: Annotated[Quantity | None, told("1/year", [0.06, "1/year"])] = None
    """of interest; or a mark-up"""
    markup: Annotated[Quantity | None, told("share", [15, "percent"])] = None
    """share of the price, fixed when the goods are sold on (murabaha); no interest beside it"""
    term: Annotated[Quantity, told("month", [60, "month"])]
    """months, the longest"""
    grace: Annotated[Quantity | None, told("month", [12, "month"])] = None
    """months without principal, the longest"""
    interest_grace: InterestGrace = None
    pays: Annotated[Plan, told("", "equal")] = "annuity"
    """how it is paid back: equal payments, equal principal, all at the end, or by a profile of weights"""
    profile: Weights = ()
    least: Annotated[Quantity | None, told("money", [500, "kKGS"])] = None
    """to one borrower; no such limit if not stated"""
    most: Annotated[Quantity | None, told("money", [20, "MKGS"])] = None
    """to one borrower: the cap; no such limit if not stated"""
    unsecured: Annotated[Quantity | None, told("money", [500, "kKGS"])] = None
    """lent to one borrower without collateral; more asks for it"""
    own_share: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """least own contribution of the borrower, share of what is financed"""
    pays_for: Annotated[tuple[Purpose, ...], told("", ["investment", "working_capital"])] = ("investment",)
    """what it may be used for"""
    refinances: Annotated[Quantity | None, told("share", [0.3, "share"])] = None
    """largest share of a loan that may pay back older debt; not stated: refinancing is excluded"""
    borrowers: Annotated[tuple[Name, ...], told("", ["farm"])] = ()
    """classes it is meant for; not stated: any"""
    needs_contract: Annotated[bool, told("", True)] = False
    """a contract with the processor or the aggregator must be signed"""
    upfront_fee: UpfrontFee = None
    commitment_fee: CommitmentFee = None
    currency: DebtCurrency = None
    covenant: Covenant = None
    source: SourceName = ""


class Loan(Strict):
    """Debt of a borrower: for a share of its investments, or an amount."""

    borrower: Annotated[str, told("", "anchor")]
    """who borrows: a class, the cluster, or another owner of investments"""
    product: Annotated[Name | None, told("", "dairy_fund")] = None
    """a loan product; what is not stated here is taken from it"""
    share: Annotated[Quantity | None, told("share", [0.7, "share"])] = None
    """of the cost of the borrower's investments, one loan each, drawn when they are bought"""
    amount: Annotated[Quantity | None, told("money", [9, "MKGS"])] = None
    """in money of the month in which it is drawn; instead of a share"""
    items: ItemNames = ()
    rate: Annotated[Quantity | None, told("1/year", [0.06, "1/year"])] = None
    """of interest; the product's if not stated"""
    markup: Annotated[Quantity | None, told("share", [0.15, "share"])] = None
    """share of what is lent, fixed (murabaha)"""
    term: Annotated[Quantity | None, told("month", [60, "month"])] = None
    """months from the first tranche to the last payment, grace included"""
    grace: Annotated[Quantity | None, told("month", [12, "month"])] = None
    """months in which only interest is paid"""
    interest_grace: InterestGrace = None
    pays: Annotated[Plan | None, told("", "equal")] = None
    """annuity if neither the loan nor its product says so"""
    profile: Weights = ()
    upfront_fee: UpfrontFee = None
    commitment_fee: CommitmentFee = None
    month: PaidIn = None
    tranches: Annotated[tuple[float, ...], told("share", [0.5, 0, 0.5])] = ()
    """of an amount: the shares drawn month by month from `month` on; not stated: all at once"""
    currency: DebtCurrency = None
    purpose: Annotated[Purpose, told("", "working_capital")] = "investment"
    """what it is used for"""
    contract: Annotated[bool, told("", True)] = False
    """whether the contract that the product asks for is signed"""
    collateral: Annotated[Quantity | None, told("money", [3, "MKGS"])] = None
    """worth of what is pledged by one borrower"""
    among: Annotated[Quantity | None, told("member", [12, "member"])] = None
    """how many borrowers of the class share it: these carry it, and the rules of one borrower hold for each. Not
    stated: the whole class carries it, and the rules hold for it as one"""
    refinanced: Annotated[Quantity | None, told("share", [0.2, "share"])] = None
    """share of it that pays back older debt"""
    covenant: Covenant = None
    title: Heading = ""
    source: SourceName = ""


class CreditLine(Strict):
    """An overdraft: drawn when cash would fall below what must stay, paid back as soon as there is more."""

    borrower: Annotated[str, told("", "anchor")]
    """who may draw it"""
    rate: Annotated[Quantity, told("1/year", [0.18, "1/year"])]
    """of interest on what is drawn"""
    limit: Annotated[Quantity | None, told("money", [2, "MKGS"])] = None
    """the most that can be drawn; no limit if not stated"""
    keep: Annotated[Quantity | None, told("money", [100, "kKGS"])] = None
    """what must stay in cash; nothing if not stated"""
    title: Heading = ""
    source: SourceName = ""


class Tax(Strict):
    """What one party pays to the state, as data with dates."""

    regime: Annotated[Text, told("", "single tax")] = ""
    """what the law calls it"""
    on: Annotated[Literal["profit", "turnover"], told("", "turnover")] = "profit"
    """what the rate is a share of"""
    rate: Annotated[Dated, told("share", {"2027": [0.1, "share"], "2029": [0.12, "share"]})]
    """share of the profit before tax, or of the sales"""
    holiday: Annotated[Quantity | None, told("month", [36, "month"])] = None
    """months from the start in which nothing is due"""
    carry: Annotated[Quantity | None, told("month", [5, "year"])] = None
    """months for which a loss may be set off against later profits; for ever if not stated"""
    carry_share: Annotated[Quantity | None, told("share", [0.5, "share"])] = None
    """share of a year's profit that old losses may lower at most"""
    vat: Annotated[Dated | None, told("share", [0.12, "share"])] = None
    """value added tax on sales, share of the price without it; not stated: the party is not registered"""
    input_vat: Annotated[Dated | None, told("share", [0.12, "share"])] = None
    """the same on what it buys and invests; that on sales if not stated"""
    vat_due: Annotated[Quantity | None, told("month", [1, "month"])] = None
    """months after the month it is for; one if not stated"""
    vat_refund: Annotated[Quantity | None, told("month", [3, "month"])] = None
    """months after which a credit is paid back; never if not stated"""
    source: SourceName = ""
