"""What a cluster file may say of money: investments, running costs, loans, grants. Units as in schema.py."""

from typing import Literal

from pydantic import Field

from capacity.intake.quantity import Quantity
from capacity.intake.strict import Strict
from capacity.intake.words import Title


class Item(Strict):
    """An investment."""

    buy: str
    owner: str
    cost: Quantity
    """money"""
    month: int = Field(default=0, ge=0, le=600)
    """month of the order, counted from 0"""
    lead: Quantity | None = None
    """months from the order until it works"""
    life: Quantity | None = None
    """months; it is replaced when over"""
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
    start: int = Field(default=0, ge=0)
    title: Title = ""
    source: str = ""


class Loan(Strict):
    """Debt for a share of a borrower's investments."""

    borrower: str
    share: Quantity
    rate: Quantity
    """1/year"""
    term: Quantity
    """months"""
    grace: Quantity | None = None
    """months in which only interest is paid"""
    pays: Literal["annuity", "equal", "bullet"] = "annuity"
    source: str = ""


class Grant(Strict):
    """Money that is not paid back, for a share of an owner's investments."""

    to: str
    share: Quantity
    donor: str = ""
    source: str = ""


class Finance(Strict):
    """The first, simple finance block."""

    discount_rate: Quantity
    """1/year"""
    prices: Literal["real", "nominal"] = "real"
    convention: Literal["end-year", "start-year", "mid-year"] = "end-year"
    items: tuple[Item, ...] = ()
    running: tuple[Running, ...] = ()
    loans: tuple[Loan, ...] = ()
    grants: tuple[Grant, ...] = ()
    budget: Quantity | None = None
    """money that can be spent on first steps; not stated: shown for several budgets"""
    source: str = ""
