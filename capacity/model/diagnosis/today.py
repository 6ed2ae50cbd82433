"""Stage 2 and 3, today: whether the chain holds together, month by month."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per
from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import Course, course
from capacity.model.chain.conditions import conditions
from capacity.model.chain.equipment import Owners, equipment_owners
from capacity.model.chain.loads import stated_load
from capacity.model.chain.network import Network, build_network, node_members
from capacity.model.chain.operating_rule import refuse_boundless, run_chain
from capacity.model.chain.production import Production, produce
from capacity.model.chain.variables import UNLIMITED, grid
from capacity.model.potential.aggregate import expected_joiners
from capacity.model.potential.staircase import Group, producer_groups
from capacity.model.potential.today import today_spec
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws, central_draws

YEAR = slice(12, 24)
"""the second year of the run: a first year brings stores to their usual level"""


COVER = (
    *("node", "product", "month", "supply", "activity", "busy", "capacity", "cover", "minimum_load", "below", "excess"),
)


@dataclass(frozen=True)
class Today:
    """The chain as it would run with today's members and equipment once all who will join have joined."""

    spec: Spec
    network: Network
    course: Course
    made: Production
    inputs: xr.Dataset
    flows: xr.Dataset
    """24 months from the cluster's start; the second year is the one to read"""


@dataclass(frozen=True)
class Parts:
    """What today's chain is made of: no price, cost or demand of its spec plays a part in it."""

    network: Network
    groups: list[Group]
    equipment: list[dict[str, Owners]]


def todays_parts(cluster: Cluster, scenario: str) -> Parts:
    """Return what today's chain is made of."""
    spec, members = today_spec(cluster.under(scenario)), cluster.survey.members
    network = build_network(cluster.specs[scenario], members)
    return Parts(network, producer_groups(spec, members), equipment_owners(spec, members, network))


def run_today(
    cluster: Cluster, scenario: str = "base", draws: Draws | None = None, parts: Parts | None = None
) -> Today:
    """Return the chain over two like years under today's conditions, in some draws or at all medians.

    `parts` are its todays_parts, where they are known.
    """
    spec = today_spec(cluster.under(scenario))
    parts = parts or todays_parts(cluster, scenario)
    network = parts.network
    way = course(spec, draws or central_draws(cluster.slug), 24)
    made = produce(network, way, parts.groups)
    inputs = conditions(network, way, parts.equipment, made.supply).dataset()
    flows = run_chain(network, inputs)
    refuse_boundless(flows)
    return Today(spec, network, way, made, inputs, flows)


def link_table(cluster: Cluster, today: Today) -> pd.DataFrame:
    """Return every equipment node: capacity and current throughput of all surveyed, utilisation, what will join.

    Amounts in rated P/month; utilisation = current / capacity, the usable capacity of all surveyed members. NaN where
    nobody said what runs through it today; what a class produces before this link is no throughput of it.
    """
    spec, members = today.spec, cluster.survey.members
    joiners = expected_joiners(cluster, spec)
    capacity, busy = (grid(today.inputs, name, 24, 1)[:, YEAR, 0].max(axis=1) for name in ("capacity", "busy"))
    minimum = stated_load(spec, today.network, grid(today.inputs, "minimum_load", 24, 1)[:, YEAR, 0]).max(axis=1)
    rows = []
    for index, node in enumerate(today.network.nodes):
        link = spec.links[node.link]
        here = node_members(spec, members, node)
        weight = members.loc[here.index, "weight"]
        usable = median(link.usable) if link.usable else 1.0
        own = median(link.capacity) if link.capacity else 0.0
        total = ((here["capacity"].fillna(0.0) * weight).sum() + own) * usable
        first = {name for name, kind in spec.classes.items() if kind.runs[:1] == (node.link,)}
        answered = here["current"].notna() & here["cls"].isin(first)
        current = (here["current"] * weight)[answered].sum() if answered.any() else np.nan
        rows.append(
            {
                "node": node.name,
                "link": node.link,
                "place": node.place,
                "product": link.rated,
                "capacity": total if link.equipment else np.nan,
                "capacity_expected": capacity[index] + busy[index] if link.equipment else np.nan,
                "current": current,
                "utilisation": current / total if total > 0 and link.equipment else np.nan,
                "busy": busy[index],
                "minimum_load": minimum[index] if minimum[index] > 0 else np.nan,
                "members": len(here),
                "expected_members": float(joiners[here.index].sum()),
                "owners": here["owner"].nunique(),
            }
        )
    return pd.DataFrame(rows)


def cover_table(today: Today) -> pd.DataFrame:
    """Return, by node and calendar month, what the link before brings against capacity and minimum load.

    Rated P/month. cover = supply / capacity for the cluster's goods, NaN where inputs are bought without limit; below:
    whether the operating rule lets it stand, as less than its minimum load would run through it with `busy`: too little
    comes, or a rival, a market or a narrower link takes it.
    """
    reach, activity = (grid(today.flows, name, 24, 1)[:, YEAR, 0] for name in ("reachable", "activity"))
    capacity, busy, minimum = (
        grid(today.inputs, name, 24, 1)[:, YEAR, 0] for name in ("capacity", "busy", "minimum_load")
    )
    minimum = stated_load(today.spec, today.network, minimum)
    stands = grid(today.flows, "stands", 24, 1)[:, YEAR, 0]
    rows = []
    for index, node in enumerate(today.network.nodes):
        limited = today.spec.links[node.link].equipment
        for k in range(12):
            supply, cap, least = reach[index, k], capacity[index, k], minimum[index, k]
            brought = supply if supply < UNLIMITED / 1e6 else np.nan
            rows.append(
                {
                    "node": node.name,
                    "product": today.spec.links[node.link].rated,
                    "month": int(str(today.inputs["month"].values[12 + k])[5:]),
                    "supply": brought,
                    "activity": activity[index, k],
                    "busy": busy[index, k],
                    "capacity": cap if limited else np.nan,
                    "cover": brought / cap if limited and cap > 0 else np.nan,
                    "minimum_load": least if least > 0 else np.nan,
                    "below": bool(stands[index, k]),
                    "excess": max(0.0, brought - cap) if limited and np.isfinite(brought) else 0.0,
                }
            )
    return pd.DataFrame(rows, columns=COVER)


def links_shown(spec: Spec, links: pd.DataFrame) -> pd.DataFrame:
    """Return the equipment nodes (today.link_table) in the unit of their rated product a day."""
    return _a_day(spec, links, ("capacity", "capacity_expected", "current", "busy", "minimum_load"), after="place")


def cover_shown(spec: Spec, cover: pd.DataFrame) -> pd.DataFrame:
    """Return supply, capacity and minimum load of every node by calendar month (today.cover_table), a day."""
    amounts = ("supply", "activity", "busy", "capacity", "minimum_load", "excess")
    frame = _a_day(spec, cover, amounts, after="node")
    return frame.sort_values(["node", "month"]).reset_index(drop=True) if len(frame) else frame


def _a_day(spec: Spec, frame: pd.DataFrame, amounts: tuple[str, ...], after: str) -> pd.DataFrame:
    """Return amounts a month in the unit of each row's product a day, named in a column `unit` after another one."""
    if frame.empty:
        return frame.copy()
    shown = [per(spec, product, "day") for product in frame["product"]]
    found = frame.assign(**{name: frame[name].astype(float) * [factor for _, factor in shown] for name in amounts})
    found.insert(found.columns.get_loc(after) + 1, "unit", [unit for unit, _ in shown])
    return found.drop(columns="product")


def missing_links(today: Today) -> list[str]:
    """Return the nodes through which goods should pass but nobody has equipment, in the order of the flow."""
    reach = grid(today.flows, "reachable", 24, 1)[:, YEAR, 0]
    capacity = grid(today.inputs, "capacity", 24, 1)[:, YEAR, 0]
    return [
        node.name
        for index, node in enumerate(today.network.nodes)
        if capacity[index].max() <= 0 and (reach[index].max() > 0 or not node.place)
    ]


def effective_suppliers(offers: np.ndarray, counts: np.ndarray | float = 1.0) -> float:
    """Return the effective number of suppliers, 1 / sum of squared shares (inverse Herfindahl); 0 if nobody offers.

    `counts` says how many like suppliers each offer stands for (sampling weights).
    Source: U.S. DOJ/FTC Horizontal Merger Guidelines (HHI = 10,000 / the effective number).
    """
    total = (offers * counts).sum()
    return float(total**2 / (offers**2 * counts).sum()) if total > 0 else 0.0
