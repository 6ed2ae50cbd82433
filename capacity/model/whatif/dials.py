"""One scenario recorded once, so that turning a number needs no new recording: fast enough for a slider.

Prices, demands, running costs, capacities and side-selling are dials. Whatever else a scenario changes is told apart,
and needs a new recording. The figures are those of the usual way, year by year.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial

import numpy as np
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster, quantities
from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.timeline import course, horizon
from capacity.model.chain.loads import load_rows, loaded_nodes
from capacity.model.chain.operating_rule import keep_flows, refuse_boundless
from capacity.model.diagnosis.continuity import TRIED, if_all_join
from capacity.model.engine.tape import Tape
from capacity.model.future.case import Case, make_case
from capacity.model.future.cash import Cash
from capacity.model.future.measures import LINES, cash_lines, cash_measures, discount_rate
from capacity.model.future.monthly import label_loads
from capacity.model.future.projection import Beside, Outcome, Recorded, first_draws, play, record_case
from capacity.model.goal_seek.looks import all_stated
from capacity.model.uncertainty.draws import Draws, central_draws

DIALS = re.compile(
    r"markets\.[^.]+\.(price|demand)|purchases\.[^.]+\.(price|available)"
    r"|links\.[^.]+\.(cost|capacity)|classes\.[^.]+\.side_selling"
)

MONEY = re.compile(r"markets\.[^.]+\.(price|demand)|purchases\.[^.]+\.(price|available)|links\.[^.]+\.cost")
"""those dials that change neither what members offer nor what equipment there is"""


@dataclass(frozen=True)
class Glimmer:
    """What a slider shows of one scenario, in every draw; the arrays are filled anew when a dial is turned."""

    sold: np.ndarray
    """what markets buy, P a year (market, year, draw)"""
    lines: Mapping[str, np.ndarray]
    """yearly money (year, draw): see measures.cash_lines"""
    measures: Mapping[str, np.ndarray]
    """(draw,): see measures.cash_measures; empty without a finance block"""


@dataclass(frozen=True)
class Dials:
    """A scenario in its draws with all that can be turned; `turned` gives its figures under another spec."""

    case: Case
    draws: Draws
    recorded: Recorded
    flows: xr.Dataset
    """of goods what markets buy (sold), and money (see cash.Cash), by year and draw: the tape fills it anew"""
    loads: dict[str, np.ndarray]
    """loads.LOADS of the nodes with a minimum load (node, year, draw), filled anew too"""
    pattern: tuple
    """all of the spec but the values of its dials"""
    everybody: "Dials | None" = None
    """the same if everybody joined, in the first draws; none where nothing has a minimum load"""
    parts: dict[tuple[int, int], Draws] = field(default_factory=dict, compare=False)
    """parts of the draws, each with what was found out about it"""

    @property
    def tape(self) -> Tape:
        """Return what is turned."""
        return self.recorded.conditions.tape

    def fits(self, spec: Spec) -> bool:
        """Return whether a spec differs from the recorded one in nothing but dials."""
        return _pattern(_with_all_dials(spec), self.tape.dials.rows) == self.pattern

    def lasts(self, spec: Spec) -> bool:
        """Return whether a spec differs in nothing but prices, costs and demand on which no member's offer hangs.

        What today's outlets pay is not among them where members sell past the cluster for a better price.
        """
        if not self.fits(spec):
            return False
        lured = any(kind.side_selling_by_gap is not None for kind in spec.classes.values())
        outlets = {f"markets.{name}.price" for name, market in spec.markets.items() if market.today and lured}
        here, there = ({one.name: one for one in quantities(each)} for each in (self.case.spec, spec))
        moved = (name for name in self.tape.dials.rows if here.get(name) != there.get(name))
        return all(MONEY.fullmatch(name) and name not in outlets for name in moved)

    def turned(self, spec: Spec) -> Glimmer:
        """Return the figures under a spec that fits."""
        self._turn(spec)
        cash = {name: self.flows[name].values for name in LINES}
        lines, months = cash_lines(cash), self.flows["payback"].values.sum(axis=0)
        found = cash_measures(spec, lines, months, discount_rate(spec, self.draws)) if spec.finance else {}
        return Glimmer(self.flows["sold"].values, lines, found)

    def outcome(self, name: str, spec: Spec, beside: Beside) -> Outcome:
        """Return the futures under a spec that fits, as project_case does; they hold until the next turn."""
        self._turn(spec)
        case = replace(self.case, spec=spec)
        central = play(case, central_draws(self.draws.slug))
        refuse_boundless(central.flows)
        found = beside(name, central, partial(first_draws, case, self._part, self.recorded))
        inputs, everybody = central.conditions.dataset(), self.everybody
        all_in = everybody.loaded(if_all_join(spec)) if everybody else None
        return Outcome(case, self.flows, central.flows, inputs, found, self._loaded(case), all_in)

    def loaded(self, spec: Spec) -> xr.Dataset:
        """Return the loads under a spec that fits, as loads_over does."""
        self._turn(spec)
        return self._loaded(replace(self.case, spec=spec))

    def _loaded(self, case: Case) -> xr.Dataset:
        found = {name: list(values.sum(axis=1)) for name, values in self.loads.items()}
        return label_loads(case, found, self.draws.size)

    def _part(self, start: int, stop: int) -> Draws:
        if (start, stop) not in self.parts:
            self.parts[start, stop] = self.draws.part(start, stop)
        return self.parts[start, stop]

    def _turn(self, spec: Spec) -> None:
        if not self.fits(spec):
            raise ValueError("the scenario differs in more than dials: record it anew")
        stated = {quantity.name: quantity for quantity in quantities(_with_all_dials(spec))}
        self.tape.turn({name: self.draws.value(stated[name]) for name in self.tape.dials.rows})


def make_dials(case: Case, draws: Draws) -> Dials:
    """Return a scenario recorded with its dials."""
    full = replace(case, spec=_with_all_dials(case.spec))
    way = course(full.spec, draws, horizon(full.spec))
    for quantity in quantities(full.spec):
        if DIALS.fullmatch(quantity.name) and quantity.name not in way.draws.fixed:
            way.tape.dial(quantity.name, draws.value(quantity))
    told = {one.name: getattr(way.draws, one.name) for one in fields(Draws) if one.init}
    watched = _Watched(**told, barred=set(way.tape.dials.rows))
    recorded = record_case(full, replace(way, draws=watched))
    rows = {one.name: [getattr(recorded.money, one.name)] for one in fields(Cash)}
    nodes = loaded_nodes(full.spec, full.network)
    loads = load_rows(full.network, recorded.conditions, recorded.flows, nodes) if nodes else {}
    kept = keep_flows(way.tape, recorded.flows, ("sold",), 12) | keep_flows(way.tape, rows, tuple(rows), 12)
    stood = keep_flows(way.tape, loads, tuple(loads), 12)
    way.tape.run(12)
    years = way.months // 12
    money = {name: (("year", "draw"), values[0, :years]) for name, values in kept.items() if name != "sold"}
    flows = xr.Dataset(money | {"sold": (("market", "year", "draw"), kept["sold"][:, :years])})
    return Dials(case, draws, recorded, flows, stood, _pattern(full.spec, way.tape.dials.rows))


def dials_of(cluster: Cluster, spec: Spec, draws: Draws) -> Dials:
    """Return a scenario of a cluster with its dials; so too if everybody joined, where anything has a minimum load."""
    members = cluster.survey.members
    found = make_dials(make_case(spec, members), draws)
    if not found.loads:
        return found
    return replace(found, everybody=make_dials(make_case(if_all_join(spec), members), draws.part(0, TRIED)))


def _with_all_dials(spec: Spec) -> Spec:
    """Return a spec in which capacity that belongs to nobody yet stands at 0, so that it can be turned."""
    links = {
        name: link.model_copy(update={"capacity": Quantity(0, 0, 0, spec.products[link.rated].unit, "", path)})
        if link.equipment and link.capacity is None
        else link
        for name, link in spec.links.items()
        if (path := f"links.{name}.capacity")
    }
    return spec.model_copy(update={"links": links})


@dataclass(frozen=True)
class _Watched(Draws):
    """Draws that refuse to tell a dial's values: they would be written down where no dial can turn them."""

    barred: set[str] = field(default_factory=set)

    def value(self, quantity: Quantity | None, default: float = 0.0) -> np.ndarray:
        """Return a quantity's values, but of a dial."""
        if quantity is not None and quantity.name in self.barred:
            raise ValueError(f"{quantity.name} is no dial: it is used before the tape")
        return super().value(quantity, default)


def _pattern(spec: Spec, dials: Collection[str]) -> tuple:
    """Return everything that a spec states, but of a dial only its name and whether it is a range."""
    return tuple(all_stated(spec, lambda one: (one.name, one.is_range) if one.name in dials else one))
