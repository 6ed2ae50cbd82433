"""The operating rule: how members run the chain without central planning, month by month, all draws side by side.

Each month: what could reach every node; what the markets pull, walked back with its netback value; then goods are
pushed forward, highest netback first, ties in proportion. A node below its minimum load stands for the month, the
farthest below first, and the month is run again without it, so that its input finds another way. What nobody in the
chain takes goes to today's outlets, into store, or is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import xarray as xr

from capacity.intake.findings import InputError
from capacity.model.chain.claims import part_of, wants_of
from capacity.model.chain.delivery import Push, Wants, by_links, push
from capacity.model.chain.month import Flow, Rows, Rule, demand, make_rule, needs, potential_flow
from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network
from capacity.model.chain.variables import FLOWS, UNLIMITED, Conditions, dataset, read_conditions
from capacity.model.engine.tape import Row, Tape, maximum, minimum, where

FLAGS = ("binds", "full", "stands")
_TINY = 1e-12


def run_chain(network: Network, inputs: xr.Dataset, keep: Sequence[str] = tuple(FLOWS), span: int = 1) -> xr.Dataset:
    """Return the flows of the chain under the operating rule: the variables in `keep`, dims as in the cube's table.

    `inputs` holds the variables of variables.INPUTS. In every pool, month and draw
    opening + supply + made + purchased = used + sales + lost + unsold + closing. With a `span` of more than one month
    flows are sums over so many months, and flags say in how many of them.
    """
    conditions = read_conditions(inputs)
    kept = keep_flows(conditions.tape, record_chain(network, conditions), keep, span)
    conditions.tape.run(span)
    return label_flows(kept, conditions, span)


def record_chain(network: Network, conditions: Conditions) -> dict[str, Rows]:
    """Return the flows of a month under the operating rule, recorded on the conditions' tape: see variables.FLOWS."""
    rule = make_rule(network, conditions)
    return _month(rule, _season_stock(rule))


def keep_flows(tape: Tape, flows: dict[str, Rows], keep: Sequence[str], span: int = 1) -> dict[str, np.ndarray]:
    """Return arrays (row, period, draw) that the next run of the tape fills with the flows in `keep`."""
    kept = {}
    for name in keep:
        size = (len(flows[name]), -(-tape.months // span), tape.draws)
        kept[name] = np.zeros(size, np.uint8 if name in FLAGS else float)
        for array, row in zip(kept[name], flows[name], strict=True):
            tape.add_to(array, row)
    return kept


def label_flows(kept: dict[str, np.ndarray], conditions: Conditions, span: int = 1) -> xr.Dataset:
    """Return kept flows as labelled arrays."""
    out = {name: values.view(bool) if name in FLAGS and span == 1 else values for name, values in kept.items()}
    if "margin" in out:
        out["margin"] = out["margin"][0]
    labels = {name: conditions.labels[name] for name in ("pool", "node", "market", "purchase")}
    return dataset(out, labels | {"month": conditions.labels["month"][::span]})


def refuse_boundless(flows: xr.Dataset) -> None:
    """Raise InputError where a node would run without end: bought inputs, no capacity, no limit of its markets."""
    most = flows["activity"].max([dim for dim in flows["activity"].dims if dim != "node"])
    for node in flows["node"].values[most.values > UNLIMITED / 1e6]:
        link = str(node).partition("@")[0]
        raise InputError(
            f"nothing limits the link {node}: what it takes can be bought, and nothing else holds it back",
            fix=f"state links.{link}.capacity, the demand of its markets, or what is available to buy",
            file="cluster.yml",
            column=f"links.{link}",
            code="Y32",
        )


@dataclass(frozen=True)
class _Stores:
    """What stands in the pools when a month begins, and what came in during the months before it."""

    stock: Rows
    intake: list[Rows]
    """of every pool: of the last month, the month before it ..., as far back as the product keeps less one"""
    target: dict[int, Row]


def _month(rule: Rule, target: dict[int, np.ndarray]) -> dict[str, Rows]:
    """Return the flows of a month, recorded; its stores pass on to the next."""
    nothing, pools = rule.tape.row(0.0), rule.network.pools
    stores = _Stores(
        [rule.tape.state() if pool.keeps else nothing for pool in pools],
        [[rule.tape.state() for _ in range(1, pool.keeps)] for pool in pools],
        {pool: rule.tape.filled(values) for pool, values in target.items()},
    )
    flow = _settle(rule, stores)
    flow |= _close(rule, stores, flow)
    for i in rule.stores:
        rule.tape.becomes(stores.stock[i], flow["closing"][i])
        new = rule.x["supply"][i] + flow["made"][i] + flow["purchased"][i]
        for state, row in zip(stores.intake[i], [new, *stores.intake[i]], strict=False):
            rule.tape.becomes(state, row)
    return flow | {"margin": [_margin(rule, flow)]}


def _season_stock(rule: Rule) -> dict[int, np.ndarray]:
    """Return the stock wanted at each month's end, P (month, draw), by pool: what the coming months will lack.

    S(t) = max(0, S(t+1) + demand(t+1) - reach(t+1)), never more than the product keeps for or the room allows. Of what
    waits for a link the demand is what links could use.
    """
    tape, network = rule.tape, rule.network
    reach = potential_flow(rule, rule.x["supply"], rule.x["capacity"]).reach
    taken = {pool for node in network.nodes for port in node.takes for pool in port.pools}
    wanted = [pool for pool in rule.stores if rule.makers[pool] or pool in rule.holds]
    targets = {pool: np.zeros((tape.months, tape.draws)) for pool in wanted}
    links = needs(rule) if taken & set(wanted) else []
    for pool, target in targets.items():
        asked = demand(rule, pool)
        asked = where(asked < UNLIMITED / 10, asked, 0.0)
        if pool in rule.holds:
            by_calendar = asked + links[pool] if rule.makers[pool] else 0.0
            asked = where(rule.let_go[pool] >= 1, links[pool], by_calendar)
        elif pool in taken:
            asked = asked + links[pool]
        lacking, ahead = tape.state(), [tape.state() for _ in range(network.pools[pool].keeps)]
        stock = minimum(minimum(lacking, rule.tape.total(ahead)), rule.x["room"][pool])
        tape.add_to(target, stock)
        tape.becomes(lacking, maximum(0.0, stock + asked - reach[pool]))
        for state, row in zip(ahead, [asked, *ahead], strict=False):
            tape.becomes(state, row)
    tape.run(backwards=True)
    return targets


def _settle(rule: Rule, stores: _Stores) -> dict[str, Rows]:
    """Return the month's flows after every node that cannot reach its minimum load has been put to rest.

    Only where a node has just been put to rest is the month run again.
    """
    lowest, busy, capacity = rule.x["minimum_load"], rule.x["busy"], list(rule.x["capacity"])
    needs = [n for n in range(len(capacity)) if not lowest[n].never()]
    flow = _run_month(rule, stores, capacity)
    for _ in needs:
        load = {n: (flow["activity"][n] + busy[n]) / where(lowest[n] > 0, lowest[n], 1.0) for n in needs}
        short = {n: (load[n] < 1 - 1e-9) & (lowest[n] > 0) & (flow["activity"][n] > _TINY) for n in needs}
        farthest = reduce(minimum, [where(short[n], load[n], np.inf) for n in needs])
        again = reduce(maximum, list(short.values()))
        for n in needs:
            capacity[n] = where(short[n] & (load[n] == farthest), 0.0, capacity[n])
        with rule.tape.where_any(again):
            anew = _run_month(rule, stores, capacity)
        flow = {
            name: [where(again, new, old) for new, old in zip(anew[name], flow[name], strict=True)] for name in flow
        }
    stands = [
        (least > 0) & (run + others < least * (1 - 1e-9))
        for least, run, others in zip(lowest, flow["activity"], busy, strict=True)
    ]
    for n, node in enumerate(rule.network.nodes):
        stands[n] = stands[n] & (flow["reachable"][n] > _TINY) if node.gathers else stands[n]
    return flow | {"stands": stands}


def _run_month(rule: Rule, stores: _Stores, capacity: Rows) -> dict[str, Rows]:
    """Return one month's flows; the capacity of nodes at rest is 0."""
    hand = list(rule.x["supply"])
    lost, withheld = [rule.tape.row(0.0)] * len(hand), [rule.tape.row(0.0)] * len(hand)
    for i in rule.stores:
        opening = stores.stock[i] * (1 - rule.x["store_loss"][i])
        lost[i] = stores.stock[i] - opening
        at_hand = opening + hand[i]
        if rule.let_go[i] is rule.tape.row(1.0):
            hand[i] = at_hand
            continue
        due = maximum(opening - rule.tape.total(stores.intake[i]), 0.0)
        hand[i] = maximum(at_hand * rule.let_go[i], due)
        withheld[i] = at_hand - hand[i]
    could = potential_flow(rule, hand, capacity)
    wants = wants_of(rule, hand, could, stores.target)
    _hold(rule, stores, hand, could, wants)
    moved: Push = push(rule, hand, wants)
    flow = {name: rows for name, rows in moved.__dict__.items() if name not in ("granted", "ordered")} | {
        "held": wants.held
    }
    flow["withheld"] = [old + new for old, new in zip(withheld, moved.withheld, strict=True)]
    flow |= {"opening": list(stores.stock), "lost": lost, "reachable": could.limit}
    flow["binds"] = [
        (limit > most * (1 + 1e-9)) & (run >= most * (1 - 1e-9)) & (most > 0)
        for limit, most, run in zip(could.limit, capacity, moved.activity, strict=True)
    ]
    return flow


def _hold(rule: Rule, stores: _Stores, hand: Rows, could: Flow, wants: Wants) -> None:
    """Put aside what links cannot use this month but will in the coming ones, before markets take it.

    Of goods that keep, as far as they keep and the season's stock is wanted, where a link makes more of them.
    """
    for pool, worth in rule.holds.items():
        left = maximum(could.reach[pool] - by_links(rule, pool, wants), 0.0)
        made = maximum(could.reach[pool] - hand[pool], 0.0)
        fresh = rule.tape.total([rule.x["supply"][pool], made, *stores.intake[pool]])
        wanted = minimum(stores.target[pool], minimum(fresh, rule.x["room"][pool]))
        wants.held.append(where(worth, minimum(left, wanted), 0.0))


def _close(rule: Rule, stores: _Stores, flow: dict[str, Rows]) -> dict[str, Rows]:
    """Return what is sold today, kept and lost of what is left when goods have moved."""
    rest = [maximum(h - u - s, 0.0) for h, u, s in zip(flow["hand"], flow["used"], flow["sales"], strict=True)]
    offers, keepable = list(rest), [rule.tape.row(0.0)] * len(rest)
    for i in rule.stores:
        intake = [rule.x["supply"][i] + flow["made"][i] + flow["purchased"][i], *stores.intake[i]]
        keepable[i] = minimum(rule.tape.total(intake), rule.x["room"][i])
        offers[i] = rest[i] + maximum(flow["withheld"][i] - keepable[i], 0.0)
        rest[i] = rest[i] + flow["withheld"][i]
    for i, held in zip(rule.holds, flow["held"], strict=True):
        offers[i] = maximum(offers[i] - minimum(held, keepable[i]), 0.0)
    sold, sold_today = _sell_today(rule, offers, flow["sold"])
    left = [maximum(here - gone, 0.0) for here, gone in zip(rest, sold_today, strict=True)]
    closing = [minimum(here, most) for here, most in zip(left, keepable, strict=True)]
    return {
        "sold": sold,
        "sales": [before + more for before, more in zip(flow["sales"], sold_today, strict=True)],
        "unsold": [here - kept for here, kept in zip(left, closing, strict=True)],
        "closing": closing,
        "full": [got >= most * (1 - 1e-9) for got, most in zip(sold, rule.x["demand"], strict=True)],
    }


def _sell_today(rule: Rule, offers: Rows, sold: Rows) -> tuple[Rows, Rows]:
    """Return what markets have bought when today's outlets have taken what they still can, and how much of each pool.

    The best price comes first.
    """
    total, amounts = [rule.tape.row(0.0)] * len(offers), list(sold)
    for pool, offer in enumerate(offers):
        outlets = [i for i, market in enumerate(rule.network.markets) if market.today and pool in market.pools]
        if not outlets:
            continue
        left = [maximum(rule.x["demand"][i] - sold[i], 0.0) for i in outlets]
        shares = [part_of(rule.network.markets[i].pools, pool, offers) for i in outlets]
        wants = [minimum(most * share, offer) for most, share in zip(left, shares, strict=True)]
        for i, got in zip(outlets, share_out(offer, wants, [rule.x["price"][i] for i in outlets]), strict=True):
            amounts[i], total[pool] = amounts[i] + got, total[pool] + got
    return amounts, total


def _margin(rule: Rule, flow: dict[str, Rows]) -> Row:
    """Return sales less the costs of running, buying, storing and throwing away, money a month."""
    pairs = (("cost", "activity"), ("buying_price", "bought"), ("discard_cost", "unsold"), ("store_cost", "opening"))
    earned = rule.tape.total(price * sold for price, sold in zip(rule.x["price"], flow["sold"], strict=True))
    spent = [rate * amount for name, of in pairs for rate, amount in zip(rule.x[name], flow[of], strict=True)]
    return earned - rule.tape.total(spent)
