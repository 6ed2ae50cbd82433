"""What of the members' supply comes through the chain: how much more is sold, or arrives, for a little more of it.

Where a link is full, stands or is missing, or a market takes no more, what is sold says nothing of those who supply it
there. Found as the bottleneck calendar finds a worth: the chain is run once more for every question, side by side.
Control information, as in contributions.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import course, horizon, months_of_year
from capacity.model.chain.conditions import conditions
from capacity.model.chain.network import Network
from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.production import produce
from capacity.model.chain.variables import UNLIMITED, grid
from capacity.model.diagnosis.today import YEAR, run_today
from capacity.model.future.case import Case, make_case
from capacity.model.future.monthly import outputs
from capacity.model.potential.contributions import Brought
from capacity.model.uncertainty.draws import central_draws

STEP = 1e-3
"""the relative change of a supply that is tried"""
DIGITS = 6
"""decimals kept of what comes through of a unit: no decision hangs on the last bits"""


@dataclass(frozen=True)
class Passing:
    """How a chain passes on what members bring, in the central future."""

    network: Network
    sold: Mapping[tuple[str, int], np.ndarray]
    """(product, year from 1) -> what is sold of it in the year for a unit more in a pool in a month, (pool, 12)"""
    activity: np.ndarray
    """(node, month) what runs through each node, rated P/month"""

    def weights(self, brought: Brought, product: str, sold: str, year: int) -> np.ndarray:
        """Return the shares (member, 12) of what is brought of a product that come to what is sold in a year."""
        rate = self.sold.get((sold, year), np.zeros((len(self.network.pools), 12)))
        return _weights(self.network, brought, product, rate)

    def through(self, link: str, year: int) -> dict[str, float]:
        """Return what runs through each node of a link in a year, rated P."""
        months, nodes = slice(12 * (year - 1), 12 * year), enumerate(self.network.nodes)
        return {node.name: float(self.activity[index, months].sum()) for index, node in nodes if node.link == link}


@dataclass(frozen=True)
class Centre:
    """The central future of a scenario: what no draw changes of it, and the conditions along its whole horizon."""

    case: Case
    inputs: xr.Dataset
    """the variables of chain.variables.INPUTS"""


def central_future(cluster: Cluster, scenario: str) -> Centre:
    """Return the central future of a scenario."""
    spec = cluster.specs[scenario]
    case = make_case(spec, cluster.survey.members)
    way = course(spec, central_draws(cluster.slug), horizon(spec))
    made = produce(case.network, way, case.groups)
    return Centre(case, conditions(case.network, way, case.equipment, made.supply).dataset())


def passing(centre: Centre) -> Passing:
    """Return how a scenario's chain passes on what members bring, along its whole horizon."""
    case, inputs, months = centre.case, centre.inputs, horizon(centre.case.spec)
    asked = [(pool, month) for pool in _sources(inputs, months) for month in range(12)]
    flows = run_chain(case.network, _asked(inputs, asked, months), keep=("sold", "activity"))
    sold, activity = (grid(flows, name, months, len(asked) + 1) for name in ("sold", "activity"))
    supply = grid(inputs, "supply", months, 1)
    found = {}
    for product, markets in outputs(case.network).items():
        amounts = sold[markets].sum(axis=0)
        for year in range(months // 12):
            here = slice(12 * year, 12 * year + 12)
            total, rate = amounts[here].sum(axis=0), np.zeros((len(case.network.pools), 12))
            for draw, (pool, month) in enumerate(asked, start=1):
                rate[pool, month] = _rate(total[draw] - total[0], supply[pool, here, 0][month])
            found[product, year + 1] = rate
    return Passing(case.network, found, activity[:, :, 0])


@dataclass(frozen=True)
class Arriving:
    """What arrives at the nodes as things stand, in the months of a calendar year, January first."""

    network: Network
    rates: Mapping[str, np.ndarray]
    """node -> what more could arrive for a unit more in a pool, (pool, 12)"""
    parts: Mapping[str, np.ndarray]
    """node -> share of what could arrive that moves with what members bring, (12,); full links take the rest"""

    def weights(self, brought: Brought, product: str, node: str) -> np.ndarray:
        """Return the shares (member, 12) of what is brought of a product that arrive at a node."""
        return _weights(self.network, brought, product, self.rates[node])


def arriving_today(cluster: Cluster, scenario: str) -> Arriving:
    """Return what arrives at the nodes as things stand; nothing is said of nodes that buy without limit."""
    today = run_today(cluster, scenario)
    pools = _sources(today.inputs, 24)
    flows = run_chain(today.network, _asked(today.inputs, [(pool, None) for pool in pools], 24), keep=("reachable",))
    reach, supply = grid(flows, "reachable", 24, len(pools) + 1), grid(today.inputs, "supply", 24, 1)
    order = np.argsort(months_of_year(today.spec.start, 24)[YEAR], kind="stable")
    reach, supply = reach[:, YEAR][:, order], supply[:, YEAR, 0][:, order]
    rates, parts = {}, {}
    for index, node in enumerate(today.network.nodes):
        here, rate = reach[index], np.zeros(supply.shape)
        if here.max() < UNLIMITED / 1e6:
            for draw, pool in enumerate(pools, start=1):
                more = here[:, draw] - here[:, 0]
                rate[pool] = [_rate(one, amount) for one, amount in zip(more, supply[pool], strict=True)]
        moving = (rate * supply).sum(axis=0)
        rates[node.name] = rate
        parts[node.name] = np.divide(moving, here[:, 0], out=np.zeros(12), where=here[:, 0] > 0)
    return Arriving(today.network, rates, parts)


def _weights(network: Network, brought: Brought, product: str, rate: np.ndarray) -> np.ndarray:
    """Return what comes through of a unit of each member in each month of a year as a share of the most, (member, 12).

    `rate` (pool, 12) is what comes through of a unit more in each pool.
    """
    pools = [network.pool_at(product, place) for place in brought.places]
    here = np.maximum(rate[pools], 0.0) * brought.makes[product][:, None]
    return here / here.max() if here.size and here.max() > 0 else here


def _rate(more: float, supply: float) -> float:
    return round(float(more) / (STEP * float(supply)), DIGITS) if supply > 0 else 0.0


def _sources(inputs: xr.Dataset, months: int) -> list[int]:
    """Return the pools into which members bring something."""
    return np.flatnonzero(grid(inputs, "supply", months, 1).any(axis=(1, 2))).tolist()


def _asked(inputs: xr.Dataset, asked: Sequence[tuple[int, int | None]], months: int) -> xr.Dataset:
    """Return the inputs with one draw as they are, and one for each pool and month of the years (None: all of them)."""
    values = np.repeat(grid(inputs, "supply", months, 1), len(asked) + 1, axis=2)
    for draw, (pool, month) in enumerate(asked, start=1):
        values[pool, slice(None) if month is None else slice(month, None, 12), draw] *= 1 + STEP
    return inputs.assign(supply=(("pool", "month", "draw"), values))
