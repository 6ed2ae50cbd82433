"""Composition only: draws -> production -> chain -> cash, for every scenario, in parts that bound the memory."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import pandas as pd
import xarray as xr

from capacity.intake.cluster import Cluster
from capacity.intake.schema import Spec
from capacity.model.cash import Cash, cash_flows
from capacity.model.chain import keep_flows, label_flows, record_chain, refuse_boundless
from capacity.model.conditions import conditions
from capacity.model.cube import FLOWS, Conditions
from capacity.model.draws import Draws, central_draws, sample_draws
from capacity.model.network import Network, build_network
from capacity.model.production import Production, produce
from capacity.model.rule import Rows, add
from capacity.model.supply import Group, producer_groups
from capacity.model.timeline import Course, course, horizon

KEPT = ("activity", "sold", "binds", "full", "stands")
PART = 8192
"""draws worked on at once; results do not depend on it"""


@dataclass(frozen=True)
class Case:
    """One scenario of a cluster, ready to be run: its network and its producing groups."""

    spec: Spec
    members: pd.DataFrame
    network: Network
    groups: list[Group]


@dataclass(frozen=True)
class Outcome:
    """One scenario's futures: `draws` with a draw dimension, `central` the deterministic run at the modes."""

    spec: Spec
    network: Network
    draws: xr.Dataset
    central: xr.Dataset
    central_inputs: xr.Dataset


def make_case(spec: Spec, members: pd.DataFrame) -> Case:
    """Return a scenario ready to be run."""
    return Case(spec, members, build_network(spec, members), producer_groups(spec, members))


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
        piece, _ = run_case(case, futures.part(start, start + part), keep=KEPT)
        pieces.append(piece)
        tick(piece.sizes["draw"])
    return Outcome(case.spec, case.network, _joined(pieces), central, conditions.dataset())


def run_case(case: Case, draws: Draws, keep: tuple[str, ...] = tuple(FLOWS)) -> tuple[xr.Dataset, Conditions]:
    """Return the flows of goods and money of one scenario in one set of draws, and the conditions they came from.

    `keep` names the flows of goods to hold on to. Money is by month: see cash.Cash.
    """
    way = course(case.spec, draws, horizon(case.spec))
    made, x, flows, money = record_case(case, way)
    kept = keep_flows(way.tape, flows, keep)
    supplied = [add([made.supply[i] for i in case.network.pools_of(product)]) for product in made.products]
    rows = {field.name: [getattr(money, field.name)] for field in fields(Cash)} | {"supplied": supplied}
    sums = keep_flows(way.tape, rows, tuple(rows))
    way.tape.run()
    result = _with_draw(label_flows(kept, x), draws.size)
    for name, values in sums.items():
        result[name] = (("product", "month", "draw"), values) if name == "supplied" else (("month", "draw"), values[0])
    return result.assign_coords(product=list(made.products)), x


def record_case(case: Case, way: Course) -> tuple[Production, Conditions, dict[str, Rows], Cash]:
    """Return a scenario recorded along a course: production, conditions, flows of goods (cube.FLOWS) and of money."""
    made = produce(case.network, way, case.groups)
    x = conditions(case.network, way, case.members, made.supply)
    flows = record_chain(case.network, x)
    return made, x, flows, cash_flows(case.network, way, x, flows["margin"][0], made)


def _with_draw(flows: xr.Dataset, size: int) -> xr.Dataset:
    return flows if "draw" in flows.dims else flows.expand_dims(draw=size, axis=-1)


def _joined(pieces: list[xr.Dataset]) -> xr.Dataset:
    if len(pieces) == 1:
        return pieces[0]
    return xr.concat(pieces, dim="draw", data_vars="all", join="exact", coords="minimal", compat="override")
