"""What each class of producers makes, delivers, keeps and sells past the chain, with the cluster and without it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from capacity.model.money.terms import NOTHING, Terms
from capacity.model.production import Production, produce, source_cost, source_recipe
from capacity.model.projection import Case
from capacity.model.pull import share_out
from capacity.model.supply import staircases
from capacity.model.timeline import Course

_READ = ("supply", "produced", "outside", "cost", "produced_without", "offered_without", "cost_without")


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


def class_outputs(case: Case, course: Course, terms: Terms) -> dict[str, Output]:
    """Return the output of every class that produces; their sums are production.produce's, and cash.Cash's."""
    classes = sorted({group.cls for group in case.groups})
    made = {name: _read(case, course, name) for name in classes}
    today = {product: todays_price(case, terms, product) for each in made.values() for product in each.products}
    kept, chain_cost = _kept_and_chain_cost(case, course, today)
    without = _without(case, terms, made, today)
    found = {}
    for name, each in made.items():
        past = sum(amount * today[product] for amount, product in zip(each.outside, each.products, strict=True))
        cost = sum(each.cost, NOTHING)
        found[name] = Output(each.supply, kept[name], past - kept[name], cost, chain_cost[name], without[name])
    return found


def todays_price(case: Case, terms: Terms, product: str) -> np.ndarray:
    """Return the best price of today's outlets of a member product, money/P; 0 without such an outlet."""
    prices = [terms.price[i] for i in _todays_outlets(case, product)]
    return reduce(np.maximum, prices) if prices else NOTHING


def _todays_outlets(case: Case, product: str) -> list[int]:
    return [i for i, market in enumerate(case.network.markets) if market.today and market.product == product]


def _read(case: Case, course: Course, name: str) -> Production:
    """Return the production of one class as arrays."""
    made = produce(case.network, course, [group for group in case.groups if group.cls == name])
    arrays = iter(course.tape.read([course.tape.row(row) for field in _READ for row in getattr(made, field)]))
    return replace(made, **{field: [next(arrays) for _ in getattr(made, field)] for field in _READ})


def _kept_and_chain_cost(
    case: Case, course: Course, today: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return what each class keeps at home, at today's price, and what it spends on what it brings, money/month."""
    kept, spent = ({group.cls: NOTHING for group in case.groups} for _ in range(2))
    for group, amounts in staircases(case.groups, course):
        recipe = source_recipe(course, group)
        cost, *yields = course.tape.read([source_cost(course, group), *recipe.values()])
        worth = sum(made * today[product] for product, made in zip(recipe, yields, strict=True))
        kept[group.cls] = kept[group.cls] + amounts["kept"] * worth
        spent[group.cls] = spent[group.cls] + (amounts["delivered"] + amounts["rejected"]) * cost
    return kept, spent


def _without(
    case: Case, terms: Terms, made: Mapping[str, Production], today: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return each class's income at today's outlets, which take of every class in proportion to what it offers."""
    found = {name: -sum(each.cost_without, NOTHING) for name, each in made.items()}
    for product, price in today.items():
        places = {name: each.products.index(product) for name, each in made.items() if product in each.products}
        offered = {name: made[name].offered_without[index] for name, index in places.items()}
        whole = sum(offered.values(), NOTHING)
        paid = _sold_today(case, terms, product, whole) / np.where(whole > 0, whole, 1.0)
        for name, index in places.items():
            stays = (made[name].produced_without[index] - offered[name]) * price
            found[name] = found[name] + stays + offered[name] * paid
    return found


def _sold_today(case: Case, terms: Terms, product: str, offered: np.ndarray) -> np.ndarray:
    """Return what today's outlets pay for an offer, the best price first, money/month."""
    outlets = _todays_outlets(case, product)
    prices = [terms.price[i] for i in outlets]
    sold = share_out(offered, [np.minimum(terms.demand[i], offered) for i in outlets], prices)
    return sum((price * amount for price, amount in zip(prices, sold, strict=True)), NOTHING)
