"""What runs through the links with a minimum load, month by month, under the operating rule."""

from collections.abc import Mapping
from functools import reduce

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.working_time import working_days
from capacity.model.chain.month import Rows
from capacity.model.chain.network import Network, Port
from capacity.model.chain.variables import Conditions
from capacity.model.engine.tape import Row, Tape, maximum, minimum, where

LOADS = ("stood", "alone", "load", "own_load", "least")
"""of a link with a minimum load: whether it stands; whether it would without what it has of others; what runs through
it, with others' goods and without, rated P/month; its minimum load in the months in which it works"""
_TINY = 1e-12
BARELY = 1e-9
"""share of a minimum load that rounding may be short of it"""


def loaded_nodes(spec: Spec, network: Network) -> list[int]:
    """Return the nodes whose link states a minimum load, by their place in the network."""
    return [index for index, node in enumerate(network.nodes) if spec.links[node.link].minimum_load is not None]


def load_rows(network: Network, x: Conditions, flows: Mapping[str, Rows], nodes: list[int]) -> dict[str, Rows]:
    """Return LOADS of some nodes, each a list of rows in the order of the nodes.

    Others' goods are those of strangers (`busy`) and what is bought of goods that members or links bring too.
    """
    share = _own_shares(network, x, flows)
    found: dict[str, Rows] = {name: [] for name in LOADS}
    for index in nodes:
        least, through = x.rows["minimum_load"][index], flows["activity"][index]
        own = through * share[index]
        found["stood"].append(flows["stands"][index])
        alone = (least > 0) & (own < least * (1 - BARELY))
        found["alone"].append(alone & (flows["reachable"][index] > _TINY) if network.nodes[index].gathers else alone)
        found["load"].append(through + x.rows["busy"][index])
        found["own_load"].append(own)
        found["least"].append(least)
    return found


def _own_shares(network: Network, x: Conditions, flows: Mapping[str, Rows]) -> Rows:
    """Return which share of what runs through each node comes from members, by node; goods only bought do not count.

    What stands in a pool is taken to be mixed as it came in during the month.
    """
    recipe = dict(zip(x.labels["arc"], x.rows["coefficient"], strict=True))
    made = {port.product for node in network.nodes for port in node.makes} | network.sources
    bought = {i for inlet in network.purchases if inlet.product in made for i in inlet.pools}
    everything = x.tape.row(1.0)
    if not bought:
        return [everything] * len(network.nodes)
    pools, nodes = [everything] * len(network.pools), []
    brought = list(x.rows["supply"])
    for index, node in enumerate(network.nodes):
        for pool in (pool for port in node.takes for pool in port.pools if port.product in made):
            came = x.rows["supply"][pool] + flows["made"][pool] + flows["purchased"][pool]
            pools[pool] = where(came > _TINY, brought[pool] / maximum(came, _TINY), 1.0)
        parts = [_mixed(x.tape, port, pools, flows) for port in node.takes if port.product in made]
        nodes.append(reduce(minimum, parts) if parts else everything)
        for port in node.makes:
            output = flows["activity"][index] * recipe[f"{node.name}>{port.product}"]
            brought[port.pools[0]] = brought[port.pools[0]] + output * nodes[-1]
    return nodes


def _mixed(tape: Tape, port: Port, pools: Rows, flows: Mapping[str, Rows]) -> Row:
    """Return the members' share of what a node takes, from the shares of the pools it draws on."""
    if len(port.pools) == 1:
        return pools[port.pools[0]]
    used = [flows["used"][pool] for pool in port.pools]
    members = tape.total(amount * pools[pool] for amount, pool in zip(used, port.pools, strict=True))
    return members / maximum(tape.total(used), _TINY)


def stated_load(spec: Spec, network: Network, least: np.ndarray) -> np.ndarray:
    """Return the minimum load of every node as it is stated (node, ...), rated P/month, from what it must work.

    Of a node that works as its goods last that is a single day's load: here that of a month of such days.
    """
    days = [working_days(spec.links[node.link]) if node.gathers else 1.0 for node in network.nodes]
    return least * np.array(days).reshape(-1, *(1,) * (least.ndim - 1))
