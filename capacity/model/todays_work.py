"""Who works today: what every class puts through its link before there is a cluster, and in which season."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.intake.schema import Spec, Without
from capacity.intake.todays_answers import IDLE, throughput_said
from capacity.model.draws import central_draws
from capacity.model.joining import who_joins
from capacity.model.network import Network, Node
from capacity.model.supply import Group, class_rate


@dataclass(frozen=True)
class Workers:
    """The members of one class that put something through one node today."""

    cls: str
    node: int | None
    """place among the network's nodes; None of producers that state their own figures"""
    members: pd.DataFrame
    """their joining.COLUMNS"""
    columns: np.ndarray
    """(member, 2): throughput today and capacity, rated P/month, 0 where not stated; 1 and capacity with own figures"""
    season: dict[str, np.ndarray]
    """what each class of their suppliers brings by month, January first, (12,): all of them together have mean 1"""


def todays_work(spec: Spec, members: pd.DataFrame, network: Network, groups: Sequence[Group]) -> list[Workers]:
    """Return who works today: of classes whose first link takes inputs, at each node the members that said how much.

    What a class states under `without` comes before the survey: nothing where it is idle, its own figures a member.
    What producers make is not among it: see production.
    """
    return [one for name in sorted(spec.classes) for one in _of_class(spec, members, network, groups, name)]


def _of_class(
    spec: Spec, members: pd.DataFrame, network: Network, groups: Sequence[Group], name: str
) -> Iterator[Workers]:
    kind, mine = spec.classes[name], members[members["cls"] == name]
    own = isinstance(kind.without, Without)
    if not kind.runs or kind.without == IDLE or mine.empty:
        return
    link = spec.links[kind.runs[0]]
    if not link.takes and own:
        yield Workers(name, None, who_joins(mine), _figures(mine, own=True), {})
    for index, node in enumerate(network.nodes):
        here = mine[mine["place"] == node.place] if link.per else mine
        if node.link == kind.runs[0]:
            columns = _figures(here, own=own)
            if columns[:, 0].any():
                yield Workers(name, index, who_joins(here), columns, _season(spec, network, node, groups))


def _figures(here: pd.DataFrame, *, own: bool) -> np.ndarray:
    works = np.ones(len(here)) if own else throughput_said(here).fillna(0.0).to_numpy(dtype=float)
    return np.stack([works, here["capacity"].fillna(0.0).to_numpy(dtype=float)], axis=1)


def _season(spec: Spec, network: Network, node: Node, groups: Sequence[Group]) -> dict[str, np.ndarray]:
    """Return by month what the classes that supply a node bring; nothing where no member is among its suppliers."""
    products = _before(network, {port.product for port in node.takes})
    suppliers = [group for group in groups if group.product in products]
    near = [group for group in suppliers if group.place == node.place]
    found: dict[str, np.ndarray] = {}
    for group in (near or suppliers) if node.place else suppliers:
        rate = class_rate(spec, group.cls, central_draws(spec.cluster))[0]
        brought = (group.profile * group.members["weight"].to_numpy()[:, None]).sum(axis=0) * rate
        found[group.cls] = found.get(group.cls, 0.0) + brought
    mean = sum(found.values(), np.zeros(12)).mean()
    return {name: brought / mean for name, brought in found.items()} if mean > 0 else {}


def _before(network: Network, products: set[str]) -> set[str]:
    """Return the products, and all from which they are made."""
    for node in reversed(network.nodes):
        if products & {port.product for port in node.makes}:
            products = products | {port.product for port in node.takes}
    return products
