"""What a cluster file may say of what can go wrong: chance, duration, effect, and what is done against it."""

from pydantic import Field

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Title

REGISTERS = ("events", "risks")
"""the two blocks of the cluster file that hold what may happen; both are drawn and priced alike"""


class Mitigation(Strict):
    """Something that can be done against a risk: what it costs, and what it leaves of the harm."""

    does: str
    title: Title = ""
    leaves: Quantity | None = None
    """share of the effect that is left while the risk is on"""
    leaves_chance: Quantity | None = None
    """share of the chance that is left"""
    cost: Quantity | None = None
    """money/month"""
    once: Quantity | None = None
    """money, paid in the first month of the mitigation"""
    month: int = Field(default=0, ge=0, le=600)
    """month in which it begins to be paid, counted from 0"""
    owner: str = "cluster"
    """who does it and pays for it"""
    taken: bool = False
    """true: decided, part of the plan with its cost; else only priced beside it"""
    source: str = ""


class Event(Strict):
    """Something that may happen in a year: a line of the risk register."""

    chance: Quantity
    """probability a year"""
    lasts: Quantity
    """months"""
    times: dict[str, Quantity]
    """what it multiplies, by path: markets.retail.demand: [0.4, share]"""
    title: Title = ""
    answers: Title = ""
    """who watches it and answers for it"""
    mitigation: Mitigation | None = None
    source: str = ""
