"""What is written is moved as a whole and reads as what was meant: multiplied or shifted, in the same words."""

import pytest

from capacity.intake.quantities.moving import moved, unit_of
from capacity.intake.quantities.quantity import read_quantity

WRITTEN = [
    [5, "kg"],
    [2, 3, 7, "kg", "press"],
    {"triangular": [2, 3, 7], "unit": "kg"},
    {"uniform": [2, 7], "unit": "kg", "source": "press"},
    {"normal": {"mean": 50, "sd": 3}, "unit": "kg"},
    {"normal": {"p10": 45, "p90": 55}, "unit": "kg"},
    {"lognormal": {"median": 50, "p90": 70}, "unit": "kg"},
    {"discrete": {"values": [2, 3, 7], "chances": [0.2, 0.3, 0.5]}, "unit": "kg"},
    {"estimate": 50, "se": 3, "unit": "kg"},
]


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_three_times_is_the_same_shape_on_a_scale_three_times_as_large(written):
    before, after = read_quantity(written), read_quantity(moved(written, 3))
    assert (after.low, after.mode, after.high) == pytest.approx((3 * before.low, 3 * before.mode, 3 * before.high))
    assert after.shape.kind == before.shape.kind
    assert (after.variance, after.unit, after.source) == (pytest.approx(9 * before.variance), "kg", before.source)


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_a_shift_moves_the_central_value_and_keeps_the_spread(written):
    """Of a lognormal the stated percentiles are shifted, so that it stays one."""
    before, after = read_quantity(written), read_quantity(moved(written, plus=10))
    assert after.mode == pytest.approx(before.mode + 10)
    if before.shape.kind != "lognormal":
        assert after.variance == pytest.approx(before.variance)


def test_nothing_goes_beyond_the_most_that_can_be():
    assert moved([0.2, 0.4, 0.8, "share"], 2, most=1.0) == [0.4, 0.8, 1.0, "share"]
    assert moved({"estimate": 0.8, "se": 0.1, "unit": "share"}, 2, most=1.0) == {
        "estimate": 1.0,
        "se": 0.2,
        "unit": "share",
    }


@pytest.mark.parametrize("written", WRITTEN, ids=str)
def test_the_unit_is_found_in_every_form(written):
    assert unit_of(written) == "kg"
