"""What goods change hands for today, before there is a cluster, and which of today's work is worth doing at that.

Prices are those stated, else such that the chain's first margins are today's. Nobody works on for months at a loss,
neither in the cluster nor without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from capacity.intake.cluster_file.members import Without
from capacity.model.calendar.timeline import Course
from capacity.model.chain.conditions import costs, recipes
from capacity.model.chain.network import Network, Node
from capacity.model.chain.variables import LEAST
from capacity.model.chain.work import Workers
from capacity.model.engine.tape import Row, maximum, minimum, where

BARELY = 1e-9
"""share of a unit's value by which it may be short of its cost through rounding"""


@dataclass(frozen=True)
class TodaysPrices:
    """Prices of today by product, each found once; recipes and costs are those without ramps."""

    network: Network
    course: Course
    x: Mapping[str, Sequence[Row]]
    """price, demand, buying_price and discard_cost: see variables.INPUTS"""
    recipe: Mapping[str, Row]
    cost: Sequence[Row]
    known: dict[str, Row] = field(default_factory=dict)
    """today's prices found so far, money/P"""
    chain: dict[str, Row] = field(default_factory=dict)
    """prices inside the chain found so far, money/P"""

    def today(self, product: str) -> Row:
        """Return today's price of a product, money/P.

        That of today's outlets, the best; else of what members bring what the chain pays, or what it costs them; of
        what is only bought the cheapest offer. Of what passes from link to link nobody has stated it: then its maker
        has the margin of the first year in the chain; what members are paid less today, its buyer pays less too.
        """
        if product not in self.known:
            self.known[product] = self._today(product)
        return self.known[product]

    def inside(self, product: str) -> Row:
        """Return the price of a product inside the chain in the first year, money/P: see money.prices."""
        if product not in self.chain:
            self.chain[product] = self._inside(product)
        return self.chain[product]

    def outlets(self, product: str) -> list[int]:
        """Return today's outlets of a product; where the file names none, all of its markets."""
        markets = [i for i, market in enumerate(self.network.markets) if market.product == product]
        return [i for i in markets if self.network.markets[i].today] or markets

    def sold_to_outlets(self, product: str) -> bool:
        """Return whether the file names a market of a product."""
        return any(market.product == product for market in self.network.markets)

    def makers(self, product: str) -> list[int]:
        """Return the nodes whose main product it is."""
        return [i for i, node in enumerate(self.network.nodes) if node.makes[0].product == product]

    def is_taken(self, product: str) -> bool:
        """Return whether some link takes it."""
        return any(port.product == product for node in self.network.nodes for port in node.takes)

    def _best(self, product: str, *, today: bool) -> Row | None:
        asked = [
            self.x["price"][i]
            for i, market in enumerate(self.network.markets)
            if market.product == product and (market.today or not today)
        ]
        return reduce(maximum, asked) if asked else None

    def _today(self, product: str) -> Row:
        stated, price = self._best(product, today=True), self.inside(product)
        makers = [] if product in self.network.sources else self.makers(product)
        if stated is not None or not makers:
            return price if stated is None else stated
        less = [self._per_unit(self.network.nodes[index], self._paid_less(index)) for index in makers]
        return price - sum(less[1:], less[0]) / len(less)

    def _paid_less(self, index: int) -> Row:
        """Return what the inputs of a node's rated unit cost less today than in the chain, money/P."""
        node, found = self.network.nodes[index], self.course.tape.row(0.0)
        for port in node.takes:
            less = self.inside(port.product) - self.today(port.product)
            found = found + self.recipe[f"{node.name}<{port.product}"] * less
        return found

    def _inside(self, product: str) -> Row:
        course, makers, network = self.course, self.makers(product), self.network
        pays = course.spec.products[product].pays
        if pays:
            return course.moved(pays.price, f"products.{product}.pays.price") * course.season(pays.season)
        if product in network.sources:
            stated = self._best(product, today=True)
            return self.to_produce(product) if stated is None else stated
        if makers:
            costs_each = [self._to_make(index) for index in makers]
            return sum(costs_each[1:], costs_each[0]) / len(costs_each)
        sold = self._best(product, today=False)
        offers = [self.x["buying_price"][i] for i, inlet in enumerate(network.purchases) if inlet.product == product]
        bought = reduce(minimum, offers) if offers else course.tape.row(0.0)
        return bought if sold is None else sold

    def made_of(self, product: str) -> dict[str, Row]:
        """Return how much of what members bring goes into a unit of a product, P by product; of what is bought none."""
        if product in self.network.sources:
            return {product: self.course.tape.row(1.0)}
        found: dict[str, Row] = {}
        makers = self.makers(product)
        for index in makers:
            node = self.network.nodes[index]
            for port in node.takes:
                needs = self._per_unit(node, self.recipe[f"{node.name}<{port.product}"]) / len(makers)
                for source, amount in self.made_of(port.product).items():
                    found[source] = found.get(source, 0.0) + needs * amount
        return found

    def to_produce(self, product: str) -> Row:
        """Return what a unit of what members bring costs them."""
        links = self.course.spec.links.items()
        name, link = next((name, link) for name, link in links if not link.takes and product in link.makes)
        cost = self.course.moved(link.cost, f"links.{name}.cost")
        return cost / maximum(self.course.value(link.makes[product]), LEAST)

    def _to_make(self, index: int) -> Row:
        """Return what a unit of a node's main product costs with its inputs, less what its by-products bring."""
        node, cost = self.network.nodes[index], self.cost[index]
        for port in node.takes:
            cost = cost + self.recipe[f"{node.name}<{port.product}"] * self.inside(port.product)
        for port in node.makes[1:]:
            cost = cost - self.recipe[f"{node.name}>{port.product}"] * self.inside(port.product)
        return self._per_unit(node, cost)

    def _per_unit(self, node: Node, money: Row) -> Row:
        """Return money per rated unit as money per unit of the node's main product; 0 where it yields nothing."""
        yields = self.recipe[f"{node.name}>{node.makes[0].product}"]
        return where(yields > LEAST, money / where(yields > LEAST, yields, 1.0), 0.0)


def todays_prices(network: Network, course: Course, x: Mapping[str, Sequence[Row]]) -> TodaysPrices:
    """Return today's prices along a course without ramps, which are the cluster's doing."""
    return TodaysPrices(network, course, x, recipes(network, course), costs(network, course))


def worth_doing(
    prices: TodaysPrices, workers: Sequence[Workers], amounts: Sequence[Row], units: Sequence[tuple[Row, Row]]
) -> list[Row]:
    """Return what of each worker's amount goes on, rated P/month.

    It stands in the months in which a unit brings less than it costs (`units`: value and cost, money/P), as a link of
    the cluster would; and whoever makes something that nobody but today's links takes, as far as they stand. What a
    class says that it earns today goes on as it says.
    """
    shares: dict[int, Row] = {}
    for place in sorted(range(len(workers)), key=lambda place: _flow_order(workers[place]), reverse=True):
        one, (value, cost) = workers[place], units[place]
        goes_on = _says_itself(prices, one)
        pays = prices.course.tape.row(1.0) if goes_on else value - cost >= -BARELY * maximum(value, cost)
        shares[place] = pays * _asked_for(prices, workers, amounts, shares, one)
    return [amount * shares[place] for place, amount in enumerate(amounts)]


def _flow_order(one: Workers) -> int:
    return -1 if one.node is None else one.node


def _says_itself(prices: TodaysPrices, one: Workers) -> bool:
    stated = prices.course.spec.classes[one.cls].without
    return one.node is None or (isinstance(stated, Without) and stated.earns is not None)


def _asked_for(
    prices: TodaysPrices, workers: Sequence[Workers], amounts: Sequence[Row], shares: Mapping[int, Row], one: Workers
) -> Row:
    """Return the share of what links took of its product that they still take; 1 where others buy it or nobody did."""
    nodes = prices.network.nodes
    product = "" if one.node is None else nodes[one.node].makes[0].product
    users = {place: nodes[node] for place in shares if (node := workers[place].node) is not None}
    takers = {place: node for place, node in users.items() if any(port.product == product for port in node.takes)}
    if prices.sold_to_outlets(product) or not takers:
        return prices.course.tape.row(1.0)
    needs = {place: amounts[place] * prices.recipe[f"{node.name}<{product}"] for place, node in takers.items()}
    before = prices.course.tape.total(needs.values())
    after = prices.course.tape.total(needs[place] * shares[place] for place in takers)
    return where(before > 0, after / where(before > 0, before, 1.0), 1.0)
