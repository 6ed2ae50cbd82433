"""Small random chains and clusters for the property tests: structure drawn by hypothesis, numbers by a drawn seed.

Numbers lie on a coarse lattice with zeros and ties in it, because that is where an allocation goes wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from hypothesis import strategies as st

from capacity.intake.cluster import Cluster, build_spec
from capacity.intake.document import Document
from capacity.intake.schema import Spec
from capacity.intake.survey import Rows, SurveyData
from capacity.model.cube import INPUTS, UNLIMITED, dataset
from capacity.model.network import Network, Node, Outlet, Pool, Port
from capacity.model.timeline import month_labels

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
        pools=tuple(_keeping(draw, pool) if shape.stores else pool for pool in pools),
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


def _keeping(draw, pool: Pool) -> Pool:
    return Pool(pool.name, pool.product, pool.place, draw(st.sampled_from([0, 0, 1, 2, 4])))


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

    amounts = (0.0, 2.0, 5.0, 8.0, 8.0, 10.0, 16.0)
    values = {
        "supply": pick(pools, amounts) * np.array(sources)[:, None, None],
        "capacity": pick(nodes, (0.0, 4.0, 6.0, 10.0, 100.0)),
        "busy": pick(nodes, (0.0, 1.0), thin=True),
        "minimum_load": pick(nodes, (0.0, 0.0, 3.0, 6.0) if shape.loads else (0.0,), thin=True),
        "coefficient": pick(len(arcs), COEFFICIENTS),
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


def make_spec(data: dict) -> Spec:
    """The spec of a cluster file given as plain data."""
    return build_spec(Document(data, {}, "cluster.yml"))


def make_cluster(data: dict, members: pd.DataFrame) -> Cluster:
    """The cluster of a file given as plain data, with members in the model's units and all its scenarios."""
    document = Document(data, {}, "cluster.yml")
    base = build_spec(document)
    specs = {"base": base}
    for name, scenario in base.scenarios.items():
        specs[name] = build_spec(document, scenario.set, scenario=name)
    count = len(members)
    survey = SurveyData(members, (), Rows(count, count, 0, 0, 0, 0), (), {})
    return Cluster(base.cluster, Path(), specs, survey)


def make_members(rows: Sequence[dict]) -> pd.DataFrame:
    """Members from what differs from a silent one of weight 1, sorted by id as the survey reader leaves them."""
    silent = {
        "place": "", "weight": 1.0, "joins": "", "signed": False, "letter": "", "current": np.nan, "good": np.nan,
        "bad": np.nan, "capacity": np.nan, "own_use": np.nan, "own_use_is_share": False, "price": np.nan,
        "file": "members.csv",
    }  # fmt: skip
    full = [{**silent, "owner": row["member"], "row": index + 2, **row} for index, row in enumerate(rows)]
    columns = ["member", "owner", "cls", *silent, "row"]
    return pd.DataFrame(full, columns=columns).sort_values("member", ignore_index=True)


SEASON = [0.6, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.4, 1.0, 0.9, 0.8, 0.7]


def dairy(**changes: object) -> dict:
    """A small dairy as a cluster file's data; `changes` replace whole top-level parts. Numbers are round, not real."""
    data = {
        "cluster": "small-dairy",
        "currency": "KGS",
        "start": "2027-03",
        "horizon": [2, "year"],
        "source": "guess",
        "sources": {"guess": {"title": "A guess"}},
        "seasons": {"pasture": {"unit": "index", "by_month": SEASON}},
        "products": {
            "milk": {"unit": "kg", "measures": {"l": [1.03, "kg"]}},
            "cooled": {"unit": "kg"},
            "cheese": {"unit": "kg", "keeps": [2, "month"], "store": {"loss": [0.01, 0.02, 0.03, "1/month"]}},
            "whey": {"unit": "kg", "surplus": {"cost": [0.1, "KGS/kg"]}},
        },
        "links": {
            "keeping": {"rated": "milk", "makes": {"milk": [1, "kg"]}, "cost": [10, 12, 15, "KGS/kg"]},
            "cooling": {
                "rated": "milk",
                "per": "place",
                "takes": {"milk": [1, "kg"]},
                "makes": {"cooled": [0.95, 0.98, 0.99, "kg"]},
                "cost": [1, "KGS/kg"],
                "usable": [0.9, "share"],
            },
            "cheesing": {
                "rated": "cooled",
                "takes": {"cooled": [1, "kg"]},
                "makes": {"cheese": [0.09, 0.1, 0.11, "kg"], "whey": [0.8, "kg"]},
                "minimum_load": [30, "kg/day"],
                "cost": [5, "KGS/kg"],
            },
        },
        "classes": {
            "home": {
                "runs": ["keeping"],
                "season": "pasture",
                "own_use": [100, 150, 200, "kg/month"],
                "bazaar": [0.1, "share"],
                "side_selling": [0.0, 0.05, 0.1, "share"],
            },
            "farm": {
                "runs": ["keeping"],
                "season": "pasture",
                "own_use": [0.1, "share"],
                "elsewhere": [0.05, "share"],
                "rejects": [0.01, 0.02, 0.03, "share"],
            },
            "point": {"runs": ["cooling"], "founding": True},
            "plant": {"runs": ["cheesing"], "founding": True, "busy": [0.1, 0.2, 0.3, "share"]},
            "vet": {"service": True},
        },
        "survey": {
            "member": {"columns": ["id"]},
            "class": {"columns": ["kind"]},
            "joins": {
                "columns": ["joins"],
                "values": {"yes": [0.8, 0.9, 0.97, "share"], "maybe": [0.3, 0.5, 0.7, "share"], "no": [0, "share"]},
            },
            "letter": {"columns": ["letter"], "values": {"signed": [1, "share"]}},
        },
        "joining": {"common_error": [-0.1, 0, 0.05, "share"], "half_by": [3, 6, 9, "month"], "needed": [4, "member"]},
        "markets": {
            "shops": {"buys": "cheese", "price": [400, 500, 600, "KGS/kg"], "demand": [150, 200, 250, "kg/month"]},
            "fair": {"buys": "cheese", "price": [450, "KGS/kg"], "demand": [50, "kg/month"], "demand_season": "pasture"},
            "pigs": {"buys": "whey", "price": [1, "KGS/kg"], "demand": [500, "kg/month"]},
            "collector": {"buys": "milk", "today": True, "price": [28, 30, 33, "KGS/kg"]},
        },
        "events": {
            "drought": {"chance": [0.2, "1/year"], "lasts": [3, "month"], "times": {"classes.farm.output": [0.7, "share"]}},
            "border": {"chance": [0.5, "1/year"], "lasts": [2, "month"], "times": {"markets.shops.demand": [0.3, "share"]}},
        },
        "ramps": {
            "feed": {"of": "classes.farm.output", "times": [1.1, 1.2, 1.3, "share"], "starts": [6, "month"], "takes": [6, "month"]}
        },
        "finance": {
            "discount_rate": [0.1, 0.12, 0.15, "1/year"],
            "items": [
                {
                    "buy": "tank", "owner": "point", "cost": [200, 300, 400, "kKGS"], "month": 3, "lead": [2, "month"],
                    "life": [5, "year"], "adds": {"cooling@up": [50, "kg/day"]},
                },
            ],
            "running": [{"pay": "manager", "cost": [5, 6, 7, "kKGS/month"]}],
            "loans": [{"borrower": "point", "share": [0.5, "share"], "rate": [0.1, "1/year"], "term": [12, "month"]}],
            "grants": [{"to": "point", "share": [0.2, "share"]}],
        },
        "scenarios": {"same": {"reason": "Nothing is changed", "set": {}}, "slow": {"set": {"joining.half_by": [12, "month"]}}},
    }  # fmt: skip
    return {**data, **changes}


def dairy_members() -> pd.DataFrame:
    """Nine members of the small dairy: four homes, two farms, two points, a plant; and a vet."""
    return make_members(
        [
            {"member": "h1", "cls": "home", "place": "up", "current": 400.0, "joins": "yes"},
            {"member": "h2", "cls": "home", "place": "up", "current": 120.0, "joins": "maybe", "weight": 2.0},
            {"member": "h3", "cls": "home", "place": "down", "good": 900.0, "bad": 200.0, "joins": "yes"},
            {"member": "h4", "cls": "home", "place": "down", "current": 500.0, "joins": "no", "own_use": 300.0},
            {"member": "f1", "cls": "farm", "place": "down", "current": 2500.0, "joins": "maybe", "letter": "signed", "signed": True},
            {"member": "f2", "cls": "farm", "place": "up", "current": 1500.0, "joins": "yes", "own_use": 0.2, "own_use_is_share": True},
            {"member": "c1", "cls": "point", "place": "up", "capacity": 1600.0, "joins": "yes"},
            {"member": "c2", "cls": "point", "place": "down", "capacity": 4000.0, "joins": "yes"},
            {"member": "p1", "cls": "plant", "place": "down", "capacity": 3000.0, "letter": "signed", "signed": True},
            {"member": "v1", "cls": "vet", "place": "down", "joins": "yes"},
        ]
    )  # fmt: skip
