"""What a party sells and spends: each line with the calendar on which it is paid, each product by who trades it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.finance import Calendar, outstanding
from capacity.model.uncertainty.distributions import median

if TYPE_CHECKING:
    from capacity.model.gains.ledger import Ledger

SALES = ("to markets", "to other parties", "kept at home")
COSTS = ("from other parties", "from outside", "work", "overheads")
AT_ONCE = Calendar()


@dataclass(frozen=True)
class Dues:
    """What a party earns and spends in prices of the start, each (month, draw), money a month, positive."""

    sales: Mapping[str, np.ndarray]
    costs: Mapping[str, np.ndarray]
    receipts: Mapping[Calendar, np.ndarray]
    """what is earned, by the calendar on which it is paid; what is paid at once is not among it"""
    payments: Mapping[Calendar, np.ndarray]
    """the same of what is spent"""


def days(quantity: Quantity | None) -> float:
    """Return a delay in days at its central value; 0 if not stated."""
    return 0.0 if quantity is None else median(quantity) * 1.0


def party_dues(ledger: "Ledger", party: str) -> Dues:
    """Return what a party earns and spends, and when it is paid. Days of payment are taken at their central values.

    Members are paid as `pays` of the product says, markets pay as they state, links pay for their work and purchases as
    these state; what members sell past the chain, and overheads, are paid at once.
    """
    lines = ledger.accounts.parties.sel(party=party)
    names = dict(zip(SALES, ("sales", "received", "home_use"), strict=True))
    spent = dict(zip(COSTS, ("paid", "bought", "running", "overheads"), strict=True))
    return Dues(
        {name: lines[line].values for name, line in names.items()},
        {name: lines[line].values for name, line in spent.items()},
        _gathered(_receipts(ledger, party)),
        _gathered(_payments(ledger, party)),
    )


def _gathered(parts: Iterator[tuple[Calendar, np.ndarray]]) -> dict[Calendar, np.ndarray]:
    found: dict[Calendar, np.ndarray] = {}
    for calendar, amount in parts:
        if calendar != AT_ONCE:
            found[calendar] = found.get(calendar, 0.0) + amount
    return found


def _receipts(ledger: "Ledger", party: str) -> Iterator[tuple[Calendar, np.ndarray]]:
    spec = ledger.case.spec
    for market, seller, money in ledger.accounts.sold():
        if seller == party:
            yield Calendar(days(spec.markets[market].pays_after)), money
    for one in ledger.accounts.traded():
        if one.seller == party:
            yield product_calendar(spec, one.product), one.value


def _payments(ledger: "Ledger", party: str) -> Iterator[tuple[Calendar, np.ndarray]]:
    spec, goods = ledger.case.spec, ledger.accounts.goods
    for one in ledger.accounts.traded():
        if one.buyer == party:
            yield product_calendar(spec, one.product), one.value
    for index, unit in enumerate(goods.units):
        link = spec.links.get(unit.node.partition("@")[0])
        if unit.party != party or link is None:
            continue
        if index in goods.running:
            yield Calendar(days(link.paid_after)), goods.running[index]
        if index in goods.bought:
            yield Calendar(_supplier_credit(spec, link.takes)), goods.bought[index]


def product_calendar(spec: Spec, product: str) -> Calendar:
    """Return when a product is paid inside the cluster."""
    pays = spec.products[product].pays
    return Calendar(days(pays.delay), days(pays.every)) if pays else AT_ONCE


def _supplier_credit(spec: Spec, takes: Mapping[str, object]) -> float:
    """Return the days after which what a link buys outside is paid: the mean of its suppliers."""
    found = [days(purchase.paid_after) for purchase in spec.purchases.values() if purchase.sells in takes]
    return sum(found) / len(found) if found else 0.0


def not_yet_paid(amounts: Mapping[Calendar, np.ndarray], level: np.ndarray) -> np.ndarray | float:
    """Return what is delivered and not yet paid at each month's end, (month, draw), in money of its month."""
    return sum((outstanding(amount * level, calendar) for calendar, amount in amounts.items()), 0.0)


def stocks_at_cost(ledger: "Ledger", party: str) -> np.ndarray | float:
    """Return what stands in a party's stores at each month's end at its price inside the chain, (month, draw)."""
    accounts, pools = ledger.accounts, ledger.case.network.pools
    prices, total = None, 0.0
    for (pool, unit), closing in accounts.goods.held.items():
        if accounts.goods.units[unit].party == party:
            prices = prices or accounts.pricing.prices()
            total = total + closing * prices[pools[pool].product]
    return total


def stocks_always_held(ledger: "Ledger", party: str) -> np.ndarray | float:
    """Return the worth of what a party's links keep in store to work with, at each month's end, (month, draw).

    So many days, of 30 a month, of what the link's work and its purchases cost in the month (UNIDO's minimum days of
    coverage, with a year of 360). It is bought beside what is used up, and given back at the end.
    """
    spec, goods = ledger.case.spec, ledger.accounts.goods
    total: np.ndarray | float = 0.0
    for index, unit in enumerate(goods.units):
        link = spec.links.get(unit.node.partition("@")[0])
        if unit.party == party and link is not None and link.stock is not None:
            spent = goods.running.get(index, 0.0) + goods.bought.get(index, 0.0)
            total = total + spent * days(link.stock) / 30
    return total


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
    x, markets = ledger.conditions, ledger.case.network.markets
    prices = dict(zip((market.name for market in markets), x.tape.read(x.rows["price"]), strict=True))
    found = []
    for market, seller, value in ledger.accounts.sold():
        if seller == party:
            price = prices[market]
            amount = np.divide(value, price, out=np.zeros_like(value), where=np.broadcast_to(price > 0, value.shape))
            found.append(Trade("to markets", ledger.case.spec.markets[market].buys, market, amount, value))
    for one in ledger.accounts.traded():
        if one.seller == party:
            found.append(Trade("to other parties", one.product, one.buyer, one.quantity, one.value))
        if one.buyer == party:
            found.append(Trade("from other parties", one.product, one.seller, one.quantity, one.value))
    return found
