"""Ranges over all futures, those without a number among them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.uncertainty.ranges import errors, percentile, quantiles, ranked_quantiles, shares, spread

NEVER, NONE = np.inf, np.nan


def test_never_ranks_last():
    """Of ten futures in which two never pay back the 9th and 10th are never: p90 has no number, p10 and p50 do."""
    years = np.array([NEVER, 1, 2, 3, 4, 5, 6, 7, 8, NEVER])
    assert spread(years) == {"p10": pytest.approx(1.9), "p50": pytest.approx(5.5), "p90": None}
    told = shares("payback_years", {"payback_years": years})
    assert told == {
        "probability_never": 0.2, "probability_no_outlay": None, "probability_several": None, "counted": 1.0
    }  # fmt: skip


def test_a_quantile_between_a_number_and_never_is_never():
    assert ranked_quantiles(np.array([1.0, NEVER])).tolist() == [NEVER] * 3
    assert ranked_quantiles(np.array([-NEVER, 1.0])).tolist() == [-NEVER] * 3
    assert ranked_quantiles(np.array([1.0, 1.0, NEVER]))[1] == 1.0


def test_what_nobody_asks_for_is_left_out_and_told():
    """Two of four futures have no debt: the range is of the others, which are half."""
    covers = np.array([1.0, NONE, 2.0, NONE])
    assert spread(covers) == {"p10": pytest.approx(1.1), "p50": 1.5, "p90": pytest.approx(1.9)}
    assert shares("dscr_min", {"dscr_min": covers})["counted"] == 0.5
    assert spread(np.full(3, NONE)) == {"p10": None, "p50": None, "p90": None}


def test_rates_are_counted_by_their_kind():
    """Loss, two rates, a gain without outlay, and one with several rates, which is no part of the range."""
    found = {"irr": np.array([-NEVER, 0.1, 0.2, NEVER, NONE]), "irr_count": np.array([0, 1, 1, 0, 2])}
    told = {"probability_never": 0.25, "probability_no_outlay": 0.25, "probability_several": 0.2, "counted": 0.8}
    assert shares("irr", found) == told
    assert spread(found["irr"])["p50"] == pytest.approx(0.15)


@given(arrays(float, st.integers(1, 60), elements=st.floats(-1e6, 1e6)))
def test_numbers_alone_have_their_usual_quantiles(values):
    np.testing.assert_array_equal(ranked_quantiles(values), quantiles(values))


def test_no_error_is_told_where_a_quantile_is_never():
    values = np.where(np.arange(128) // 8 % 4 == 0, NEVER, np.linspace(1, 2, 128))
    low, middle, high = errors(values)
    assert low > 0
    assert middle > 0
    assert high is None


def test_a_percentile_is_the_mid_rank():
    """2 among 1, 2, 2, 3: one below, two alike, so halfway between 25 and 75; rounding makes no difference."""
    values = np.array([1.0, 2.0, 2.0, 3.0])
    assert percentile(2.0, values) == percentile(2.0 + 1e-12, values) == 50
    assert percentile(0.0, values) == 0
    assert percentile(9.0, values) == 100
    assert percentile(2.5, values) == 75
    assert np.isnan(percentile(np.nan, values))
    assert np.isnan(percentile(1.0, np.full(3, NONE)))
