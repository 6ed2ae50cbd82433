"""What the members who have joined produce and deliver, and what they would produce if nothing changed."""

from dataclasses import dataclass, fields, replace

import numpy as np

from capacity.model.network import Network
from capacity.model.supply import Group, Staircase, joined, staircase
from capacity.model.timeline import Course


@dataclass(frozen=True)
class Production:
    """Members' output by pool and product, P/month, each (n, month, draw) or thinner.

    `supply` is by pool; the rest by product (products in `products`): what is produced, what of it does not reach the
    chain but is used or sold outside it, and both without the cluster.
    """

    products: tuple[str, ...]
    supply: np.ndarray
    produced: np.ndarray
    outside: np.ndarray
    cost: np.ndarray
    """money/month"""
    produced_without: np.ndarray
    offered_without: np.ndarray
    cost_without: np.ndarray


def produce(network: Network, course: Course, groups: list[Group]) -> Production:
    """Return the production of all groups along the course; a source link's by-products count with their yield."""
    products = tuple(dict.fromkeys(product for group in groups for product in source_recipe(course, group)))
    sums = {field.name: [np.zeros((1, 1))] * len(products) for field in fields(Production)[2:]}
    sums["supply"] = [np.zeros((1, 1))] * len(network.pools)
    for group in groups:
        with_it, without = _with_and_without(course, group)
        outside = with_it.produced * (1 - with_it.shares["delivered"] - with_it.shares["rejected"])
        delivered = with_it.amount("delivered")
        parts = (with_it.produced, outside, without.produced, without.amount("offered"))
        names = ("produced", "outside", "produced_without", "offered_without")
        for product, made in source_recipe(course, group).items():
            index, pool = products.index(product), network.pool_at(product, group.place)
            for name, part in zip(names, parts, strict=True):
                sums[name][index] = sums[name][index] + _times(part, made)
            sums["supply"][pool] = sums["supply"][pool] + _times(delivered, made)
        main = products.index(group.product) if group.product in products else 0
        cost = source_cost(course, group)
        if cost.any():
            sums["cost"][main] = sums["cost"][main] + cost * with_it.produced
            sums["cost_without"][main] = sums["cost_without"][main] + cost * without.produced
    return Production(products, **{name: _grid(course, arrays) for name, arrays in sums.items()})


def _times(part: np.ndarray, made: np.ndarray) -> np.ndarray:
    return part if (made == 1).all() else part * made


def _grid(course: Course, arrays: list[np.ndarray]) -> np.ndarray:
    if not arrays:
        return np.zeros((0, course.months, course.draws.size))
    shape = (course.months, course.draws.size)
    return np.stack([np.broadcast_to(array, shape) for array in arrays])


def _with_and_without(course: Course, group: Group) -> tuple[Staircase, Staircase]:
    """Return a group's staircase, and the one it would have without the ramps on what its class makes and offers."""
    sums = joined(group, course)
    stairs = staircase(group, course, sums)
    ramped = {ramp.of for ramp in course.spec.ramps.values()}
    fields_moved = [f for f in ("output", "own_use", "bazaar", "elsewhere") if f"classes.{group.cls}.{f}" in ramped]
    if not fields_moved:
        return stairs, stairs
    if fields_moved == ["output"] and stairs.shares["kept"].shape[0] == 1:
        return stairs, replace(stairs, produced=stairs.produced / course.ramped(f"classes.{group.cls}.output"))
    still = replace(course, spec=course.spec.model_copy(update={"ramps": {}}))
    return stairs, staircase(group, still, sums)


def source_recipe(course: Course, group: Group) -> dict[str, np.ndarray]:
    """Return what one unit of the group's rated product makes, by product, (1, draw): its links without inputs."""
    spec = course.spec
    runs = [spec.links[link] for link in spec.classes[group.cls].runs if not spec.links[link].takes]
    return {product: course.value(quantity) for link in runs for product, quantity in link.makes.items()}


def source_cost(course: Course, group: Group) -> np.ndarray:
    """Return what one unit of the group's rated product costs to produce, money/P (month, draw) or thinner."""
    spec = course.spec
    runs = [link for link in spec.classes[group.cls].runs if not spec.links[link].takes]
    return sum((course.moved(spec.links[link].cost, f"links.{link}.cost") for link in runs), np.zeros((1, 1)))
