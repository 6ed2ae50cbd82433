"""A quantity is a number or a range with its unit; anything else is refused with what to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.quantity import Quantity, is_quantity, read_quantity
from capacity.intake.quantities.units import Unit


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
    price = read_quantity([32, 36, 42, "KGS/l"]).to("KGS/kg", milk)
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
    back = quantity.to("kg").to(unit)
    assert [back.low, back.mode, back.high] == [pytest.approx(n, rel=1e-12) for n in numbers]
    assert quantity.low <= quantity.mean <= quantity.high or quantity.mean == pytest.approx(quantity.mode)
