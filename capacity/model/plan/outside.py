"""What somebody who leaves gets for its goods: it sells them at today's outlets, the best price first."""

from dataclasses import dataclass

import numpy as np

from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network
from capacity.model.plan.matrix import Numbers


@dataclass(frozen=True)
class Outside:
    """The goods of those who leave, each case by itself, over a year's months."""

    sold: np.ndarray
    """P/month at each market (market, month, case); 0 but at today's outlets"""
    earned: np.ndarray
    """money a year, less what throwing away costs (case,)"""


def sold_outside(network: Network, x: Numbers, supply: np.ndarray) -> Outside:
    """Return where the goods of each case go, `supply` being P/month (pool, month, case) at or above 0.

    Today's outlets take what they can in the month, and the others of the cluster have what is left of them; what no
    outlet takes is thrown away.
    """
    months, cases = supply.shape[1:]
    sold, earned = np.zeros((len(network.markets), months, cases)), np.zeros(cases)
    for product in dict.fromkeys(pool.product for pool in network.pools):
        pools = list(network.pools_of(product))
        offer = supply[pools].sum(axis=0)
        outlets = [m for m, market in enumerate(network.markets) if market.today and market.product == product]
        wants = [np.minimum(x["demand"][m], offer) for m in outlets]
        for m, amount in zip(outlets, share_out(offer, wants, [x["price"][m] for m in outlets]), strict=True):
            sold[m] = amount
            earned += (x["price"][m] * amount).sum(axis=0)
        left = np.maximum(offer - sold[outlets].sum(axis=0), 0.0)
        earned -= (x["discard_cost"][pools[0]] * left).sum(axis=0)
    return Outside(sold, earned)
