"""What a party sells and buys, line by line with its amounts: what the live statements of the bank are worked from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from capacity.model.gains.run import Ledger


@dataclass(frozen=True)
class Trade:
    """One product sold to one market or party, or bought from one."""

    line: str
    """of the income statement: to markets, to other parties, from other parties"""
    product: str
    other: str
    """the market or the other party"""
    quantity: np.ndarray
    """P a month, (month, draw)"""
    value: np.ndarray
    """money a month in prices of the start, (month, draw)"""


def trades(ledger: "Ledger", party: str) -> list[Trade]:
    """Return a party's trades in the order of the flow of goods; what it sells past the chain is not among them."""
    accounts, spec = ledger.accounts, ledger.case.spec
    prices = dict(
        zip(
            (market.name for market in ledger.case.network.markets),
            ledger.conditions.tape.read(ledger.conditions.rows["price"]),
            strict=True,
        )
    )
    found = []
    for index, (market, seller) in enumerate(
        zip(accounts.sales["market"].values, accounts.sales["seller"].values, strict=True)
    ):
        if seller == party:
            value, price = accounts.sales["money"].values[index], prices[str(market)]
            amount = np.divide(value, price, out=np.zeros_like(value), where=np.broadcast_to(price > 0, value.shape))
            found.append(Trade("to markets", spec.markets[market].buys, str(market), amount, value))
    names = (accounts.deliveries[name].values for name in ("product", "seller", "buyer"))
    for index, (product, seller, buyer) in enumerate(zip(*names, strict=True)):
        amount = accounts.deliveries["quantity"].values[index]
        value = amount * accounts.deliveries["price"].values[index]
        if seller == party:
            found.append(Trade("to other parties", str(product), str(buyer), amount, value))
        if buyer == party:
            found.append(Trade("from other parties", str(product), str(seller), amount, value))
    return found
