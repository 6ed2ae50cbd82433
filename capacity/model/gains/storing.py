"""Store or sell: what it brings to hold a crop for a month, whose gain it is, and which price pays for waiting."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.model.chain.variables import grid
from capacity.model.engine.digits import snapped
from capacity.model.gains.ledger import Ledger


@dataclass(frozen=True)
class Stored:
    """One product that is held in store; draw is the last axis."""

    product: str
    """at its place, if it has one: cheese@upper"""
    has_market: bool
    price: np.ndarray
    """(month, draw): what it is worth, see stock_price; money/P"""
    loss: np.ndarray
    """(month, draw): share of the opening stock that is lost"""
    cost: np.ndarray
    """(month, draw): money/P of the opening stock"""
    held: dict[str, np.ndarray]
    """(month, draw) by party: P in store at the month's end"""
    begins: int
    """month of the year (0: that of the start) in which stores fill most"""
    keeps: int

    @property
    def gain(self) -> np.ndarray:
        """Return what a unit in store when a month opens has gained by not being sold in the month before, money/P.

        (1 - loss) x price - cost - price of the month before; 0 in the first month. (month, draw).
        """
        later = (1 - self.loss[1:]) * self.price[1:] - self.cost[1:] - self.price[:-1]
        return np.concatenate([np.zeros_like(self.price[:1]), later])

    def by_month(self, party: str) -> np.ndarray:
        """Return what a party's stock has gained by month of the year, the mean of the years, money, (12, draw)."""
        return _mean_year(self.opening(party) * self.gain)

    def stock(self, party: str) -> np.ndarray:
        """Return what a party has in store when a month opens, by month of the year, the mean of the years, P."""
        return _mean_year(self.opening(party))

    def opening(self, party: str) -> np.ndarray:
        """Return what a party has in store when a month opens, P, (month, draw); nothing in the first."""
        held = self.held[party]
        return np.concatenate([np.zeros_like(held[:1]), held[:-1]])

    @property
    def value(self) -> dict[str, np.ndarray]:
        """Return what each party's stock is worth at the month's end, money, (month, draw)."""
        return {party: amount * self.price for party, amount in self.held.items()}

    def waiting(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the price needed to have waited n months from the month in which stores fill, and the one met.

        Each (start, draw), money/P, n = 1, 2 ... as long as it keeps: needed(n) = (needed(n - 1) + cost) / (1 - loss),
        needed(0) the price then.
        """
        found = []
        starts = np.arange(self.begins, len(self.price), 12)
        needed = self.price[starts]
        for wait in range(1, min(self.keeps, 11) + 1):
            starts = starts[starts + wait < len(self.price)]
            month = starts + wait
            needed = (needed[: len(starts)] + self.cost[month]) / (1 - self.loss[month])
            if len(starts):
                found.append((needed, self.price[month]))
        return found


def _mean_year(values: np.ndarray) -> np.ndarray:
    months = len(values) // 12 * 12
    return values[:months].reshape(-1, 12, values.shape[-1]).mean(axis=0)


def stored(ledger: Ledger) -> list[Stored]:
    """Return the products of which something is held over a month's end."""
    network, sizes = ledger.case.network, (ledger.flows.sizes["month"], ledger.draws.size)
    goods, terms = ledger.accounts.goods, ledger.accounts.pricing.terms
    closing = grid(ledger.flows, "closing", *sizes)
    found = []
    for index, pool in enumerate(network.pools):
        held: dict[str, np.ndarray] = {}
        for (other, unit), amount in goods.held.items():
            if other == index:
                held[goods.units[unit].party] = held.get(goods.units[unit].party, 0.0) + amount
        if held:
            arrays = (stock_price(ledger, index), terms.store_loss[index], terms.store_cost[index])
            price, loss, cost = (np.broadcast_to(array, sizes) for array in arrays)
            has_market = any(index in market.pools for market in network.markets)
            begins = _begins(closing[index])
            found.append(Stored(pool.name, has_market, price, loss, cost, held, begins, pool.keeps))
    return found


def stock_price(ledger: Ledger, pool: int) -> np.ndarray:
    """Return what goods in a pool are worth, money/P: the best price of its markets, else the one inside the chain."""
    pricing, network = ledger.accounts.pricing, ledger.case.network
    prices = [pricing.terms.price[i] for i, market in enumerate(network.markets) if pool in market.pools]
    return reduce(np.maximum, prices) if prices else ledger.accounts.prices[network.pools[pool].product]


def _begins(closing: np.ndarray) -> int:
    """Return the month of the year at whose end stores have grown most, over all years and draws."""
    grown = np.diff(closing, axis=0, prepend=np.zeros_like(closing[:1])).mean(axis=1)
    months = len(grown) // 12 * 12
    return int(snapped(grown[:months].reshape(-1, 12).sum(axis=0)).argmax())
