"""Who works today: what every class puts through its link before there is a cluster, and in which season."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.members import Without
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.survey.todays_answers import IDLE, throughput_said
from capacity.model.chain.network import Network, Node
from capacity.model.potential.joining import People, who_joins
from capacity.model.potential.staircase import Group, class_rate
from capacity.model.uncertainty.draws import central_draws


@dataclass(frozen=True)
class Workers:
    """The members of one class that put something through one node today."""

    cls: str
    node: int | None
    """place among the network's nodes; None of producers that state their own figures"""
    people: People
    columns: np.ndarray
    """(member, 2): throughput today and capacity, rated P/month, 0 where not stated; 1 and capacity with own figures"""
    season: dict[str, np.ndarray]
    """what each class of their suppliers brings by month, January first, (12,): all of them together have mean 1"""


def todays_work(spec: Spec, members: pd.DataFrame, network: Network, groups: Sequence[Group]) -> list[Workers]:
    """Return who works today: of classes whose first link takes inputs, at each node the members that said how much.

    What a class states under `without` comes before the survey: nothing where it is idle, its own figures a member.
    What producers make is not among it: see production.
    """
    asked = _Asked(
        members["cls"].to_numpy(),
        members["place"].to_numpy(),
        who_joins(members),
        throughput_said(members).fillna(0.0).to_numpy(dtype=float),
        members["capacity"].fillna(0.0).to_numpy(dtype=float),
    )
    return [one for name in sorted(spec.classes) for one in _of_class(spec, asked, network, groups, name)]


class _Asked(NamedTuple):
    """What the members said, by member."""

    cls: np.ndarray
    place: np.ndarray
    people: People
    works: np.ndarray
    capacity: np.ndarray

    def figures(self, here: np.ndarray, *, own: bool) -> np.ndarray:
        """Return Workers.columns of those for whom `here` is true."""
        works = np.ones(int(here.sum())) if own else self.works[here]
        return np.stack([works, self.capacity[here]], axis=1)


def _of_class(spec: Spec, asked: _Asked, network: Network, groups: Sequence[Group], name: str) -> Iterator[Workers]:
    kind, mine = spec.classes[name], asked.cls == name
    own = isinstance(kind.without, Without)
    if not kind.runs or kind.without == IDLE or not mine.any():
        return
    link = spec.links[kind.runs[0]]
    if not link.takes and own:
        yield Workers(name, None, asked.people.where(mine), asked.figures(mine, own=True), {})
    for index, node in enumerate(network.nodes):
        if node.link == kind.runs[0]:
            here = mine & (asked.place == node.place) if link.per else mine
            columns = asked.figures(here, own=own)
            if columns[:, 0].any():
                yield Workers(name, index, asked.people.where(here), columns, _season(spec, network, node, groups))


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
