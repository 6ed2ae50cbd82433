"""At which prices inside the chain nobody loses: of one product, and of all together; exactly, incomes are linear."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from capacity.model.engine.digits import to_36_bits
from capacity.model.gains.fees import after_fees
from capacity.model.gains.gains import ROUNDING, Gains
from capacity.model.gains.ledger import Delivery, Ledger
from capacity.model.gains.terms import ratio


@dataclass(frozen=True)
class PriceRange:
    """The prices of a product at which none of those whom it touches loses; (draw,), money/P."""

    product: str
    price: np.ndarray
    """what is paid now, on average"""
    lowest: np.ndarray
    """below which a seller would rather go without the cluster: its walk-away price"""
    highest: np.ndarray
    """above which a buyer, or who pays in its place further down the chain, would"""
    seller: np.ndarray
    """number of the party that needs the lowest price"""
    buyer: np.ndarray
    """number of the party that can pay no more than the highest"""

    @property
    def traded(self) -> np.ndarray:
        """Return in which draws the product changes hands at all."""
        return self.price > 0

    @property
    def exists(self) -> np.ndarray:
        """Return in which draws the product changes hands and there is such a price."""
        return self.traded & (self.lowest <= self.highest * (1 + ROUNDING))


def nobody_loses(ledger: Ledger, gains: Gains) -> np.ndarray:
    """Return in which draws no class loses at the prices as they are, (draw,) booleans."""
    return np.all(gains.net[_classes(ledger, gains)] >= 0, axis=0)


def prices_exist(ledger: Ledger, gains: Gains) -> np.ndarray:
    """Return in which draws there are prices at which no class loses, (draw,) booleans.

    The price of every product that changes hands may be any multiple from 0 on of what it is, month by month, each for
    itself; goods flow as they do now. Every class's gain is linear in the multiples: what it sells less what it buys
    of each product. Whether all can be at least 0 is found by eliminating one multiple after the other; where that
    leaves nothing to hold, there are such prices.
    Source: Fourier-Motzkin elimination, Schrijver, Theory of linear and integer programming, ch. 12.2.
    """
    money = _traded(ledger, gains)
    rows = list(_classes(ledger, gains))
    scale = np.maximum(gains.turnover[rows], 1.0)
    slopes = money[:, rows] / scale
    level = gains.net[rows] / scale - slopes.sum(axis=0)
    products, draws = len(money), gains.net.shape[1]
    system = [[*(slopes[x, row] for x in range(products)), level[row]] for row in range(len(rows))]
    for product in range(products):
        least = [np.full(draws, float(other == product)) for other in range(products)]
        system.append([*least, np.zeros(draws)])
    for product in range(products):
        system = _without(system, product)
    return np.all([np.ones(draws, dtype=bool), *(row[-1] >= -ROUNDING for row in system)], axis=0)


def _classes(ledger: Ledger, gains: Gains) -> list[int]:
    return [index for index, name in enumerate(gains.names) if name in ledger.case.spec.classes]


def _traded(ledger: Ledger, gains: Gains) -> np.ndarray:
    """Return what each party sells less what it buys of each product inside the chain, (product, party, draw).

    After the fees that follow what is sold.
    """
    values: dict[str, list[tuple[Delivery, np.ndarray]]] = {}
    for one in ledger.accounts.traded():
        values.setdefault(one.product, []).append((one, one.value))
    changes = [_change(ledger, gains, paid) for paid in values.values()]
    return np.array(changes).reshape(len(changes), *gains.net.shape)


def _change(ledger: Ledger, gains: Gains, paid: Iterable[tuple[Delivery, np.ndarray]]) -> np.ndarray:
    """Return by how much parties have more for what is paid for deliveries (month, draw), after fees, (party, draw)."""
    change, sold = np.zeros(gains.net.shape), np.zeros(gains.net.shape)
    for one, money in paid:
        whole = money.sum(axis=0)
        sold[gains.names.index(one.seller)] += whole
        change[gains.names.index(one.buyer)] -= whole
    change += sold
    after_fees(ledger.case.spec.finance, ledger.draws, gains.names, change, sold)
    return change


def _without(system: list[list[np.ndarray]], unknown: int) -> list[list[np.ndarray]]:
    """Return inequalities (coefficients ..., level: sum >= 0) that hold for some value of one unknown."""
    signs = [np.where(np.abs(row[unknown]) > ROUNDING, np.sign(row[unknown]), 0.0) for row in system]
    kept = [
        [np.where(sign == 0, part, 0.0) for part in row]
        for row, sign in zip(system, signs, strict=True)
        if not sign.all()
    ]
    for low, below in zip(system, signs, strict=True):
        for high, above in zip(system, signs, strict=True):
            both = (below > 0) & (above < 0)
            if both.any():
                joined = [one * -high[unknown] + two * low[unknown] for one, two in zip(low, high, strict=True)]
                size = np.maximum(np.max(np.abs(joined), axis=0), 1e-300)
                kept.append([np.where(both, part / size, 0.0) for part in joined])
    return kept


def price_ranges(ledger: Ledger, gains: Gains) -> list[PriceRange]:
    """Return the range of every product that changes hands inside the chain, in the order of its flow.

    All prices of the product move in proportion, month by month; goods flow as they do now. Prices that follow from it
    by the rule (see prices.Pricing) move with it, so that the last link bears the change. A party's gain over the
    horizon, after its own investments, is linear in the price: lowest and highest are where it is 0. Infinite where
    nobody's gain hangs on it; never below 0.
    """
    found = []
    for product in dict.fromkeys(one.product for one in ledger.accounts.traded()):
        some = [one for one in ledger.accounts.traded() if one.product == product]
        whole = np.array([one.value for one in some]).sum(axis=(0, 1))
        amount = np.array([one.quantity for one in some]).sum(axis=(0, 1))
        found.append(_range(product, ratio(whole, amount), gains, _moved(ledger, gains, product)))
    return found


def _moved(ledger: Ledger, gains: Gains, product: str) -> np.ndarray:
    """Return what each party would gain more if the product cost twice as much, (party, draw)."""
    before, after = ledger.accounts.prices, ledger.accounts.pricing.prices({product: 2.0})
    dearer = {name: price - before[name] for name, price in after.items()}
    moved = (one for one in ledger.accounts.traded() if dearer[one.product].any())
    return _change(ledger, gains, ((one, one.quantity * dearer[one.product]) for one in moved))


def _range(product: str, price: np.ndarray, gains: Gains, change: np.ndarray) -> PriceRange:
    touched = np.abs(change) > ROUNDING * np.maximum(gains.turnover, 1.0)
    zero = 1 - gains.net / np.where(touched, change, 1.0)
    floors = np.where(touched & (change > 0), zero, -np.inf)
    ceilings = np.where(touched & (change < 0), zero, np.inf)
    lowest, highest = floors.max(axis=0), ceilings.min(axis=0)
    return PriceRange(
        product,
        price,
        np.maximum(np.where(np.isfinite(lowest), lowest, 0.0), 0.0) * price,
        np.where(np.isfinite(highest), np.where(np.isfinite(highest), highest, 0.0) * price, np.inf),
        to_36_bits(floors).argmax(axis=0),
        to_36_bits(ceilings).argmin(axis=0),
    )
