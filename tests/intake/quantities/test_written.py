"""A quantity is a number or a range with its unit; anything else is refused with what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import Unit
from capacity.intake.quantities.written import in_unit, is_quantity, moved, read_quantity, unit_of


def test_one_number_is_certain_and_three_are_a_range():
    one, three = read_quantity([5, "kg"]), read_quantity([2, 3, 7, "KGS/kg", "press"], "links.cooling.cost", "estimate")
    assert (one.low, one.mode, one.high, one.unit, one.is_range, one.source) == (5, 5, 5, "kg", False, "")
    assert (three.low, three.mode, three.high, three.is_range, three.source) == (2, 3, 7, True, "press")
    assert (three.name, three.stated) == ("links.cooling.cost", "2 – 3 – 7 KGS/kg")


def test_the_mean_is_that_of_pert():
    assert read_quantity([2, 3, 7, "kg"]).mean == (2 + 12 + 7) / 6


def test_the_nearest_source_holds_unless_the_quantity_names_its_own():
    assert read_quantity([1, "kg"], source="estimate").source == "estimate"


def test_another_unit_changes_every_number_and_keeps_what_was_stated():
    milk = {"l": Unit(1.03, (("kg", 1),))}
    price = in_unit(read_quantity([32, 36, 42, "KGS/l"]), "KGS/kg", milk)
    assert (price.low, price.high, price.unit) == (pytest.approx(32 / 1.03), pytest.approx(42 / 1.03), "KGS/kg")
    assert price.stated == "32 – 36 – 42 KGS/l"


@pytest.mark.parametrize(
    "value",
    [
        [1, 2, "kg"],
        [1, 2, 3, 4, "kg"],
        [3, 2, 1, "kg"],
        [1, 3, 2, "kg"],
        ["kg"],
        [1, "kg", "a", "b"],
        [1, "kg", 2],
        ["kg", 1],
        [1, None],
        [1, ["kg"]],
        [float("inf"), "kg"],
        [float("nan"), "kg"],
        [1e15, "kg"],
        [True, "kg"],
    ],
)
def test_what_is_no_quantity_is_refused_with_what_to_write(value):
    with pytest.raises(InputError) as caught:
        read_quantity(value)
    assert caught.value.issues[0].fix


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, "kg"], True),
        ([1, 2, 3, "kg"], True),
        ([1, 2], False),
        (["kg"], False),
        ([], False),
        (1, False),
        ([True, "x"], False),
    ],
)
def test_a_list_with_numbers_first_and_a_word_is_meant_as_a_quantity(value, expected):
    assert is_quantity(value) is expected


def test_a_quantity_cannot_be_changed():
    with pytest.raises(AttributeError):
        Quantity(1, 1, 1, "kg").mode = 2


@given(
    st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=3).map(sorted), st.sampled_from(["kg", "t", "g", "centner"])
)
def test_there_and_back_changes_nothing(numbers, unit):
    quantity = read_quantity([*numbers, unit])
    back = in_unit(in_unit(quantity, "kg"), unit)
    assert [back.low, back.mode, back.high] == [pytest.approx(n, rel=1e-12) for n in numbers]
    assert quantity.low <= quantity.mean <= quantity.high or quantity.mean == pytest.approx(quantity.mode)


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
