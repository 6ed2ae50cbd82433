"""The chain as nodes and pools: which link runs where, what flows into what, in the order of the flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import pandas as pd

from capacity.intake.cluster_file.chain import Link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.working_time import works_as_goods_last


def at(name: str, place: str) -> str:
    """Return the label of a link or product at a place: cooling@upper; without a place the name itself."""
    return f"{name}@{place}" if place else name


@dataclass(frozen=True)
class Port:
    """One product on one side of a node: the pools it draws from or fills, in the node's own place if it has one."""

    product: str
    pools: tuple[int, ...]
    limits: bool = True
    """false for a by-product that may be thrown away"""


@dataclass(frozen=True)
class Node:
    """A link, or a link at one place, that turns inputs into outputs."""

    name: str
    link: str
    place: str
    takes: tuple[Port, ...]
    makes: tuple[Port, ...]
    priority: int | None
    gathers: bool = False
    """whether it works as long as its goods last: see intake.working_time"""


@dataclass(frozen=True)
class Pool:
    """Where a product stands ready: one for each place if a link takes it there, else one for the cluster."""

    name: str
    product: str
    place: str
    keeps: int
    """months it can be stored"""


@dataclass(frozen=True)
class Outlet:
    """A market or a purchase and the pools it is joined to."""

    name: str
    product: str
    pools: tuple[int, ...]
    today: bool = False
    priority: int | None = None


@dataclass(frozen=True)
class Network:
    """Pools, nodes, markets and purchases of one spec; nodes stand in the order in which goods flow through them."""

    pools: tuple[Pool, ...]
    nodes: tuple[Node, ...]
    markets: tuple[Outlet, ...]
    purchases: tuple[Outlet, ...]
    by_contract: bool
    sources: frozenset[str] = frozenset()
    """products that members bring"""

    def pools_of(self, product: str) -> tuple[int, ...]:
        """Return the pools in which a product stands."""
        return tuple(i for i, pool in enumerate(self.pools) if pool.product == product)

    def pool_at(self, product: str, place: str) -> int:
        """Return the pool that a member's product enters at its place."""
        pools = self.pools_of(product)
        return next((i for i in pools if self.pools[i].place == place), pools[0])


def build_network(spec: Spec, members: pd.DataFrame) -> Network:
    """Return the network of a spec: its places are those of its members and of its investments.

    A product that some link takes per place has a pool at each place; a link or market that takes it for the whole
    cluster draws from all of them in proportion to what stands there.
    """
    places = _places(spec, members)
    local = {product for link in spec.links.values() if link.per for product in link.takes}
    pools = tuple(
        Pool(at(name, place), name, place, round(product.keeps.mode) if product.keeps else 0)
        for name, product in spec.products.items()
        for place in (places if name in local else ("",))
    )
    nodes = tuple(
        _node(name, spec, place, pools)
        for name in _in_flow_order(spec)
        for place in (places if spec.links[name].per else ("",))
    )
    markets = tuple(
        Outlet(name, m.buys, _reach(m.buys, None, pools), m.today, m.priority) for name, m in spec.markets.items()
    )
    purchases = tuple(Outlet(name, p.sells, _reach(p.sells, None, pools)) for name, p in spec.purchases.items())
    sources = frozenset(product for link in spec.links.values() if not link.takes for product in link.makes)
    return Network(pools, nodes, markets, purchases, spec.allocation == "contract", sources)


def _places(spec: Spec, members: pd.DataFrame) -> tuple[str, ...]:
    local = {
        name
        for name, kind in spec.classes.items()
        if any(spec.links[link].per or not spec.links[link].takes for link in kind.runs)
    }
    here = set(members.loc[members["cls"].isin(local), "place"])
    items = spec.finance.items if spec.finance else ()
    built = {node.partition("@")[2] for item in items for node in item.adds if "@" in node}
    return tuple(sorted(here | built)) or ("",)


def _in_flow_order(spec: Spec) -> list[str]:
    makers = {product: {n for n, link in spec.links.items() if product in link.makes} for product in spec.products}
    before = {name: sorted(set().union(*(makers[p] for p in link.takes))) for name, link in spec.links.items()}
    return [name for name in TopologicalSorter(before).static_order() if spec.links[name].takes]


def _node(name: str, spec: Spec, place: str, pools: tuple[Pool, ...]) -> Node:
    link = spec.links[name]
    here = place if link.per else None
    takes = tuple(Port(product, _reach(product, here, pools)) for product in link.takes)
    makes = tuple(Port(product, _reach(product, here, pools), _limits(spec, link, product)) for product in link.makes)
    gathers = works_as_goods_last(spec, name)
    return Node(at(name, place), name, place, takes, makes, link.priority, gathers)


def _limits(spec: Spec, link: Link, product: str) -> bool:
    surplus = spec.products[product].surplus
    return surplus == "holds" or (surplus is None and product == next(iter(link.makes)))


def _reach(product: str, place: str | None, pools: tuple[Pool, ...]) -> tuple[int, ...]:
    """Return the pools of a product at a place ("" is one too, of members without a place), or all of them."""
    found = tuple(i for i, pool in enumerate(pools) if pool.product == product)
    return tuple(i for i in found if pools[i].place == place) or found


def node_members(spec: Spec, members: pd.DataFrame, node: Node) -> pd.DataFrame:
    """Return the members whose equipment makes up a node's capacity."""
    runs = {name for name, kind in spec.classes.items() if equipment_link(spec, kind.runs) == node.link}
    here = members[members["cls"].isin(runs)]
    return here[here["place"] == node.place] if spec.links[node.link].per else here


def equipment_link(spec: Spec, runs: Mapping | tuple[str, ...]) -> str | None:
    """Return the link whose equipment the members of a class own: the first of `runs` that takes inputs with it."""
    return next((link for link in runs if spec.links[link].takes and spec.links[link].equipment), None)
