"""The books of one run of a case: its flows, and what every party earns and spends by them (kept by accounts)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import xarray as xr

from capacity.model.calendar.events import strikes, with_decisions
from capacity.model.chain.variables import Conditions
from capacity.model.future.case import Case
from capacity.model.gains.goods import Goods
from capacity.model.gains.members import Output
from capacity.model.gains.prices import Pricing
from capacity.model.uncertainty.draws import Draws
from capacity.model.without import Usual

DRAWN = 1024
"""draws in which accounts are kept: the Monte-Carlo error of a chance is at most 0.016"""
LINES = (
    *("sales", "received", "paid", "bought", "running", "overheads", "home_use", "fees_received", "fees_paid"),
    *("with_cluster", "without_cluster"),
)
"""money a month, all positive but the last two"""


class Delivery(NamedTuple):
    """What one party delivers of a product to another, (month, draw)."""

    product: str
    seller: str
    buyer: str
    quantity: np.ndarray
    """P/month"""
    price: np.ndarray
    """money/P"""

    @property
    def value(self) -> np.ndarray:
        """Return what is paid for it, money a month."""
        return self.quantity * self.price


def read_deliveries(deliveries: xr.Dataset) -> Iterator[Delivery]:
    """Yield the deliveries of a dataset: see Accounts.deliveries."""
    names = (deliveries[name].values.tolist() for name in ("product", "seller", "buyer"))
    return map(Delivery, *names, deliveries["quantity"].values, deliveries["price"].values)


@dataclass(frozen=True)
class Accounts:
    """One run in money, by party: prices of the start, money a month."""

    parties: xr.Dataset
    """LINES, dims (party, month, draw)"""
    deliveries: xr.Dataset
    """between parties, dims (delivery, month, draw): quantity P/month, price money/P; `product`, `seller`, `buyer`"""
    sales: xr.Dataset
    """to markets of the file, dims (sale, month, draw): money; `market`, `seller`. Without what members sell past the
    chain, which is among the parties' sales"""
    goods: Goods
    outputs: Mapping[str, Output]
    pricing: Pricing
    prices: Mapping[str, np.ndarray]
    """inside the chain, money/P by product"""
    before: Usual
    """what those who work today would have without the cluster"""

    def traded(self) -> Iterator[Delivery]:
        """Yield what parties deliver to other parties, in the order of the goods' flow."""
        return read_deliveries(self.deliveries)

    def sold(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """Yield what markets of the file pay: market, seller, money (month, draw)."""
        names = (self.sales[name].values.tolist() for name in ("market", "seller"))
        return zip(*names, self.sales["money"].values, strict=True)


@dataclass(frozen=True)
class Ledger:
    """A case run in some draws: all flows of goods and money by month, what they came from, and the accounts."""

    case: Case
    draws: Draws
    flows: xr.Dataset
    conditions: Conditions
    accounts: Accounts

    @cached_property
    def settled(self) -> Draws:
        """Return the draws in which what is decided once (an investment's cost) stands as what strikes it leaves it.

        The flows were run in them; what works along a course of its own takes `draws`, and settles them itself.
        """
        months = self.flows.sizes["month"]
        return with_decisions(self.case.spec, self.draws, strikes(self.case.spec, self.draws, months))


@dataclass(frozen=True)
class Money:
    """The leading scenario's books: in the central future, and in the first draws of the study."""

    central: Ledger
    drawn: Ledger
