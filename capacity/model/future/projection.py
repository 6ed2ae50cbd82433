"""Composition only: draws -> production -> chain -> cash, for every scenario, in parts that bound the memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import Course, course, horizon
from capacity.model.chain.conditions import conditions
from capacity.model.chain.month import Rows
from capacity.model.chain.network import Network
from capacity.model.chain.operating_rule import keep_flows, label_flows, record_chain, refuse_boundless
from capacity.model.chain.production import Production, produce
from capacity.model.chain.variables import FLOWS, Conditions
from capacity.model.engine.tape import Tape
from capacity.model.future.case import Case, make_case
from capacity.model.future.cash import Cash, cash_flows
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import Draws, central_draws

PART = 8192
"""draws worked on at once, so that a scenario is recorded once; results do not depend on it"""


@dataclass(frozen=True)
class Played:
    """One scenario run in some draws: all flows of goods and money by month, and what they came from."""

    case: Case
    draws: Draws
    flows: xr.Dataset
    conditions: Conditions


First = Callable[[int, tuple[str, ...]], Played]
"""how to have a scenario's first draws by month: so many, with these flows of goods"""
Beside = Callable[[str, Played, First], object]
"""what else is asked of a scenario while it is worked on: given its name, its central run, and how to have its first
draws by month"""


@dataclass(frozen=True)
class Outcome:
    """One scenario's futures: `draws` by year, what is sold and money; `central` by month, the central run."""

    case: Case
    draws: xr.Dataset
    central: xr.Dataset
    central_inputs: xr.Dataset
    beside: object = None
    """the answer to what was asked beside"""
    loads: xr.Dataset | None = None
    """loads_over of the draws, where they were found on the way"""
    everybody: xr.Dataset | None = None
    """the same if everybody joined, in the first draws (see continuity.if_all_join)"""

    @property
    def spec(self) -> Spec:
        """Return the scenario's spec."""
        return self.case.spec

    @property
    def network(self) -> Network:
        """Return the scenario's network."""
        return self.case.network


def project(
    cluster: Cluster, draws: int = 8192, seed: int = 1, part: int = PART, tick: Callable[[int], object] = lambda _: None
) -> Mapping[str, Outcome]:
    """Return the futures of every scenario of the cluster; all scenarios meet the same draws.

    `tick` is called with the number of draws done, for a progress bar.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans").only("base")
    >>> futures = cap.project(beans, draws=16)
    >>> dict(futures["base"].draws["with_cluster"].sizes)
    {'year': 8, 'draw': 16}
    """
    return project_in(cluster, sample_draws(cluster, draws, seed), part, tick)


def project_in(
    cluster: Cluster,
    futures: Draws,
    part: int = PART,
    tick: Callable[[int], object] = lambda _: None,
    beside: Beside = lambda *_: None,
) -> Mapping[str, Outcome]:
    """Return the futures of every scenario in draws that are known already: see project.

    One scenario is in memory at a time, with who has joined in it; its replay takes all cores. Each is a pure function
    of its case and the draws, so that their order plays no part: those in which members join alike come together.
    """
    outcomes: dict[str, Outcome] = {}
    for names in _joining_alike(cluster.specs):
        shared: dict = {}
        for name in names:
            case = make_case(cluster.specs[name], cluster.survey.members)
            outcomes[name] = project_case(name, case, futures, part, tick, beside)
            shared = shared or {who: dict(sums) for who, sums in futures.joined.items()}
            futures.joined.clear()
            futures.joined.update({who: dict(sums) for who, sums in shared.items()})
        futures.joined.clear()
    return {name: outcomes[name] for name in cluster.specs}


def _joining_alike(specs: Mapping[str, Spec]) -> list[list[str]]:
    """Return the names of scenarios, together those in which members join alike: who has joined is drawn once."""
    found: list[list[str]] = []
    for name, spec in specs.items():
        alike = next((names for names in found if specs[names[0]].joining == spec.joining), None)
        if alike is None:
            found.append([name])
        else:
            alike.append(name)
    return found


def project_case(
    name: str,
    case: Case,
    futures: Draws,
    part: int = PART,
    tick: Callable[[int], object] = lambda _: None,
    beside: Beside = lambda *_: None,
) -> Outcome:
    """Return the futures of one scenario; what is asked beside takes no more draws than a part has."""
    central = play(case, central_draws(futures.slug))
    refuse_boundless(central.flows)
    pieces, found = [], None
    for start in range(0, futures.size, part):
        draws = futures.part(start, start + part)
        recorded = record_case(case, course(case.spec, draws, horizon(case.spec)))
        if start == 0:
            found = beside(name, central, partial(first_draws, case, draws.part, recorded))
        pieces.append(_run(case, recorded, ("sold",), recorded.conditions.tape, by_year=True))
        recorded.conditions.tape.forget()
        tick(draws.size)
    return Outcome(case, _joined(pieces), central.flows, central.conditions.dataset(), found)


def first_draws(
    case: Case, part: Callable[[int, int], Draws], recorded: "Recorded", first: int, keep: tuple[str, ...]
) -> Played:
    """Return the first draws of those in which a case is recorded, by month, with the flows of goods in `keep`.

    `part` gives the draws from a first one to a last one (left out).
    """
    some = part(0, first)
    flows = _run(case, recorded, keep, recorded.conditions.tape.first(some.size))
    return Played(case, some, flows, recorded.conditions.first(some.size))


@dataclass(frozen=True)
class Recorded:
    """A scenario written down along a course: nothing is computed yet that varies in both month and draw."""

    made: Production
    conditions: Conditions
    flows: dict[str, Rows]
    """of goods, by month: variables.FLOWS"""
    money: Cash


def record_case(case: Case, way: Course) -> Recorded:
    """Return production, conditions and flows of a scenario along a course."""
    made = produce(case.network, way, case.groups)
    x = conditions(case.network, way, case.equipment, made.supply)
    flows = record_chain(case.network, x)
    return Recorded(made, x, flows, cash_flows(case.network, way, x, flows["margin"][0], made, case.workers))


def play(case: Case, draws: Draws) -> Played:
    """Return a case run in some draws, with all its flows by month."""
    flows, conditions = run_case(case, draws)
    return Played(case, draws, flows, conditions)


def run_case(
    case: Case, draws: Draws, keep: tuple[str, ...] = tuple(FLOWS), *, by_year: bool = False
) -> tuple[xr.Dataset, Conditions]:
    """Return the flows of goods and money of one scenario in one set of draws, and the conditions they came from.

    `keep` names the flows of goods to hold on to. Money: see cash.Cash. By month, or summed over whole years (year
    1, 2 ...) with `by_year`, which takes a twelfth of the memory.
    """
    recorded = record_case(case, course(case.spec, draws, horizon(case.spec)))
    return _run(case, recorded, keep, recorded.conditions.tape, by_year=by_year), recorded.conditions


def _run(case: Case, recorded: Recorded, keep: tuple[str, ...], tape: Tape, *, by_year: bool = False) -> xr.Dataset:
    """Return the flows of what is recorded, as run_case does; `tape` is its own, or one of its first draws."""
    made, x, span = recorded.made, recorded.conditions, 12 if by_year else 1
    kept = keep_flows(tape, recorded.flows, keep, span)
    supplied = [tape.total([made.supply[i] for i in case.network.pools_of(product)]) for product in made.products]
    rows = {field.name: [getattr(recorded.money, field.name)] for field in fields(Cash)} | {"supplied": supplied}
    sums = keep_flows(tape, rows, tuple(rows), span)
    tape.run(span)
    money = {name: (("month", "draw"), values[0]) for name, values in sums.items() if name != "supplied"}
    supply = {"supplied": (("product", "month", "draw"), sums["supplied"])}
    result = _with_axes(label_flows(kept, x, span)).assign(money | supply).assign_coords(product=list(made.products))
    return _whole_years(result, tape.months // 12) if by_year else result


def _whole_years(sums: xr.Dataset, years: int) -> xr.Dataset:
    """Return sums over twelve months as years 1, 2 ...; months beyond the last whole year are left out."""
    return sums.isel(month=slice(0, years)).rename(month="year").assign_coords(year=np.arange(1, years + 1))


def _with_axes(flows: xr.Dataset) -> xr.Dataset:
    """Return flows with the axes month and draw at the end, of length 1 where there is only one."""
    missing = {name: [dim for dim in ("month", "draw") if dim not in flows[name].dims] for name in flows}
    full = {
        name: flows[name].expand_dims(dims).transpose(..., "month", "draw") for name, dims in missing.items() if dims
    }
    return flows.assign(full)


def _joined(pieces: list[xr.Dataset]) -> xr.Dataset:
    if len(pieces) == 1:
        return pieces[0]
    return xr.concat(pieces, dim="draw", data_vars="all", join="exact", coords="minimal", compat="override")
