"""Of 100 som that a buyer pays for a product: who gets what along the chain, and what of it is costs."""

from dataclasses import dataclass

import numpy as np

from capacity.model.gains.ledger import Ledger
from capacity.model.gains.storing import stock_price
from capacity.model.gains.terms import ratio

PARTS = ("costs", "left")
NONE = np.zeros(1)
OUTSIDE = ""
"""stands for those outside the cluster, who are paid for what is bought"""


@dataclass(frozen=True)
class Split:
    """Who gets what of a product's price, over the whole horizon; draw is the last axis."""

    product: str
    price: np.ndarray
    """(draw,): what markets have paid on average, money/P"""
    shares: dict[tuple[str, str], np.ndarray]
    """(draw,) by party and part (costs, left): shares of the price, which sum to 1"""


def price_splits(ledger: Ledger) -> list[Split]:
    """Return the split of every product that the chain sells and that is made of something the chain moves.

    Every som that a party receives at a node is spent on inputs, on goods from outside, on running, or left. What is
    spent on inputs is split as those who brought them split it, and so on back to the members. Of members' own costs
    count those of what they deliver. What is in store at the end counts as income.
    """
    back = _Back(ledger)
    found = []
    network = ledger.case.network
    for product in dict.fromkeys(market.product for market in network.markets if not market.today):
        markets = [i for i, market in enumerate(network.markets) if market.product == product]
        sold = {u: sum((back.sold.get((m, u), NONE) for m in markets), NONE) for u in range(len(back.units))}
        whole = sum(sold.values(), NONE)
        if not np.any(whole > 0):
            continue
        shares: dict[tuple[str, str], np.ndarray] = {}
        for unit, money in sold.items():
            for key, share in back.split(unit).items() if np.any(money) else ():
                shares[key] = shares.get(key, NONE) + ratio(money, whole) * share
        found.append(Split(product, ratio(whole, _amount(ledger, markets)), shares))
    return found


def _amount(ledger: Ledger, markets: list[int]) -> np.ndarray:
    sold = ledger.flows["sold"].transpose("market", "month", "draw").values
    return sold[markets].sum(axis=(0, 1))


class _Back:
    """Walks back from a unit to those who have brought what it used; money over the whole horizon, (draw,)."""

    def __init__(self, ledger: Ledger) -> None:
        goods, accounts = ledger.accounts.goods, ledger.accounts
        prices = accounts.prices
        self.units = goods.units
        self.sold = {key: self._whole(money, ledger) for key, money in goods.sold.items()}
        self.running = {unit: self._whole(money, ledger) for unit, money in goods.running.items()}
        for unit, (party, node) in enumerate(self.units):
            if not node:
                self.running[unit] = self._whole(accounts.outputs[party].chain_cost, ledger)
        self.bought = {unit: self._whole(money, ledger) for unit, money in goods.bought.items()}
        self.paid = {
            (taker, giver, product): self._whole(amount * prices[product], ledger)
            for (product, giver, taker), amount in goods.delivered.items()
        }
        self.income = dict.fromkeys(range(len(self.units)), NONE)
        for (_, unit), money in self.sold.items():
            self.income[unit] = self.income[unit] + money
        for (_, giver, _), money in self.paid.items():
            self.income[giver] = self.income[giver] + money
        for (pool, unit), amount in goods.held.items():
            self.income[unit] = self.income[unit] + (amount * stock_price(ledger, pool))[-1]
        self._known: dict[int, dict[tuple[str, str], np.ndarray]] = {}

    @staticmethod
    def _whole(money: np.ndarray, ledger: Ledger) -> np.ndarray:
        months = ledger.flows.sizes["month"]
        return np.broadcast_to(money, (months, ledger.draws.size)).sum(axis=0)

    def split(self, unit: int) -> dict[tuple[str, str], np.ndarray]:
        """Return who gets which share of a som that a unit receives; the shares sum to 1.

        Where two units sell each other what they have bought, the way back ends: the som stays with the first.
        """
        if unit not in self._known:
            self._known[unit] = {(self.units[unit].party, "left"): np.ones(1)}
            self._known[unit] = self._split(unit)
        return self._known[unit]

    def _split(self, unit: int) -> dict[tuple[str, str], np.ndarray]:
        income, party = self.income[unit], self.units[unit].party
        found = {
            (party, "costs"): ratio(self.running.get(unit, NONE), income),
            (OUTSIDE, "costs"): ratio(self.bought.get(unit, NONE), income),
        }
        inputs = {key: money for key, money in self.paid.items() if key[0] == unit}
        left = 1.0 - sum(found.values(), NONE) - sum((ratio(money, income) for money in inputs.values()), NONE)
        found[party, "left"] = np.where(income > 0, left, 0.0)
        for (_, giver, _), money in inputs.items():
            part = ratio(money, income)
            for key, share in self.split(giver).items():
                found[key] = found.get(key, NONE) + part * share
        return found
