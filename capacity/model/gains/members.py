"""What each class of producers makes, delivers, keeps and sells past the chain, with the cluster and without it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Generic, TypeVar

import numpy as np

from capacity.intake.survey.todays_answers import AS_TODAY
from capacity.model.calendar.timeline import Course
from capacity.model.chain.netback import share_out
from capacity.model.engine.tape import Row
from capacity.model.future.case import Case
from capacity.model.gains.terms import NOTHING, Terms, ratio, total
from capacity.model.potential.staircase import Group, joined, source_cost, source_recipe, staircase
from capacity.model.without import Usual

_LOOSE = ("kept", "bazaar", "elsewhere", "side_sold")
"""steps that do not reach the chain; what is refused on arrival brings nothing"""


@dataclass(frozen=True)
class Output:
    """What one class produces, (month, draw) or thinner; money a month but for `supply`."""

    supply: list[np.ndarray]
    """P/month delivered, by pool"""
    home_use: np.ndarray
    """what is kept, at today's price"""
    outside: np.ndarray
    """what members sell past the chain, at today's price"""
    cost: np.ndarray
    """of producing all of it"""
    chain_cost: np.ndarray
    """of producing what is delivered and what is refused on arrival"""
    without: np.ndarray
    """what the same members would have if nothing changed: sales and home use less costs"""
    sold_without: np.ndarray
    """what of that today's outlets pay"""
    offered_without: Mapping[str, np.ndarray]
    """P/month that they offer then, by product"""


Amount = TypeVar("Amount", Row, np.ndarray)


@dataclass
class _Sums(Generic[Amount]):
    """What the groups of one class add up to, recorded or read: by product, and by pool."""

    supply: list[Amount]
    kept: dict[str, Amount]
    loose: dict[str, Amount]
    produced_without: dict[str, Amount]
    offered_without: dict[str, Amount]
    costs: list[Amount]
    """of everything, of what is brought to the chain, without the cluster"""

    @property
    def rows(self) -> list[Amount]:
        """Return all rows, in the order in which `read` takes them."""
        found = list(self.supply)
        for part in (self.kept, self.loose, self.produced_without, self.offered_without):
            found += part.values()
        return found + self.costs

    def read(self, arrays: list[np.ndarray]) -> "_Sums[np.ndarray]":
        """Return the sums as arrays, given those of `rows`."""
        left = iter(arrays)
        supply = [next(left) for _ in self.supply]
        parts = (self.kept, self.loose, self.produced_without, self.offered_without)
        kept, loose, produced, offered = ({name: next(left) for name in part} for part in parts)
        return _Sums(supply, kept, loose, produced, offered, list(left))


def class_outputs(case: Case, course: Course, terms: Terms, before: Usual) -> dict[str, Output]:
    """Return the output of every class that produces; their sums are production.produce's, and cash.Cash's.

    `before` says what today's links take of it without the cluster.
    """
    sums = {name: _sums(case, course, name) for name in sorted({group.cls for group in case.groups})}
    arrays = iter(course.tape.read([row for each in sums.values() for row in each.rows]))
    found = {name: each.read([next(arrays) for _ in each.rows]) for name, each in sums.items()}
    today = {product: todays_price(case, terms, product) for each in found.values() for product in each.kept}
    without = _without(case, terms, found, today, before)
    return {
        name: Output(
            each.supply,
            total(amount * today[product] for product, amount in each.kept.items()),
            total((each.loose[product] - amount) * today[product] for product, amount in each.kept.items()),
            each.costs[0],
            each.costs[1],
            without[name][0],
            without[name][1],
            each.offered_without,
        )
        for name, each in found.items()
    }


def _sums(case: Case, course: Course, name: str) -> _Sums[Row]:
    """Return what the groups of a class add up to; without the cluster nothing that its class makes or offers ramps."""
    still = replace(course, spec=course.spec.model_copy(update={"ramps": {}}))
    nothing = course.tape.row(0.0)
    groups = [group for group in case.groups if group.cls == name]
    products = dict.fromkeys(product for group in groups for product in source_recipe(course, group))
    kept, loose, produced, offered = (dict.fromkeys(products, nothing) for _ in range(4))
    found = _Sums([nothing] * len(case.network.pools), kept, loose, produced, offered, [nothing] * 3)
    for group in groups:
        _add_group(case, course, still, group, found)
    return found


def _add_group(case: Case, course: Course, still: Course, group: Group, found: _Sums[Row]) -> None:
    sums = joined(group, course)
    stairs, before = staircase(group, course, sums), staircase(group, still, sums)
    if course.spec.classes[group.cls].without not in (None, AS_TODAY):
        before = replace(before, produced=course.tape.row(0.0))
    loose = sum(stairs.shares[step] for step in _LOOSE) * stairs.produced
    brought = (stairs.shares["delivered"] + stairs.shares["rejected"]) * stairs.produced
    amounts = (stairs.amount("kept"), loose, before.produced, before.amount("offered"))
    for product, yields in source_recipe(course, group).items():
        parts = (found.kept, found.loose, found.produced_without, found.offered_without)
        for part, amount in zip(parts, amounts, strict=True):
            part[product] = part[product] + amount * yields
        pool = case.network.pool_at(product, group.place)
        found.supply[pool] = found.supply[pool] + stairs.amount("delivered") * yields
    cost = source_cost(course, group)
    spent = (stairs.produced, brought, before.produced)
    found.costs = [money + cost * amount for money, amount in zip(found.costs, spent, strict=True)]


def todays_price(case: Case, terms: Terms, product: str) -> np.ndarray:
    """Return the best price of today's outlets of a member product, money/P; 0 without such an outlet."""
    prices = [terms.price[i] for i in _todays_outlets(case, product)]
    return reduce(np.maximum, prices) if prices else NOTHING


def _todays_outlets(case: Case, product: str) -> list[int]:
    return [i for i, market in enumerate(case.network.markets) if market.today and market.product == product]


def _without(
    case: Case, terms: Terms, found: Mapping[str, _Sums[np.ndarray]], today: Mapping[str, np.ndarray], before: Usual
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return each class's income, and sales, at today's outlets.

    They take of every class in proportion to what it offers.
    """
    income, sales = {name: -each.costs[2] for name, each in found.items()}, dict.fromkeys(found, NOTHING)
    for product, price in today.items():
        offered = {name: each.offered_without[product] for name, each in found.items() if product in each.kept}
        whole = total(offered.values())
        paid = ratio(_sold_today(case, terms, product, whole, before), whole)
        for name, amount in offered.items():
            stays = (found[name].produced_without[product] - amount) * price
            income[name] = income[name] + stays + amount * paid
            sales[name] = sales[name] + amount * paid
    return {name: (income[name], sales[name]) for name in found}


def _sold_today(case: Case, terms: Terms, product: str, offered: np.ndarray, before: Usual) -> np.ndarray:
    """Return what today's outlets, and the links that work today, pay for an offer, the best first, money/month."""
    outlets = _todays_outlets(case, product)
    prices, wanted = [terms.price[i] for i in outlets], [terms.demand[i] for i in outlets]
    if product in before.intake:
        prices, wanted = [*prices, before.prices[product]], [*wanted, before.intake[product]]
    sold = share_out(offered, [np.minimum(most, offered) for most in wanted], prices)
    return total(price * amount for price, amount in zip(prices, sold, strict=True))
