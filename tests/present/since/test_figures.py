"""Which figures have moved: with the same draws every difference, with others only what chance does not make."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.present.since.figures import Figure, moved

values = st.floats(-1e9, 1e9)


@given(values, st.floats(0, 1e6))
def test_a_figure_that_is_the_same_has_not_moved(value, error):
    for same in (True, False):
        assert not moved(Figure(value, "t", error), Figure(value, "t", error), same_draws=same)


@given(values, values, st.floats(0, 1e6), st.floats(0, 1e6))
def test_moved_there_is_moved_back(one, other, error, error_there):
    before, after = Figure(one, "t", error), Figure(other, "t", error_there)
    for same in (True, False):
        assert moved(before, after, same_draws=same) == moved(after, before, same_draws=same)


@pytest.mark.parametrize(("step", "has_moved"), [(2.5, False), (3.0, True)])
def test_other_draws_leave_two_standard_errors_of_the_difference(step, has_moved):
    """Errors of 1 each make sqrt(2) together; 2 sqrt(2) = 2.83 may be chance."""
    assert 2.5 < 2 * math.sqrt(2) < 3.0
    before, after = Figure(10.0, "t", 1.0), Figure(10.0 + step, "t", 1.0)
    assert moved(before, after, same_draws=False) is has_moved
    assert moved(before, after, same_draws=True)


def test_another_unit_is_a_change():
    assert moved(Figure(1.0, "t"), Figure(1.0, "kg"), same_draws=True)
