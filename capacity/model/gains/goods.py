"""Whose goods go where: the run's flows of goods, split by who brings, makes, sells and uses them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from capacity.model.calendar.timeline import Course
from capacity.model.chain.network import Node
from capacity.model.chain.variables import FLOWS, grid
from capacity.model.future.case import Case
from capacity.model.gains.members import Output
from capacity.model.gains.parties import node_shares
from capacity.model.gains.terms import NOTHING, Terms, average_paid, ratio, total
from capacity.model.gains.trade import Circle, Unit, circles, exchange

Flows = Mapping[str, list[np.ndarray]]
"""flows of goods by variable, each a list of arrays (month, draw)"""
GOODS = ("activity", "sold", "bought", "used", "sales", "purchased", "opening", "lost", "unsold", "closing")
"""the flows of goods among variables.FLOWS"""


@dataclass(frozen=True)
class Goods:
    """What every unit delivers, sells, buys and spends; (month, draw) or thinner."""

    units: list[Unit]
    delivered: dict[tuple[str, int, int], np.ndarray]
    """P/month by product, giver and taker"""
    sold: dict[tuple[int, int], np.ndarray]
    """money/month by market and unit"""
    bought: dict[int, np.ndarray]
    """money/month paid outside, by unit"""
    running: dict[int, np.ndarray]
    """money/month of running, producing, storing and throwing away, by unit"""
    held: dict[tuple[int, int], np.ndarray]
    """P in store at the month's end, by pool and unit"""


Shares = dict[int, np.ndarray]
"""by unit, (month, draw) or thinner"""


@dataclass(frozen=True)
class Owned:
    """Whose share of a pool's goods is how large when goods go out, and when the month opens."""

    going_out: Shares
    opening: Shares


def read_flows(flows: xr.Dataset, months: int, draws: int) -> Flows:
    """Return the flows of goods as lists of full arrays (month, draw)."""
    return {name: list(grid(flows, name, months, draws)) for name in GOODS if name in FLOWS}


@dataclass
class _Split:
    """The split while it comes about."""

    case: Case
    terms: Terms
    flows: Flows
    outputs: Mapping[str, Output]
    goods: Goods
    shares: list[dict[int, np.ndarray]] = field(default_factory=list)
    """of every node, by unit"""


def split_goods(case: Case, course: Course, terms: Terms, flows: Flows, outputs: Mapping[str, Output]) -> Goods:
    """Return whose goods went where. Nodes, pools and markets give each what it holds of them, in proportion.

    Where several nodes draw one product from several pools, who brought it is known for all of them together only, and
    where several markets buy it from several pools, all sellers are paid the mean price.
    """
    split = _Split(case, terms, flows, outputs, Goods([], {}, {}, {}, {}, {}))
    for name, output in outputs.items():
        split.goods.running[_unit(split, Unit(name, ""))] = output.cost
    for node in case.network.nodes:
        split.shares.append(_run_by(split, course, node))
    owned: dict[int, Owned] = {}
    for product in case.spec.products:
        found = circles(case.network, product)
        needs = {circle: _needs(split, circle) for circle in found}
        for circle in found:
            _buy(split, circle, needs[circle])
        for pool in case.network.pools_of(product):
            owned[pool] = _owners(split, pool, needs)
        for circle in found:
            _deliver(split, circle, needs[circle], owned)
        _sell(split, product, owned)
    return split.goods


def _unit(split: _Split, unit: Unit) -> int:
    if unit not in split.goods.units:
        split.goods.units.append(unit)
    return split.goods.units.index(unit)


def _run_by(split: _Split, course: Course, node: Node) -> dict[int, np.ndarray]:
    """Return each unit's share of a node, and let the units pay for running it."""
    index = split.case.network.nodes.index(node)
    ports = [port.pools for port in node.takes]
    brought = [
        {name: total(output.supply[i] for i in port) for name, output in split.outputs.items()} for port in ports
    ]
    chosen = next((some for some in brought if any(amount.any() for amount in some.values())), {})
    shares = node_shares(split.case, course, node, chosen)
    found = {_unit(split, Unit(party, node.name)): share for party, share in shares.items()}
    cost = split.terms.cost[index] * split.flows["activity"][index]
    for unit, share in found.items():
        split.goods.running[unit] = cost * share
    return found


def _needs(split: _Split, circle: Circle) -> dict[int, np.ndarray]:
    """Return what each unit of a circle draws of the product, P/month."""
    needs: dict[int, np.ndarray] = {}
    for index in circle.nodes:
        node = split.case.network.nodes[index]
        amount = split.flows["activity"][index] * split.terms.recipe[f"{node.name}<{circle.product}"]
        needs |= {unit: amount * share for unit, share in split.shares[index].items()}
    return needs


def _part_of_need(needs: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    whole = total(needs.values())
    return {unit: np.where(whole > 0, ratio(need, whole), 1 / len(needs)) for unit, need in needs.items()}


def _direct(split: _Split, pool: int) -> np.ndarray:
    """Return what is bought outside and used at once, P/month; what differs by rounding only is all used."""
    bought, used = split.flows["purchased"][pool], split.flows["used"][pool]
    return np.where(bought > used * (1 + 1e-9), used, bought)


def _buy(split: _Split, circle: Circle, needs: Mapping[int, np.ndarray]) -> None:
    """Let the units of a circle pay for what was bought for its pools, in proportion to what they draw."""
    amount = total(split.flows["purchased"][pool] for pool in circle.pools)
    if not amount.any():
        return
    spent = amount * average_paid(split.case.network, split.terms, split.flows, circle.product)
    for unit, part in _part_of_need(needs).items():
        split.goods.bought[unit] = split.goods.bought.get(unit, NOTHING) + spent * part


def _owners(split: _Split, pool: int, needs: Mapping[Circle, Mapping[int, np.ndarray]]) -> Owned:
    """Return whose goods stand in a pool, and let the owners pay for storing and throwing away."""
    terms, flows, goods = split.terms, split.flows, split.goods
    opening, unsold = flows["opening"][pool], flows["unsold"][pool]
    keeps = split.case.network.pools[pool].keeps
    owned = ownership(_coming_in(split, pool, needs), opening, flows["lost"][pool], keeps)
    costs = ((owned.opening, terms.store_cost[pool] * opening), (owned.going_out, terms.discard_cost[pool] * unsold))
    for shares, cost in costs:
        for unit, share in shares.items() if cost.any() else ():
            goods.running[unit] = goods.running.get(unit, NOTHING) + cost * share
    if keeps and flows["closing"][pool].any():
        goods.held.update({(pool, unit): flows["closing"][pool] * share for unit, share in owned.going_out.items()})
    return owned


def _coming_in(split: _Split, pool: int, needs: Mapping[Circle, Mapping[int, np.ndarray]]) -> dict[int, np.ndarray]:
    """Return what each unit brings into a pool, P/month; what is bought and used at once is not among it."""
    found: dict[int, np.ndarray] = {}
    for name, output in split.outputs.items():
        if output.supply[pool].any():
            found[_unit(split, Unit(name, ""))] = output.supply[pool]
    for index, node in enumerate(split.case.network.nodes):
        for port in node.makes:
            if port.pools[0] == pool:
                made = split.flows["activity"][index] * split.terms.recipe[f"{node.name}>{port.product}"]
                found |= {unit: made * share for unit, share in split.shares[index].items()}
    rest = split.flows["purchased"][pool] - _direct(split, pool)
    for circle, wanted in needs.items() if rest.any() else ():
        if pool in circle.pools:
            for unit, part in _part_of_need(wanted).items():
                found[unit] = found.get(unit, NOTHING) + rest * part
    return found


def _deliver(split: _Split, circle: Circle, needs: Mapping[int, np.ndarray], owned: Mapping[int, Owned]) -> None:
    """Move what a circle's pools give to its nodes."""
    given: dict[int, np.ndarray] = {}
    for pool in circle.pools:
        used = split.flows["used"][pool] - _direct(split, pool)
        for unit, share in owned[pool].going_out.items() if used.any() else ():
            given[unit] = given.get(unit, NOTHING) + used * share
    bought = total(_direct(split, pool) for pool in circle.pools)
    rest = 1 - ratio(bought, total(needs.values())) if bought.any() else 1.0
    taken = {unit: need * rest for unit, need in needs.items() if need.any()}
    for (giver, taker), amount in exchange(split.goods.units, given, taken).items():
        if giver != taker:
            split.goods.delivered[circle.product, giver, taker] = amount


def _sell(split: _Split, product: str, owned: Mapping[int, Owned]) -> None:
    """Share out what markets pay for a product among those whose goods were sold."""
    markets = [(i, market) for i, market in enumerate(split.case.network.markets) if market.product == product]
    pools = split.case.network.pools_of(product)
    if not markets:
        return
    if len(pools) == 1:
        shares = owned[pools[0]].going_out
    else:
        sold: dict[int, np.ndarray] = {}
        for pool in pools:
            for unit, share in owned[pool].going_out.items():
                sold[unit] = sold.get(unit, NOTHING) + split.flows["sales"][pool] * share
        whole = total(sold.values())
        shares = {unit: ratio(amount, whole) for unit, amount in sold.items()}
    for index, _ in markets:
        earned = split.terms.price[index] * split.flows["sold"][index]
        for unit, share in shares.items() if earned.any() else ():
            split.goods.sold[index, unit] = earned * share


def ownership(coming_in: Mapping[int, np.ndarray], opening: np.ndarray, lost: np.ndarray, keeps: int) -> Owned:
    """Return each owner's share of the goods of a pool, given what each has brought in every month, P/month.

    Goods in store and new ones are mixed: an owner's share is (opening share x (opening - lost) + brought) / all.
    Where nothing stands in the pool, shares are those of what is brought over all months, so that they sum to 1.
    """
    if len(coming_in) == 1:
        everything = {unit: np.ones((1, 1)) for unit in coming_in}
        return Owned(everything, everything)
    usual = {unit: amount.sum(axis=0, keepdims=True) for unit, amount in coming_in.items()}
    usual = _parts(usual, {unit: np.full((1, 1), 1 / len(coming_in)) for unit in coming_in})
    if not keeps:
        return Owned(_parts(dict(coming_in), usual), usual)
    return _mixed(coming_in, opening, lost, usual)


def _parts(amounts: Mapping[int, np.ndarray], otherwise: Shares) -> Shares:
    whole = total(amounts.values())
    return {unit: np.where(whole > 0, ratio(amount, whole), otherwise[unit]) for unit, amount in amounts.items()}


def _mixed(coming_in: Mapping[int, np.ndarray], opening: np.ndarray, lost: np.ndarray, usual: Shares) -> Owned:
    brought = {unit: np.broadcast_to(amount, opening.shape) for unit, amount in coming_in.items()}
    going_out, at_opening = ({unit: np.empty(opening.shape) for unit in coming_in} for _ in range(2))
    share = {unit: np.broadcast_to(part, (1, opening.shape[1]))[0] for unit, part in usual.items()}
    for month in range(len(opening)):
        stock = opening[month] - lost[month]
        new = _parts({unit: share[unit] * stock + brought[unit][month] for unit in coming_in}, share)
        for unit in coming_in:
            at_opening[unit][month], going_out[unit][month] = share[unit], new[unit]
        share = new
    return Owned(going_out, at_opening)
