"""One scenario of a cluster, ready to be run: everything of it that no draw changes."""

from dataclasses import dataclass

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.model.chain.equipment import Owners, equipment_owners
from capacity.model.chain.network import Network, build_network
from capacity.model.chain.work import Workers, todays_work
from capacity.model.potential.sampled import sampled
from capacity.model.potential.staircase import Group, producer_groups


@dataclass(frozen=True)
class Case:
    """One scenario of a cluster, ready to be run: its network, its producing groups and who owns the equipment."""

    spec: Spec
    members: pd.DataFrame
    """with the survey's own error: see sampled"""
    network: Network
    groups: list[Group]
    equipment: list[dict[str, Owners]]
    """of each node, by class"""
    workers: list[Workers]
    """who works today, without the cluster"""


def make_case(spec: Spec, members: pd.DataFrame) -> Case:
    """Return a scenario ready to be run."""
    members, network = sampled(spec, members), build_network(spec, members)
    groups, equipment = producer_groups(spec, members), equipment_owners(spec, members, network)
    workers = todays_work(spec, members, network, groups)
    return Case(spec, members, network, groups, equipment, workers)
