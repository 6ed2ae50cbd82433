"""What the operating rule knows of a chain in a month before goods move: who claims what, and what could flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from capacity.model.chain.netback import MARKET, NODE, STORE, Claim, netbacks
from capacity.model.chain.network import Network
from capacity.model.chain.variables import LEAST, UNLIMITED, Conditions
from capacity.model.engine.tape import Row, Tape, maximum, minimum, where

Rows = list[Row]
_TINY = 1e-12
CLOSE = 1e-9
"""share of a price within which two are one: goods wait for no more than that"""


@dataclass(frozen=True)
class Flow:
    """The most that could stand in each pool (`reach`), arrive at each node (`limit`) and run through it."""

    reach: Rows
    limit: Rows
    potential: Rows


@dataclass(frozen=True)
class Rule:
    """One chain under its conditions: a month as rows, the same for all months."""

    network: Network
    tape: Tape
    """on which the month is recorded"""
    x: Mapping[str, Rows]
    """variables.INPUTS by name, in lists by node, pool, market or purchase"""
    takes: list[Rows]
    makes: list[Rows]
    claims: tuple[tuple[Claim, ...], ...]
    """of every pool"""
    value: list[Rows]
    """of every node's claims, money per rated unit"""
    idle: Rows
    """of every node: where no claim is worth running for"""
    makers: tuple[tuple[tuple[int, int], ...], ...]
    """of every pool: (node, output) that fill it"""
    firm: tuple[tuple[int, ...], ...]
    """of every pool: its claims except the season's stock"""
    stores: tuple[int, ...]
    """pools that keep"""
    let_go: Rows
    """of every pool: the share of what is at hand that is let go"""
    front: dict[int, dict[int, list]]
    holds: dict[int, Row]
    """pools of goods that wait for a link where markets would take them at once: where the link is worth more"""


def make_rule(network: Network, conditions: Conditions) -> Rule:
    """Return the rule of a chain under its conditions."""
    x, tape = conditions.rows, conditions.tape
    arcs = zip(conditions.labels["arc"], x["coefficient"], strict=True)
    recipe = {arc: maximum(row, LEAST) for arc, row in arcs}
    pulls = netbacks(network, x, recipe)
    makers = _makers(network)
    firm = tuple(tuple(slot for slot, claim in enumerate(claims) if claim.kind != STORE) for claims in pulls.pools)
    let_go = [_let_go(network, x, i, [pulls.pools[i][slot] for slot in firm[i]]) for i in range(len(firm))]
    return Rule(
        network=network,
        tape=tape,
        x=x,
        takes=[[recipe[f"{n.name}<{p.product}"] for p in n.takes] for n in network.nodes],
        makes=[[recipe[f"{n.name}>{p.product}"] for p in n.makes] for n in network.nodes],
        claims=pulls.pools,
        value=[list(values) for values in pulls.nodes],
        idle=[reduce(minimum, [value < 0 for value in values], tape.row(1.0)) for values in pulls.nodes],
        makers=makers,
        firm=firm,
        stores=tuple(i for i, pool in enumerate(network.pools) if pool.keeps),
        let_go=let_go,
        front=_front(network, pulls.pools, firm, makers),
        holds=_holds(network, x, pulls.pools, let_go),
    )


def _holds(network: Network, x: Mapping[str, Rows], claims: Sequence[Sequence[Claim]], let_go: Rows) -> dict[int, Row]:
    """Return the pools whose goods keep and that a link and a market want.

    With each: where no calendar or reserve price lets them go, and the best link brings, after a month in store, more
    than what the best market pays.
    """
    found = {}
    for pool, kept in enumerate(network.pools):
        links = [claim.value for claim in claims[pool] if claim.kind == NODE]
        markets = [claim.value for claim in claims[pool] if claim.kind == MARKET]
        if kept.keeps and links and markets:
            best = reduce(maximum, links) * (1 - x["store_loss"][pool]) - x["store_cost"][pool]
            paid = reduce(maximum, markets)
            found[pool] = (let_go[pool] >= 1) & (best - paid > CLOSE * maximum(best, paid))
    return found


def demand(rule: Rule, pool: int) -> Row:
    """Return what markets ask for in a month of what stands in a pool, P."""
    markets = enumerate(rule.network.markets)
    return rule.tape.total(rule.x["demand"][index] for index, market in markets if pool in market.pools)


def needs(rule: Rule) -> Rows:
    """Return how much of each pool links could use in a month, P: as far as they have room and are asked for.

    Several makers of a product share what is asked for by their room. What has no limit is 0: nothing waits for it.
    """
    network, x = rule.network, rule.x
    asked: Rows = [rule.tape.row(0.0)] * len(network.pools)
    for index in range(len(network.nodes) - 1, -1, -1):
        node, main = network.nodes[index], network.nodes[index].makes[0].pools[0]
        wanted = asked[main] + demand(rule, main)
        room = [x["capacity"][n] * rule.makes[n][k] for n, k in rule.makers[main]]
        share = x["capacity"][index] * rule.makes[index][0] / maximum(rule.tape.total(room), _TINY)
        most = minimum(x["capacity"][index], wanted * share / rule.makes[index][0])
        most = where(rule.idle[index], 0.0, where(most < UNLIMITED / 1e6, most, 0.0))
        for number, port in enumerate(node.takes):
            for pool in port.pools:
                asked[pool] = asked[pool] + most * rule.takes[index][number] / len(port.pools)
    return asked


def _let_go(network: Network, x: Mapping[str, Rows], pool: int, claims: Sequence[Claim]) -> Row:
    """Return the share of what is at hand that a store lets go: by its calendar, and only at its reserve price."""
    if not network.pools[pool].keeps:
        return x["supply"][pool].tape.row(1.0)
    share, reserve = x["release"][pool], x["reserve"][pool]
    if not claims:
        return share
    return where((reserve > 0) & (reduce(maximum, [c.value for c in claims]) < reserve), 0.0, share)


def _makers(network: Network) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(
        tuple((n, k) for n, node in enumerate(network.nodes) for k, port in enumerate(node.makes) if pool in port.pools)
        for pool in range(len(network.pools))
    )


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


def _has_one_rival(index: int, claims: Sequence[Claim]) -> bool:
    markets = [claim for claim in claims if claim.kind == MARKET]
    ports = {(claim.index, claim.port) for claim in claims if claim.kind == NODE}
    return len(markets) <= 1 and len(ports) == 1 and next(iter(ports))[0] == index


def _before(claims: Sequence[Claim]) -> list[Row]:
    """Return for each of a node's claims where it goes before the pool's market."""
    market = [claim.rank for claim in claims if claim.kind == MARKET]
    own = [claim.rank for claim in claims if claim.kind == NODE]
    return [rank >= market[0] if market else rank.tape.row(1.0) for rank in own]


def potential_flow(rule: Rule, hand: Rows, capacity: Rows) -> Flow:
    """Return the most that could flow, upstream of all rivalry, from what is at hand in the pools."""
    reach = list(hand)
    for index, purchase in enumerate(rule.network.purchases):
        for pool in purchase.pools:
            reach[pool] = reach[pool] + rule.x["available"][index]
    limit, potential = [], []
    for index, node in enumerate(rule.network.nodes):
        there = [rule.tape.total(reach[pool] for pool in port.pools) for port in node.takes]
        inputs = [amount / takes for amount, takes in zip(there, rule.takes[index], strict=True)]
        limit.append(reduce(minimum, inputs))
        potential.append(minimum(limit[-1], where(rule.idle[index], 0.0, capacity[index])))
        for k, port in enumerate(node.makes):
            reach[port.pools[0]] = reach[port.pools[0]] + potential[-1] * rule.makes[index][k]
    return Flow(reach, limit, potential)
