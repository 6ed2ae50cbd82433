"""What a cluster file may say of money: investments, running costs, and who pays for them. Units as in schema.py."""

from typing import Annotated, Literal

from capacity.intake.cluster_file.paid import Donor, FromMonth, ItemNames, PaidIn
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Heading, MonthCount, Name, SourceName, Strict, told


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
