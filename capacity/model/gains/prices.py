"""What a product costs inside the chain: what the cluster has declared, else a rule that lets the last link gain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from capacity.model.calendar.timeline import Course
from capacity.model.chain.network import Node
from capacity.model.chain.variables import LEAST
from capacity.model.future.case import Case
from capacity.model.gains.members import Output, todays_price
from capacity.model.gains.terms import Terms, average_paid, ratio, total

Prices = Mapping[str, np.ndarray]
"""money/P by product, (month, draw) or thinner"""


@dataclass(frozen=True)
class Pricing:
    """What prices inside the chain follow from, once goods have moved."""

    case: Case
    terms: Terms
    stated: Prices
    """of what the cluster declares, of what members bring, and of by-products and goods that are only bought"""
    activity: Mapping[str, np.ndarray]
    """rated P/month by node"""

    def prices(self, times: Mapping[str, float] | None = None) -> dict[str, np.ndarray]:
        """Return the price of every product that stands in the chain; `times` multiplies some of them.

        A declared price is what it is (products.X.pays: price by season, with ramps and events). Where nothing is
        declared, what members bring costs what today's best outlet pays (what it costs them, where there is none), and
        what a node makes costs its inputs by the recipe and the running of the node, less the best price of its
        by-products: services break even and the last link keeps the surplus. Of several makers: the mean, by output.
        """
        found: dict[str, np.ndarray] = {}
        for product in self.case.spec.products:
            self._find(product, found, times or {})
        return found

    def _find(self, product: str, found: dict[str, np.ndarray], times: Mapping[str, float]) -> np.ndarray:
        if product not in found:
            price = self.stated[product] if product in self.stated else self._mean_cost(product, found, times)
            found[product] = price * times.get(product, 1.0)
        return found[product]

    def _mean_cost(self, product: str, found: dict[str, np.ndarray], times: Mapping[str, float]) -> np.ndarray:
        makers = [node for node in self.case.network.nodes if node.makes[0].product == product]
        costs = [self._cost(node, found, times) for node in makers]
        if len(makers) < 2:
            return total(costs)
        made = [self.activity[node.name] * self.terms.recipe[f"{node.name}>{product}"] for node in makers]
        whole, parts = total(made), zip(costs, made, strict=True)
        return np.where(whole > 0, ratio(total(cost * part for cost, part in parts), whole), total(costs) / len(costs))

    def _cost(self, node: Node, found: dict[str, np.ndarray], times: Mapping[str, float]) -> np.ndarray:
        """Return what a unit of a node's main product costs to make, money/P; 0 where it yields nothing."""
        cost = self.terms.cost[self.case.network.nodes.index(node)]
        for port in node.takes:
            cost = cost + self.terms.recipe[f"{node.name}<{port.product}"] * self._find(port.product, found, times)
        for port in node.makes[1:]:
            cost = cost - self.terms.recipe[f"{node.name}>{port.product}"] * self._find(port.product, found, times)
        yields = self.terms.recipe[f"{node.name}>{node.makes[0].product}"]
        return np.where(yields > LEAST, cost / np.where(yields > LEAST, yields, 1.0), 0.0)


def make_pricing(
    case: Case, course: Course, terms: Terms, outputs: Mapping[str, Output], flows: Mapping[str, list[np.ndarray]]
) -> Pricing:
    """Return the pricing of a run; `flows` are its flows of goods by variable."""
    network = case.network
    mains = {node.makes[0].product for node in network.nodes}
    stated = {}
    for product, kind in case.spec.products.items():
        if kind.pays:
            path = f"products.{product}.pays.price"
            (stated[product],) = course.tape.read(
                [course.moved(kind.pays.price, path) * course.season(kind.pays.season)]
            )
        elif product in network.sources:
            stated[product] = _member_price(case, terms, outputs, product)
        elif product not in mains:
            sold = [terms.price[i] for i, market in enumerate(network.markets) if market.product == product]
            stated[product] = reduce(np.maximum, sold) if sold else average_paid(case.network, terms, flows, product)
    activity = {node.name: amount for node, amount in zip(network.nodes, flows["activity"], strict=True)}
    return Pricing(case, terms, stated, activity)


def _member_price(case: Case, terms: Terms, outputs: Mapping[str, Output], product: str) -> np.ndarray:
    """Return today's best price of what members bring, or what it costs those who bring it."""
    if any(market.today and market.product == product for market in case.network.markets):
        return todays_price(case, terms, product)
    chosen = {group.cls for group in case.groups if group.product == product}
    brought = total(outputs[name].supply[pool] for name in chosen for pool in case.network.pools_of(product))
    return ratio(total(outputs[name].chain_cost for name in chosen), brought)
