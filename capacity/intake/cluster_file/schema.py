"""What a cluster file may say: frozen models, every field documented, unknown keys refused.

Numbers are Quantity (value or range, unit, source). A field's docstring names the unit it is kept in after reading;
`P` is the product's own unit, `money` the cluster's currency.
"""

from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.cluster_file.agreements import Agreements
from capacity.intake.cluster_file.economy import Economy
from capacity.intake.cluster_file.funding import Finance
from capacity.intake.cluster_file.lending import Currency
from capacity.intake.cluster_file.price_point import PricePoint
from capacity.intake.cluster_file.risk import Event
from capacity.intake.cluster_file.store import Store
from capacity.intake.cluster_file.turning import Turning
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Month, MonthsOfYear, Name, Slug, Text, Title


class Agreed(Strict):
    """Who has looked at numbers and stands by them, and when."""

    by: Text
    date: Text


class Source(Strict):
    """Where numbers come from."""

    title: str
    author: Text = Field(default="", alias="by")
    date: Text = ""
    note: str = ""
    agreed: Agreed | None = None
    """signed off; nobody has stood by its numbers yet if not stated"""


class Season(Strict):
    """Twelve monthly factors, January first; normalised to mean 1."""

    by_month: tuple[float, ...] = Field(min_length=12, max_length=12)
    unit: Literal["percent", "share", "index"] = "percent"
    """percent or share of a year's total (they must sum to it within 1 %), or an index with mean 1"""
    title: Title = ""
    source: str = ""

    @property
    def factors(self) -> tuple[float, ...]:
        """Return the twelve factors with mean 1."""
        return tuple(value / (sum(self.by_month) / 12) for value in self.by_month)


class Surplus(Strict):
    """What happens to a by-product nobody takes, when throwing it away costs money."""

    cost: Quantity
    """money/P"""


class Payment(Strict):
    """What the cluster pays its members for a product, and when."""

    price: Quantity
    """money/P"""
    season: Name | None = None
    delay: Quantity | None = None
    """days between delivery and payment"""
    point: PricePoint | None = None
    """what the price stands for: where it is paid, per what, with how much fat, with or without VAT"""
    every: Quantity | None = None
    """days of deliveries that are paid together; each on its own if not stated"""


class Product(Strict):
    """Anything that flows, in one unit."""

    unit: str
    title: Title = ""
    measures: dict[str, Quantity] = {}
    """other units of this product in kg, l, piece ..., e.g. l: [1.03, kg]"""
    keeps: Quantity | None = None
    """months it can be stored; not stated or 0: what is not used in its month is lost"""
    store: Store = Store()
    surplus: Surplus | Literal["free", "holds"] | None = None
    """of a by-product: thrown away free (default), at a cost, or it holds the main product back"""
    pays: Payment | None = None
    """inside the chain, to its members and between its links; of what members bring it decides, with what today's
    outlets pay, how much is sold past the cluster"""
    source: str = ""


class Link(Strict):
    """One stage of the chain: a recipe per unit of its rated product."""

    rated: Name
    """the product its rate and capacity count in"""
    takes: dict[Name, Quantity] = {}
    """P of each input per unit of the rated product"""
    makes: dict[Name, Quantity] = {}
    """P of each output per unit of the rated product; the first is the main product"""
    title: Title = ""
    per: Literal["place"] | None = None
    """place: one node of this link at each place"""
    cost: Quantity | None = None
    """money per unit of the rated product"""
    paid_after: Quantity | None = None
    """days after which wages, energy and whatever else the work costs are paid, on average"""
    stock: Quantity | None = None
    """days of what it works and buys that always stand in store: materials, spare parts, goods in work"""
    minimum_load: Quantity | None = None
    """rated P/month below which a node stands, counting what it buys elsewhere (busy)"""
    may_stand: Quantity | None = None
    """months of a year that a node may stand below its minimum load; 2 if not stated"""
    capacity: Quantity | None = None
    """rated P/month, of equipment that is not in the survey (added to the members' own)"""
    equipment: bool = True
    """false: limited by its inputs only"""
    working_days: Quantity | None = None
    """days a month that a daily rate is worked, also that of the minimum load; else 365/12"""
    working_months: MonthsOfYear | Literal["all_year", "as_goods_last"] | None = None
    """in which it works; not stated: as its goods last if all it takes keeps, else all year (see working_time.py)"""
    hours: Quantity | None = None
    """hours a day that an hourly rate is worked"""
    usable: Quantity | None = None
    """share of the nameplate that can be used (fill factor)"""
    priority: int | None = None
    """contract order for its inputs: 1 is served first (see allocation)"""
    source: str = ""


class Without(Strict):
    """What a member of a class does today and would go on doing without the cluster: where the survey cannot say it."""

    works: Quantity
    """P/month of the rated product of its first link that a member makes or puts through"""
    earns: Quantity | None = None
    """money/P that is left of it after inputs and costs; not stated: today's prices, costs and outlets"""


class MemberClass(Strict):
    """A kind of member: what it runs, keeps, sells elsewhere."""

    runs: tuple[Name, ...] = ()
    title: Title = ""
    season: Name | None = None
    """of its current output; without one every month is alike"""
    rates: dict[Name, Quantity] = {}
    """factors that turn the survey's figure into output a month, e.g. t/ha/year, minutes/worker/day, efficiency"""
    own_use: Quantity | None = None
    """kept at home: P/month per member, or a share of what is produced"""
    bazaar: Quantity | None = None
    """made or sold at the bazaar by the member: share of what is produced"""
    elsewhere: Quantity | None = None
    """sold to others under standing agreements: share of what is produced"""
    side_selling: Quantity | None = None
    """share of what was offered that is sold past the cluster after all, at equal prices and payment at once"""
    side_selling_by_gap: Quantity | None = None
    """so much more for each 100 % that today's best outlet pays above the cluster (pays: of the product)"""
    side_selling_by_delay: Quantity | None = None
    """so much more for each day that the cluster pays later, 1/day"""
    rejects: Quantity | None = None
    """share of what arrives that is refused at reception"""
    attainable: Quantity | None = None
    """output with the same animals, land or machines under good practice, as a share of today's"""
    with_investment: Quantity | None = None
    """output with the planned investments, as a share of today's"""
    busy: Quantity | None = None
    """share of capacity used for goods that are not the cluster's"""
    without: Literal["idle", "as_today"] | Without | None = None
    """what its members do without a cluster: nothing, as today, or these figures; not stated: the survey's `current`"""
    beside: Quantity | None = None
    """share of what it buys from others today, over `busy`, that it goes on buying; none if not stated"""
    founding: bool = False
    """those who join are there from the first month"""
    service: bool = False
    """not counted towards critical mass"""
    waiver: Text | None = None
    """date on which its members agreed in writing that their figures may be shown"""
    source: str = ""


class Column(Strict):
    """The survey's own column or columns behind one variable; several multiply."""

    columns: tuple[str, ...] = Field(min_length=1)
    unit: str | None = None
    values: dict[str, object] = {}
    """what an answer means: another word, or a quantity"""
    missing: tuple[Text, ...] = ()
    """answers that mean: not known"""
    decimal: Literal[",", "."] | None = None
    """the decimal sign of numbers typed as text, where 1.234 alone does not tell; else decided from the column"""


class Survey(Strict):
    """Which columns of the survey hold what."""

    member: Column
    place: Column | None = None
    member_class: Column | None = Field(default=None, alias="class")
    owner: Column | None = None
    """members with the same owner count as one for secrecy"""
    current: Column | None = None
    """output (producers) or throughput (equipment) today"""
    good: Column | None = None
    """output in the good season; with `bad` instead of current"""
    bad: Column | None = None
    """output in the bad season"""
    capacity: Column | None = None
    own_use: Column | None = None
    """kept at home: an amount, or a share of what is produced"""
    price: Column | None = None
    """what the member is paid today (shown, not used by the model)"""
    weight: Column | None = None
    """how many potential members this one stands for"""
    joins: Column | None = None
    """answer -> probability of joining"""
    letter: Column | None = None
    """a signed letter with a quantity: the answers that count as signed -> probability"""
    status: Column | None = None
    """review status; answers mapped to exclude are set aside"""
    sheet: str | None = None
    header_row: int | None = None
    missing: tuple[Text, ...] = ()
    """answers that mean not known in any column, beside the usual ones"""
    source: str = ""


class Joining(Strict):
    """How members decide."""

    common_error: Quantity | None = None
    """added to everybody's probability: neighbours decide together"""
    place_error: Quantity | None = None
    """added to the probability of everybody at a place, at each place its own: villages differ"""
    half_by: Quantity | None = None
    """months after which half of those who will ever join have joined, then half of the rest, and so on; not stated:
    all at the start"""
    silent: Quantity | Literal["as_answered", "no"] | None = None
    """what no answer to `survey.joins` counts for: like those of the class who answered (as if not stated, but said to
    be meant), not joining, or a probability"""
    needed: Quantity | None = None
    """members needed for critical mass; 30 if not stated"""
    source: str = ""


class Market(Strict):
    """An outlet of one product."""

    buys: Name
    price: Quantity
    """money/P"""
    currency: Currency | None = None
    """of the price, if not the cluster's: at the exchange rate of each month (finance.exchange)"""
    title: Title = ""
    demand: Quantity | None = None
    """P/month; no limit if not stated"""
    today: bool = False
    """the outlet used today, and the last resort"""
    point: PricePoint | None = None
    """what the price stands for"""
    price_season: Name | None = None
    demand_season: Name | None = None
    price_growth: Quantity | None = None
    """1/year"""
    demand_growth: Quantity | None = None
    """1/year"""
    pays_after: Quantity | None = None
    """days between delivery and payment"""
    priority: int | None = None
    source: str = ""


class Purchase(Strict):
    """A product that the chain can buy from outside."""

    sells: Name
    price: Quantity
    """money/P"""
    currency: Currency | None = None
    """of the price, if not the cluster's: at the exchange rate of each month (finance.exchange)"""
    title: Title = ""
    available: Quantity | None = None
    """P/month; no limit if not stated"""
    paid_after: Quantity | None = None
    """days after which the supplier is paid (suppliers' credit)"""
    source: str = ""


class Ramp(Strict):
    """Something that changes step by step: yields, losses, utilisation, prices."""

    of: str
    """path of what changes, e.g. classes.household.output"""
    times: Quantity
    """what it is multiplied by in the end (share)"""
    starts: Quantity | None = None
    """month in which the change begins; 0 if not stated"""
    counts_from: Literal["start", "joining"] = "start"
    """from when its months count: from the start of the cluster, or for each member from the month in which it joins"""
    takes: Quantity | None = None
    """months until it is complete; 0 if not stated"""
    title: Title = ""
    reason: str = ""
    source: str = ""


class Correlation(Strict):
    """Two uncertain numbers that move together, or against each other."""

    between: tuple[str, str]
    """their paths in the cluster file"""
    rank: float = Field(alias="is", ge=-1, le=1, strict=True)
    """rank correlation (Spearman's): 1 always up and down together, 0 not at all, -1 always against each other"""
    source: str = ""


class Target(Strict):
    """What the cluster wants to sell in a year."""

    sells: str
    """product"""
    amount: Quantity
    """P/month"""
    year: int = Field(default=3, ge=1)
    """counted from 1"""
    title: Title = ""
    source: str = ""


class Scenario(Strict):
    """A named set of changes to the cluster file."""

    set: dict[str, object] = {}
    """path -> new value: joining.half_by: [18, month]"""
    title: Title = ""
    reason: str = ""
    kind: Literal["outlook", "practice", "investment", "recruitment"] = "outlook"
    """outlook: how the future may turn out; else a step that the members can take, and what kind of step it is"""


class Spec(Strict):
    """One cluster under one scenario."""

    cluster: Slug
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    start: Month
    horizon: Quantity
    """months"""
    products: dict[Name, Product]
    links: dict[Name, Link]
    classes: dict[Name, MemberClass]
    survey: Survey
    title: Title = ""
    note: Title = ""
    """shown under the title of every page, e.g. that the cluster is illustrative"""
    source: str = ""
    sources: dict[Name, Source] = {}
    places: dict[Name, Title] = {}
    """titles of places; the survey's answers are mapped to them under survey.place.values"""
    seasons: dict[Name, Season] = {}
    joining: Joining = Joining()
    markets: dict[Name, Market] = {}
    purchases: dict[Name, Purchase] = {}
    allocation: Literal["merit", "contract"] = "merit"
    """who is served first when an input is scarce: highest netback, or the declared priority"""
    events: dict[Name, Event] = {}
    """what may happen whatever is done"""
    risks: dict[Name, Event] = {}
    """the risk register: drawn as the events are, and priced with what can be done against them"""
    ramps: dict[Name, Ramp] = {}
    correlations: tuple[Correlation, ...] = ()
    """of uncertain numbers; the same in every scenario"""
    targets: dict[Name, Target] = {}
    questions: dict[Name, Turning] = {}
    """at which value does it turn? Answered in each report"""
    agreements: Agreements = Agreements()
    finance: Finance | None = None
    economy: Economy | None = None
    """what the cluster is worth to the country; not looked at if not stated"""
    scenarios: dict[Name, Scenario] = {}

    @property
    def money(self) -> Finance:
        """The finance block, for what is asked only where there is one."""
        if self.finance is None:
            raise ValueError("the cluster states no finance block")
        return self.finance
