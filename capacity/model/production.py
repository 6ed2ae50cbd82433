"""What the members who have joined produce and deliver, and what they would produce if nothing changed."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from capacity.model.joining import joined_sums
from capacity.model.network import Network
from capacity.model.supply import Group, output_pace, staircase
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
    for group, steps, before in _with_and_without(course, groups):
        outside = steps["produced"] - steps["delivered"] - steps["rejected"]
        for product, made in source_recipe(course, group).items():
            index, pool = products.index(product), network.pool_at(product, group.place)
            parts = (steps["produced"], outside, before["produced"], before["offered"])
            names = ("produced", "outside", "produced_without", "offered_without")
            for name, part in zip(names, parts, strict=True):
                sums[name][index] = sums[name][index] + part * made
            sums["supply"][pool] = sums["supply"][pool] + steps["delivered"] * made
        main = products.index(group.product) if group.product in products else 0
        cost = source_cost(course, group)
        sums["cost"][main] = sums["cost"][main] + cost * steps["produced"]
        sums["cost_without"][main] = sums["cost_without"][main] + cost * before["produced"]
    return Production(products, **{name: _grid(course, arrays) for name, arrays in sums.items()})


def _grid(course: Course, arrays: list[np.ndarray]) -> np.ndarray:
    if not arrays:
        return np.zeros((0, course.months, course.draws.size))
    shape = (course.months, course.draws.size)
    return np.stack([np.broadcast_to(array, shape) for array in arrays])


def _with_and_without(course: Course, groups: list[Group]) -> Iterator[tuple[Group, dict, dict]]:
    """Yield each group with its staircase and the one it would have without the ramps on its class."""
    ramped = {".".join(ramp.of.split(".")[:2]) for ramp in course.spec.ramps.values()}
    for group in groups:
        sums = joined_sums(course.spec, group.members, group.columns, course.draws, course.months)
        steps = staircase(group, course, sums, output_pace(group, course, growing=True))
        if f"classes.{group.cls}" not in ramped:
            yield group, steps, steps
            continue
        still = replace(course, spec=course.spec.model_copy(update={"ramps": {}}))
        yield group, steps, staircase(group, still, sums, output_pace(group, still, growing=False))


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
