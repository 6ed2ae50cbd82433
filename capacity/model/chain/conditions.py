"""What the chain works under: supply, capacities, recipes, prices and demand along the months, in every draw."""

import numpy as np

from capacity.intake.cluster_file.chain import Link, Store
from capacity.intake.cluster_file.members import Without
from capacity.intake.cluster_file.working_time import is_daily, working_days, working_months
from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.timeline import Course, month_labels, months_of_year
from capacity.model.chain.equipment import Owners
from capacity.model.chain.network import Network, Node
from capacity.model.chain.variables import LEAST, UNLIMITED, Conditions
from capacity.model.engine.tape import Row, maximum, minimum, where
from capacity.model.potential.joining import joined_sums


def conditions(network: Network, course: Course, equipment: list[dict[str, Owners]], supply: list[Row]) -> Conditions:
    """Return the inputs of the chain (variables.INPUTS), given who owns the equipment and the supply by pool."""
    capacity, busy = _equipment(network, course, equipment)
    rows = {
        "supply": supply,
        "capacity": capacity,
        "busy": busy,
        "minimum_load": [
            least_load(course, node, room + taken)
            for node, room, taken in zip(network.nodes, capacity, busy, strict=True)
        ],
        "cost": costs(network, course),
        "coefficient": list(recipes(network, course).values()),
        **_markets(network, course),
        **_stores(network, course),
    }
    return Conditions(course.tape, rows, _labels(network, course))


def _labels(network: Network, course: Course) -> dict[str, list[str]]:
    return {
        "pool": [pool.name for pool in network.pools],
        "node": [node.name for node in network.nodes],
        "market": [market.name for market in network.markets],
        "purchase": [purchase.name for purchase in network.purchases],
        "arc": list(recipes(network, course)),
        "month": month_labels(course.spec.start, course.months),
    }


def _link(course: Course, node: Node) -> Link:
    return course.spec.links[node.link]


def _paths(node: Node, field: str) -> tuple[str, ...]:
    return (f"links.{node.link}.{field}", f"links.{node.name}.{field}")


def _equipment(network: Network, course: Course, equipment: list[dict[str, Owners]]) -> tuple[list[Row], list[Row]]:
    """Return each node's capacity for the cluster's goods and what others' goods take of it."""
    free, busy = [], []
    for node, owners in zip(network.nodes, equipment, strict=True):
        link = _link(course, node)
        if not link.equipment:
            free.append(UNLIMITED * working(course, link))
            busy.append(course.tape.row(0.0))
            continue
        usable = usable_share(course, node)
        taken, total = course.tape.row(0.0), course.value(link.capacity) + _added(course, node)
        for name, own in owners.items():
            owned = course.tape.row(joined_sums(course.spec, own.people, own.capacity, course.draws, course.months)[0])
            taken = (
                taken + owned * course.value(course.spec.classes[name].busy) + _beside(course, node, name, own, owned)
            )
            total = total + owned
        free.append((total - taken) * usable)
        busy.append(taken * usable)
    return free, busy


def _beside(course: Course, node: Node, name: str, own: Owners, owned: Row) -> Row:
    """Return the nameplate capacity that a class goes on using for others' goods beside what is busy, P/month."""
    kind, most = course.spec.classes[name], course.value(_link(course, node).usable, 1.0)
    if kind.beside is None:
        return course.tape.row(0.0)
    (put_through,) = joined_sums(course.spec, own.people, own.work, course.draws, course.months)
    times = course.value(kind.without.works) if isinstance(kind.without, Without) else 1.0
    work = course.tape.row(put_through) * times
    over = maximum(work / maximum(most, LEAST) - owned * course.value(kind.busy), 0.0)
    return minimum(over * course.value(kind.beside), owned * (1 - course.value(kind.busy)))


def least_load(course: Course, node: Node, room: Row) -> Row:
    """Return the least that a node has to work in each month, rated P/month: 0 in months in which it does not work.

    Of one that works as its goods last, what it has to work on a single day, if its `room` reaches its minimum load.
    """
    link = _link(course, node)
    least = course.value(link.minimum_load)
    if link.minimum_load is None:
        return least
    least = least * _hours(course, link, link.minimum_load) * working(course, link)
    return where(room >= least * (1 - 1e-9), least / working_days(link), least) if node.gathers else least


def working(course: Course, link: Link) -> Row:
    """Return in which months a link works, 1 or 0."""
    months = working_months(link)
    if len(months) == 12:
        return course.tape.row(1.0)
    here = np.isin(months_of_year(course.spec.start, course.months) + 1, months)
    return course.tape.row(here[:, None] * 1.0)


def usable_share(course: Course, node: Node) -> Row:
    """Return which share of a node's rated capacity can be used, month by month: with its ramps, events and hours."""
    link, paths = _link(course, node), _paths(node, "capacity")
    ramped = course.value(link.usable, 1.0) * _hours(course, link) * course.ramped(*paths)
    return ramped * course.struck(*paths) * working(course, link)


def _hours(course: Course, link: Link, rate: Quantity | None = None) -> Row:
    """Return how far uncertain working days and hours move a rate away from their modes; one a month or year never."""
    ratio = course.tape.row(1.0)
    if rate is not None and not is_daily(rate.stated):
        return ratio
    for quantity in (link.working_days, link.hours):
        if quantity is not None and quantity.mode > 0:
            ratio = ratio * course.value(quantity) / quantity.mode
    return ratio


def _added(course: Course, node: Node) -> Row:
    """Return the capacity that investments have added by each month."""
    added = course.tape.row(0.0)
    for item in course.spec.finance.items if course.spec.finance else ():
        for name, quantity in item.adds.items():
            if name == node.name or (not node.place and name == node.link):
                added = added + course.value(quantity) * (course.month >= item.month + course.value(item.lead))
    return added


def costs(network: Network, course: Course) -> list[Row]:
    """Return what each node's work costs, money per rated unit."""
    return [course.moved(_link(course, node).cost, *_paths(node, "cost")) for node in network.nodes]


def recipes(network: Network, course: Course) -> dict[str, Row]:
    """Return the coefficient of every arc, node<input and node>output, P per rated unit."""
    arcs = {}
    for node in network.nodes:
        link = _link(course, node)
        for sign, side, field in (("<", link.takes, "takes"), (">", link.makes, "makes")):
            for product, quantity in side.items():
                targets = _paths(node, f"{field}.{product}")
                arcs[f"{node.name}{sign}{product}"] = course.moved(quantity, *targets)
    return arcs


def _markets(network: Network, course: Course) -> dict[str, list[Row]]:
    spec = course.spec
    price, demand = [], []
    for outlet in network.markets:
        market, path = spec.markets[outlet.name], f"markets.{outlet.name}"
        price.append(course.market_price(outlet.name))
        grown = course.growth(market.demand_growth)
        wanted = course.moved(market.demand, f"{path}.demand", default=UNLIMITED)
        demand.append(wanted * course.season(market.demand_season) * grown)
    buying, available = [], []
    for inlet in network.purchases:
        purchase, path = spec.purchases[inlet.name], f"purchases.{inlet.name}"
        buying.append(course.moved(purchase.price, f"{path}.price"))
        available.append(course.moved(purchase.available, f"{path}.available", default=UNLIMITED))
    names = ("price", "demand", "buying_price", "available")
    return dict(zip(names, (price, demand, buying, available), strict=True))


def _store_cost(course: Course, store: Store) -> Row:
    """Return what a unit in store costs a month: as stated, and a twelfth of a year's interest on its worth."""
    cost = course.value(store.cost)
    return cost if store.interest is None else cost + course.value(store.interest) * course.value(store.worth) / 12


def _stores(network: Network, course: Course) -> dict[str, list[Row]]:
    products = [course.spec.products[pool.product] for pool in network.pools]
    surplus = [getattr(product.surplus, "cost", None) for product in products]
    stores = [product.store for product in products]
    return {
        "discard_cost": [course.value(cost) for cost in surplus],
        "room": [course.value(store.room, UNLIMITED) for store in stores],
        "store_loss": [course.value(store.loss) for store in stores],
        "store_cost": [_store_cost(course, store) for store in stores],
        "reserve": [course.value(store.release.reserve) for store in stores],
        "release": [
            _calendar(course, pool.product, store.release.calendar)
            for pool, store in zip(network.pools, stores, strict=True)
        ],
    }


def _calendar(course: Course, product: str, calendar: str | None) -> Row:
    """Return the share of what is at hand that is let go each month.

    With a sales calendar: the month's share over the shares left until the new harvest comes in. The marketing year
    begins in the first month of harvest: the month with output after the longest run without.
    """
    if calendar is None:
        return course.tape.row(1.0)
    twelve = np.array(course.spec.seasons[calendar].factors)
    start = _harvest_start(course, product)
    first = int(course.spec.start[5:]) - 1
    left = [twelve[[(m + k) % 12 for k in range((start - m - 1) % 12 + 1)]].sum() for m in range(12)]
    shares = np.divide(twelve, left, out=np.ones(12), where=np.array(left) > 0)
    return course.tape.row(shares[(first + np.arange(course.months)) % 12][:, None])


def _harvest_start(course: Course, product: str) -> int:
    """Return the month of the year (0 = January) in which the product's main season begins."""
    spec = course.spec
    for kind in spec.classes.values():
        makes = {p for link in kind.runs if not spec.links[link].takes for p in spec.links[link].makes}
        if kind.season and (product in makes or any(product in link.makes for link in spec.links.values())):
            factors = np.array(spec.seasons[kind.season].factors)
            quiet = factors < 0.05 * factors.max()
            runs = [(_quiet_before(quiet, m), -m) for m in range(12) if not quiet[m]]
            return -max(runs)[1]
    return 0


def _quiet_before(quiet: np.ndarray, month: int) -> int:
    length = 0
    while length < 12 and quiet[(month - 1 - length) % 12]:
        length += 1
    return length
