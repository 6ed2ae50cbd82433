"""What a cluster file may say of what can go wrong: chance, duration, effect, and what is done against it."""

from typing import Annotated

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Heading, MonthCount, SourceName, Strict, Title, told

REGISTERS = ("events", "risks")
"""the two blocks of the cluster file that hold what may happen; both are drawn and priced alike"""


def is_of_register(quantity: Quantity) -> bool:
    """Return whether a number stands in the risk register, as what a mitigation costs."""
    return quantity.name.partition(".")[0] in REGISTERS


class Mitigation(Strict):
    """Something that can be done against a risk: what it costs, and what it leaves of the harm."""

    does: Annotated[str, told("", "A second market for cheese in the country")]
    """what is done"""
    title: Heading = ""
    leaves: Annotated[Quantity | None, told("share", [0.4, 0.6, 0.8, "share"])] = None
    """share of the effect that is left while the risk is on"""
    leaves_chance: Annotated[Quantity | None, told("share", [0.4, "share"])] = None
    """share of the chance that is left"""
    cost: Annotated[Quantity | None, told("money/month", [6, "kKGS/month"])] = None
    """what it costs a month; nothing if not stated"""
    once: Annotated[Quantity | None, told("money", [300, "kKGS"])] = None
    """paid in the first month of the mitigation; nothing if not stated"""
    month: Annotated[MonthCount, told("month", 6)] = 0
    """month in which it begins to be paid, counted from 0"""
    owner: Annotated[str, told("", "cheese_shop")] = "cluster"
    """who does it and pays for it"""
    taken: Annotated[bool, told("", True)] = False
    """true: decided, part of the plan with its cost; else only priced beside it"""
    source: SourceName = ""


class Event(Strict):
    """Something that may happen in a year: a line of the risk register."""

    chance: Annotated[Quantity, told("1/year", [0.05, 0.1, 0.2, "1/year"])]
    """probability a year"""
    lasts: Annotated[Quantity, told("month", [2, 3, 5, "month"])]
    """how long it is on, once it has happened"""
    times: Annotated[dict[str, Quantity], told("share", {"markets.retail.demand": [0.4, "share"]})]
    """what it multiplies while it is on, by path"""
    title: Heading = ""
    answers: Annotated[Title, told("", "Dairy plant")] = ""
    """who watches it and answers for it"""
    mitigation: Mitigation | None = None
    """what can be done against it"""
    source: SourceName = ""
