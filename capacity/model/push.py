"""Goods move forward through the chain: every pool is shared out as soon as all its makers have run."""

from dataclasses import dataclass

import numpy as np

from capacity.model.pull import MARKET, NODE, serve_in_turn, share_out
from capacity.model.rule import Arrays, Rule, add, lowest

_TINY = 1e-12


@dataclass(frozen=True)
class Wants:
    """What every claim wants from its pool (draw,), by pool and claim; of a front node, before and after the market."""

    claims: list[list]
    front: dict[int, tuple[np.ndarray, np.ndarray]]


def push(rule: Rule, month: int, hand: Arrays, wants: Wants) -> dict:
    """Return the month's flows: activity by node, sold by market, bought by purchase; by pool made, used, sales ..."""
    network, zero = rule.network, np.zeros(1)
    flow = {name: [zero] * len(network.pools) for name in ("made", "used", "sales", "purchased")}
    flow |= {"activity": [zero] * len(network.nodes), "sold": [zero] * len(network.markets), "hand": list(hand)}
    flow["bought"] = [zero] * len(network.purchases)
    granted: dict[tuple[int, int, int], np.ndarray] = {}
    done: set[int] = set()
    for index, node in enumerate(network.nodes):
        for pool in (pool for port in node.takes for pool in port.pools):
            if pool not in done:
                _share_pool(rule, month, pool, wants, flow, granted)
                done.add(pool)
        _run_node(rule, month, index, flow, granted)
    for pool in range(len(network.pools)):
        if pool not in done:
            _share_pool(rule, month, pool, wants, flow, granted)
    return flow


def _share_pool(rule: Rule, month: int, pool: int, wants: Wants, flow: dict, granted: dict) -> None:
    firm = rule.firm[pool]
    if not firm:
        return
    if pool in wants.front:
        claims, amounts = _front_claims(rule, pool, wants)
    else:
        claims, amounts = [rule.claims[pool][slot] for slot in firm], [wants.claims[pool][slot] for slot in firm]
    needs = [amount for claim, amount in zip(claims, amounts, strict=True) if claim.kind == NODE]
    _buy(rule, month, pool, needs, flow)
    if pool in wants.front:
        shares = serve_in_turn(flow["hand"][pool], amounts)
    else:
        ranks = [claim.rank[month] if claim.rank.shape[0] > 1 else claim.rank[0] for claim in claims]
        shares = share_out(flow["hand"][pool], amounts, ranks)
    for claim, got in zip(claims, shares, strict=True):
        if claim.kind == MARKET:
            flow["sold"][claim.index] = flow["sold"][claim.index] + got
            flow["sales"][pool] = flow["sales"][pool] + got
        else:
            key = (claim.index, claim.port, pool)
            granted[key] = granted[key] + got if key in granted else got


def _front_claims(rule: Rule, pool: int, wants: Wants) -> tuple[list, Arrays]:
    """Return the node's claim before the market, the market's, and the node's after it, in this order."""
    slots = rule.firm[pool]
    node = next(rule.claims[pool][slot] for slot in slots if rule.claims[pool][slot].kind == NODE)
    market = [slot for slot in slots if rule.claims[pool][slot].kind == MARKET]
    before, after = wants.front[pool]
    claims = [node, *(rule.claims[pool][slot] for slot in market)]
    amounts = [before, *(wants.claims[pool][slot] for slot in market)]
    if after.any():
        claims, amounts = [*claims, node], [*amounts, after]
    return claims, amounts


def _buy(rule: Rule, month: int, pool: int, needs: Arrays, flow: dict) -> None:
    """Buy what the nodes that claim the pool miss there, cheapest first, as far as it can be had."""
    offers = [i for i, purchase in enumerate(rule.network.purchases) if pool in purchase.pools]
    if not offers or not needs:
        return
    missing = np.maximum(0.0, add(needs) - flow["hand"][pool])
    limits = [np.minimum(rule.x["available"][i][month], missing) for i in offers]
    bought = share_out(missing, limits, [-rule.x["buying_price"][i][month] for i in offers])
    for index, got in zip(offers, bought, strict=True):
        flow["bought"][index] = flow["bought"][index] + got
        flow["purchased"][pool] = flow["purchased"][pool] + got
        flow["hand"][pool] = flow["hand"][pool] + got


def _run_node(rule: Rule, month: int, index: int, flow: dict, granted: dict) -> None:
    node, takes, makes = rule.network.nodes[index], rule.takes[index], rule.makes[index]
    nothing = np.zeros(1)
    given = [add([granted.get((index, k, pool), nothing) for pool in port.pools]) for k, port in enumerate(node.takes)]
    activity = lowest([amount / takes[k][month] for k, amount in enumerate(given)])
    flow["activity"][index] = activity
    for k, port in enumerate(node.takes):
        needed = activity * takes[k][month]
        for pool in port.pools:
            part = granted.get((index, k, pool), nothing) / np.maximum(given[k], _TINY) if len(port.pools) > 1 else 1.0
            flow["used"][pool] = flow["used"][pool] + needed * part
    for k, port in enumerate(node.makes):
        output, pool = activity * makes[k][month], port.pools[0]
        flow["made"][pool] = flow["made"][pool] + output
        flow["hand"][pool] = flow["hand"][pool] + output
