"""What of the operating rule is the same in every month: who claims what, what could flow, what to store for later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import xarray as xr

from capacity.model.cube import INPUTS, LEAST, UNLIMITED, grid, thin
from capacity.model.network import Network
from capacity.model.pull import MARKET, NODE, STORE, Tranche, netbacks

Arrays = list[np.ndarray]


@dataclass(frozen=True)
class Flow:
    """The most that could stand in each pool (`reach`), arrive at each node (`limit`) and run through it."""

    reach: list
    limit: list
    potential: list


@dataclass(frozen=True)
class Month:
    """The conditions and claims of one month, each (draw,) or (1,); or of all months at once, (month, draw)."""

    x: dict[str, list]
    """cube.INPUTS by name, in lists by node, pool, market or purchase"""
    takes: list
    makes: list
    value: list
    """of every node's claims, money per rated unit"""
    idle: list
    """of every node: where no claim is worth running for; None where some claim always is"""
    rank: list
    """of every pool's claims: who is served first"""
    worth_of: list
    """of every pool's claims, money/P"""
    let_go: dict
    """of pools with a calendar or a reserve price: the share of what is at hand that is let go"""
    due: dict
    """of the same pools: what of the opening stock would spoil, P; it is let go at any price"""
    front: dict
    target: dict
    """stock wanted at the month's end, P, by pool"""
    flow: Flow | None


@dataclass(frozen=True)
class Rule:
    """One chain with its claims, and everything that no stock can change."""

    network: Network
    claims: tuple[tuple[Tranche, ...], ...]
    """of every pool"""
    makers: tuple[tuple[tuple[int, int], ...], ...]
    """of every pool: (node, output) that fill it"""
    firm: tuple[tuple[int, ...], ...]
    """of every pool: its claims except the season's stock"""
    steady: tuple[bool, ...]
    """of every pool: no stock stands in it or before it"""
    stores: tuple[int, ...]
    """pools that keep"""
    today: dict[int, tuple[int, ...]]
    """of a pool: today's outlets"""
    course: Month
    """all months at once"""

    def months(self, number: int) -> list[Month]:
        """Return the conditions and claims of every month."""
        return _unrolled(self.course, number)


def _unrolled(part: object, months: int) -> list:
    """Return a structure of arrays (month, draw) as one structure for every month, with arrays (draw,)."""
    if isinstance(part, np.ndarray):
        return list(part) if part.shape[0] > 1 else [part[0]] * months
    if isinstance(part, dict):
        rows = zip(*(_unrolled(item, months) for item in part.values()), strict=True)
        return [dict(zip(part, row, strict=True)) for row in rows] if part else [{}] * months
    if isinstance(part, (list, tuple)):
        return [list(row) for row in zip(*(_unrolled(item, months) for item in part), strict=True)] or [[]] * months
    if isinstance(part, (Month, Flow)):
        return [type(part)(**fields) for fields in _unrolled(part.__dict__, months)]
    return [part] * months


def only_draws(part: object, chosen: np.ndarray) -> object:
    """Return a month, or any structure of arrays (draw,), for some of the draws only."""
    if isinstance(part, np.ndarray):
        return part[chosen] if len(part) > 1 else part
    if isinstance(part, dict):
        return {key: only_draws(item, chosen) for key, item in part.items()}
    if isinstance(part, list):
        return [only_draws(item, chosen) for item in part]
    if isinstance(part, (Month, Flow)):
        return type(part)(**{name: only_draws(item, chosen) for name, item in part.__dict__.items()})
    return part


def make_rule(network: Network, inputs: xr.Dataset) -> Rule:
    """Return the rule of a chain under its conditions (the variables of cube.INPUTS)."""
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    x = {name: [thin(row) for row in grid(inputs, name, months, draws)] for name in INPUTS}
    recipes = zip(inputs["arc"].values, x.pop("coefficient"), strict=True)
    coefficient = {arc: np.maximum(values, LEAST) for arc, values in recipes}
    pulls = netbacks(network, x, coefficient)
    makers = _makers(network)
    firm = tuple(tuple(slot for slot, claim in enumerate(claims) if claim.kind != STORE) for claims in pulls.pools)
    course = Month(
        x=x,
        takes=[[coefficient[f"{n.name}<{p.product}"] for p in n.takes] for n in network.nodes],
        makes=[[coefficient[f"{n.name}>{p.product}"] for p in n.makes] for n in network.nodes],
        value=[list(values) for values in pulls.nodes],
        idle=[_idle(values) for values in pulls.nodes],
        rank=[[claim.rank for claim in claims] for claims in pulls.pools],
        worth_of=[[claim.value for claim in claims] for claims in pulls.pools],
        let_go=_let_go(network, x, pulls.pools, firm),
        due={},
        front=_front(network, pulls.pools, firm, makers),
        target={},
        flow=None,
    )
    stores = tuple(i for i, pool in enumerate(network.pools) if pool.keeps)
    rule = Rule(network, pulls.pools, makers, firm, _steady(network), stores, _todays_outlets(network), course)
    flow = potential_flow(rule, course, x["supply"], x["capacity"])
    target = {pool: _season_stock(rule, pool, flow.reach[pool], months) for pool in stores if makers[pool]}
    return replace(rule, course=replace(course, target=target, flow=flow))


def _let_go(network: Network, x: dict, claims: Sequence, firm: Sequence) -> dict[int, np.ndarray]:
    """Return the share of what is at hand that each store lets go: by its calendar, and only at its reserve price."""
    shares = {}
    for pool in (i for i, pool in enumerate(network.pools) if pool.keeps):
        share, reserve = x["release"][pool], x["reserve"][pool]
        values = [claims[pool][slot].value for slot in firm[pool]]
        if values and reserve.any():
            share = np.where(reduce(np.maximum, values) >= reserve, share, 0.0)
        if (share < 1).any():
            shares[pool] = share
    return shares


def _idle(values: Sequence[np.ndarray]) -> np.ndarray | None:
    idle = np.ones((1, 1), dtype=bool)
    for value in values:
        idle = idle & (value < 0)
    return idle if idle.any() else None


def _makers(network: Network) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(
        tuple((n, k) for n, node in enumerate(network.nodes) for k, port in enumerate(node.makes) if pool in port.pools)
        for pool in range(len(network.pools))
    )


def _todays_outlets(network: Network) -> dict[int, tuple[int, ...]]:
    todays = [(i, market.pools) for i, market in enumerate(network.markets) if market.today]
    by_pool = {pool: tuple(i for i, pools in todays if pool in pools) for pool in range(len(network.pools))}
    return {pool: outlets for pool, outlets in by_pool.items() if outlets}


def _front(network: Network, claims: Sequence, firm: Sequence, makers: Sequence) -> dict[int, dict[int, list]]:
    """Return the nodes that alone take what members bring and nobody sells, beside at most one market in each pool.

    There two amounts will do instead of a ranking of all claims: what goes before the market, and what after it.
    """
    front = {}
    for index, node in enumerate(network.nodes):
        pools = [pool for port in node.takes for pool in port.pools]
        sold = {pool for purchase in network.purchases for pool in purchase.pools}
        if any(makers[pool] or pool in sold for pool in pools):
            continue
        rivals = {pool: [claims[pool][slot] for slot in firm[pool]] for pool in pools}
        if all(_has_one_rival(index, here) for here in rivals.values()):
            front[index] = {pool: _before(here) for pool, here in rivals.items()}
    return front


def _has_one_rival(index: int, claims: Sequence[Tranche]) -> bool:
    markets = [claim for claim in claims if claim.kind == MARKET]
    ports = {(claim.index, claim.port) for claim in claims if claim.kind == NODE}
    return len(markets) <= 1 and len(ports) == 1 and next(iter(ports))[0] == index


def _before(claims: Sequence[Tranche]) -> list:
    """Return for each of a node's claims True, or where it goes before the pool's market (month, draw)."""
    market = [claim.rank for claim in claims if claim.kind == MARKET]
    own = [claim.rank for claim in claims if claim.kind == NODE]
    masks = [rank >= market[0] for rank in own] if market else [np.ones((1, 1), dtype=bool)] * len(own)
    return [True if mask.all() else mask for mask in masks]


def _steady(network: Network) -> tuple[bool, ...]:
    steady = [pool.keeps == 0 for pool in network.pools]
    for node in network.nodes:
        before = all(steady[pool] for port in node.takes for pool in port.pools)
        for pool in (pool for port in node.makes for pool in port.pools):
            steady[pool] &= before
    return tuple(steady)


def potential_flow(rule: Rule, month: Month, hand: Arrays, capacity: Arrays) -> Flow:
    """Return the most that could flow, upstream of all rivalry, from what is at hand in the pools."""
    reach = list(hand)
    for index, purchase in enumerate(rule.network.purchases):
        for pool in purchase.pools:
            reach[pool] = reach[pool] + month.x["available"][index]
    limit, potential = [], []
    for index, node in enumerate(rule.network.nodes):
        inputs = [add([reach[p] for p in port.pools]) / month.takes[index][k] for k, port in enumerate(node.takes)]
        limit.append(lowest(inputs))
        idle = month.idle[index]
        room = capacity[index] if idle is None else np.where(idle, 0.0, capacity[index])
        potential.append(np.minimum(limit[-1], room))
        for k, port in enumerate(node.makes):
            reach[port.pools[0]] = reach[port.pools[0]] + potential[-1] * month.makes[index][k]
    return Flow(reach, limit, potential)


def month_flow(rule: Rule, month: Month, hand: Arrays, capacity: Arrays | None) -> Flow:
    """Return the potential flow of one month; what stock and closed nodes cannot change is looked up."""
    if capacity is not None or not all(rule.steady[p] for n in rule.network.nodes for t in n.takes for p in t.pools):
        return potential_flow(rule, month, hand, capacity or month.x["capacity"])
    reach = list(month.flow.reach)
    for pool, steady in enumerate(rule.steady):
        if not steady:
            reach[pool] = add(
                [hand[pool], *(month.flow.potential[n] * month.makes[n][k] for n, k in rule.makers[pool])]
            )
    return replace(month.flow, reach=reach)


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


def _season_stock(rule: Rule, pool: int, reach: np.ndarray, months: int) -> np.ndarray:
    """Return the stock wanted at each month's end, P (month, draw): what the coming months will lack.

    S(t) = max(0, S(t+1) + demand(t+1) - reach(t+1)), never more than the product keeps for or the room allows.
    """
    firm = [i for i, market in enumerate(rule.network.markets) if pool in market.pools]
    demand = add([np.zeros((months, 1)), *(rule.course.x["demand"][i] for i in firm)])
    demand = np.where(demand < UNLIMITED / 10, demand, 0.0)
    demand, reach, room = np.broadcast_arrays(demand, reach, rule.course.x["room"][pool])
    stock, keeps = np.zeros(demand.shape), rule.network.pools[pool].keeps
    ahead = np.cumsum(demand, axis=0)
    for month in range(months - 2, -1, -1):
        lacking = np.maximum(0, stock[month + 1] + demand[month + 1] - reach[month + 1])
        longest = ahead[min(month + keeps, months - 1)] - ahead[month]
        stock[month] = np.minimum(np.minimum(lacking, longest), room[month])
    return stock
