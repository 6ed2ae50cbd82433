"""What does the chain make of it? The network, what it works under, and the operating rule month by month."""

from capacity.model.chain import conditions
from capacity.model.chain.conditions import costs, recipes, usable_share, working
from capacity.model.chain.equipment import Owners, equipment_owners
from capacity.model.chain.loads import BARELY, LOADS, load_rows, loaded_nodes, stated_load
from capacity.model.chain.month import Rows
from capacity.model.chain.netback import share_out
from capacity.model.chain.network import Network, Node, build_network, equipment_link, node_members
from capacity.model.chain.operating_rule import keep_flows, label_flows, record_chain, refuse_boundless, run_chain
from capacity.model.chain.production import Production, produce
from capacity.model.chain.variables import FLOWS, INPUTS, LEAST, UNLIMITED, Conditions, dataset, grid, read_conditions

__all__ = [
    "BARELY",
    "FLOWS",
    "INPUTS",
    "LEAST",
    "LOADS",
    "UNLIMITED",
    "Conditions",
    "Network",
    "Node",
    "Owners",
    "Production",
    "Rows",
    "build_network",
    "conditions",
    "costs",
    "dataset",
    "equipment_link",
    "equipment_owners",
    "grid",
    "keep_flows",
    "label_flows",
    "load_rows",
    "loaded_nodes",
    "node_members",
    "produce",
    "read_conditions",
    "recipes",
    "record_chain",
    "refuse_boundless",
    "run_chain",
    "share_out",
    "stated_load",
    "usable_share",
    "working",
]
