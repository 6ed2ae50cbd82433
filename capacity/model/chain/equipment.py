"""Who owns the equipment of each node: the members whose capacities add up to the node's."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.members import Without
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.survey.todays_answers import throughput_said
from capacity.model.chain.network import Network, Node, equipment_link
from capacity.model.potential.joining import People, who_joins


@dataclass(frozen=True)
class Owners:
    """The members of one class that own equipment of one node."""

    people: People
    capacity: np.ndarray
    """(member, 1), rated P/month; 0 where none was stated"""
    work: np.ndarray
    """(member, 1), rated P/month put through today, 0 where nobody said; 1 of a class with own figures"""


def equipment_owners(spec: Spec, members: pd.DataFrame, network: Network) -> list[dict[str, Owners]]:
    """Return of each node, in the network's order, the owners of its equipment by class; none without equipment."""
    stated = members["capacity"].fillna(0.0).to_numpy(dtype=float)[:, None]
    own = members["cls"].map(lambda name: isinstance(spec.classes[name].without, Without)).to_numpy(dtype=bool)
    today = np.where(own, 1.0, throughput_said(members).fillna(0.0).to_numpy(dtype=float))[:, None]
    cls, place, people = members["cls"].to_numpy(), members["place"].to_numpy(), who_joins(members)
    linked = {name: equipment_link(spec, kind.runs) for name, kind in sorted(spec.classes.items())}
    owners: list[dict[str, Owners]] = []
    for node in network.nodes:
        here = (place == node.place) | (not spec.links[node.link].per)
        mine = {name: here & (cls == name) for name, link in linked.items() if link == node.link}
        owners.append(
            {
                name: Owners(people.where(one), stated[one], today[one] * _first(spec, name, node))
                for name, one in mine.items()
                if one.any()
            }
        )
    return owners


def _first(spec: Spec, name: str, node: Node) -> bool:
    """Return whether what a class says of today is what it puts through this node: that of its first link."""
    return spec.classes[name].runs[0] == node.link
