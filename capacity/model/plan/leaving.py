"""What leaves with a member: its part of supply and equipment in the central case, and what its goods get outside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network, node_members
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import YEAR, Today
from capacity.model.engine.tape import Tape
from capacity.model.plan.matrix import Numbers
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.staircase import Group, joined, producer_groups, source_recipe, staircase
from capacity.model.uncertainty.draws import central_draws


@dataclass(frozen=True)
class Leaving:
    """Cases of somebody leaving, and by how much each lowers what the chain works under in a year's months."""

    kind: tuple[str, ...]
    """member, class or anchor"""
    name: tuple[str, ...]
    supply: np.ndarray
    """P/month (pool, month, case), at or below 0"""
    capacity: np.ndarray
    """rated P/month (node, month, case), below 0"""
    busy: np.ndarray
    """rated P/month of others' goods (node, month, case), below 0"""
    share: np.ndarray
    """of a node's equipment (node, case)"""
    brings: tuple[str, ...]
    """class that the goods of the case are part of; none for an anchor"""
    alike: np.ndarray
    """what the case is of its class where that brings nothing (case,)"""


def who_may_leave(today: Today, members: pd.DataFrame) -> Leaving:
    """Return every member, every class and every node with a minimum load (its owners together) as a case of leaving.

    A member counts with its probability of joining; of a row that stands for several members one leaves. What the
    others deliver is worked out without it by the same staircase; it never is more than with it.
    """
    names = [str(name) for name in members["member"]]
    classes = sorted({str(name) for name in members["cls"]})
    loads = grid(today.inputs, "minimum_load", 24, 1)[:, YEAR, 0].max(axis=1)
    anchors = [n for n, load in enumerate(loads) if load > 0]
    case = {("member", name): i for i, name in enumerate(names)}
    case |= {("class", name): len(case) + i for i, name in enumerate(classes)}
    case |= {("anchor", today.network.nodes[n].name): len(names) + len(classes) + i for i, n in enumerate(anchors)}
    supply = np.zeros((len(today.network.pools), 12, len(case)))
    for group in producer_groups(today.spec, members):
        _add_supply(today, group, case, supply)
    capacity, busy = np.zeros((2, len(today.network.nodes), 12, len(case)))
    share = np.zeros((len(today.network.nodes), len(case)))
    for index in range(len(today.network.nodes)):
        _add_equipment(today, members, index, case, (capacity, busy, share))
    kinds, labels = zip(*case, strict=True) if case else ((), ())
    brings = (*(str(name) for name in members["cls"]), *classes, *("" for _ in anchors))
    alike = np.concatenate([_alike(today, members), np.ones(len(classes)), np.zeros(len(anchors))])
    return Leaving(kinds, labels, supply, capacity, busy, share, brings, alike)


def _alike(today: Today, members: pd.DataFrame) -> np.ndarray:
    """Return which part of its class one of each row's members is, by the chance that it joins, (member,)."""
    chance = joining_probability(today.spec, who_joins(members), central_draws(today.spec.cluster))[:, 0]
    heads = pd.Series(members["weight"].to_numpy() * chance)
    whole = heads.groupby(members["cls"].to_numpy()).transform("sum").to_numpy()
    one = np.minimum(members["weight"].to_numpy(), 1.0) * chance
    return np.divide(one, whole, out=np.zeros(len(members)), where=whole > 0)


def _add_supply(today: Today, group: Group, case: Mapping[tuple[str, str], int], supply: np.ndarray) -> None:
    """Add what a group delivers less without each of its members, and without all of them."""
    way = replace(today.course, tape=Tape(today.course.months, len(group.members)))
    sums = joined(group, way)
    chance = joining_probability(today.spec, group.people, central_draws(today.spec.cluster))[:, 0]
    once = np.minimum(group.members["weight"].to_numpy(), 1.0) * chance
    own = group.columns * once[:, None]
    without = [total - own[:, k][None, :] for k, total in enumerate(sums)]
    amounts = way.tape.read([staircase(group, way, part).amount("delivered") for part in (sums, without)])
    before, after = (np.broadcast_to(amount, (24, len(own))) for amount in amounts)
    less = np.minimum(np.maximum(after, 0.0) - before, 0.0)[YEAR]
    where = [case["member", str(name)] for name in group.members["member"]]
    recipe = source_recipe(today.course, group)
    for product, made in zip(recipe, today.course.tape.read(list(recipe.values())), strict=True):
        pool = today.network.pool_at(product, group.place)
        supply[pool][:, where] += less * made[0]
        supply[pool][:, case["class", group.cls]] -= before[YEAR, 0] * made[0]


def _add_equipment(
    today: Today, members: pd.DataFrame, index: int, case: Mapping[tuple[str, str], int], parts: tuple
) -> None:
    """Add what a node loses of its equipment: in proportion to what each member owns of it, others' goods with it."""
    node, spec = today.network.nodes[index], today.spec
    if not spec.links[node.link].equipment:
        return
    here = node_members(spec, members, node)
    chance = joining_probability(spec, who_joins(here), central_draws(spec.cluster))[:, 0]
    owned = here["capacity"].fillna(0.0).to_numpy() * chance
    weight = here["weight"].to_numpy()
    known = today.course.draws.value
    taken = owned * np.array([known(spec.classes[name].busy)[0] for name in here["cls"]])
    total = (owned * weight).sum() + known(spec.links[node.link].capacity)[0]
    free, others = (grid(today.inputs, name, 24, 1)[index, YEAR, 0] for name in ("capacity", "busy"))
    share = owned / total if total > 0 else np.zeros(len(here))
    busy = taken / (taken * weight).sum() if taken.any() else np.zeros(len(here))
    anchor = case.get(("anchor", node.name))
    for i, (name, cls) in enumerate(zip(here["member"], here["cls"], strict=True)):
        for at, heads in ((case["member", str(name)], min(weight[i], 1.0)), (case["class", cls], weight[i])):
            gone, stranger = share[i] * heads * (free + others), busy[i] * heads * others
            parts[0][index, :, at] -= gone - stranger
            parts[1][index, :, at] -= stranger
            parts[2][index, at] += share[i] * heads
    if anchor is not None:
        parts[0][index, :, anchor], parts[1][index, :, anchor], parts[2][index, anchor] = -free, -others, 1.0


@dataclass(frozen=True)
class Outside:
    """The goods of those who leave, each case by itself, over a year's months."""

    sold: np.ndarray
    """P/month at each market (market, month, case); 0 but at today's outlets"""
    earned: np.ndarray
    """money a year, less what throwing away costs (case,)"""


def sold_outside(network: Network, x: Numbers, supply: np.ndarray) -> Outside:
    """Return where the goods of each case go, `supply` being P/month (pool, month, case) at or above 0.

    Today's outlets take what they can in the month, and the others of the cluster have what is left of them; what no
    outlet takes is thrown away.
    """
    months, cases = supply.shape[1:]
    sold, earned = np.zeros((len(network.markets), months, cases)), np.zeros(cases)
    for product in dict.fromkeys(pool.product for pool in network.pools):
        pools = list(network.pools_of(product))
        offer = supply[pools].sum(axis=0)
        outlets = [m for m, market in enumerate(network.markets) if market.today and market.product == product]
        wants = [np.minimum(x["demand"][m], offer) for m in outlets]
        for m, amount in zip(outlets, share_out(offer, wants, [x["price"][m] for m in outlets]), strict=True):
            sold[m] = amount
            earned += (x["price"][m] * amount).sum(axis=0)
        left = np.maximum(offer - sold[outlets].sum(axis=0), 0.0)
        earned -= (x["discard_cost"][pools[0]] * left).sum(axis=0)
    return Outside(sold, earned)
