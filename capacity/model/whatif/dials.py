"""One scenario recorded once, so that turning a number needs no new recording: fast enough for a slider.

Prices, demands, running costs, capacities and side-selling are dials. Whatever else a scenario changes is told apart,
and needs a new recording. The figures are those of the usual way, year by year.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import quantities
from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.timeline import course, horizon
from capacity.model.chain.operating_rule import keep_flows
from capacity.model.engine.tape import Tape
from capacity.model.future.case import Case
from capacity.model.future.cash import Cash
from capacity.model.future.measures import cash_lines, cash_measures, discount_rate
from capacity.model.future.projection import record_case
from capacity.model.goal_seek.looks import all_stated
from capacity.model.uncertainty.draws import Draws

DIALS = re.compile(
    r"markets\.[^.]+\.(price|demand)|purchases\.[^.]+\.(price|available)"
    r"|links\.[^.]+\.(cost|capacity)|classes\.[^.]+\.side_selling"
)


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
    tape: Tape
    cash: Mapping[str, np.ndarray]
    """what the tape fills: money by year and draw"""
    payback: np.ndarray
    """filled too (year, draw): see cash.Cash"""
    sold: np.ndarray
    pattern: tuple
    """all of the spec but the values of its dials"""

    def fits(self, spec: Spec) -> bool:
        """Return whether a spec differs from the recorded one in nothing but dials."""
        return _pattern(_with_all_dials(spec), self.tape.dials.rows) == self.pattern

    def turned(self, spec: Spec) -> Glimmer:
        """Return the figures under a spec that fits."""
        if not self.fits(spec):
            raise ValueError("the scenario differs in more than dials: record it anew")
        stated = {quantity.name: quantity for quantity in quantities(_with_all_dials(spec))}
        self.tape.turn({name: self.draws.value(stated[name]) for name in self.tape.dials.rows})
        lines, months = cash_lines(self.cash), self.payback.sum(axis=0)
        found = cash_measures(spec, lines, months, discount_rate(spec, self.draws)) if spec.finance else {}
        return Glimmer(self.sold, lines, found)


def make_dials(case: Case, draws: Draws) -> Dials:
    """Return a scenario recorded with its dials."""
    case = replace(case, spec=_with_all_dials(case.spec))
    way = course(case.spec, draws, horizon(case.spec))
    for quantity in quantities(case.spec):
        if DIALS.fullmatch(quantity.name) and quantity.name not in way.draws.fixed:
            way.tape.dial(quantity.name, draws.value(quantity))
    told = {one.name: getattr(way.draws, one.name) for one in fields(Draws) if one.init}
    watched = _Watched(**told, barred=set(way.tape.dials.rows))
    recorded = record_case(case, replace(way, draws=watched))
    rows = {one.name: [getattr(recorded.money, one.name)] for one in fields(Cash)}
    kept = keep_flows(way.tape, recorded.flows, ("sold",), 12) | keep_flows(way.tape, rows, tuple(rows), 12)
    way.tape.run(12)
    sold, years = kept.pop("sold"), way.months // 12
    cash = {name: values[0, :years] for name, values in kept.items()}
    pattern = _pattern(case.spec, way.tape.dials.rows)
    return Dials(case, draws, way.tape, cash, cash.pop("payback"), sold[:, :years], pattern)


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
