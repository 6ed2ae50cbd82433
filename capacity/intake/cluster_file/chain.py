"""What a cluster file may say of the chain: products, how they keep, links with their recipes, outlets, purchases."""

from typing import Annotated, Literal

from pydantic import Field

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Currency, Heading, MonthsOfYear, Name, SourceName, Strict, told


class PricePoint(Strict):
    """What a price stands for; printed wherever the price is, and no part of the arithmetic but for the unit."""

    at: Annotated[
        Literal["farm_gate", "collection_point", "plant_gate", "wholesale", "retail", "border"] | None,
        told("", "farm_gate"),
    ] = None
    """where the goods are handed over at this price"""
    per: Annotated[str, told("", "l")] = ""
    """the unit in which people name the price, e.g. l; the product's own if not stated"""
    fat: Annotated[float | None, Field(gt=0, le=100), told("percent", 3.6)] = None
    """percent of fat to which the price belongs"""
    vat: Annotated[Literal["included", "excluded", "none"] | None, told("", "excluded")] = None
    """value added tax: in the price, on top of it, or not charged"""


class Release(Strict):
    """When a store gives out: by a calendar of sales shares, or at a reserve price; else at once."""

    calendar: Annotated[Name | None, told("", "sales_by_month")] = None
    """a season: the shares of a year's intake that are let go month by month"""
    reserve: Annotated[Quantity | None, told("money/P", [60, "KGS/kg"])] = None
    """price below which nothing is let go, except what would spoil"""


class Store(Strict):
    """Where a product that keeps is held."""

    room: Annotated[Quantity | None, told("P", [40, "t"])] = None
    """how much can lie in store; no limit if not stated"""
    loss: Annotated[Quantity | None, told("1/month", [0.02, "1/month"])] = None
    """share of the opening stock lost a month; nothing if not stated"""
    cost: Annotated[Quantity | None, told("money/P/month", [0.5, "KGS/kg/month"])] = None
    """what storing the opening stock costs a month; nothing if not stated"""
    interest: Annotated[Quantity | None, told("1/year", [0.18, "1/year"])] = None
    """on what the opening stock is worth: the rate of whoever waits for its money; needs worth"""
    worth: Annotated[Quantity | None, told("money/P", [70, "KGS/kg"])] = None
    """what a unit in store would fetch: on this the interest is paid"""
    release: Release = Release()
    """when the store gives out; at once if not stated"""


class Surplus(Strict):
    """What happens to a by-product nobody takes, when throwing it away costs money."""

    cost: Annotated[Quantity, told("money/P", [0.3, "KGS/kg"])]
    """what getting rid of a unit costs"""


class Payment(Strict):
    """What the cluster pays its members for a product, and when."""

    price: Annotated[Quantity, told("money/P", [34, 38, 43, "KGS/l"])]
    """the mean over a year"""
    season: Annotated[Name | None, told("", "milk_price")] = None
    """how the price moves over the year, a name of seasons; every month alike if not stated"""
    delay: Annotated[Quantity | None, told("day", [15, "day"])] = None
    """days between delivery and payment; none if not stated"""
    point: PricePoint | None = None
    """what the price stands for: where it is paid, per what, with how much fat, with or without VAT"""
    every: Annotated[Quantity | None, told("day", [10, "day"])] = None
    """days of deliveries that are paid together; each on its own if not stated"""


class Product(Strict):
    """Anything that flows, in one unit."""

    unit: Annotated[str, told("", "kg")]
    """P, the unit in which the product is counted everywhere"""
    title: Heading = ""
    measures: Annotated[dict[str, Quantity], told("its own", {"l": [1.03, "kg"]})] = {}
    """other units of this product, each in kg, l, piece ...: what one of them is"""
    keeps: Annotated[Quantity | None, told("month", [3, "month"])] = None
    """months it can be stored; not stated or 0: what is not used in its month is lost"""
    store: Store = Store()
    """where it is held while it keeps; unlimited and free of cost if not stated"""
    surplus: Annotated[Surplus | Literal["free", "holds"] | None, told("", "free")] = None
    """of a by-product: thrown away free (default), at a cost, or it holds the main product back"""
    pays: Payment | None = None
    """inside the chain, to its members and between its links; of what members bring it decides, with what today's
    outlets pay, how much is sold past the cluster"""
    source: SourceName = ""


class Link(Strict):
    """One stage of the chain: a recipe per unit of its rated product."""

    rated: Annotated[Name, told("", "raw_milk")]
    """the product its rate and capacity count in"""
    takes: Annotated[dict[Name, Quantity], told("P", {"raw_milk": [1, "kg"]})] = {}
    """P of each input per unit of the rated product"""
    makes: Annotated[dict[Name, Quantity], told("P", {"cooled_milk": [0.985, 0.99, 0.995, "kg"]})] = {}
    """P of each output per unit of the rated product; the first is the main product"""
    title: Heading = ""
    per: Annotated[Literal["place"] | None, told("", "place")] = None
    """place: one node of this link at each place; one for the whole cluster if not stated"""
    cost: Annotated[Quantity | None, told("money/P", [11, 14, 18, "KGS/kg"])] = None
    """what working a unit of the rated product costs, inputs of the chain aside; nothing if not stated"""
    paid_after: Annotated[Quantity | None, told("day", [15, "day"])] = None
    """days after which wages, energy and whatever else the work costs are paid, on average; at once if not stated"""
    stock: Annotated[Quantity | None, told("day", [20, "day"])] = None
    """days of what it works and buys that always stand in store: materials, spare parts, goods in work"""
    minimum_load: Annotated[Quantity | None, told("P/month", [6, "t/day"])] = None
    """rated P/month below which a node stands, counting what it buys elsewhere (busy); none if not stated"""
    may_stand: Annotated[Quantity | None, told("month", [2, "month"])] = None
    """months of a year that a node may stand below its minimum load; 2 if not stated"""
    capacity: Annotated[Quantity | None, told("P/month", [6, "t/day"])] = None
    """rated P/month, of equipment that is not in the survey (added to the members' own)"""
    equipment: Annotated[bool, told("", False)] = True
    """false: limited by its inputs only"""
    working_days: Annotated[Quantity | None, told("day/month", [26, "day/month"])] = None
    """days a month that a daily rate is worked, also that of the minimum load; else 365/12"""
    working_months: Annotated[
        MonthsOfYear | Literal["all_year", "as_goods_last"] | None, told("month of the year", [6, 7, 8])
    ] = None
    """in which it works; not stated: as its goods last if all it takes keeps for a month, else all year"""
    hours: Annotated[Quantity | None, told("h/day", [16, "h/day"])] = None
    """hours a day that an hourly rate is worked"""
    usable: Annotated[Quantity | None, told("share", [0.9, "share"])] = None
    """share of the nameplate that can be used (fill factor); all of it if not stated"""
    priority: Annotated[int | None, told("number", 1)] = None
    """contract order for its inputs: 1 is served first (see allocation)"""
    source: SourceName = ""


class Market(Strict):
    """An outlet of one product."""

    buys: Annotated[Name, told("", "soft_cheese")]
    """the product that it buys"""
    price: Annotated[Quantity, told("money/P", [330, 355, 385, "KGS/kg"])]
    """what it pays, the mean over a year"""
    currency: Annotated[Currency | None, told("", "RUB")] = None
    """of the price, if not the cluster's: at the exchange rate of each month (finance.exchange)"""
    title: Heading = ""
    demand: Annotated[Quantity | None, told("P/month", [4, 6, 8, "t/month"])] = None
    """the most that it takes in a month; no limit if not stated"""
    today: Annotated[bool, told("", True)] = False
    """the outlet used today, and the last resort"""
    point: PricePoint | None = None
    """what the price stands for"""
    price_season: Annotated[Name | None, told("", "fresh_price")] = None
    """how the price moves over the year, a name of seasons; every month alike if not stated"""
    demand_season: Annotated[Name | None, told("", "summer_demand")] = None
    """how the demand moves over the year, a name of seasons; every month alike if not stated"""
    price_growth: Annotated[Quantity | None, told("1/year", [0.02, "1/year"])] = None
    """by how much the price grows a year, in money of the start; not at all if not stated"""
    demand_growth: Annotated[Quantity | None, told("1/year", [0.03, "1/year"])] = None
    """by how much the demand grows a year; not at all if not stated"""
    pays_after: Annotated[Quantity | None, told("day", [30, 37, 45, "day"])] = None
    """days between delivery and payment; none if not stated"""
    priority: Annotated[int | None, told("number", 1)] = None
    """contract order among the outlets of the product: 1 is served first (see allocation)"""
    source: SourceName = ""


class Purchase(Strict):
    """A product that the chain can buy from outside."""

    sells: Annotated[Name, told("", "raw_milk")]
    """the product that it sells to the chain"""
    price: Annotated[Quantity, told("money/P", [41, 45, 49, "KGS/kg"])]
    """what the chain pays for it"""
    currency: Annotated[Currency | None, told("", "RUB")] = None
    """of the price, if not the cluster's: at the exchange rate of each month (finance.exchange)"""
    title: Heading = ""
    available: Annotated[Quantity | None, told("P/month", [10, "t/month"])] = None
    """the most that can be bought in a month; no limit if not stated"""
    paid_after: Annotated[Quantity | None, told("day", [14, "day"])] = None
    """days after which the supplier is paid (suppliers' credit); at once if not stated"""
    source: SourceName = ""
