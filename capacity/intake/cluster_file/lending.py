"""What a cluster file may say of debt: loan products with their rules, loans, credit lines. Units as in schema.py."""

from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Name, Text, Title

Plan = Literal["annuity", "equal", "bullet", "profile"]
Purpose = Literal["investment", "working_capital", "refinancing"]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Year = Annotated[str, Field(pattern=r"^(19|20|21)\d\d$")]
Dated = Quantity | dict[Year, Quantity]
"""one number for all years, or the number in force from each year on: {2027: [0.08, 1/year], 2029: [0.06, 1/year]}"""
TERMS = (
    *("rate", "markup", "term", "grace", "interest_grace", "pays", "profile"),
    *("upfront_fee", "commitment_fee", "currency", "covenant"),
)
"""what a loan takes over from its product where it states nothing itself"""


class LoanProduct(Strict):
    """What a lender offers, with the rules of who may have it."""

    title: Title = ""
    lender: str = ""
    rate: Quantity | None = None
    """1/year, of interest; or a mark-up"""
    markup: Quantity | None = None
    """share of the price, fixed when the goods are sold on (murabaha); no interest beside it"""
    term: Quantity
    """months, the longest"""
    grace: Quantity | None = None
    """months without principal, the longest"""
    interest_grace: Quantity | None = None
    """months whose interest is added to the debt"""
    pays: Plan = "annuity"
    profile: tuple[float, ...] = ()
    """weights of the payments of principal, for pays: profile"""
    least: Quantity | None = None
    """money, to one borrower"""
    most: Quantity | None = None
    """money, to one borrower: the cap"""
    unsecured: Quantity | None = None
    """money lent to one borrower without collateral; more asks for it"""
    own_share: Quantity | None = None
    """least own contribution of the borrower, share of what is financed"""
    pays_for: tuple[Purpose, ...] = ("investment",)
    refinances: Quantity | None = None
    """largest share of a loan that may pay back older debt; not stated: refinancing is excluded"""
    borrowers: tuple[Name, ...] = ()
    """classes it is meant for; not stated: any"""
    needs_contract: bool = False
    """a contract with the processor or the aggregator must be signed"""
    upfront_fee: Quantity | None = None
    """share of each tranche"""
    commitment_fee: Quantity | None = None
    """share a year of what is agreed and not yet drawn"""
    currency: Currency | None = None
    covenant: Quantity | None = None
    """lowest debt service cover the lender asks for in every year"""
    source: str = ""


class Loan(Strict):
    """Debt of a borrower: for a share of its investments, or an amount."""

    borrower: str
    product: Name | None = None
    """a loan product; what is not stated here is taken from it"""
    share: Quantity | None = None
    """of the cost of the borrower's investments, one loan each, drawn when they are bought"""
    amount: Quantity | None = None
    """money of the month in which it is drawn; instead of a share"""
    items: tuple[Name, ...] = ()
    """names of the items a share pays for; not stated: all of the borrower's"""
    rate: Quantity | None = None
    """1/year"""
    markup: Quantity | None = None
    """share of what is lent, fixed (murabaha)"""
    term: Quantity | None = None
    """months from the first tranche to the last payment, grace included"""
    grace: Quantity | None = None
    """months in which only interest is paid"""
    interest_grace: Quantity | None = None
    """months whose interest is added to the debt instead of paid"""
    pays: Plan | None = None
    """annuity if neither the loan nor its product says so"""
    profile: tuple[float, ...] = ()
    """weights of the payments of principal after grace, for pays: profile"""
    upfront_fee: Quantity | None = None
    commitment_fee: Quantity | None = None
    month: int | None = Field(default=None, ge=0, le=600)
    """month in which it is drawn; not stated: that of each item, or the first month for an amount"""
    tranches: tuple[float, ...] = ()
    """of an amount: the shares drawn month by month from `month` on; not stated: all at once"""
    currency: Currency | None = None
    """owed in another money, at the exchange rates of finance.exchange"""
    purpose: Purpose = "investment"
    contract: bool = False
    """whether the contract that the product asks for is signed"""
    collateral: Quantity | None = None
    """money, worth of what is pledged by one borrower"""
    among: Quantity | None = None
    """how many borrowers of the class share it: these carry it, and the rules of one borrower hold for each. Not
    stated: the whole class carries it, and the rules hold for it as one"""
    refinanced: Quantity | None = None
    """share of it that pays back older debt"""
    covenant: Quantity | None = None
    title: Title = ""
    source: str = ""


class CreditLine(Strict):
    """An overdraft: drawn when cash would fall below what must stay, paid back as soon as there is more."""

    borrower: str
    rate: Quantity
    """1/year"""
    limit: Quantity | None = None
    """money; no limit if not stated"""
    keep: Quantity | None = None
    """money that must stay in cash"""
    title: Title = ""
    source: str = ""


class Tax(Strict):
    """What one party pays to the state, as data with dates."""

    regime: Text = ""
    """what the law calls it"""
    on: Literal["profit", "turnover"] = "profit"
    rate: Dated
    """share of the profit before tax, or of the sales"""
    holiday: Quantity | None = None
    """months from the start in which nothing is due"""
    carry: Quantity | None = None
    """months for which a loss may be set off against later profits; for ever if not stated"""
    carry_share: Quantity | None = None
    """share of a year's profit that old losses may lower at most"""
    vat: Dated | None = None
    """value added tax on sales, share of the price without it; not stated: the party is not registered"""
    input_vat: Dated | None = None
    """the same on what it buys and invests; that on sales if not stated"""
    vat_due: Quantity | None = None
    """months after the month it is for; one if not stated"""
    vat_refund: Quantity | None = None
    """months after which a credit is paid back; never if not stated"""
    source: str = ""
