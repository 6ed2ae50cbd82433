"""What the markets pull through the chain: every outlet's demand travels up with its netback value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.model.chain.network import Network, Port
from capacity.model.chain.variables import LEAST, UNLIMITED
from capacity.model.engine.tape import Numbers, Row, clip, maximum, minimum, where

MARKET, NODE, STORE = "market", "node", "store"
LAST, LATER = -2e9, -1e9
"""ranks under a contract: of today's outlets, and of claims without a stated priority"""


@dataclass(frozen=True)
class Claim:
    """One claim on a pool: a market, a node on behalf of one outlet further down, or the season's stock."""

    kind: str
    index: int
    value: Row
    """money/P of the pool's product"""
    rank: Row
    """what decides who is served first: the value, or the contract's order"""
    source: int = 0
    """which of the claims on the node's main product this is on behalf of"""
    port: int = 0


@dataclass(frozen=True)
class Pulls:
    """The claims on every pool, and for every node the value per rated unit of what it can make of each claim."""

    pools: tuple[tuple[Claim, ...], ...]
    nodes: tuple[tuple[Row, ...], ...]


def netbacks(network: Network, x: Mapping[str, Sequence[Row]], recipe: Mapping[str, Row]) -> Pulls:
    """Return the claims on every pool with their netback values, walking from the markets back to the members.

    Value of a node's claim per rated unit = value of its main product x yield + best value of its by-products x their
    yields - its cost - the price of inputs that must be bought; its claim on an input leaves out that input's own
    price. `x` holds the rows of variables.INPUTS by market, node, purchase and pool.
    """
    claims: list[list[Claim]] = [_market_claims(network, pool, x["price"]) for pool in range(len(network.pools))]
    nodes: list[tuple[Row, ...]] = [()] * len(network.nodes)
    for index in range(len(network.nodes) - 1, -1, -1):
        node = network.nodes[index]
        for port in node.makes:
            _store_between(network, port.pools[0], claims[port.pools[0]])
        nodes[index] = _node_values(network, index, claims, x, recipe)
        for number, port in enumerate(node.takes):
            per_unit = recipe[f"{node.name}<{port.product}"]
            own_price = _must_pay(network, port.product, x)
            bids = [value / per_unit + own_price for value in nodes[index]]
            for pool in port.pools:
                claims[pool] += [
                    Claim(NODE, index, bid, _rank(network, node.priority, bid), j, number) for j, bid in enumerate(bids)
                ]
    return Pulls(tuple(tuple(pool) for pool in claims), tuple(nodes))


def _market_claims(network: Network, pool: int, price: Sequence[Row]) -> list[Claim]:
    claims = [
        Claim(MARKET, i, price[i], _rank(network, market.priority, price[i], LAST if market.today else LATER))
        for i, market in enumerate(network.markets)
        if pool in market.pools
    ]
    if network.pools[pool].keeps and claims:
        lowest = reduce(minimum, [claim.value for claim in claims])
        claims.append(Claim(STORE, pool, lowest, lowest.tape.row(-np.inf)))
    return claims


def _store_between(network: Network, pool: int, claims: list[Claim]) -> None:
    """Let what keeps be made for stock also where no market buys it, but links take it."""
    if network.pools[pool].keeps and claims and all(claim.kind == NODE for claim in claims):
        lowest = reduce(minimum, [claim.value for claim in claims])
        claims.append(Claim(STORE, pool, lowest, lowest.tape.row(-np.inf)))


def _rank(network: Network, priority: int | None, value: Row, unstated: float = LATER) -> Row:
    if not network.by_contract:
        return value
    return value.tape.row(-float(priority) if priority is not None else unstated)


def _node_values(
    network: Network, index: int, claims: Sequence[Sequence[Claim]], x: Mapping[str, Sequence[Row]], recipe: Mapping
) -> tuple[Row, ...]:
    node = network.nodes[index]
    main, *others = node.makes
    extra = -x["cost"][index]
    for port in others:
        extra = extra + recipe[f"{node.name}>{port.product}"] * _best(claims, port, x["discard_cost"])
    for port in node.takes:
        extra = extra - recipe[f"{node.name}<{port.product}"] * _must_pay(network, port.product, x)
    yields = recipe[f"{node.name}>{main.product}"]
    return tuple(where(yields > LEAST, yields * claim.value + extra, -UNLIMITED) for claim in claims[main.pools[0]])


def _is_made(network: Network, product: str) -> bool:
    """Return whether members or nodes make a product, so that buying it is only a second source."""
    return product in network.sources or any(port.product == product for node in network.nodes for port in node.makes)


def _must_pay(network: Network, product: str, x: Mapping[str, Sequence[Row]]) -> Row | float:
    """Return the lowest price of an input that can only be bought, money/P; 0 where members or nodes bring it too."""
    offers = [x["buying_price"][i] for i, p in enumerate(network.purchases) if p.product == product]
    return reduce(minimum, offers) if offers and not _is_made(network, product) else 0.0


def _best(claims: Sequence[Sequence[Claim]], port: Port, discard_cost: Sequence[Row]) -> Row:
    values = [claim.value for claim in claims[port.pools[0]]]
    return reduce(maximum, values) if values else -discard_cost[port.pools[0]]


def share_out(amount: Numbers, wants: Sequence[Numbers], ranks: Sequence[Numbers]) -> list[Numbers]:
    """Return what each claim gets of an amount: the highest rank first, equal ranks in proportion to what they want.

    The order in which the claims stand plays no part.
    """
    ahead: list[Numbers | float] = [0.0] * len(wants)
    level = list(wants)
    for i in range(len(wants)):
        for j in range(i + 1, len(wants)):
            first, equal = ranks[i] > ranks[j], ranks[i] == ranks[j]
            ahead[j] = ahead[j] + wants[i] * first
            ahead[i] = ahead[i] + wants[j] * (1 - first - equal)
            level[i], level[j] = level[i] + wants[j] * equal, level[j] + wants[i] * equal
    return [_part(amount - before, want, same) for before, want, same in zip(ahead, wants, level, strict=True)]


def serve_in_turn(amount: Row, wants: Sequence[Row]) -> list[Row]:
    """Return what each claim gets of an amount when they are served in the order in which they stand."""
    got = []
    for want in wants:
        got.append(minimum(want, amount))
        amount = amount - got[-1]
    return got


def _part(left: Numbers, want: Numbers, level: Numbers) -> Numbers:
    """Return a claim's part of what is left for its rank, in proportion to what that rank wants in all."""
    if want is level:
        return minimum(want, maximum(left, 0.0))
    return want * clip(left / where(level > 0, level, 1.0), 0.0, 1.0)
