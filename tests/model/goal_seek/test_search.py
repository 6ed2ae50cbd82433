"""A condition turns where arithmetic by hand says: on lines, curves, jumps and steps; or never."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.findings.issues import InputError
from capacity.model.goal_seek.search import Condition, places, search


@dataclass(frozen=True)
class OneByOne:
    """A function as a measure: each value is looked at alone."""

    one: Callable[[float], float]
    parts: int = 2

    def many(self, values: Sequence[float]) -> list[float | None]:
        """Return what is measured at some values; None where the number cannot have one."""
        return [self._tried(value) for value in values]

    def _tried(self, value: float) -> float | None:
        try:
            return self.one(value)
        except InputError:
            return None


def found(measure, today, sign=">=", number=0.0, *, ends=(0.0, math.inf), steps=None):
    """What is found from end to end."""
    tried = places(today, *ends, whole=steps == "number")
    return search(OneByOne(measure), today, Condition(sign, number), tried, steps)


def test_a_straight_line_is_exact_and_costs_three_more_values():
    asked = []
    result = found(lambda x: asked.append(x) or 3 * x - 100, 20.0)
    assert (result.turn.value, result.turn.side, result.turn.exact) == (
        pytest.approx(100 / 3, rel=1e-15),
        "above",
        True,
    )
    assert (result.today, result.measured, result.holds) == (20.0, -40.0, False)
    assert (result.low, result.high, result.at_low, result.at_high) == (0.0, 200.0, -100.0, 500.0)
    assert len(asked) == len(places(20.0, 0.0, math.inf)) + 2


def test_less_is_wanted_too():
    result = found(lambda x: 2 * x, 10.0, "<=", 7.0)
    assert (result.turn.value, result.turn.side, result.holds) == (pytest.approx(3.5), "below", False)


@given(st.floats(0.5, 80), st.floats(0.2, 3), st.sampled_from(["<=", "=", ">="]))
def test_a_curve_is_closed_in_on(root, power, sign):
    """x^p = root^p, whatever the side that is wanted."""
    result = found(lambda x: x**power, 10.0, sign, root**power)
    assert result.turn.value == pytest.approx(root, rel=1e-9)
    assert result.turn.measured == pytest.approx(root**power, rel=1e-9)


def test_the_nearest_of_several_is_given_and_the_further_ones_are_told():
    result = found(lambda x: (x - 80) * (x - 145) * (x - 600), 100.0)
    assert result.turn.value == pytest.approx(80, rel=1e-9)
    assert result.turn.side == "above"
    assert result.further == ((140.0, 170.0), (500.0, 1000.0))


def test_at_a_jump_the_value_is_on_the_side_that_holds():
    """A plant that stands below 3.3: it pays from there up."""
    result = found(lambda x: 10.0 if x >= 3.3 else -5.0, 4.0)
    assert result.turn.value == pytest.approx(3.3, rel=1e-8)
    assert result.turn.value >= 3.3
    assert (result.turn.measured, result.turn.beyond, result.turn.exact) == (10.0, -5.0, False)


def test_steps_turn_where_the_step_is_not_somewhere_on_it():
    result = found(lambda x: float(math.floor(x)), 7.0, "<=", 2.0, steps="measure")
    assert (result.turn.value, result.turn.beyond) == (pytest.approx(3, rel=1e-8), 3.0)
    assert result.turn.value < 3


def test_where_a_floor_at_nothing_begins_is_the_turn():
    """An income that is 0 once nobody trades any more: nobody loses from there on."""
    result = found(lambda x: min(0.0, x - 30), 10.0)
    assert result.turn.value == pytest.approx(30, rel=1e-8)
    assert result.turn.side == "above"


def test_never_is_an_answer():
    result = found(lambda x: -1 - x, 5.0)
    assert result.turn is None
    assert (result.at_low, result.at_high, result.holds) == (-1.0, -51.0, False)


def test_what_the_number_cannot_be_is_not_looked_at():
    def share(x):
        if not 0.1 <= x <= 0.6:
            raise InputError("no such share")
        return x - 0.7

    result = found(share, 0.3, ends=(0.0, 1.0))
    assert result.turn is None
    assert result.low >= 0.1
    assert result.high <= 0.6
    with pytest.raises(InputError, match="no such share"):
        found(share, 0.05, ends=(0.0, 1.0))


def test_what_takes_for_ever_is_more_than_any_number():
    """A payback of 100 / (x - 4) years is at most 10 from 14 on; up to 4 it never comes."""
    result = found(lambda x: 100 / (x - 4) if x > 4 else math.inf, 3.0, "<=", 10.0)
    assert (result.turn.value, result.turn.side) == (pytest.approx(14, rel=1e-9), "above")
    assert result.measured == math.inf


def test_what_is_so_today_is_found_today():
    assert found(lambda x: x - 5, 5.0, "=").turn.value == 5.0


def test_a_number_that_is_nothing_today_is_looked_at_in_powers_of_ten():
    assert found(lambda x: 70 - x, 0.0).turn.value == pytest.approx(70)
    assert min(places(-0.02, -1.0, math.inf)) == -1.0
    assert places(0.0, -100.0, 900.0, -100.0)[0] == -100.0
