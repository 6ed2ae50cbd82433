"""What of the operating rule is the same in every month: who claims what, what could flow, what to store for later."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from capacity.model.cube import INPUTS, UNLIMITED, grid
from capacity.model.network import Network
from capacity.model.pull import MARKET, NODE, STORE, Tranche, netbacks

Arrays = list[np.ndarray]
When = int | slice


@dataclass(frozen=True)
class Flow:
    """The most that could stand in each pool (`reach`), arrive at each node (`limit`) and run through it."""

    reach: Arrays
    limit: Arrays
    potential: Arrays


@dataclass(frozen=True)
class Rule:
    """One chain with its conditions (n, month, draw), its claims, and everything that no stock can change."""

    network: Network
    x: dict[str, np.ndarray]
    claims: tuple[tuple[Tranche, ...], ...]
    """of every pool"""
    worth: tuple[tuple[np.ndarray | None, ...], ...]
    """of every node: whether a claim is worth running for (month, draw); None where it always is"""
    value: tuple[tuple[np.ndarray, ...], ...]
    takes: tuple[tuple[np.ndarray, ...], ...]
    makes: tuple[tuple[np.ndarray, ...], ...]
    makers: tuple[tuple[tuple[int, int], ...], ...]
    """of every pool: (node, output) that fill it"""
    firm: tuple[tuple[int, ...], ...]
    """of every pool: its claims except the season's stock"""
    front: dict[int, dict[int, tuple]]
    """of a node at the front of the chain, by input pool: which of its claims go before the only market's"""
    steady: tuple[bool, ...]
    """of every pool: no stock stands in it or before it"""
    stores: tuple[int, ...]
    """pools that keep"""
    today: dict[int, tuple[int, ...]]
    """of a pool: today's outlets"""
    flow: Flow | None = None
    target: dict[int, np.ndarray] = field(default_factory=dict)
    """stock wanted at the month's end, P (month, draw)"""


def make_rule(network: Network, inputs: xr.Dataset) -> Rule:
    """Return the rule of a chain under its conditions (the variables of cube.INPUTS)."""
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    x = {name: grid(inputs, name, months, draws) for name in INPUTS}
    coefficient = dict(zip(inputs["arc"].values, x["coefficient"], strict=True))
    pulls = netbacks(network, x, coefficient)
    makers = _makers(network)
    firm = tuple(tuple(slot for slot, claim in enumerate(claims) if claim.kind != STORE) for claims in pulls.pools)
    rule = Rule(
        network=network,
        x=x,
        claims=pulls.pools,
        worth=tuple(tuple(None if (v >= 0).all() else v >= 0 for v in values) for values in pulls.nodes),
        value=pulls.nodes,
        takes=tuple(tuple(coefficient[f"{n.name}<{p.product}"] for p in n.takes) for n in network.nodes),
        makes=tuple(tuple(coefficient[f"{n.name}>{p.product}"] for p in n.makes) for n in network.nodes),
        makers=makers,
        firm=firm,
        front=_front(network, pulls.pools, firm, makers),
        steady=_steady(network),
        stores=tuple(i for i, pool in enumerate(network.pools) if pool.keeps),
        today=_todays_outlets(network),
    )
    flow = potential_flow(rule, slice(None), list(x["supply"]), list(x["capacity"]))
    kept = [pool for pool, claims in enumerate(pulls.pools) if any(claim.kind == STORE for claim in claims)]
    target = {pool: _season_stock(rule, pool, flow.reach[pool]) for pool in kept if makers[pool]}
    return Rule(**{**rule.__dict__, "flow": flow, "target": target})


def _makers(network: Network) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(
        tuple((n, k) for n, node in enumerate(network.nodes) for k, port in enumerate(node.makes) if pool in port.pools)
        for pool in range(len(network.pools))
    )


def _todays_outlets(network: Network) -> dict[int, tuple[int, ...]]:
    todays = [(i, market.pools) for i, market in enumerate(network.markets) if market.today]
    by_pool = {pool: tuple(i for i, pools in todays if pool in pools) for pool in range(len(network.pools))}
    return {pool: outlets for pool, outlets in by_pool.items() if outlets}


def _front(network: Network, claims: Sequence, firm: Sequence, makers: Sequence) -> dict[int, dict[int, tuple]]:
    """Return the nodes that alone take what members bring, beside at most one market in each pool.

    There two amounts will do instead of a ranking of all claims: what goes before the market, and what after it.
    """
    front = {}
    for index, node in enumerate(network.nodes):
        pools = [pool for port in node.takes for pool in port.pools]
        if any(makers[pool] for pool in pools):
            continue
        rivals = {pool: [claims[pool][slot] for slot in firm[pool]] for pool in pools}
        if all(_has_one_rival(index, here) for here in rivals.values()):
            front[index] = {pool: _before(here) for pool, here in rivals.items()}
    return front


def _has_one_rival(index: int, claims: Sequence[Tranche]) -> bool:
    markets = [claim for claim in claims if claim.kind == MARKET]
    ports = {(claim.index, claim.port) for claim in claims if claim.kind == NODE}
    return len(markets) <= 1 and len(ports) == 1 and next(iter(ports))[0] == index


def _before(claims: Sequence[Tranche]) -> tuple:
    """Return for each of a node's claims True, or where it goes before the pool's market (month, draw)."""
    market = [claim.rank for claim in claims if claim.kind == MARKET]
    own = [claim.rank for claim in claims if claim.kind == NODE]
    masks = [rank >= market[0] for rank in own] if market else [np.ones((1, 1), dtype=bool)] * len(own)
    return tuple(True if mask.all() else mask for mask in masks)


def _steady(network: Network) -> tuple[bool, ...]:
    steady = [pool.keeps == 0 for pool in network.pools]
    for node in network.nodes:
        before = all(steady[pool] for port in node.takes for pool in port.pools)
        for pool in (pool for port in node.makes for pool in port.pools):
            steady[pool] &= before
    return tuple(steady)


def potential_flow(rule: Rule, when: When, hand: Arrays, capacity: Arrays) -> Flow:
    """Return the most that could flow, upstream of all rivalry, from what is at hand in the pools (draw,)."""
    reach = list(hand)
    for index, purchase in enumerate(rule.network.purchases):
        for pool in purchase.pools:
            reach[pool] = reach[pool] + rule.x["available"][index][when]
    limit, potential = [], []
    for index, node in enumerate(rule.network.nodes):
        inputs = [add([reach[p] for p in port.pools]) / rule.takes[index][k][when] for k, port in enumerate(node.takes)]
        limit.append(lowest(inputs))
        potential.append(np.minimum(limit[-1], capacity[index]))
        for k, port in enumerate(node.makes):
            reach[port.pools[0]] = reach[port.pools[0]] + potential[-1] * rule.makes[index][k][when]
    return Flow(reach, limit, potential)


def month_flow(rule: Rule, month: int, hand: Arrays, capacity: Arrays | None) -> Flow:
    """Return the potential flow of one month; what stock and closed nodes cannot change is looked up."""
    if capacity is None and all(rule.steady[p] for node in rule.network.nodes for t in node.takes for p in t.pools):
        ahead = rule.flow
        reach = [ahead.reach[p][month] if steady else None for p, steady in enumerate(rule.steady)]
        limit, potential = ([row[month] for row in rows] for rows in (ahead.limit, ahead.potential))
        for pool, known in enumerate(reach):
            if known is None:
                made = [potential[n] * rule.makes[n][k][month] for n, k in rule.makers[pool]]
                reach[pool] = add([hand[pool], *made])
        return Flow(reach, limit, potential)
    return potential_flow(rule, month, hand, capacity or [row[month] for row in rule.x["capacity"]])


def add(arrays: Arrays) -> np.ndarray:
    """Return the sum of one or more arrays; the only one as it is."""
    total = arrays[0]
    for array in arrays[1:]:
        total = total + array
    return total


def lowest(arrays: Arrays) -> np.ndarray:
    """Return the least of one or more arrays, element by element."""
    least = arrays[0]
    for array in arrays[1:]:
        least = np.minimum(least, array)
    return least


def _season_stock(rule: Rule, pool: int, reach: np.ndarray) -> np.ndarray:
    """Return the stock wanted at each month's end, P (month, draw): what the coming months will lack.

    S(t) = max(0, S(t+1) + demand(t+1) - reach(t+1)), never more than the product keeps for or the room allows.
    """
    firm = [i for i, market in enumerate(rule.network.markets) if pool in market.pools]
    demand = add([np.zeros_like(reach), *(rule.x["demand"][i] for i in firm)])
    demand = np.where(demand < UNLIMITED / 10, demand, 0.0)
    stock, keeps = np.zeros_like(reach), rule.network.pools[pool].keeps
    ahead = np.cumsum(demand, axis=0)
    for month in range(len(reach) - 2, -1, -1):
        lacking = np.maximum(0, stock[month + 1] + demand[month + 1] - reach[month + 1])
        longest = ahead[min(month + keeps, len(reach) - 1)] - ahead[month]
        stock[month] = np.minimum(np.minimum(lacking, longest), rule.x["room"][pool][month])
    return stock
