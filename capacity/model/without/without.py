"""What those who work today would have if nothing changed: their throughput at today's prices, costs and outlets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import reduce
from typing import Generic

import numpy as np

from capacity.intake.cluster_file.chain import Link
from capacity.intake.cluster_file.members import Without
from capacity.intake.cluster_file.working_time import working_months
from capacity.model.calendar.timeline import Course, months_of_year
from capacity.model.chain.conditions import usable_share, working
from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network
from capacity.model.chain.work import Workers
from capacity.model.engine.tape import Numbers, Row, maximum, minimum, where
from capacity.model.potential.joining import joined_sums
from capacity.model.without.prices import TodaysPrices, todays_prices, worth_doing


@dataclass(frozen=True)
class Usual(Generic[Numbers]):
    """What goes on without the cluster beside the members' own output: rows of one tape, or arrays once read.

    The goods of strangers that a link goes on working for beside the cluster's (busy, beside) are in neither.
    """

    income: dict[str, Numbers] = field(default_factory=dict)
    """money/month by class"""
    turnover: dict[str, Numbers] = field(default_factory=dict)
    """money/month by class: what its output is worth before inputs and costs"""
    work: dict[str, Numbers] = field(default_factory=dict)
    """rated P/month by class"""
    standing: dict[str, Numbers] = field(default_factory=dict)
    """rated P/month by class: what it would do today if it did not lose money by it"""
    throughput: dict[int, Numbers] = field(default_factory=dict)
    """rated P/month by node"""
    spent: dict[int, Numbers] = field(default_factory=dict)
    """money/month by node: what its work costs"""
    intake: dict[str, Numbers] = field(default_factory=dict)
    """P/month of each product that today's links take"""
    prices: dict[str, Numbers] = field(default_factory=dict)
    """money/P by product: what goes from hand to hand today"""
    sold: dict[int, Numbers] = field(default_factory=dict)
    """money/month by market"""
    bought: dict[int, Numbers] = field(default_factory=dict)
    """money/month by purchase"""
    needed: dict[str, Numbers] = field(default_factory=dict)
    """P/month of what members or strangers bring that today's links work up, also where it reaches them worked up"""
    surplus: dict[str, Numbers] = field(default_factory=dict)
    """money/P that who brings it has of it: today's price less what it costs to produce"""

    def read(self: "Usual[Row]", course: Course) -> "Usual[np.ndarray]":
        """Return the same as arrays (month, draw), thinner where nothing varies."""
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        arrays = iter(course.tape.read([row for rows in parts.values() for row in rows.values()]))
        return Usual(**{name: {key: next(arrays) for key in rows} for name, rows in parts.items()})


def usual(network: Network, course: Course, x: Mapping[str, Sequence[Row]], workers: Sequence[Workers]) -> Usual[Row]:
    """Return what those who work today would have; `x` holds the rows price, demand, buying_price and discard_cost.

    A unit's margin = its outputs at today's price - the link's cost - its inputs at today's price; without ramps, which
    are the cluster's doing. What no link takes is sold to today's outlets or, where the file names none, to the
    cluster's markets, the best first. What would lose money stands: see losses. All else: see prices.
    """
    if not workers:
        return Usual()
    still = replace(course, spec=course.spec.model_copy(update={"ramps": {}}))
    prices = todays_prices(network, still, x)
    able = [_throughput(still, network, one) for one in workers]
    _, units = _worked(prices, workers, able)
    each = worth_doing(prices, workers, able, units)
    found, units = _worked(prices, workers, each)
    for one, could, amount, (value, spent) in zip(workers, able, each, units, strict=True):
        for part, per_unit in ((found.income, value - spent), (found.turnover, value), (found.work, 1.0)):
            part[one.cls] = part.get(one.cls, 0.0) + amount * per_unit
        found.standing[one.cls] = found.standing.get(one.cls, 0.0) + (could - amount)
    _bring_in(prices, found)
    _trace(prices, found, _made(prices, found))
    return found


def _worked(
    prices: TodaysPrices, workers: Sequence[Workers], amounts: Sequence[Row]
) -> tuple[Usual[Row], list[tuple[Row, Row]]]:
    """Return what is put through and sold, and of each worker what a rated unit brings and costs, money/P."""
    found: Usual[Row] = Usual(prices=prices.known)
    for one, amount in zip(workers, amounts, strict=True):
        if one.node is not None:
            found.throughput[one.node] = found.throughput.get(one.node, 0.0) + amount
            found.spent[one.node] = found.throughput[one.node] * prices.cost[one.node]
    paid = {product: _brings(prices, found, product, amount) for product, amount in _made(prices, found).items()}
    return found, [_unit(prices, one, paid) for one in workers]


def _throughput(course: Course, network: Network, one: Workers) -> Row:
    """Return what a class puts through a node today for others than those it goes on working for, rated P/month."""
    kind = course.spec.classes[one.cls]
    own = kind.without if isinstance(kind.without, Without) else None
    works, owned = (
        course.tape.row(total)
        for total in joined_sums(
            course.spec, one.people, one.columns, course.draws, course.months, counted=own is not None
        )
    )
    if own:
        works = works * course.value(own.works)
    if one.node is None:
        return works
    node = network.nodes[one.node]
    nameplate = replace(course, events={})
    others = minimum(owned * course.value(kind.busy) * usable_share(nameplate, node), works)
    over = (works - others) * (1 - course.value(kind.beside))
    stands = course.struck(*(f"links.{name}.capacity" for name in {node.link, node.name}))
    season = _season(course, one, course.spec.links[node.link])
    return over * season * stands * _asked_for(course, network, node.makes[0].product)


def _asked_for(course: Course, network: Network, product: str) -> Row:
    """Return what is left of today's work while all outlets of a product ask for less: what the least hit one has."""
    names = [market.name for market in network.markets if market.product == product]
    hit = [course.struck(f"markets.{name}.demand") for name in names]
    return reduce(maximum, hit) if hit else course.tape.row(1.0)


def _season(course: Course, one: Workers, link: Link) -> Row:
    """Return the suppliers' season along the months, with what strikes their output; 1 where no member is one.

    Its mean is 1 over the months in which the link works, as what it does today is said of those.
    """
    if not one.season:
        return working(course, link)
    at_work = np.array(working_months(link)) - 1
    mean = sum(one.season.values(), np.zeros(12))[at_work].mean()
    months = months_of_year(course.spec.start, course.months)
    parts = (
        course.tape.row(brought[months][:, None]) * course.struck(f"classes.{name}.output")
        for name, brought in one.season.items()
    )
    season = course.tape.total(parts)
    return season * working(course, link) / mean if mean > 0 and len(at_work) < 12 else season


def _made(prices: TodaysPrices, found: Usual[Row]) -> dict[str, Row]:
    """Return what today's links make of each product, P/month."""
    made: dict[str, Row] = {}
    for index, amount in found.throughput.items():
        node = prices.network.nodes[index]
        for port in node.makes:
            output = amount * prices.recipe[f"{node.name}>{port.product}"]
            made[port.product] = made.get(port.product, 0.0) + output
    return made


def _brings(prices: TodaysPrices, found: Usual[Row], product: str, amount: Row) -> Row:
    """Return the mean price of an amount of a product that is sold today, and note what markets pay for it.

    Markets take it by price, as far as they take any; the main product of a link is all sold, the rest at the lowest
    price, and what is left of a by-product is thrown away.
    """
    network, x = prices.network, prices.x
    if prices.is_taken(product):
        return prices.today(product)
    outlets = prices.outlets(product)
    asked = [x["price"][i] for i in outlets]
    shares = share_out(amount, [minimum(x["demand"][i], amount) for i in outlets], asked)
    rest = amount - prices.course.tape.total(shares)
    if asked and any(node.makes[0].product == product for node in network.nodes):
        lowest = reduce(minimum, asked)
        ties = prices.course.tape.total(price == lowest for price in asked)
        shares = [share + rest * (price == lowest) / ties for share, price in zip(shares, asked, strict=True)]
        rest = prices.course.tape.row(0.0)
    money = -rest * x["discard_cost"][network.pools_of(product)[0]]
    for index, share, price in zip(outlets, shares, asked, strict=True):
        found.sold[index] = share * price
        money = money + found.sold[index]
    return where(amount > 0, money / where(amount > 0, amount, 1.0), 0.0)


def _unit(prices: TodaysPrices, one: Workers, paid: Mapping[str, Row]) -> tuple[Row, Row]:
    """Return what a rated unit of a class's work brings today, and what it costs with its inputs, money/P."""
    kind, course = prices.course.spec.classes[one.cls], prices.course
    stated = kind.without.earns if isinstance(kind.without, Without) else None
    if one.node is None:
        link = course.spec.links[kind.runs[0]]
        value, spent = prices.today(link.rated), course.moved(link.cost, f"links.{kind.runs[0]}.cost")
    else:
        node, recipe = prices.network.nodes[one.node], prices.recipe
        value = course.tape.total(recipe[f"{node.name}>{port.product}"] * paid[port.product] for port in node.makes)
        taken = (recipe[f"{node.name}<{port.product}"] * prices.today(port.product) for port in node.takes)
        spent = prices.cost[one.node] + course.tape.total(taken)
    return (value, spent) if stated is None else (value, value - course.value(stated))


def _bring_in(prices: TodaysPrices, found: Usual[Row]) -> None:
    """Note what today's links take of others: of members and strangers, or bought from the purchases of the file."""
    network, nothing = prices.network, prices.course.tape.row(0.0)
    for index, amount in found.throughput.items():
        node = network.nodes[index]
        for port in node.takes:
            taken = amount * prices.recipe[f"{node.name}<{port.product}"]
            found.intake[port.product] = found.intake.get(port.product, nothing) + taken
    for product, amount in found.intake.items():
        offers = [i for i, inlet in enumerate(network.purchases) if inlet.product == product]
        if offers and product not in network.sources and not prices.makers(product):
            cheapest = prices.today(product)
            ties = prices.course.tape.total(prices.x["buying_price"][i] == cheapest for i in offers)
            for i in offers:
                price = prices.x["buying_price"][i]
                found.bought[i] = amount * price * (price == cheapest) / maximum(ties, 1.0)


def _trace(prices: TodaysPrices, found: Usual[Row], made: Mapping[str, Row]) -> None:
    """Note how much of what is brought at the start of the chain today's links need."""
    for product, amount in found.intake.items():
        own = minimum(made[product], amount) if product in made else 0.0
        for source, share in prices.made_of(product).items():
            found.needed[source] = found.needed.get(source, 0.0) + (amount - own) * share
            found.surplus[source] = prices.today(source) - prices.to_produce(source)
