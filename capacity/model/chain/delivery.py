"""Goods move forward through the chain: every pool is shared out as soon as all its makers have run."""

from dataclasses import dataclass
from functools import reduce

from capacity.model.chain.month import Rows, Rule
from capacity.model.chain.netback import MARKET, NODE, Claim, serve_in_turn, share_out
from capacity.model.engine.tape import Row, clip, maximum, minimum, where

_TINY = 1e-12


@dataclass(frozen=True)
class Wants:
    """What every claim wants from its pool, by pool and claim; of a front node, before and after the market."""

    claims: list[list]
    front: dict[int, tuple[Row, Row]]
    held: list[Row]
    """of Rule.holds: what waits for links in the coming months, which markets and today's outlets do not get"""


@dataclass(frozen=True)
class Push:
    """One month's flows while they come about: lists by node, market, purchase or pool."""

    activity: Rows
    sold: Rows
    bought: Rows
    hand: Rows
    made: Rows
    used: Rows
    sales: Rows
    purchased: Rows
    withheld: Rows
    """made, and not let go yet"""
    granted: dict[tuple[int, int, int], Row]
    """by node, input and pool"""
    ordered: dict[tuple[int, int], Row]
    """bought, by pool and purchase"""


def push(rule: Rule, hand: Rows, wants: Wants) -> Push:
    """Return the month's flows when goods have moved through all nodes."""
    network = rule.network
    nothing = rule.tape.row(0.0)
    flow = Push(
        activity=[nothing] * len(network.nodes),
        sold=[nothing] * len(network.markets),
        bought=[nothing] * len(network.purchases),
        hand=list(hand),
        **{name: [nothing] * len(hand) for name in ("made", "used", "sales", "purchased", "withheld")},
        granted={},
        ordered={},
    )
    offers = _offers(rule, hand, wants)
    done: set[int] = set()
    for index, node in enumerate(network.nodes):
        for pool in (pool for port in node.takes for pool in port.pools):
            if pool not in done:
                _share_pool(rule, pool, wants, offers, flow)
                done.add(pool)
        _run_node(rule, index, flow)
    for pool in range(len(network.pools)):
        if pool not in done:
            _share_pool(rule, pool, wants, offers, flow)
        _give_back(rule, pool, flow)
    return flow


def _share_pool(rule: Rule, pool: int, wants: Wants, offers: list[dict[int, Row]], flow: Push) -> None:
    firm = rule.firm[pool]
    if not firm:
        return
    if pool in wants.front:
        claims, amounts = _front_claims(rule, pool, wants)
        shares = serve_in_turn(_not_held(rule, pool, wants, flow), amounts)
    else:
        claims, amounts = [rule.claims[pool][slot] for slot in firm], [wants.claims[pool][slot] for slot in firm]
        _buy(rule, pool, amounts, offers[pool], flow)
        shares = share_out(_not_held(rule, pool, wants, flow), amounts, [claim.rank for claim in claims])
    for claim, got in zip(claims, shares, strict=True):
        if claim.kind == MARKET:
            flow.sold[claim.index] = flow.sold[claim.index] + got
            flow.sales[pool] = flow.sales[pool] + got
        else:
            key = (claim.index, claim.port, pool)
            flow.granted[key] = flow.granted[key] + got if key in flow.granted else got


def by_links(rule: Rule, pool: int, wants: Wants) -> Row:
    """Return how much of a pool links want this month."""
    if pool in wants.front:
        return rule.tape.total(list(wants.front[pool]))
    return rule.tape.total(wants.claims[pool][slot] for slot in _of_nodes(rule, pool))


def _of_nodes(rule: Rule, pool: int) -> list[int]:
    """Return which of a pool's firm claims are those of nodes."""
    return [slot for slot in rule.firm[pool] if rule.claims[pool][slot].kind == NODE]


def _not_held(rule: Rule, pool: int, wants: Wants, flow: Push) -> Row:
    """Return what there is to share out: not what waits for the coming months, which links alone may break into."""
    hand = flow.hand[pool]
    if pool not in rule.holds:
        return hand
    held = wants.held[list(rule.holds).index(pool)]
    return hand - minimum(held, maximum(hand - by_links(rule, pool, wants), 0.0))


def _front_claims(rule: Rule, pool: int, wants: Wants) -> tuple[list[Claim], Rows]:
    """Return the node's claim before the market, the market's, and the node's after it, in this order."""
    slots = rule.firm[pool]
    node = next(rule.claims[pool][slot] for slot in slots if rule.claims[pool][slot].kind == NODE)
    market = [slot for slot in slots if rule.claims[pool][slot].kind == MARKET]
    before, after = wants.front[pool]
    claims = [node, *(rule.claims[pool][slot] for slot in market)]
    amounts = [before, *(wants.claims[pool][slot] for slot in market)]
    return ([*claims, node], [*amounts, after]) if market else (claims, amounts)


def _offers(rule: Rule, hand: Rows, wants: Wants) -> list[dict[int, Row]]:
    """Return what each purchase has for each pool: all of it, or in proportion to what the nodes of its pools miss."""
    offers: list[dict[int, Row]] = [{} for _ in hand]
    for index, purchase in enumerate(rule.network.purchases):
        missing = {}
        for pool in purchase.pools if len(purchase.pools) > 1 else ():
            needs = rule.tape.total(wants.claims[pool][slot] for slot in _of_nodes(rule, pool))
            missing[pool] = maximum(needs - hand[pool], 0.0)
        total = maximum(rule.tape.total(list(missing.values())), _TINY) if missing else 1.0
        for pool in purchase.pools:
            offers[pool][index] = rule.x["available"][index] * (missing.get(pool, 1.0) / total)
    return offers


def _buy(rule: Rule, pool: int, amounts: Rows, offers: dict[int, Row], flow: Push) -> None:
    """Buy what the nodes that claim the pool miss there, cheapest first, as far as it can be had and pays."""
    price, hand, total = rule.x["buying_price"], flow.hand[pool], rule.tape.total
    claims = dict(zip(rule.firm[pool], amounts, strict=True))
    needs = [(rule.claims[pool][slot].value, claims[slot]) for slot in _of_nodes(rule, pool)]
    for index in offers if needs else ():
        missing = total(want * (value >= price[index]) for value, want in needs) - hand
        cheaper = total(offer * (price[i] < price[index]) for i, offer in offers.items())
        got = offers[index] * _share_of_price(rule, index, offers, missing - cheaper)
        flow.ordered[pool, index] = got
        _add_bought(flow, pool, index, got)


def _give_back(rule: Rule, pool: int, flow: Push) -> None:
    """Buy no more than is used, the dearest last: a node whose other inputs went elsewhere needs less."""
    price, ordered = rule.x["buying_price"], {index: got for (of, index), got in flow.ordered.items() if of == pool}
    unused = maximum(flow.hand[pool] - flow.used[pool] - flow.sales[pool], 0.0)
    for index, got in ordered.items():
        dearer = rule.tape.total(other * (price[i] > price[index]) for i, other in ordered.items())
        _add_bought(flow, pool, index, -got * _share_of_price(rule, index, ordered, unused - dearer))


def _share_of_price(rule: Rule, index: int, amounts: dict[int, Row], rest: Row) -> Row:
    """Return which share of the amounts at a purchase's price a rest is, 0..1."""
    price = rule.x["buying_price"]
    alike = rule.tape.total(amount * (price[i] == price[index]) for i, amount in amounts.items())
    return clip(rest / where(alike > 0, alike, 1.0), 0.0, 1.0)


def _add_bought(flow: Push, pool: int, index: int, amount: Row) -> None:
    flow.bought[index] = flow.bought[index] + amount
    flow.purchased[pool] = flow.purchased[pool] + amount
    flow.hand[pool] = flow.hand[pool] + amount


def _run_node(rule: Rule, index: int, flow: Push) -> None:
    node, takes, makes = rule.network.nodes[index], rule.takes[index], rule.makes[index]
    granted = [
        [flow.granted.get((index, k, pool), rule.tape.row(0.0)) for pool in p.pools] for k, p in enumerate(node.takes)
    ]
    given = [rule.tape.total(parts) for parts in granted]
    activity = reduce(minimum, [amount / takes[k] for k, amount in enumerate(given)])
    flow.activity[index] = activity
    for k, port in enumerate(node.takes):
        needed = activity * takes[k]
        for part, pool in zip(granted[k], port.pools, strict=True):
            share = part / maximum(given[k], _TINY) if len(port.pools) > 1 else 1.0
            flow.used[pool] = flow.used[pool] + needed * share
    for k, port in enumerate(node.makes):
        output, pool = activity * makes[k], port.pools[0]
        flow.made[pool] = flow.made[pool] + output
        flow.withheld[pool] = flow.withheld[pool] + output * (1 - rule.let_go[pool])
        flow.hand[pool] = flow.hand[pool] + output * rule.let_go[pool]
