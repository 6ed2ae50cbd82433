"""Whether there are prices inside the chain, of all products together, at which no class loses; exactly."""

import numpy as np

from capacity.model.gains.fees import after_fees
from capacity.model.gains.gains import ROUNDING, Gains
from capacity.model.gains.run import Ledger


def nobody_loses(ledger: Ledger, gains: Gains) -> np.ndarray:
    """Return in which draws no class loses at the prices as they are, (draw,) booleans."""
    return (gains.net[_classes(ledger, gains)] >= 0).all(axis=0)


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
    return np.array([np.ones(draws), *(row[-1] >= -ROUNDING for row in system)], dtype=bool).all(axis=0)


def _classes(ledger: Ledger, gains: Gains) -> list[int]:
    return [index for index, name in enumerate(gains.names) if name in ledger.case.spec.classes]


def _traded(ledger: Ledger, gains: Gains) -> np.ndarray:
    """Return what each party sells less what it buys of each product inside the chain, (product, party, draw).

    After the fees that follow what is sold.
    """
    deliveries = ledger.accounts.deliveries
    products = list(dict.fromkeys(deliveries["product"].values))
    found, sold = np.zeros((2, len(products), *gains.net.shape))
    for index, product in enumerate(deliveries["product"].values):
        value = (deliveries["quantity"].values[index] * deliveries["price"].values[index]).sum(axis=0)
        seller, buyer = (gains.names.index(str(deliveries[side].values[index])) for side in ("seller", "buyer"))
        sold[products.index(product), seller] += value
        found[products.index(product), buyer] -= value
    found += sold
    for change, money in zip(found, sold, strict=True):
        after_fees(ledger.case.spec.finance, ledger.draws, gains.names, change, money)
    return found


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
