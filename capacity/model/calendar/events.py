"""When what may happen happens, and how much of its effect is left: events and risks of the register, in every draw."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from capacity.intake.cluster_file.risk import Event
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.uncertainty.draws import Draws, Strike


def strikes(spec: Spec, draws: Draws, months: int) -> Mapping[str, Strike]:
    """Return what strikes by name: those that the draws state, else drawn; in the central future as it is expected."""
    if draws.strikes is not None:
        return draws.strikes
    strike = partial(expected_strike, draws=draws, months=months) if draws.central else None
    return {
        name: strike(one, done=_taken(one)) if strike else drawn_strike(name, one, draws, months, done=_taken(one))
        for name, one in spec.happenings.items()
    }


def _taken(event: Event) -> bool:
    return event.mitigation is not None and event.mitigation.taken


def expected_strike(event: Event, draws: Draws, months: int, *, done: bool) -> Strike:
    """Return how likely an event is on in each month, (month, draw), and what is left of its effect if `done` says so.

    By the rule of drawn_strike: in a year it begins with its chance in one of twelve months alike; the years do not
    know of each other.
    """
    chance, lasts = _chance(event, draws, done=done), np.round(draws.value(event.lasts))
    month, quiet = np.arange(months)[:, None], np.ones((months, 1))
    for first in range(0, months, 12):
        begins = np.minimum(first + 11, month) - np.maximum(first, month - lasts + 1) + 1
        quiet = quiet * (1 - chance * np.clip(begins, 0, 12) / 12)
    return Strike(1 - quiet, effect_left(event, draws) if done else np.ones(1), chance)


def drawn_strike(name: str, event: Event, draws: Draws, months: int, *, done: bool) -> Strike:
    """Return the months in which an event is on, (month, draw), and what is left of its effect if `done` says so.

    In each year it begins with its stated chance, in a month drawn evenly, and lasts its stated months. A mitigation
    that leaves a share of the chance keeps those beginnings whose uniform is below that share of it, so that what
    happens with it would have happened without it too.
    """
    years = -(-months // 12)
    uniforms = draws.uniform(f"events.{name}", 2 * years)
    begins = uniforms[:years] < _chance(event, draws, done=done)
    starts = 12 * np.arange(years)[:, None] + np.floor(12 * uniforms[years:])
    lasts = np.round(draws.value(event.lasts))
    on = np.zeros((months, draws.size), dtype=bool)
    for year in range(years):
        here = slice(12 * year, 12 * year + 12 + int(lasts.max()))
        month = np.arange(months)[here, None]
        on[here] |= begins[year] & (month >= starts[year]) & (month < starts[year] + lasts)
    return Strike(on, effect_left(event, draws) if done else np.ones(1))


def _chance(event: Event, draws: Draws, *, done: bool) -> np.ndarray:
    """Return how likely an event begins, 1/year, (draw,) or (1,): what its mitigation leaves if `done` says so."""
    chance = draws.value(event.chance)
    return chance * draws.value(event.mitigation.leaves_chance, 1.0) if done and event.mitigation else chance


def effect_left(event: Event, draws: Draws) -> np.ndarray:
    """Return the share of an event's effect that its mitigation leaves, (draw,) or (1,)."""
    return draws.value(event.mitigation.leaves if event.mitigation else None, 1.0)


def left_of(times: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return what an effect still multiplies by where only a share of it is left: 1 + left x (times - 1)."""
    return times if (left == 1).all() else 1 + left * (times - 1)


def with_decisions(spec: Spec, draws: Draws, struck: Mapping[str, Strike]) -> Draws:
    """Return the draws in which numbers that are decided once stand as the strikes leave them (see decided_numbers)."""
    known = spec.happenings
    effects = {name: known[name].times for name in struck}
    targets = {target for times in effects.values() for target in times}
    fixed = {
        quantity.name: _decided(effects, draws, struck, quantity, window)
        for quantity, window in spec.decided_numbers()
        if quantity.name in targets
    }
    return draws.fixing(fixed) if fixed else draws


def _decided(
    effects: Mapping[str, Mapping[str, Quantity]],
    draws: Draws,
    struck: Mapping[str, Strike],
    quantity: Quantity,
    window: tuple[int, int],
) -> np.ndarray:
    value = np.broadcast_to(draws.value(quantity), (draws.size,))
    for name, strike in struck.items():
        times = effects[name].get(quantity.name)
        if times is not None:
            value = value * left_of(left_of(draws.value(times), strike.left), strike.hits(*window))
    return value
