"""What of the members' supply comes through the chain: how much more is sold, or arrives, for a little more of it.

Where a link is full, stands or is missing, or a market takes no more, what is sold says nothing of those who supply it
there. Found as the bottleneck calendar finds a worth: the chain is run once more for every question, side by side.
Control information, as in contributions.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from capacity.intake.cluster import Cluster
from capacity.model.chain import run_chain
from capacity.model.conditions import conditions
from capacity.model.cube import UNLIMITED, grid
from capacity.model.diagnosis import YEAR, run_today
from capacity.model.draws import central_draws
from capacity.model.network import Network
from capacity.model.paths import outputs
from capacity.model.production import produce
from capacity.model.projection import make_case
from capacity.model.timeline import course, horizon, months_of_year

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


def passing(cluster: Cluster, scenario: str) -> Passing:
    """Return how a scenario's chain passes on what members bring, along its whole horizon."""
    spec, members = cluster.specs[scenario], cluster.survey.members
    case, months = make_case(spec, members), horizon(spec)
    way = course(spec, central_draws(cluster.slug), months)
    made = produce(case.network, way, case.groups)
    inputs = conditions(case.network, way, case.equipment, made.supply).dataset()
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


def arriving_today(cluster: Cluster, scenario: str) -> tuple[Network, dict[str, np.ndarray]]:
    """Return the network, and by node what more could arrive for a unit more in a pool as things stand, (pool, 12).

    Months are those of a calendar year, January first, in rated units of the node.
    """
    today = run_today(cluster, scenario)
    asked = [(pool, None) for pool in _sources(today.inputs, 24)]
    flows = run_chain(today.network, _asked(today.inputs, asked, 24), keep=("reachable",))
    reach, supply = grid(flows, "reachable", 24, len(asked) + 1), grid(today.inputs, "supply", 24, 1)
    calendar = months_of_year(today.spec.start, 24)[YEAR]
    found = {}
    for index, node in enumerate(today.network.nodes):
        here, rate = reach[index, YEAR], np.zeros((len(today.network.pools), 12))
        for draw, (pool, _) in enumerate(asked, start=1):
            for place, month in enumerate(calendar):
                if here[place, 0] < UNLIMITED / 1e6:
                    rate[pool, month] = _rate(here[place, draw] - here[place, 0], supply[pool, YEAR, 0][place])
        found[node.name] = rate
    return today.network, found


def _rate(more: float, supply: float) -> float:
    return round(float(more) / (STEP * float(supply)), DIGITS) if supply > 0 else 0.0


def _sources(inputs: xr.Dataset, months: int) -> list[int]:
    """Return the pools into which members bring something."""
    return np.flatnonzero(grid(inputs, "supply", months, 1).any(axis=(1, 2))).tolist()


def _asked(inputs: xr.Dataset, asked: list[tuple[int, int | None]], months: int) -> xr.Dataset:
    """Return the inputs with one draw as they are, and one for each pool and month of the years (None: all of them)."""
    values = np.repeat(grid(inputs, "supply", months, 1), len(asked) + 1, axis=2)
    for draw, (pool, month) in enumerate(asked, start=1):
        values[pool, slice(None) if month is None else slice(month, None, 12), draw] *= 1 + STEP
    return inputs.assign(supply=(("pool", "month", "draw"), values))
