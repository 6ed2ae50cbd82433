"""What a cluster file may say of a store: its room, what it costs and loses, and when it gives out."""

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Strict
from capacity.intake.quantities.words import Name


class Release(Strict):
    """When a store gives out: by a calendar of sales shares, or at a reserve price; else at once."""

    calendar: Name | None = None
    """a season: the shares of a year's intake that are let go month by month"""
    reserve: Quantity | None = None
    """money/P: nothing is let go below this price, except what would spoil"""


class Store(Strict):
    """Where a product that keeps is held."""

    room: Quantity | None = None
    """P; no limit if not stated"""
    loss: Quantity | None = None
    """share of the opening stock lost a month (1/month)"""
    cost: Quantity | None = None
    """money/P/month on the opening stock"""
    interest: Quantity | None = None
    """1/year on what the opening stock is worth: the rate of whoever waits for its money; needs worth"""
    worth: Quantity | None = None
    """money/P on which the interest is paid"""
    release: Release = Release()
