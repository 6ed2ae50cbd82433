"""What every claim wants from its pool in a month, walking back from the markets."""

from collections.abc import Mapping, Sequence

from capacity.model.chain.delivery import Wants
from capacity.model.chain.month import Flow, Rows, Rule
from capacity.model.chain.netback import MARKET, NODE, STORE, Claim, share_out
from capacity.model.chain.variables import LEAST
from capacity.model.engine.tape import Row, maximum, minimum, where

_TINY = 1e-12


def wants_of(rule: Rule, hand: Rows, could: Flow, target: Mapping[int, Row]) -> Wants:
    """Return what every claim wants from its pool; `target` is the stock wanted at the month's end."""
    claims = [
        [_market_want(rule, pool, claim, could.reach, target) for claim in claims]
        for pool, claims in enumerate(rule.claims)
    ]
    wants, missing = Wants(claims, {}, []), {}
    for index in range(len(rule.network.nodes) - 1, -1, -1):
        node = rule.network.nodes[index]
        main = node.makes[0].pools[0]
        if main not in missing:
            missing[main] = _missing(rule, main, hand[main], claims[main])
        runs, most = _node_wants(rule, index, missing[main], claims, could.potential)
        ranked = [] if index in rule.front else share_out(most, runs, rule.value[index])
        for number, port in enumerate(node.takes):
            for pool in port.pools:
                part = rule.takes[index][number] * part_of(port.pools, pool, could.reach)
                if index in rule.front:
                    wants.front[pool] = _before_and_after(rule.front[index][pool], runs, most, part)
                    continue
                for slot, claim in enumerate(rule.claims[pool]):
                    if (claim.kind, claim.index, claim.port) == (NODE, index, number):
                        claims[pool][slot] = ranked[claim.source] * part
    return wants


def _before_and_after(masks: Rows, runs: Rows, most: Row, part: Row) -> tuple[Row, Row]:
    """Return what a front node wants before the market of its pool is served, and what after."""
    whole = minimum(most.tape.total(runs), most)
    before = minimum(most.tape.total(run * mask for run, mask in zip(runs, masks, strict=True)), most)
    return before * part, (whole - before) * part


def part_of(pools: tuple[int, ...], pool: int, amounts: Rows) -> Row | float:
    """Return the share of a claim on several pools that falls to one of them: in proportion to what stands there."""
    if len(pools) == 1:
        return 1.0
    return amounts[pool] / maximum(amounts[pool].tape.total(amounts[i] for i in pools), _TINY)


def _market_want(rule: Rule, pool: int, claim: Claim, reach: Rows, target: Mapping[int, Row]) -> Row:
    """Return what the stock and markets want; that of nodes is not known yet."""
    nothing = rule.tape.row(0.0)
    if claim.kind != MARKET:
        return target.get(pool, nothing) if claim.kind == STORE else nothing
    pools = rule.network.markets[claim.index].pools
    demand = minimum(rule.x["demand"][claim.index], rule.tape.total(reach[i] for i in pools))
    return demand * part_of(pools, pool, reach)


def _missing(rule: Rule, pool: int, stock: Row, wants: Rows) -> Rows:
    """Return what each claim misses after what is at hand has served them in their order."""
    if stock.never() or not wants:
        return wants
    served = share_out(stock, wants, [claim.rank for claim in rule.claims[pool]])
    return [want - got for want, got in zip(wants, served, strict=True)]


def _node_wants(rule: Rule, index: int, missing: Rows, wants: Sequence[Rows], potential: Rows) -> tuple[Rows, Row]:
    """Return how much a node should run for each claim on its main product that is worth it, and its most, rated P.

    Where several nodes make the product, each takes the part of a claim that it has of what they could make.
    """
    node, most = rule.network.nodes[index], potential[index]
    makers = rule.makers[node.makes[0].pools[0]]
    factor = 1 / rule.makes[index][0]
    if len(makers) > 1:
        factor = most / maximum(rule.tape.total(potential[n] * rule.makes[n][k] for n, k in makers), _TINY)
    runs = [claim * factor * (value >= 0) for claim, value in zip(missing, rule.value[index], strict=True)]
    for number, port in enumerate(node.makes[1:], start=1):
        if port.limits:
            made = rule.makes[index][number]
            absorbed = rule.tape.total(wants[port.pools[0]])
            most = where(made > LEAST, minimum(most, absorbed / made), most)
    return runs, most
