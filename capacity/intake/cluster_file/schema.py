"""What a cluster file may say: frozen models, every field documented, unknown keys refused.

Numbers are Quantity (value or range, unit, source). A field says in its docstring what it means, by `told` the unit
it is kept in after reading and how it is written. `P` is the product's own unit, `money` the cluster's currency.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.cluster_file.chain import Link, Market, Product, Purchase
from capacity.intake.cluster_file.economy import Economy
from capacity.intake.cluster_file.funding import Equity, Fee, Grant, Item, Running, Subsidy
from capacity.intake.cluster_file.lending import TERMS, CreditLine, Dated, Loan, LoanProduct, Tax
from capacity.intake.cluster_file.members import Joining, MemberClass
from capacity.intake.cluster_file.risk import Event, is_of_register
from capacity.intake.cluster_file.survey import Survey
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import (
    Currency,
    Heading,
    Month,
    Name,
    Slug,
    SourceName,
    Strict,
    Text,
    Title,
    told,
)


class Agreed(Strict):
    """Who has looked at numbers and stands by them, and when."""

    by: Annotated[Text, told("", "initiative group")]
    """who stands by them"""
    date: Annotated[Text, told("", "2026-11-02")]
    """the day on which they did, year-month-day"""


class Source(Strict):
    """Where numbers come from."""

    title: Annotated[str, told("", "Milk prices by district")]
    """what it is: a publication, a survey, an estimate"""
    author: Annotated[Text, told("", "24.kg")] = Field(default="", alias="by")
    """who published or estimated it"""
    date: Annotated[Text, told("", "2026-01-27")] = ""
    """when, year-month-day or less"""
    note: Annotated[str, told("", "Chüy 35-47 KGS/l")] = ""
    """what one should know of it: an address, a page, what it says word by word"""
    agreed: Agreed | None = None
    """signed off; nobody has stood by its numbers yet if not stated"""


class Season(Strict):
    """Twelve monthly factors, January first; normalised to mean 1."""

    by_month: Annotated[
        tuple[float, ...],
        Field(min_length=12, max_length=12),
        told("number", [4.8, 5, 6.2, 7.4, 9.9, 11.5, 13.8, 11.6, 8.6, 8.4, 7.6, 5.2]),
    ]
    """the twelve numbers, January first, in the unit that is stated beside them"""
    unit: Annotated[Literal["percent", "share", "index"], told("", "index")] = "percent"
    """percent or share of a year's total (they must sum to it within 1 %), or an index with mean 1"""
    title: Heading = ""
    source: SourceName = ""

    @property
    def factors(self) -> tuple[float, ...]:
        """Return the twelve factors with mean 1."""
        return tuple(value / (sum(self.by_month) / 12) for value in self.by_month)


class Ramp(Strict):
    """Something that changes step by step: yields, losses, utilisation, prices."""

    of: Annotated[str, told("", "classes.household.output")]
    """path of what changes"""
    times: Annotated[Quantity, told("share", [1.1, "share"])]
    """what it is multiplied by in the end (share)"""
    starts: Annotated[Quantity | None, told("month", [6, "month"])] = None
    """month in which the change begins; 0 if not stated"""
    counts_from: Annotated[Literal["start", "joining"], told("", "joining")] = "start"
    """from when its months count: from the start of the cluster, or for each member from the month in which it joins"""
    takes: Annotated[Quantity | None, told("month", [24, "month"])] = None
    """months until it is complete; 0 if not stated"""
    title: Heading = ""
    reason: Annotated[str, told("", "better feeding, as the advisers teach it")] = ""
    """why it is expected"""
    source: SourceName = ""


class Correlation(Strict):
    """Two uncertain numbers that move together, or against each other."""

    between: Annotated[tuple[str, str], told("", ["markets.retail.price", "markets.bazaars.price"])]
    """their paths in the cluster file"""
    rank: Annotated[float, told("number", 0.7)] = Field(alias="is", ge=-1, le=1, strict=True)
    """rank correlation (Spearman's): 1 always up and down together, 0 not at all, -1 always against each other"""
    source: SourceName = ""


class Target(Strict):
    """What the cluster wants to sell in a year."""

    sells: Annotated[str, told("", "soft_cheese")]
    """the product"""
    amount: Annotated[Quantity, told("P/month", [10, "t/month"])]
    """how much of it, a month"""
    year: Annotated[int, Field(ge=1), told("year", 3)] = 3
    """in which year, counted from 1"""
    title: Heading = ""
    source: SourceName = ""


class Turning(Strict):
    """A question that the report answers: at which value of a number a goal turns."""

    number: Annotated[Text, told("", "markets.retail.price")] = Field(alias="set")
    """path of the number, as a scenario's set names it; or a lever"""
    until: Annotated[Text, told("", "npv >= 0")]
    """MEASURE[@WHO][:p50|central|chance] (<=|=|>=) NUMBER, e.g. npv >= 0"""
    scenario: Annotated[Name | None, told("", "more_members")] = None
    """under which it is asked; the one that the report leads with if not stated"""
    against: Annotated[Name | None, told("", "practice")] = None
    """a scenario whose measure is taken off"""
    title: Annotated[Title, told("", "the price that shops pay")] = ""
    """what the number is called in the answer"""


class Agreements(Strict):
    """Answers that stand on the members' page as they are written; what is not stated nobody has answered yet.

    What members ask and only they can answer: what they have agreed, in their own words.
    """

    neighbours_debt: Annotated[Title, told("", "Nobody answers for a neighbour's loan.")] = ""
    """whether one answers with one's own property if a neighbour does not pay"""
    part_sale: Annotated[Title, told("", "Half may be sold elsewhere.")] = ""
    """what becomes of a member who sells only a part to the cluster"""
    quality: Annotated[Title, told("", "The point measures fat; the list hangs on its door.")] = ""
    """who measures it, and where the results can be seen"""
    late_payment: Annotated[Title, told("", "After 20 days the points may sell to others.")] = ""
    """what is done if a plant pays late"""
    leaving: Annotated[Title, told("", "Three months after saying so.")] = ""
    """how a member gets out"""
    organiser: Annotated[Title, told("", "The initiative group; ask Aigul, 0700 000000.")] = ""
    """who organises the cluster, and whom to ask"""
    next_meeting: Annotated[Title, told("", "On 12 December at 14:00 in the village hall.")] = ""
    """when and where members meet next"""


class Scenario(Strict):
    """A named set of changes to the cluster file."""

    set: Annotated[dict[str, object], told("its own", {"joining.half_by": [18, "month"]})] = {}
    """path -> new value"""
    title: Heading = ""
    reason: Annotated[str, told("", "what if members hesitate")] = ""
    """why it is looked at"""
    kind: Annotated[Literal["outlook", "practice", "investment", "recruitment"], told("", "practice")] = "outlook"
    """outlook: how the future may turn out; else a step that the members can take, and what kind of step it is"""


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


class Spec(Strict):
    """One cluster under one scenario."""

    cluster: Annotated[Slug, told("", "chui-dairy")]
    """its name in small Latin letters, as the folder has it"""
    currency: Annotated[Currency, told("", "KGS")]
    """the money in which everything is counted, by its three letters"""
    start: Annotated[Month, told("", "2027-01")]
    """the first month of the cluster, month 0"""
    horizon: Annotated[Quantity, told("month", [10, "year"])]
    """how far the report looks ahead: whole years, 1 to 50"""
    products: dict[Name, Product]
    """what flows through the chain, by name"""
    links: dict[Name, Link]
    """the stages of the chain, by name"""
    classes: dict[Name, MemberClass]
    """the kinds of members, by name"""
    survey: Survey
    """which columns of the survey hold what"""
    title: Heading = ""
    note: Annotated[Title, told("", "Illustrative: the members are invented.")] = ""
    """shown under the title of every page, e.g. that the cluster is illustrative"""
    source: SourceName = ""
    sources: dict[Name, Source] = {}
    """where the numbers come from, by the name that they give as their source"""
    places: Annotated[dict[Name, Title], told("", {"upper": "Upper villages"})] = {}
    """titles of places; the survey's answers are mapped to them under survey.place.values"""
    seasons: dict[Name, Season] = {}
    """how outputs, prices and demands move over the year, by name"""
    joining: Joining = Joining()
    """how members decide"""
    markets: dict[Name, Market] = {}
    """the outlets, by name"""
    purchases: dict[Name, Purchase] = {}
    """what can be bought from outside, by name"""
    allocation: Annotated[Literal["merit", "contract"], told("", "contract")] = "merit"
    """who is served first when an input is scarce: highest netback, or the declared priority"""
    events: dict[Name, Event] = {}
    """what may happen whatever is done"""
    risks: dict[Name, Event] = {}
    """the risk register: drawn as the events are, and priced with what can be done against them"""
    ramps: dict[Name, Ramp] = {}
    """what changes step by step, by name"""
    correlations: tuple[Correlation, ...] = ()
    """of uncertain numbers; the same in every scenario"""
    targets: dict[Name, Target] = {}
    """what the cluster wants to sell, by name; the report says how likely it is"""
    questions: dict[Name, Turning] = {}
    """at which value does it turn? Answered in each report"""
    agreements: Agreements = Agreements()
    """what the members have agreed, in their own words"""
    finance: Finance | None = None
    """investments, costs and who pays for them; money is not looked at if not stated"""
    economy: Economy | None = None
    """what the cluster is worth to the country; not looked at if not stated"""
    scenarios: dict[Name, Scenario] = {}
    """changes to this file under which the report looks at the cluster again, by name"""

    @property
    def money(self) -> Finance:
        """The finance block, for what is asked only where there is one."""
        if self.finance is None:
            raise ValueError("the cluster states no finance block")
        return self.finance

    @property
    def happenings(self) -> dict[str, Event]:
        """Everything that may happen, events and risks alike, by name in the order of names."""
        return dict(sorted({**self.events, **self.risks}.items()))

    def decided_numbers(self) -> Iterator[tuple[Quantity, tuple[int, int]]]:
        """Yield the numbers that are decided once, and from which month up to which a risk has to be on to strike.

        An investment's cost and lead time: the month of its order. The pace of joining: any month of the first year.
        """
        if self.joining.half_by:
            yield self.joining.half_by, (0, 12)
        for item in self.finance.items if self.finance else ():
            for quantity in (item.cost, item.lead):
                if quantity is not None and not is_of_register(quantity):
                    yield quantity, (item.month, item.month + 1)
