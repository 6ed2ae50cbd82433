"""The operating rule: how members run the chain without central planning, month by month, all draws at once.

Each month: what could reach every node; what the markets pull, walked back with its netback value; then goods are
pushed forward, highest netback first, ties in proportion. A node below its minimum load stands for the month, the
farthest below first, and the month is run again without it, so that its input finds another way. What nobody in the
chain takes goes to today's outlets, into store, or is lost.
"""

from dataclasses import replace
from functools import reduce

import numpy as np
import xarray as xr

from capacity.intake.issues import InputError
from capacity.model.cube import FLOWS, LEAST, UNLIMITED, VARIABLES, dataset
from capacity.model.network import Network
from capacity.model.pull import MARKET, NODE, STORE, share_out
from capacity.model.push import Push, Wants, push
from capacity.model.rule import Arrays, Flow, Month, Rule, add, make_rule, month_flow, only_draws

_TINY = 1e-12
NOTHING = np.zeros(1)


def run_chain(network: Network, inputs: xr.Dataset, keep: tuple[str, ...] = tuple(FLOWS)) -> xr.Dataset:
    """Return the flows of the chain under the operating rule: the variables in `keep`, dims as in the cube's table.

    `inputs` holds the variables of cube.INPUTS. In every pool, month and draw
    opening + supply + made + purchased = used + sales + lost + unsold + closing.
    """
    months, draws = inputs.sizes["month"], inputs.sizes.get("draw", 1)
    rule = make_rule(network, inputs)
    sizes = {"node": len(network.nodes), "market": len(network.markets), "purchase": len(network.purchases)}
    sizes["pool"] = len(network.pools)
    kinds = {name: bool if name in ("binds", "full", "stands") else float for name in keep}
    out = {name: np.zeros((sizes[VARIABLES[name][0][0]], months, draws), kinds[name]) for name in keep}
    stock: Arrays = [NOTHING] * len(network.pools)
    intake: list[Arrays] = [[] for _ in network.pools]
    for number, month in enumerate(rule.months(months)):
        month = replace(month, due=_due(rule, month, stock, intake))  # noqa: PLW2901
        flow = _close_month(rule, month, _settle(rule, month, stock, draws), intake)
        stock = flow["closing"]
        for name in keep:
            for index, values in enumerate(flow[name]):
                out[name][index, number] = values
    labels = {name: inputs[name].values for name in ("pool", "node", "market", "purchase", "month")}
    return dataset(out, labels)


def refuse_boundless(flows: xr.Dataset) -> None:
    """Raise InputError where a node would run without end: bought inputs, no capacity, no limit of its markets."""
    most = flows["activity"].max([dim for dim in flows["activity"].dims if dim != "node"])
    for node in flows["node"].values[most.values > UNLIMITED / 1e6]:
        raise InputError(
            f"nothing limits the link {node}: what it takes can be bought, and nothing else holds it back",
            fix="state the demand of its markets, or what is available to buy",
            file="cluster.yml",
        )


def _due(rule: Rule, month: Month, stock: Arrays, intake: list[Arrays]) -> dict[int, np.ndarray]:
    """Return what of the stock held back would be older at the month's end than the product keeps, P by pool."""
    due = {}
    for pool in month.let_go:
        young = intake[pool][1 - rule.network.pools[pool].keeps :] if rule.network.pools[pool].keeps > 1 else []
        due[pool] = np.maximum(stock[pool] * (1 - month.x["store_loss"][pool]) - add([NOTHING, *young]), 0.0)
    return due


def _settle(rule: Rule, month: Month, stock: Arrays, draws: int) -> dict:
    """Return the month's flows after every node that cannot reach its minimum load has been closed.

    Only the draws in which a node has just been closed are run again.
    """
    minimum, busy = month.x["minimum_load"], month.x["busy"]
    needs = [n for n in range(len(rule.network.nodes)) if minimum[n].any()]
    flow = _run_month(rule, month, stock, None)
    closed = {n: np.zeros(draws, dtype=bool) for n in needs}
    for _ in needs:
        load = {n: (flow["activity"][n] + busy[n]) / np.where(minimum[n] > 0, minimum[n], 1.0) for n in needs}
        short = {n: (load[n] < 1 - 1e-9) & (minimum[n] > 0) & (flow["activity"][n] > _TINY) & ~closed[n] for n in needs}
        again = np.flatnonzero(np.logical_or.reduce([np.broadcast_to(s, draws) for s in short.values()]))
        if not len(again):
            break
        farthest = reduce(np.minimum, [np.where(short[n], load[n], np.inf) for n in needs])
        for n in needs:
            closed[n] |= short[n] & (load[n] == farthest)
        _run_again(rule, month, stock, closed, again, flow)
    flow["stands"] = [np.zeros(1, dtype=bool)] * len(rule.network.nodes)
    for n in needs:
        flow["stands"][n] = (minimum[n] > 0) & (flow["activity"][n] + busy[n] < minimum[n] * (1 - 1e-9))
    return flow


def _run_again(rule: Rule, month: Month, stock: Arrays, closed: dict, again: np.ndarray, flow: dict) -> None:
    """Run some draws of the month once more with the closed nodes at rest, and put their flows in place."""
    part = only_draws(month, again)
    capacity = list(part.x["capacity"])
    for n, at_rest in closed.items():
        capacity[n] = np.where(at_rest[again], 0.0, capacity[n])
    some = _run_month(rule, part, [s[again] if len(s) > 1 else s for s in stock], capacity)
    size = len(next(iter(closed.values())))
    for name, rows in some.items():
        flow[name] = [_patched(row, new, again, size) for row, new in zip(flow[name], rows, strict=True)]


def _patched(row: np.ndarray, new: np.ndarray, again: np.ndarray, size: int) -> np.ndarray:
    """Return a flow with some of its draws replaced; nothing is done where both hold the same single number."""
    if len(row) == len(new) == 1 and row[0] == new[0]:
        return row
    whole = np.empty(size, row.dtype)
    whole[:] = row
    whole[again] = new
    return whole


def _run_month(rule: Rule, month: Month, stock: Arrays, capacity: Arrays | None) -> dict:
    """Return one month's flows; `capacity` where some node is closed, else the capacities as they are."""
    hand = list(month.x["supply"])
    lost, withheld = [NOTHING] * len(hand), [NOTHING] * len(hand)
    for i in rule.stores:
        opening = stock[i] * (1 - month.x["store_loss"][i])
        lost[i] = stock[i] - opening
        at_hand = opening + hand[i]
        hand[i] = np.maximum(at_hand * month.let_go[i], month.due[i]) if i in month.let_go else at_hand
        withheld[i] = at_hand - hand[i]
    could = month_flow(rule, month, hand, capacity)
    moved: Push = push(rule, month, hand, _pull(rule, month, hand, could))
    flow = {name: rows for name, rows in moved.__dict__.items() if name != "granted"}
    flow["withheld"] = [old + new for old, new in zip(withheld, moved.withheld, strict=True)]
    flow |= {"opening": list(stock), "lost": lost, "reachable": could.limit}
    flow["binds"] = [
        (limit > most * (1 + 1e-9)) & (run >= most * (1 - 1e-9)) & (most > 0)
        for limit, most, run in zip(could.limit, capacity or month.x["capacity"], moved.activity, strict=True)
    ]
    return flow


def _pull(rule: Rule, month: Month, hand: Arrays, could: Flow) -> Wants:
    """Return what every claim wants from its pool, walking back from the markets."""
    claims = [
        [_market_want(rule, month, pool, claim, could.reach) for claim in claims]
        for pool, claims in enumerate(rule.claims)
    ]
    wants, missing = Wants(claims, {}), {}
    for index in range(len(rule.network.nodes) - 1, -1, -1):
        node = rule.network.nodes[index]
        main = node.makes[0].pools[0]
        if main not in missing:
            missing[main] = _missing(rule, month, main, hand[main], claims[main])
        runs, most = _node_wants(rule, month, index, missing[main], claims, could.potential)
        ranked = [] if index in month.front else share_out(most, runs, month.value[index])
        for number, port in enumerate(node.takes):
            for pool in port.pools:
                part = month.takes[index][number] * _part(port.pools, pool, could.reach)
                if index in month.front:
                    wants.front[pool] = _before_and_after(month.front[index][pool], runs, most, part)
                    continue
                for slot, claim in enumerate(rule.claims[pool]):
                    if (claim.kind, claim.index, claim.port) == (NODE, index, number):
                        claims[pool][slot] = ranked[claim.source] * part
    return wants


def _before_and_after(masks: list, runs: Arrays, most: np.ndarray, part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what a front node wants before the market of its pool is served, and what after."""
    total = np.minimum(add(runs), most) if runs else NOTHING
    if all(mask is True for mask in masks):
        return total * part, NOTHING
    better = [run if mask is True else run * mask for run, mask in zip(runs, masks, strict=True)]
    before = np.minimum(add(better), most)
    return before * part, (total - before) * part


def _part(pools: tuple[int, ...], pool: int, reach: Arrays) -> np.ndarray | float:
    """Return the share of a claim on several pools that falls to one of them: in proportion to what stands there."""
    if len(pools) == 1:
        return 1.0
    return reach[pool] / np.maximum(add([reach[i] for i in pools]), _TINY)


def _market_want(rule: Rule, month: Month, pool: int, claim: object, reach: Arrays) -> np.ndarray | None:
    if claim.kind == STORE:
        return month.target.get(pool, NOTHING)
    if claim.kind != MARKET:
        return None
    pools = rule.network.markets[claim.index].pools
    demand = np.minimum(month.x["demand"][claim.index], add([reach[i] for i in pools]))
    return demand * _part(pools, pool, reach)


def _missing(rule: Rule, month: Month, pool: int, stock: np.ndarray, wants: list) -> list:
    """Return what each claim misses after what is at hand has served them in their order."""
    if pool not in rule.stores or not wants or not stock.any():
        return wants
    served = share_out(stock, wants, month.rank[pool])
    return [want - got for want, got in zip(wants, served, strict=True)]


def _node_wants(
    rule: Rule, month: Month, index: int, missing: list, wants: list, potential: Arrays
) -> tuple[Arrays, np.ndarray]:
    """Return how much a node should run for each claim on its main product that is worth it, and its most, rated P.

    Where several nodes make the product, each takes the part of a claim that it has of what they could make.
    """
    node, most = rule.network.nodes[index], potential[index]
    makers = rule.makers[node.makes[0].pools[0]]
    factor = 1 / month.makes[index][0]
    if len(makers) > 1:
        factor = most / np.maximum(add([potential[n] * month.makes[n][k] for n, k in makers]), _TINY)
    runs = [claim * factor * (value >= 0) for claim, value in zip(missing, month.value[index], strict=True)]
    for number, port in enumerate(node.makes[1:], start=1):
        if port.limits:
            made = month.makes[index][number]
            absorbed = add([NOTHING, *wants[port.pools[0]]])
            most = np.where(made > LEAST, np.minimum(most, absorbed / made), most)
    return runs, most


def _close_month(rule: Rule, month: Month, flow: dict, intake: list[Arrays]) -> dict:
    """Return the flows of the month closed: what is left goes to today's outlets, then into store, else is lost."""
    rest = [np.maximum(h - u - s, 0.0) for h, u, s in zip(flow["hand"], flow["used"], flow["sales"], strict=True)]
    offers, limit = list(rest), {}
    for i in rule.stores:
        intake[i].append(month.x["supply"][i] + flow["made"][i] + flow["purchased"][i])
        limit[i] = np.minimum(add(intake[i][-rule.network.pools[i].keeps :]), month.x["room"][i])
        offers[i] = rest[i] + np.maximum(flow["withheld"][i] - limit[i], 0.0)
        rest[i] = rest[i] + flow["withheld"][i]
    sold_today = _sell_today(rule, month, offers, flow)
    unsold = [left - sold_today[i] if i in sold_today else left for i, left in enumerate(rest)]
    closing = [NOTHING] * len(rest)
    for i in rule.stores:
        left = np.maximum(unsold[i], 0.0)
        closing[i] = np.minimum(left, limit[i])
        unsold[i] = left - closing[i]
    full = [sold >= most * (1 - 1e-9) for sold, most in zip(flow["sold"], month.x["demand"], strict=True)]
    return flow | {"unsold": unsold, "closing": closing, "full": full}


def _sell_today(rule: Rule, month: Month, offers: Arrays, flow: dict) -> dict[int, np.ndarray]:
    """Sell what today's outlets take of the offers, best price first; return how much by pool."""
    total = {}
    demand = [np.maximum(most - sold, 0.0) for most, sold in zip(month.x["demand"], flow["sold"], strict=True)]
    for pool, outlets in rule.today.items():
        if not offers[pool].any():
            continue
        shares = [_part(rule.network.markets[i].pools, pool, offers) for i in outlets]
        wants = [np.minimum(demand[i] * share, offers[pool]) for i, share in zip(outlets, shares, strict=True)]
        sold = share_out(offers[pool], wants, [month.x["price"][i] for i in outlets])
        for i, got in zip(outlets, sold, strict=True):
            flow["sold"][i] = flow["sold"][i] + got
        total[pool] = add(sold)
        flow["sales"][pool] = flow["sales"][pool] + total[pool]
    return total
