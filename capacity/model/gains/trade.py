"""Who gives what to whom: own goods first, the rest in proportion."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from capacity.model.chain.network import Network
from capacity.model.gains.terms import ratio, total


class Unit(NamedTuple):
    """A party at one node; with no node: its own production."""

    party: str
    node: str


class Circle(NamedTuple):
    """Pools of one product and the nodes that draw from them."""

    product: str
    pools: tuple[int, ...]
    nodes: tuple[int, ...]


def circles(network: Network, product: str) -> list[Circle]:
    """Return the circles of a product: nodes that share a pool stand in one, pools that no node takes from in none."""
    found: list[tuple[set[int], list[int]]] = []
    for index, node in enumerate(network.nodes):
        for port in node.takes:
            if port.product == product:
                pools, nodes = set(port.pools), [index]
                for other in [some for some in found if some[0] & pools]:
                    found.remove(other)
                    pools, nodes = pools | other[0], [*other[1], *nodes]
                found.append((pools, nodes))
    return [Circle(product, tuple(sorted(pools)), tuple(nodes)) for pools, nodes in found]


def exchange(
    units: Sequence[Unit], given: Mapping[int, np.ndarray], taken: Mapping[int, np.ndarray]
) -> dict[tuple[int, int], np.ndarray]:
    """Return what each unit gives to each, P/month, by (giver, taker).

    A party uses its own goods first; what it gives beyond that goes to the others in proportion to what they still
    take. The rows sum to what is given, the columns to what is taken, where both have the same sum.
    """
    gives, takes = _by_party(units, given), _by_party(units, taken)
    own = {party: np.minimum(gives[party], takes[party]) for party in gives if party in takes}
    missing = {party: amount - own[party] if party in own else amount for party, amount in takes.items()}
    whole = total(missing.values())
    found = {}
    for giver, amount in given.items():
        mine = units[giver].party
        share = ratio(amount, gives[mine]) if gives[mine] is not amount else 1.0
        for taker, wanted in taken.items():
            theirs = units[taker].party
            moved = own[mine] if mine == theirs else _crossing(gives[mine], own.get(mine), missing[theirs], whole)
            part = ratio(wanted, takes[theirs]) if takes[theirs] is not wanted else 1.0
            found[giver, taker] = moved * share * part
    return found


def _crossing(gives: np.ndarray, own: np.ndarray | None, missing: np.ndarray, whole: np.ndarray) -> np.ndarray:
    left = gives if own is None else gives - own
    return left if missing is whole else left * ratio(missing, whole)


def _by_party(units: Sequence[Unit], amounts: Mapping[int, np.ndarray]) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for unit, amount in amounts.items():
        party = units[unit].party
        found[party] = found[party] + amount if party in found else amount
    return found
