"""What changes over the months: the calendar, ramps, growth, seasons and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from capacity.intake.cluster_file.exchange import priced_abroad
from capacity.intake.cluster_file.schema import Ramp, Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.calendar.dated import in_force_by_month, price_level
from capacity.model.calendar.events import left_of, strikes, with_decisions
from capacity.model.engine.tape import Row, Tape, clip, maximum, where
from capacity.model.uncertainty.draws import Draws


def horizon(spec: Spec) -> int:
    """Return the number of months of the projection."""
    return round(spec.horizon.mode)


def month_labels(start: str, months: int) -> list[str]:
    """Return the months from `start` on as YYYY-MM."""
    first = int(start[:4]) * 12 + int(start[5:]) - 1
    return [f"{index // 12}-{index % 12 + 1:02d}" for index in range(first, first + months)]


def months_of_year(start: str, months: int) -> np.ndarray:
    """Return the month of the year (0 = January) of every month from `start` on, (month,)."""
    return (int(start[5:]) - 1 + np.arange(months)) % 12


@dataclass(frozen=True)
class Course:
    """One scenario along its months in a set of draws: what it states, as rows of one tape."""

    spec: Spec
    draws: Draws
    months: int
    events: Mapping[str, Row]
    """where each event or risk is on"""
    tape: Tape
    left: Mapping[str, np.ndarray]
    """share of each one's effect that is left, (draw,)"""
    done: Mapping[str, Row] = field(default_factory=dict)
    """how far the ramps that count from joining are on, on average over those who have joined (see supply)"""
    known: dict[Quantity, Row] = field(default_factory=dict, init=False, repr=False, compare=False)
    """rows of quantities that were asked for before; never handed on, for another course may have other draws"""

    def value(self, quantity: Quantity | None, default: float = 0.0) -> Row:
        """Return a quantity's values, the same in all months; a dial where it is one."""
        if quantity is None:
            return self.tape.row(default)
        if quantity.name in self.tape.dials.rows:
            return self.tape.dials.rows[quantity.name]
        if quantity not in self.known:
            self.known[quantity] = self.tape.row(self.draws.value(quantity)[None, :])
        return self.known[quantity]

    def season(self, season: str | None) -> Row:
        """Return a season's factors (mean 1 over a year) along the months; 1 without a season."""
        if season is None:
            return self.tape.row(1.0)
        factors = np.array(self.spec.seasons[season].factors)
        return self.tape.row(factors[months_of_year(self.spec.start, self.months)][:, None])

    def market_price(self, name: str) -> Row:
        """Return what a market pays, money/P."""
        market = self.spec.markets[name]
        return (
            self.moved(market.price, f"markets.{name}.price")
            * self.season(market.price_season)
            * self.growth(market.price_growth)
        )

    def growth(self, rate: Quantity | None) -> Row:
        """Return (1 + rate)^(whole years since the start): prices and demand step once a year."""
        grown = 1 + self.draws.value(rate)
        path = np.cumprod([np.ones_like(grown), *[grown] * (-(-self.months // 12) - 1)], axis=0)
        return self.tape.row(np.repeat(path, 12, axis=0)[: self.months])

    @property
    def month(self) -> Row:
        """Return the number of every month, 0 in the first."""
        return self.tape.row(np.arange(self.months)[:, None])

    def moved(self, quantity: Quantity | None, *targets: str, default: float = 0.0) -> Row:
        """Return a quantity along the months, moved by the ramps and events on its paths; a price in home money."""
        moved = self.value(quantity, default) * self.ramped(*targets) * self.struck(*targets)
        for target in targets:
            moved = moved * self.exchanged(self._abroad[target]) if target in self._abroad else moved
        return moved

    @cached_property
    def _abroad(self) -> Mapping[str, str]:
        return priced_abroad(self.spec)

    def exchanged(self, currency: str) -> Row:
        """Return what a unit of foreign money is worth, money in prices of the start.

        The exchange rate in force in the month, moved by the ramps, events and risks on it, over the price level at
        home: a price that stays the same abroad loses what money loses here.
        """
        finance, target = self.spec.money, f"finance.exchange.{currency}"
        rate = in_force_by_month(finance.exchange[currency], self.draws, self.spec.start, self.months)
        level = price_level(finance, self.draws, self.spec.start, self.months)
        return self.tape.row(rate / level) * self.ramped(target) * self.struck(target)

    def ramped(self, *targets: str) -> Row:
        """Return what the ramps on any of the target paths multiply it by."""
        path = self.tape.row(1.0)
        for name, ramp in sorted(self.spec.ramps.items()):
            if ramp.of in targets:
                done = self.done[name] if name in self.done else self.progress(ramp)
                path = path * (1 + (self.value(ramp.times) - 1) * done)
        return path

    def progress(self, ramp: Ramp) -> Row:
        """Return how far a ramp is on, 0..1, in each month after the one from which it counts."""
        starts, takes = self.value(ramp.starts), self.value(ramp.takes)
        slope = clip((self.month - starts) / maximum(takes, 1e-9), 0, 1)
        return where(takes > 0, slope, self.month >= starts)

    def struck(self, *targets: str) -> Row:
        """Return what the events and risks on any of the target paths multiply it by."""
        path = self.tape.row(1.0)
        for target, name, times in self._times:
            if target in targets:
                left = left_of(self.draws.value(times), self.left[name])
                on, effect = self.events[name], self.tape.row(left[None, :])
                path = path * (1 + on * (effect - 1) if self.draws.central else where(on, effect, 1.0))
        return path

    @cached_property
    def _times(self) -> list[tuple[str, str, Quantity]]:
        """Return which paths events and risks strike, by which name, and what they multiply it by."""
        known = self.spec.happenings
        return [(target, name, times) for name in self.events for target, times in known[name].times.items()]


def course(spec: Spec, draws: Draws, months: int) -> Course:
    """Return a scenario's course: what strikes is drawn once, here, and settles what is decided once."""
    tape = Tape(months, draws.size)
    struck = strikes(spec, draws, months)
    events = {name: tape.row(strike.on) for name, strike in struck.items()}
    left = {name: strike.left for name, strike in struck.items()}
    return Course(spec, with_decisions(spec, draws, struck), months, events, tape, left)
