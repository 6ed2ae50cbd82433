"""One scenario recorded once, so that turning a number needs no new recording: fast enough for a slider.

Prices, demands, running costs, capacities and side-selling are dials. Whatever else a scenario changes is told apart,
and needs a new recording. The figures are those of the usual way, year by year.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np
from pydantic import BaseModel

from capacity.intake.cluster import quantities
from capacity.intake.quantity import Quantity
from capacity.intake.schema import Spec
from capacity.model.cash import Cash
from capacity.model.chain import keep_flows
from capacity.model.draws import Draws
from capacity.model.measures import cash_lines, cash_measures, quantiles, spread
from capacity.model.projection import Case, record_case
from capacity.model.tape import Tape
from capacity.model.timeline import course, horizon

_DIALS = re.compile(
    r"markets\.[^.]+\.(price|demand)|purchases\.[^.]+\.(price|available)"
    r"|links\.[^.]+\.(cost|capacity)|classes\.[^.]+\.side_selling"
)


@dataclass(frozen=True)
class Dials:
    """A scenario in its draws with all that can be turned; `turned` gives its figures under another spec."""

    case: Case
    draws: Draws
    tape: Tape
    cash: Mapping[str, np.ndarray]
    """what the tape fills: money by year and draw"""
    sold: np.ndarray
    """what markets buy, P a year (market, year, draw)"""
    pattern: tuple
    """all of the spec but the values of its dials"""

    def fits(self, spec: Spec) -> bool:
        """Return whether a spec differs from the recorded one in nothing but dials."""
        return tuple(_pattern(spec)) == self.pattern

    def turned(self, spec: Spec) -> "Glimmer":
        """Return the figures under a spec that fits; the arrays are filled anew."""
        if not self.fits(spec):
            raise ValueError("the scenario differs in more than dials: record it anew")
        stated = {quantity.name: quantity for quantity in quantities(spec)}
        self.tape.turn({name: self.draws.value(stated[name]) for name in self.tape.dials.rows})
        return _glimmer(replace(self.case, spec=spec), self.draws, self.cash, self.sold)


@dataclass(frozen=True)
class Glimmer:
    """What a slider shows of one scenario: p10, p50 and p90 by year, and of the measures."""

    sold: np.ndarray
    """(3, market, year), P a year"""
    increment: np.ndarray
    """(3, year), money"""
    after_finance: np.ndarray
    measures: Mapping[str, Mapping[str, float | None]]
    probability_npv_positive: float | None


def make_dials(case: Case, draws: Draws) -> Dials:
    """Return a scenario recorded with its dials."""
    way = course(case.spec, draws, horizon(case.spec))
    for quantity in quantities(case.spec):
        if _DIALS.fullmatch(quantity.name):
            way.tape.dial(quantity.name, draws.value(quantity))
    watched = _Watched(**{one.name: getattr(draws, one.name) for one in fields(Draws)}, barred=set(way.tape.dials.rows))
    _, _, flows, money = record_case(case, replace(way, draws=watched))
    rows = {one.name: [getattr(money, one.name)] for one in fields(Cash)}
    kept = keep_flows(way.tape, flows, ("sold",), 12) | keep_flows(way.tape, rows, tuple(rows), 12)
    way.tape.run(12)
    sold, years = kept.pop("sold"), way.months // 12
    cash = {name: values[0, :years] for name, values in kept.items()}
    return Dials(case, draws, way.tape, cash, sold[:, :years], tuple(_pattern(case.spec)))


def _glimmer(case: Case, draws: Draws, cash: Mapping[str, np.ndarray], sold: np.ndarray) -> Glimmer:
    lines, finance = cash_lines(cash), case.spec.finance
    found = cash_measures(case.spec, lines, draws.value(finance.discount_rate)) if finance else {}
    return Glimmer(
        sold=quantiles(sold),
        increment=quantiles(lines["increment"]),
        after_finance=quantiles(lines["after_finance"]),
        measures={name: spread(values) for name, values in found.items()},
        probability_npv_positive=float((found["npv"] > 0).mean()) if found else None,
    )


@dataclass(frozen=True)
class _Watched(Draws):
    """Draws that refuse to tell a dial's values: they would be written down where no dial can turn them."""

    barred: set[str] = field(default_factory=set)

    def value(self, quantity: Quantity | None, default: float = 0.0) -> np.ndarray:
        """Return a quantity's values, but of a dial."""
        if quantity is not None and quantity.name in self.barred:
            raise ValueError(f"{quantity.name} is no dial: it is used before the tape")
        return super().value(quantity, default)


def _pattern(part: object) -> Iterator[object]:
    """Yield everything that a spec states, but of a dial only its name."""
    if isinstance(part, Quantity):
        yield part.name if _DIALS.fullmatch(part.name) else part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _pattern(getattr(part, name))
    elif isinstance(part, Mapping):
        for name, item in part.items():
            yield name
            yield from _pattern(item)
    elif isinstance(part, tuple | list):
        yield len(part)
        for item in part:
            yield from _pattern(item)
    else:
        yield part
