"""Between which prices inside the chain nobody loses: exactly, for every income is linear in the price."""

from dataclasses import dataclass

import numpy as np

from capacity.model.engine.digits import to_36_bits
from capacity.model.gains.fees import after_fees
from capacity.model.gains.gains import ROUNDING, Gains
from capacity.model.gains.run import Ledger
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


def price_ranges(ledger: Ledger, gains: Gains) -> list[PriceRange]:
    """Return the range of every product that changes hands inside the chain, in the order of its flow.

    All prices of the product move in proportion, month by month; goods flow as they do now. Prices that follow from it
    by the rule (see prices.Pricing) move with it, so that the last link bears the change. A party's gain over the
    horizon, after its own investments, is linear in the price: lowest and highest are where it is 0. Infinite where
    nobody's gain hangs on it; never below 0.
    """
    deliveries = ledger.accounts.deliveries
    found = []
    for product in dict.fromkeys(str(name) for name in deliveries["product"].values):
        chosen = deliveries["product"].values == product
        quantity = deliveries["quantity"].values[chosen]
        whole = (quantity * deliveries["price"].values[chosen]).sum(axis=(0, 1))
        found.append(_range(product, ratio(whole, quantity.sum(axis=(0, 1))), gains, _moved(ledger, gains, product)))
    return found


def _moved(ledger: Ledger, gains: Gains, product: str) -> np.ndarray:
    """Return what each party would gain more if the product cost twice as much, (party, draw)."""
    pricing, deliveries = ledger.accounts.pricing, ledger.accounts.deliveries
    before, after = ledger.accounts.prices, pricing.prices({product: 2.0})
    change, sold = np.zeros(gains.net.shape), np.zeros(gains.net.shape)
    for index, name in enumerate(deliveries["product"].values):
        dearer = after[name] - before[name]
        if dearer.any():
            money = (deliveries["quantity"].values[index] * dearer).sum(axis=0)
            seller, buyer = (gains.names.index(str(deliveries[side].values[index])) for side in ("seller", "buyer"))
            sold[seller] += money
            change[buyer] -= money
    change += sold
    after_fees(ledger.case.spec.finance, ledger.draws, gains.names, change, sold)
    return change


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
