"""Figures have nine digits; what rounding leaves of nothing is nothing; ties are ties on every machine."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.model.engine.digits import by_size, figure, snapped, to_36_bits, written

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@given(NUMBERS)
def test_a_figure_is_within_nine_digits_and_stays_itself(value):
    found = figure(value)
    assert abs(found - value) <= max(5e-9 * abs(value), 5e-324)
    assert figure(found) == found
    assert math.copysign(1, found) == 1 or found < 0


@pytest.mark.parametrize(("value", "shown"), [(1234567894.9, 1234567890.0), (0.1 + 0.2, 0.3), (-0.0, 0.0)])
def test_a_figure_loses_what_means_nothing(value, shown):
    assert repr(figure(value)) == repr(shown)


def test_what_is_no_number_stays():
    assert np.isnan(figure(math.nan))
    np.testing.assert_array_equal(snapped([np.inf, np.nan, -np.inf]), [np.inf, np.nan, -np.inf])
    np.testing.assert_array_equal(to_36_bits(np.array([np.inf, np.nan, 1e305])), [np.inf, np.nan, 1e305])
    assert len(snapped([])) == 0


def test_noise_is_nothing_and_has_no_sign():
    """1e-17 beside a million is what rounding left; 1e-6 is not."""
    found = snapped([1e6, -1e-17, 1e-6])
    assert found.tolist() == [1e6, 0.0, 1e-6]
    assert not np.signbit(found[1])


def test_noise_is_judged_by_unit():
    """A share of a ten-thousandth beside an amount of 1e12 in one column stays; of the amount's unit the same goes."""
    table = pd.DataFrame({"unit": ["KGS", "share", "KGS"], "value": [1e12, 1e-4, 1e-4], "note": ["a", "b", "c"]})
    assert written(table)["value"].tolist() == [1e12, 1e-4, 0.0]


def test_a_table_keeps_its_kinds():
    table = pd.DataFrame(
        {
            "whole": [12345678901, 1],
            "some": pd.Series([1 / 3, None], dtype=object),
            "mixed": pd.Series([2 / 3, "word"], dtype=object),
            "flag": [True, False],
        }
    )
    found = written(table)
    assert found["whole"].tolist() == [12345678901, 1]
    assert found["some"].tolist() == [0.333333333, None]
    assert found["mixed"].tolist() == [0.666666667, "word"]
    assert found.dtypes.equals(table.dtypes)
    assert written(table.head(0)).equals(table.head(0))


def test_equal_but_for_rounding_goes_by_name():
    """0.3 and 0.1 + 0.2 differ in their last bit: the order is that of the names, whichever is larger."""
    for values in ([0.3, 0.1 + 0.2], [0.1 + 0.2, 0.3]):
        frame = pd.DataFrame({"worth": values, "name": ["b", "a"]})
        ordered = frame.sort_values(["worth", "name"], ascending=[False, True], key=by_size)
        assert ordered["name"].tolist() == ["a", "b"]


@given(NUMBERS)
def test_36_bits_are_kept_whatever_the_last_bits_are(value):
    found = float(to_36_bits(np.array([value]))[0])
    assert abs(found - value) <= max(2.0**-36 * abs(value), 1e-300)
    assert float(to_36_bits(np.array([found]))[0]) == found


def test_an_endless_rate_wipes_out_no_other():
    """A return of 4e15 a year, of a nearly free gift, leaves the 12 % of another borrower as they are."""
    table = pd.DataFrame({"unit": ["1/year", "1/year", "KGS", "KGS"], "p90": [4e15, 0.12, 4e15, 0.12]})
    assert written(table)["p90"].tolist() == [4e15, 0.12, 4e15, 0.0]
