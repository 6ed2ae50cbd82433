"""Switching values are the textbooks'; the tornado shows each number between its ends, the others central."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.model.finance import npv, sensitivity_indicator
from capacity.model.sensitivity.switching import switching_values, tornado


def project(values):
    """Investment now, four equal benefits, at 10 %."""
    cost, benefit = values
    return npv(np.stack([-cost, *[benefit] * 4]), 0.1, "start-year")


def test_benefits_may_fall_by_a_fifth():
    """-1000 + 4 x 400 at 10 %: NPV 267.95; benefits may fall 21.1323 % (textbooks)."""
    found = switching_values(project, ["cost", "benefit"], np.array([1000.0, 400.0])).set_index("factor")
    assert project(np.array([[1000.0], [400.0]]))[0] == pytest.approx(267.95, abs=0.005)
    assert 100 * found.loc["benefit", "change"] == pytest.approx(-21.1323, abs=5e-5)
    assert found.loc["cost", "value"] == pytest.approx(1267.946, abs=5e-4)
    assert list(found.index) == ["benefit", "cost"]


def test_the_development_banks_worked_case():
    """Price 300 -> 270 cuts NPV 20912 -> 6895: sensitivity indicator 6.70, switching value 14.9 % (ADB 1999)."""
    indicator = sensitivity_indicator(20912, 6895, -0.1)
    found = switching_values(lambda v: 6895 + (20912 - 6895) / 30 * (v[0] - 270), ["price"], np.array([300.0]))
    assert round(indicator, 2) == 6.70
    assert round(100 * found.loc[0, "change"], 1) == -14.9
    assert -found.loc[0, "change"] == pytest.approx(1 / indicator)


@given(st.floats(0.1, 100), st.floats(-0.9, 5).filter(lambda change: abs(change) > 1e-3))
def test_a_straight_line_is_solved_exactly(central, change):
    """Wherever the zero lies within reach, up or down."""
    zero = central * (1 + change)
    found = switching_values(lambda v: 3 * (v[0] - zero), ["x"], np.array([central]))
    assert found.loc[0, "value"] == pytest.approx(zero, rel=1e-9)


def test_the_nearest_of_several_zeros_is_taken():
    found = switching_values(lambda v: (v[0] - 80) * (v[0] - 140), ["x"], np.array([100.0]))
    assert found.loc[0, "value"] == pytest.approx(80)


def test_a_jump_over_zero_is_found_where_it_is():
    """A plant that stands below its minimum load."""
    found = switching_values(lambda v: np.where(v[0] > 3.3, 10.0, -5.0), ["load"], np.array([4.0]))
    assert found.loc[0, "value"] == pytest.approx(3.3, abs=1e-7)


def test_what_cannot_turn_the_result_has_no_switching_value():
    """Out of reach, beyond what can be, or nothing to change: NaN, at the end."""
    found = switching_values(
        project, ["cost", "benefit"], np.array([1000.0, 400.0]), least=0.0, most=np.array([1100.0, np.inf])
    )
    assert found["factor"].tolist() == ["benefit", "cost"]
    assert np.isnan(found.loc[1, "value"])
    assert np.isnan(switching_values(lambda v: 1 + v[0], ["x"], np.array([0.0])).loc[0, "value"])
    nothing = switching_values(lambda v: np.ones(v.shape[1]), ["x"], np.array([5.0]))
    assert nothing["change"].isna().all()


def test_a_result_of_zero_needs_no_change():
    assert switching_values(lambda v: v[0] - 5, ["x"], np.array([5.0])).loc[0, "change"] == 0


def test_a_tornado_moves_one_number_at_a_time():
    central, low, high = np.array([1000.0, 400.0, 7.0]), np.array([900.0, 350.0, 6.0]), np.array([1300.0, 420.0, 9.0])
    found = tornado(lambda v: project(v[:2]), ["cost", "benefit", "idle"], central, low, high)
    assert found["factor"].tolist() == ["cost", "benefit", "idle"]
    assert found.loc[0, ["low", "high"]].tolist() == [900, 1300]
    assert found.loc[0, "result_low"] == pytest.approx(367.946, abs=5e-4)
    assert found.loc[0, "swing"] == pytest.approx(400)
    assert found.loc[2, "swing"] == 0
