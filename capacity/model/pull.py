"""What the markets pull through the chain: every outlet's demand travels up with its netback value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.model.cube import LEAST, UNLIMITED
from capacity.model.network import Network, Port

MARKET, NODE, STORE = "market", "node", "store"


@dataclass(frozen=True)
class Tranche:
    """One claim on a pool: a market, a node on behalf of one outlet further down, or the season's stock."""

    kind: str
    index: int
    value: np.ndarray
    """money/P of the pool's product, (month, draw)"""
    rank: np.ndarray
    """what decides who is served first: the value, or the contract's order"""
    source: int = 0
    """which of the node's own tranches this is"""
    port: int = 0


@dataclass(frozen=True)
class Pulls:
    """The claims on every pool, and for every node the value per rated unit of what it can make of each claim."""

    pools: tuple[tuple[Tranche, ...], ...]
    nodes: tuple[tuple[np.ndarray, ...], ...]


def netbacks(network: Network, prices: Mapping[str, np.ndarray], coefficient: Mapping[str, np.ndarray]) -> Pulls:
    """Return the claims on every pool with their netback values, walking from the markets back to the members.

    Value of a node's claim per rated unit = value of its main product x yield + best value of its by-products x their
    yields - its cost - the price of inputs that must be bought; its claim on an input leaves out that input's own
    price. `prices` holds price (market), cost (node), buying_price (purchase) and discard_cost (pool) as
    (n, month, draw).
    """
    claims: list[list[Tranche]] = [_market_claims(network, pool, prices["price"]) for pool in range(len(network.pools))]
    nodes: list[tuple[np.ndarray, ...]] = [()] * len(network.nodes)
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        nodes[index] = _node_values(network, index, claims, prices, coefficient)
        for number, port in enumerate(node.takes):
            per_unit = coefficient[f"{node.name}<{port.product}"]
            own_price = _must_pay(network, port.product, prices)
            bids = [value / per_unit + own_price for value in nodes[index]]
            for pool in port.pools:
                claims[pool] += [
                    Tranche(NODE, index, bid, _rank(network, node.priority, bid), j, number)
                    for j, bid in enumerate(bids)
                ]
    return Pulls(tuple(tuple(pool) for pool in claims), tuple(nodes))


def _market_claims(network: Network, pool: int, price: np.ndarray) -> list[Tranche]:
    claims = [
        Tranche(MARKET, i, price[i], _rank(network, market.priority, price[i]))
        for i, market in enumerate(network.markets)
        if pool in market.pools
    ]
    if network.pools[pool].keeps and claims:
        lowest = reduce(np.minimum, [claim.value for claim in claims])
        claims.append(Tranche(STORE, pool, lowest, np.full_like(lowest, -np.inf)))
    return claims


def _rank(network: Network, priority: int | None, value: np.ndarray) -> np.ndarray:
    if not network.by_contract:
        return value
    return np.full((1, 1), -float(priority) if priority is not None else -1e9)


def _node_values(
    network: Network,
    index: int,
    claims: Sequence[Sequence[Tranche]],
    prices: Mapping[str, np.ndarray],
    coefficient: Mapping[str, np.ndarray],
) -> tuple[np.ndarray, ...]:
    node = network.nodes[index]
    main, *others = node.makes
    extra = -prices["cost"][index]
    for port in others:
        extra = extra + coefficient[f"{node.name}>{port.product}"] * _best(claims, port, prices["discard_cost"])
    for port in node.takes:
        extra = extra - coefficient[f"{node.name}<{port.product}"] * _must_pay(network, port.product, prices)
    yields = coefficient[f"{node.name}>{main.product}"]
    values = [yields * claim.value + extra for claim in claims[main.pools[0]]]
    fruitless = yields <= LEAST
    return tuple(np.where(fruitless, -UNLIMITED, value) if fruitless.any() else value for value in values)


def _is_made(network: Network, product: str) -> bool:
    """Return whether members or nodes make a product, so that buying it is only a second source."""
    return product in network.sources or any(port.product == product for node in network.nodes for port in node.makes)


def _must_pay(network: Network, product: str, prices: Mapping[str, np.ndarray]) -> np.ndarray | float:
    """Return the lowest price of an input that can only be bought, money/P; 0 where members or nodes bring it too."""
    offers = [prices["buying_price"][i] for i, p in enumerate(network.purchases) if p.product == product]
    return reduce(np.minimum, offers) if offers and not _is_made(network, product) else 0.0


def _best(claims: Sequence[Sequence[Tranche]], port: Port, discard_cost: np.ndarray) -> np.ndarray:
    values = [claim.value for claim in claims[port.pools[0]]]
    return reduce(np.maximum, values) if values else -discard_cost[port.pools[0]]


def share_out(amount: np.ndarray, wants: Sequence[np.ndarray], ranks: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return what each claim gets of an amount: the highest rank first, equal ranks in proportion to what they want.

    The order in which the claims stand plays no part.
    """
    if len(wants) == 1:
        return [np.minimum(wants[0], amount)]
    total = sum(wants)
    if (total <= amount).all():
        return list(wants)
    ahead, level = [0.0] * len(wants), list(wants)
    for i in range(len(wants)):
        for j in range(i + 1, len(wants)):
            first, equal = ranks[i] > ranks[j], ranks[i] == ranks[j]
            ahead[j] = ahead[j] + wants[i] * first
            ahead[i] = ahead[i] + wants[j] * ~(first | equal)
            if equal.any():
                level[i], level[j] = level[i] + wants[j] * equal, level[j] + wants[i] * equal
    return [_part(amount - before, want, same) for before, want, same in zip(ahead, wants, level, strict=True)]


def serve_in_turn(amount: np.ndarray, wants: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return what each claim gets of an amount when they are served in the order in which they stand."""
    got = []
    for want in wants:
        got.append(np.minimum(want, amount))
        amount = amount - got[-1]
    return got


def _part(left: np.ndarray, want: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return a claim's part of what is left for its rank, in proportion to what that rank wants in all."""
    if want is level:
        return np.minimum(want, np.maximum(left, 0.0))
    return want * np.clip(left / np.where(level > 0, level, 1.0), 0.0, 1.0)
