"""What the members who have joined produce and deliver, and what they would produce if nothing changed."""

from dataclasses import dataclass, replace

from capacity.intake.survey.todays_answers import AS_TODAY
from capacity.model.calendar.timeline import Course
from capacity.model.chain.network import Network
from capacity.model.engine.tape import Row
from capacity.model.potential.staircase import Group, Staircase, joined, source_cost, source_recipe, staircase

Rows = list[Row]


@dataclass(frozen=True)
class Production:
    """Members' output by pool and product, P/month.

    `supply` is by pool; the rest by product (products in `products`): what is produced, what of it does not reach the
    chain but is used or sold outside it, and both without the cluster.
    """

    products: tuple[str, ...]
    supply: Rows
    produced: Rows
    outside: Rows
    cost: Rows
    """money/month"""
    produced_without: Rows
    offered_without: Rows
    cost_without: Rows


def produce(network: Network, course: Course, groups: list[Group]) -> Production:
    """Return the production of all groups along the course; a source link's by-products count with their yield."""
    products = tuple(dict.fromkeys(product for group in groups for product in source_recipe(course, group)))
    nothing = course.tape.row(0.0)
    made = Production(products, [nothing] * len(network.pools), *([nothing] * len(products) for _ in range(6)))
    for group in groups:
        with_it, without = _with_and_without(course, group)
        outside = with_it.produced * (1 - with_it.shares["delivered"] - with_it.shares["rejected"])
        delivered = with_it.amount("delivered")
        parts = (with_it.produced, outside, without.produced, without.amount("offered"))
        sums = (made.produced, made.outside, made.produced_without, made.offered_without)
        for product, yields in source_recipe(course, group).items():
            index, pool = products.index(product), network.pool_at(product, group.place)
            for total, part in zip(sums, parts, strict=True):
                total[index] = total[index] + part * yields
            made.supply[pool] = made.supply[pool] + delivered * yields
        main = products.index(group.product) if group.product in products else 0
        cost = source_cost(course, group)
        made.cost[main] = made.cost[main] + cost * with_it.produced
        made.cost_without[main] = made.cost_without[main] + cost * without.produced
    return made


def _with_and_without(course: Course, group: Group) -> tuple[Staircase, Staircase]:
    """Return a group's staircase, and the one it would have without the ramps on what its class makes and offers.

    A class that is idle without the cluster makes nothing then; of one with its own figures, see without.
    """
    sums = joined(group, course)
    stairs = staircase(group, course, sums)
    ramped = {ramp.of for ramp in course.spec.ramps.values()}
    fields_moved = [f for f in ("output", "own_use", "bazaar", "elsewhere") if f"classes.{group.cls}.{f}" in ramped]
    if course.spec.classes[group.cls].without not in (None, AS_TODAY):
        return stairs, replace(stairs, produced=course.tape.row(0.0))
    if not fields_moved:
        return stairs, stairs
    still = replace(course, spec=course.spec.model_copy(update={"ramps": {}}))
    return stairs, staircase(group, still, sums)
