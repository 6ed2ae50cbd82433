"""The operating rule: how members run the chain without central planning, month by month, all draws at once.

Each month: what could reach every node; what the markets pull, walked back with its netback value; then goods are
pushed forward, highest netback first, ties in proportion. A node below its minimum load stands for the month, the
farthest below first, and the month is run again without it, so that its input finds another way. What nobody in the
chain takes goes to today's outlets, into store, or is lost.
"""

import numpy as np
import xarray as xr

from capacity.model.cube import FLOWS, VARIABLES, dataset
from capacity.model.network import Network
from capacity.model.pull import MARKET, NODE, STORE, share_out
from capacity.model.push import Wants, push
from capacity.model.rule import Arrays, Flow, Rule, add, make_rule, month_flow

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
    for month in range(months):
        flow = _settle(rule, month, stock)
        stock = _close_month(rule, month, flow, intake)
        for name in keep:
            for index, values in enumerate(flow[name]):
                out[name][index, month] = values
    labels = {name: inputs[name].values for name in ("pool", "node", "market", "purchase", "month")}
    return dataset(out, labels)


def _settle(rule: Rule, month: int, stock: Arrays) -> dict:
    """Return the month's flows after every node that cannot reach its minimum load has been closed."""
    minimum, busy = rule.x["minimum_load"][:, month], rule.x["busy"][:, month]
    needs = [n for n in range(len(rule.network.nodes)) if minimum[n].any()]
    flow = _run_month(rule, month, stock, None)
    flow["stands"] = [np.zeros(1, dtype=bool)] * len(rule.network.nodes)
    if not needs:
        return flow
    least, spare = minimum[needs], busy[needs]
    closed = np.zeros(minimum.shape, dtype=bool)
    for _ in needs:
        activity = np.stack([flow["activity"][n] for n in needs])
        load = (activity + spare) / np.where(least > 0, least, 1.0)
        short = (load < 1 - 1e-9) & (least > 0) & ~closed[needs] & (activity > _TINY)
        if not short.any():
            break
        closed[needs] |= short & (load == np.where(short, load, np.inf).min(axis=0))
        flow = _run_month(rule, month, stock, list(np.where(closed, 0.0, rule.x["capacity"][:, month])))
    flow["stands"] = [np.zeros(1, dtype=bool)] * len(rule.network.nodes)
    for n in needs:
        flow["stands"][n] = (minimum[n] > 0) & (flow["activity"][n] + busy[n] < minimum[n] * (1 - 1e-9))
    return flow


def _run_month(rule: Rule, month: int, stock: Arrays, capacity: Arrays | None) -> dict:
    """Return one month's flows; `capacity` where some node is closed, else the capacities as they are."""
    x = rule.x
    hand = [row[month] for row in x["supply"]]
    lost, withheld = [NOTHING] * len(hand), [NOTHING] * len(hand)
    for i in rule.stores:
        opening = stock[i] * (1 - x["store_loss"][i][month])
        lost[i] = stock[i] - opening
        at_hand = opening + hand[i]
        hand[i] = at_hand * _let_go(rule, i, month)
        withheld[i] = at_hand - hand[i]
    could = month_flow(rule, month, hand, capacity)
    flow = push(rule, month, hand, _pull(rule, month, hand, could))
    flow |= {"opening": stock, "lost": lost, "withheld": withheld, "reachable": could.limit}
    room = capacity or [row[month] for row in x["capacity"]]
    flow["binds"] = [
        (limit > most * (1 + 1e-9)) & (run >= most * (1 - 1e-9)) & (most > 0)
        for limit, most, run in zip(could.limit, room, flow["activity"], strict=True)
    ]
    return flow


def _let_go(rule: Rule, pool: int, month: int) -> np.ndarray:
    """Return the share of what is at hand that is let go this month: by the calendar, and only at the reserve price."""
    share, reserve = rule.x["release"][pool][month], rule.x["reserve"][pool][month]
    values = [_of(claim.value, month) for claim in rule.claims[pool] if claim.kind != STORE]
    if not values or not reserve.any():
        return share
    return np.where(np.maximum.reduce(values) >= reserve, share, 0.0)


def _of(values: np.ndarray, month: int) -> np.ndarray:
    return values[month] if values.shape[0] > 1 else values[0]


def _pull(rule: Rule, month: int, hand: Arrays, could: Flow) -> Wants:
    """Return what every claim wants from its pool, walking back from the markets."""
    wants = Wants(
        [
            [_market_want(rule, month, pool, claim, could.reach) for claim in claims]
            for pool, claims in enumerate(rule.claims)
        ],
        {},
    )
    missing: dict[int, list] = {}
    for index in range(len(rule.network.nodes) - 1, -1, -1):
        node = rule.network.nodes[index]
        main = node.makes[0].pools[0]
        if main not in missing:
            missing[main] = _missing(rule, month, main, hand[main], wants.claims[main], could.potential)
        runs, most = _node_wants(rule, month, index, missing[main], wants.claims, could.potential)
        ranked = [] if index in rule.front else share_out(most, runs, [value[month] for value in rule.value[index]])
        for number, port in enumerate(node.takes):
            for pool in port.pools:
                part = rule.takes[index][number][month] * _part(port.pools, pool, could.reach)
                if index in rule.front:
                    wants.front[pool] = _before_and_after(rule.front[index][pool], month, runs, most, part)
                    continue
                for slot, claim in enumerate(rule.claims[pool]):
                    if (claim.kind, claim.index, claim.port) == (NODE, index, number):
                        wants.claims[pool][slot] = ranked[claim.source] * part
    return wants


def _before_and_after(
    masks: tuple, month: int, runs: Arrays, most: np.ndarray, part: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a front node wants before the market of its pool is served, and what after."""
    total = np.minimum(add(runs), most) if runs else NOTHING
    if all(mask is True for mask in masks):
        return total * part, NOTHING
    better = [run if mask is True else run * _of(mask, month) for run, mask in zip(runs, masks, strict=True)]
    before = np.minimum(add(better), most)
    return before * part, (total - before) * part


def _part(pools: tuple[int, ...], pool: int, reach: Arrays) -> np.ndarray | float:
    """Return the share of a claim on several pools that falls to one of them: in proportion to what stands there."""
    if len(pools) == 1:
        return 1.0
    return reach[pool] / np.maximum(add([reach[i] for i in pools]), _TINY)


def _market_want(rule: Rule, month: int, pool: int, claim: object, reach: Arrays) -> np.ndarray | None:
    if claim.kind == STORE:
        return rule.target[pool][month] if pool in rule.target else NOTHING
    if claim.kind != MARKET:
        return None
    pools = rule.network.markets[claim.index].pools
    demand = np.minimum(rule.x["demand"][claim.index][month], add([reach[i] for i in pools]))
    return demand * _part(pools, pool, reach)


def _missing(rule: Rule, month: int, pool: int, stock: np.ndarray, wants: list, potential: Arrays) -> list[tuple]:
    """Return what each claim misses after what is at hand has served them, per unit of what could be made."""
    wants = list(wants)
    if rule.network.pools[pool].keeps and wants and stock.any():
        ranks = [_of(claim.rank, month) for claim in rule.claims[pool]]
        wants = [want - got for want, got in zip(wants, share_out(stock, wants, ranks), strict=True)]
    if len(rule.makers[pool]) == 1:
        return wants
    rivals = add([potential[n] * rule.makes[n][k][month] for n, k in rule.makers[pool]])
    return [want / np.maximum(rivals, _TINY) for want in wants]


def _node_wants(
    rule: Rule, month: int, index: int, missing: list, wants: list, potential: Arrays
) -> tuple[Arrays, np.ndarray]:
    """Return how much a node should run for each claim on its main product that is worth it, and its most, rated P."""
    node = rule.network.nodes[index]
    several = len(rule.makers[node.makes[0].pools[0]]) > 1
    factor = potential[index] if several else 1 / rule.makes[index][0][month]
    runs = []
    for claim, worth in zip(missing, rule.worth[index], strict=True):
        runs.append(claim * factor if worth is None else np.where(worth[month], claim * factor, 0.0))
    most = potential[index]
    for number, port in enumerate(node.makes[1:], start=1):
        if port.limits:
            absorbed = add([NOTHING, *wants[port.pools[0]]])
            most = np.minimum(most, absorbed / rule.makes[index][number][month])
    return runs, most


def _close_month(rule: Rule, month: int, flow: dict, intake: list[Arrays]) -> Arrays:
    """Return the closing stocks: what is left goes to today's outlets, then into store, else it is lost."""
    rest = [np.maximum(h - u - s, 0.0) for h, u, s in zip(flow["hand"], flow["used"], flow["sales"], strict=True)]
    offers, limit = list(rest), {}
    for i in rule.stores:
        intake[i].append(rule.x["supply"][i][month] + flow["made"][i] + flow["purchased"][i])
        limit[i] = np.minimum(add(intake[i][-rule.network.pools[i].keeps :]), rule.x["room"][i][month])
        offers[i] = rest[i] + np.maximum(flow["withheld"][i] - limit[i], 0.0)
        rest[i] = rest[i] + flow["withheld"][i]
    sold_today = _sell_today(rule, month, offers, flow)
    flow["unsold"] = [left - sold_today[i] if i in sold_today else left for i, left in enumerate(rest)]
    closing = [NOTHING] * len(rest)
    for i in rule.stores:
        left = np.maximum(flow["unsold"][i], 0.0)
        closing[i] = np.minimum(left, limit[i])
        flow["unsold"][i] = left - closing[i]
    flow["closing"] = closing
    flow["full"] = [sold >= rule.x["demand"][i][month] * (1 - 1e-9) for i, sold in enumerate(flow["sold"])]
    return closing


def _sell_today(rule: Rule, month: int, offers: Arrays, flow: dict) -> dict[int, np.ndarray]:
    """Sell what today's outlets take of the offers, best price first; return how much by pool."""
    markets, total = rule.network.markets, {}
    for pool, outlets in rule.today.items():
        shares = [_part(markets[i].pools, pool, offers) for i in outlets]
        open_demand = [np.maximum(rule.x["demand"][i][month] - flow["sold"][i], 0.0) for i in outlets]
        wants = [np.minimum(demand * s, offers[pool]) for demand, s in zip(open_demand, shares, strict=True)]
        sold = share_out(offers[pool], wants, [rule.x["price"][i][month] for i in outlets])
        for i, got in zip(outlets, sold, strict=True):
            flow["sold"][i] = flow["sold"][i] + got
        total[pool] = add(sold)
        flow["sales"][pool] = flow["sales"][pool] + total[pool]
    return total
