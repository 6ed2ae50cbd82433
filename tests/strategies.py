"""Small chains for the property tests: written in few words, or random.

Of a random chain hypothesis draws the structure, and the seed of its numbers. They lie on a coarse lattice with zeros
and ties in it, because that is where an allocation goes wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr
from hypothesis import strategies as st

from capacity.model.calendar.timeline import month_labels
from capacity.model.chain.network import Network, Node, Outlet, Pool, Port
from capacity.model.chain.variables import INPUTS, UNLIMITED, dataset

PRICES = (0.0, 1.0, 2.0, 2.0, 3.5, 5.0, 8.0)
COEFFICIENTS = (0.25, 0.5, 0.8, 1.0)


@dataclass(frozen=True)
class Chain:
    """A network and the inputs it works under."""

    network: Network
    inputs: xr.Dataset


@dataclass(frozen=True)
class Shape:
    """What a random chain may have."""

    months: int = 4
    draws: int = 3
    nodes: int = 4
    stores: bool = True
    loads: bool = True
    purchases: bool = True
    places: bool = True
    joint: bool = True
    """nodes may take two inputs or make a by-product"""
    today: bool = True
    contract: bool = True
    discards: bool = True


FULL = Shape()
TREE = Shape(
    months=2,
    stores=False,
    loads=False,
    purchases=False,
    places=False,
    joint=False,
    today=False,
    contract=False,
    discards=False,
)


@st.composite
def chains(draw, shape: Shape = FULL) -> Chain:
    """A chain of up to `shape.nodes` links: every link takes earlier products and makes a new one."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    places = ("a", "b") if shape.places and draw(st.booleans()) else ("",)
    pools = [Pool(_at("raw", place), "raw", place, 0) for place in places]
    if shape.joint and draw(st.booleans()):
        pools.append(Pool("aid", "aid", "", 0))
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, shape.nodes))):
        _add_link(draw, shape, number, places, pools, nodes)
    network = Network(
        pools=_keeping(draw, pools) if shape.stores else tuple(pools),
        nodes=tuple(nodes),
        markets=_markets(draw, shape, pools, nodes),
        purchases=_purchases(draw, shape, pools),
        by_contract=shape.contract and draw(st.booleans()),
        sources=frozenset({"raw", "aid"}),
    )
    return Chain(network, make_inputs(network, rng, shape))


def _at(name: str, place: str) -> str:
    return f"{name}@{place}" if place else name


def _add_link(draw, shape: Shape, number: int, places: Sequence[str], pools: list, nodes: list) -> None:
    """Add one link, at every place if it is the first that takes a local product; its outputs are new pools."""
    products = sorted({pool.product for pool in pools})
    inputs = draw(st.lists(st.sampled_from(products), min_size=1, max_size=2 if shape.joint else 1, unique=True))
    inputs = ["raw", *[p for p in inputs if p != "raw"]] if number == 0 else inputs
    by_product = shape.joint and draw(st.booleans())
    limits = by_product and draw(st.booleans())
    here = places if number == 0 else ("",)
    pools.append(Pool(f"p{number}", f"p{number}", "", 0))
    if by_product:
        pools.append(Pool(f"b{number}", f"b{number}", "", 0))
    for place in here:
        takes = tuple(Port(product, _reach(product, place, pools)) for product in inputs)
        makes = [Port(f"p{number}", _reach(f"p{number}", "", pools))]
        makes += [Port(f"b{number}", _reach(f"b{number}", "", pools), limits)] if by_product else []
        priority = draw(st.sampled_from([None, 1, 2]))
        nodes.append(Node(_at(f"n{number}", place), f"n{number}", place, takes, tuple(makes), priority))


def _reach(product: str, place: str, pools: Sequence[Pool]) -> tuple[int, ...]:
    return tuple(
        i for i, pool in enumerate(pools) if pool.product == product and (not place or pool.place in ("", place))
    )


def _keeping(draw, pools: Sequence[Pool]) -> tuple[Pool, ...]:
    keeps = {product: draw(st.sampled_from([0, 0, 1, 2, 4])) for product in sorted({pool.product for pool in pools})}
    return tuple(replace(pool, keeps=keeps[pool.product]) for pool in pools)


def _markets(draw, shape: Shape, pools: Sequence[Pool], nodes: Sequence[Node]) -> tuple[Outlet, ...]:
    """Markets of some products, at least of every main product that no link takes."""
    taken = {port.product for node in nodes for port in node.takes}
    mains = {node.makes[0].product for node in nodes}
    found = []
    for product in sorted({pool.product for pool in pools}):
        count = draw(st.integers(1 if product in mains - taken else 0, 2))
        for index in range(count):
            priority = draw(st.sampled_from([None, 1, 3]))
            found.append(Outlet(f"m{index}_{product}", product, _reach(product, "", pools), False, priority))
        if shape.today and draw(st.booleans()):
            found.append(Outlet(f"today_{product}", product, _reach(product, "", pools), True, None))
    return tuple(found)


def _purchases(draw, shape: Shape, pools: Sequence[Pool]) -> tuple[Outlet, ...]:
    if not shape.purchases:
        return ()
    products = sorted({pool.product for pool in pools})
    chosen = draw(st.lists(st.sampled_from(products), max_size=2))
    return tuple(Outlet(f"buy{i}", product, _reach(product, "", pools)) for i, product in enumerate(chosen))


def make_inputs(network: Network, rng: np.random.Generator, shape: Shape) -> xr.Dataset:
    """Inputs for a network: every variable of the cube, some of them thinner than (month, draw)."""
    arcs = [
        f"{n.name}{sign}{p.product}"
        for n in network.nodes
        for sign, side in (("<", n.takes), (">", n.makes))
        for p in side
    ]
    sources = [pool.product in ("raw", "aid") for pool in network.pools]
    nodes, markets, pools = len(network.nodes), len(network.markets), len(network.pools)

    def pick(count: int, options: Sequence[float], *, thin: bool = False) -> np.ndarray:
        months, draws = (1, 1) if thin else (shape.months, shape.draws)
        return rng.choice(np.array(options, dtype=float), size=(count, months, draws))

    makes = np.array([">" in arc for arc in arcs])[:, None, None]
    amounts = (0.0, 2.0, 5.0, 8.0, 8.0, 10.0, 16.0)
    values = {
        "supply": pick(pools, amounts) * np.array(sources)[:, None, None],
        "capacity": pick(nodes, (0.0, 4.0, 6.0, 10.0, 100.0)),
        "busy": pick(nodes, (0.0, 1.0), thin=True),
        "minimum_load": pick(nodes, (0.0, 0.0, 3.0, 6.0) if shape.loads else (0.0,), thin=True),
        "coefficient": np.where(makes, pick(len(arcs), (0.0, *COEFFICIENTS)), pick(len(arcs), COEFFICIENTS)),
        "cost": pick(nodes, (0.0, 0.25, 1.0)),
        "price": pick(markets, PRICES),
        "demand": pick(markets, (0.0, 2.0, 4.0, 6.0, UNLIMITED)),
        "buying_price": pick(len(network.purchases), (0.5, 1.0, 3.0)),
        "available": pick(len(network.purchases), (0.0, 1.0, 6.0)),
        "discard_cost": pick(pools, (0.0, 0.5) if shape.discards else (0.0,), thin=True),
        "room": pick(pools, (3.0, 10.0, UNLIMITED), thin=True),
        "store_loss": pick(pools, (0.0, 0.1, 0.5), thin=True),
        "store_cost": pick(pools, (0.0, 0.1), thin=True),
        "reserve": pick(pools, (0.0, 0.0, 3.0), thin=True),
        "release": pick(pools, (0.3, 1.0, 1.0)),
    }
    labels = {
        "pool": [pool.name for pool in network.pools],
        "node": [node.name for node in network.nodes],
        "market": [market.name for market in network.markets],
        "purchase": [purchase.name for purchase in network.purchases],
        "arc": arcs,
        "month": month_labels("2027-01", shape.months),
    }
    return dataset(values, labels)


@st.composite
def serial_chains(draw) -> Chain:
    """A chain of links one after another, one market at its end, one month, one draw."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    length = draw(st.integers(1, 5))
    names = ["raw", *[f"p{i}" for i in range(length)]]
    pools = tuple(Pool(name, name, "", 0) for name in names)
    nodes = tuple(
        Node(f"n{i}", f"n{i}", "", (Port(names[i], (i,)),), (Port(names[i + 1], (i + 1,)),), None)
        for i in range(length)
    )
    network = Network(pools, nodes, (Outlet("last", names[-1], (length,)),), (), by_contract=False)
    shape = Shape(months=1, draws=1, loads=False)
    inputs = make_inputs(network, rng, shape).assign(cost=("node", np.zeros(length)), price=("market", np.ones(1)))
    return Chain(
        network, inputs.assign(supply=("pool", np.array([draw(st.sampled_from([0.0, 5.0, 30.0]))] + [0.0] * length)))
    )


def shuffled(chain: Chain, seed: int) -> Chain:
    """The same chain written down in another order: pools, markets, purchases, and nodes as far as the flow allows."""
    rng = np.random.default_rng(seed)
    network = chain.network
    pools, markets, purchases = (
        rng.permutation(len(part)) for part in (network.pools, network.markets, network.purchases)
    )
    nodes = _another_order(network, rng)
    place = {int(old): new for new, old in enumerate(pools)}
    moved = Network(
        pools=tuple(network.pools[i] for i in pools),
        nodes=tuple(_moved_node(network.nodes[i], place) for i in nodes),
        markets=tuple(_moved(network.markets[i], place) for i in markets),
        purchases=tuple(_moved(network.purchases[i], place) for i in purchases),
        by_contract=network.by_contract,
        sources=network.sources,
    )
    return Chain(moved, chain.inputs.isel(pool=pools, market=markets, purchase=purchases, node=nodes))


def _another_order(network: Network, rng: np.random.Generator) -> list[int]:
    made = [{pool for port in node.makes for pool in port.pools} for node in network.nodes]
    left, order = set(range(len(network.nodes))), []
    while left:
        ready = [n for n in left if not any(_feeds(made[m], network.nodes[n]) for m in left - {n})]
        order.append(int(rng.choice(sorted(ready))))
        left.remove(order[-1])
    return order


def _feeds(made: set[int], node: Node) -> bool:
    return any(pool in made for port in node.takes for pool in port.pools)


def _moved(part: Port | Outlet, place: dict[int, int]) -> Port | Outlet:
    return replace(part, pools=tuple(sorted(place[pool] for pool in part.pools)))


def _moved_node(node: Node, place: dict[int, int]) -> Node:
    takes, makes = (tuple(_moved(port, place) for port in side) for side in (node.takes, node.makes))
    return replace(node, takes=takes, makes=makes)


@dataclass(frozen=True)
class Text:
    """A chain in few words: what links take and make per rated unit, who buys and sells what."""

    links: dict[str, tuple[dict[str, float], dict[str, float]]]
    markets: dict[str, str]
    today: tuple[str, ...] = ()
    purchases: dict[str, str] = field(default_factory=dict)
    keeps: dict[str, int] = field(default_factory=dict)
    priority: dict[str, int] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    """by-products that hold the main product back"""
    by_contract: bool = False


USUAL = {
    "capacity": UNLIMITED,
    "demand": UNLIMITED,
    "available": UNLIMITED,
    "room": UNLIMITED,
    "price": 1.0,
    "release": 1.0,
}


def written_chain(text: Text, months: int = 1, **values: dict[str, object]) -> Chain:
    """A chain from its text; `values` by variable and name are a number or one number a month, else USUAL or 0."""
    names = [p for takes, makes in text.links.values() for p in (*takes, *makes)]
    products = list(dict.fromkeys([*names, *text.markets.values(), *text.purchases.values()]))
    index = {product: (i,) for i, product in enumerate(products)}
    made = {p for takes, makes in text.links.values() if takes for p in makes}
    pools = tuple(Pool(p, p, "", text.keeps.get(p, 0)) for p in products)
    nodes = tuple(
        Node(
            name,
            name,
            "",
            tuple(Port(p, index[p]) for p in takes),
            tuple(Port(p, index[p], k == 0 or p in text.holds) for k, p in enumerate(makes)),
            text.priority.get(name),
        )
        for name, (takes, makes) in text.links.items()
    )
    markets = tuple(Outlet(m, p, index[p], m in text.today, text.priority.get(m)) for m, p in text.markets.items())
    purchases = tuple(Outlet(name, p, index[p]) for name, p in text.purchases.items())
    sources = frozenset(values.get("supply", {})) - made
    recipes = {
        f"{n}{sign}{p}": x
        for n, sides in text.links.items()
        for sign, side in zip("<>", sides, strict=True)
        for p, x in side.items()
    }
    network = Network(pools, nodes, markets, purchases, text.by_contract, sources)
    return Chain(network, _written_inputs(network, months, {"coefficient": recipes, **values}))


def _written_inputs(network: Network, months: int, values: dict[str, dict]) -> xr.Dataset:
    labels: dict[str, list[str]] = {
        "pool": [pool.name for pool in network.pools],
        "node": [node.name for node in network.nodes],
        "market": [market.name for market in network.markets],
        "purchase": [purchase.name for purchase in network.purchases],
        "arc": list(values["coefficient"]),
    }
    arrays_by_name = {}
    for name, (dims, _) in INPUTS.items():
        rows = [values.get(name, {}).get(label, USUAL.get(name, 0.0)) for label in labels[dims[0]]]
        full = [np.broadcast_to(np.asarray(row, dtype=float), (months,)) for row in rows]
        arrays_by_name[name] = np.array(full).reshape(len(rows), months, 1)
    return dataset(arrays_by_name, labels | {"month": month_labels("2027-01", months)})
