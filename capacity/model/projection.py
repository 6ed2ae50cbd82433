"""Composition only: draws -> production -> chain -> cash, for every scenario, in parts that bound the memory."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster import Cluster
from capacity.intake.schema import Spec
from capacity.model.cash import Cash, cash_flows
from capacity.model.chain import keep_flows, label_flows, record_chain, refuse_boundless
from capacity.model.conditions import conditions
from capacity.model.cube import FLOWS, Conditions
from capacity.model.draws import Draws, central_draws, sample_draws
from capacity.model.equipment import Owners, equipment_owners
from capacity.model.network import Network, build_network
from capacity.model.production import Production, produce
from capacity.model.rule import Rows, add
from capacity.model.sampled import sampled
from capacity.model.supply import Group, producer_groups
from capacity.model.timeline import Course, course, horizon
from capacity.model.todays_work import Workers, todays_work

PART = 8192
"""draws worked on at once; results do not depend on it"""


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


@dataclass(frozen=True)
class Outcome:
    """One scenario's futures: `draws` by year, what is sold and money; `central` by month, the central run."""

    case: Case
    draws: xr.Dataset
    central: xr.Dataset
    central_inputs: xr.Dataset

    @property
    def spec(self) -> Spec:
        """Return the scenario's spec."""
        return self.case.spec

    @property
    def network(self) -> Network:
        """Return the scenario's network."""
        return self.case.network


def make_case(spec: Spec, members: pd.DataFrame) -> Case:
    """Return a scenario ready to be run."""
    members, network = sampled(spec, members), build_network(spec, members)
    groups, equipment = producer_groups(spec, members), equipment_owners(spec, members, network)
    workers = todays_work(spec, members, network, groups)
    return Case(spec, members, network, groups, equipment, workers)


def project(
    cluster: Cluster, draws: int = 8192, seed: int = 1, part: int = PART, tick: Callable[[int], object] = lambda _: None
) -> Mapping[str, Outcome]:
    """Return the futures of every scenario of the cluster; all scenarios meet the same draws.

    `tick` is called with the number of draws done, for a progress bar.
    """
    return project_in(cluster, sample_draws(cluster, draws, seed), part, tick)


def project_in(
    cluster: Cluster, futures: Draws, part: int = PART, tick: Callable[[int], object] = lambda _: None
) -> Mapping[str, Outcome]:
    """Return the futures of every scenario in draws that are known already: see project.

    Scenarios run side by side in threads (numpy lets go of the interpreter while it computes); each is a pure function
    of its case and the draws, so that their order plays no part.
    """
    cases = {name: make_case(spec, cluster.survey.members) for name, spec in cluster.specs.items()}
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        outcomes = threads.map(lambda case: _project(case, futures, part, tick), cases.values())
        return dict(zip(cases, outcomes, strict=True))


def _project(case: Case, futures: Draws, part: int, tick: Callable[[int], object]) -> Outcome:
    central, conditions = run_case(case, central_draws(futures.slug))
    refuse_boundless(central)
    pieces = []
    for start in range(0, futures.size, part):
        piece, worked_in = run_case(case, futures.part(start, start + part), keep=("sold",), by_year=True)
        worked_in.tape.forget()
        pieces.append(piece)
        tick(piece.sizes["draw"])
    return Outcome(case, _joined(pieces), central, conditions.dataset())


@dataclass(frozen=True)
class Recorded:
    """A scenario written down along a course: nothing is computed yet that varies in both month and draw."""

    made: Production
    conditions: Conditions
    flows: dict[str, Rows]
    """of goods, by month: cube.FLOWS"""
    money: Cash


def record_case(case: Case, way: Course) -> Recorded:
    """Return production, conditions and flows of a scenario along a course."""
    made = produce(case.network, way, case.groups)
    x = conditions(case.network, way, case.equipment, made.supply)
    flows = record_chain(case.network, x)
    return Recorded(made, x, flows, cash_flows(case.network, way, x, flows["margin"][0], made, case.workers))


def run_case(
    case: Case, draws: Draws, keep: tuple[str, ...] = tuple(FLOWS), *, by_year: bool = False
) -> tuple[xr.Dataset, Conditions]:
    """Return the flows of goods and money of one scenario in one set of draws, and the conditions they came from.

    `keep` names the flows of goods to hold on to. Money: see cash.Cash. By month, or summed over whole years (year
    1, 2 ...) with `by_year`, which takes a twelfth of the memory.
    """
    way = course(case.spec, draws, horizon(case.spec))
    recorded, span = record_case(case, way), 12 if by_year else 1
    made, x = recorded.made, recorded.conditions
    kept = keep_flows(way.tape, recorded.flows, keep, span)
    supplied = [add([made.supply[i] for i in case.network.pools_of(product)]) for product in made.products]
    rows = {field.name: [getattr(recorded.money, field.name)] for field in fields(Cash)} | {"supplied": supplied}
    sums = keep_flows(way.tape, rows, tuple(rows), span)
    way.tape.run(span)
    result = _with_axes(label_flows(kept, x, span))
    for name, values in sums.items():
        result[name] = (("product", "month", "draw"), values) if name == "supplied" else (("month", "draw"), values[0])
    result = result.assign_coords(product=list(made.products))
    return (_whole_years(result, way.months // 12) if by_year else result), x


def _whole_years(sums: xr.Dataset, years: int) -> xr.Dataset:
    """Return sums over twelve months as years 1, 2 ...; months beyond the last whole year are left out."""
    return sums.isel(month=slice(0, years)).rename(month="year").assign_coords(year=np.arange(1, years + 1))


def _with_axes(flows: xr.Dataset) -> xr.Dataset:
    """Return flows with the axes month and draw at the end, of length 1 where there is only one."""
    missing = {name: [dim for dim in ("month", "draw") if dim not in flows[name].dims] for name in flows}
    full = {name: flows[name].expand_dims(dims).transpose(..., "month", "draw") for name, dims in missing.items()}
    return flows.assign(full)


def _joined(pieces: list[xr.Dataset]) -> xr.Dataset:
    if len(pieces) == 1:
        return pieces[0]
    return xr.concat(pieces, dim="draw", data_vars="all", join="exact", coords="minimal", compat="override")
