"""Figures that cannot be true are set aside before anything is summed; odd ones are shown."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_folders import issues, read, with_members

from capacity.intake.survey.plausibility import find_outliers, missing_issues

NAN = float("nan")


def members(*values, cls="household", variable="current"):
    blank = {
        "current": NAN,
        "good": NAN,
        "bad": NAN,
        "capacity": NAN,
        "own_use": NAN,
        "own_use_is_share": False,
        "price": NAN,
    }
    return pd.DataFrame([{**blank, "cls": cls, variable: value} for value in values])


def suspects(*values, **kwargs):
    return [(item.index, item.is_impossible) for item in find_outliers(members(*values, **kwargs))]


USUAL = tuple(float(value) for value in range(80, 120))


@pytest.mark.parametrize("variable", ["current", "good", "bad", "capacity", "own_use"])
@pytest.mark.parametrize(
    ("value", "is_impossible"), [(1e9, True), (100_100.0, True), (99_000.0, False), (500.0, False), (0.5, False)]
)
def test_a_figure_far_from_its_class_is_found(value, is_impossible, variable):
    assert suspects(*USUAL, value, variable=variable) == [(40, is_impossible)]


@pytest.mark.parametrize("value", [60.0, 150.0, 0.0, NAN])
def test_a_figure_like_the_others_zero_and_none_are_not(value):
    assert suspects(*USUAL, value) == []


def test_a_small_class_shows_only_what_is_ten_thousandfold():
    assert suspects(3.0, 3e9) == [(1, True)]
    assert suspects(3e9, 3.0, 5.0) == [(0, True)]
    assert suspects(3.0, 3000.0, 20_000.0) == []
    assert suspects(3e9) == []


@pytest.mark.parametrize("variable", ["current", "capacity", "price"])
@pytest.mark.parametrize(
    ("values", "odd"),
    [
        ((1.9, 2.1, 1.7, 1900.0), [3]),
        ((1.9, 2.1, 0.0019, 1.7, 2.3), [2]),
        ((1.9, 2.1, 1.7, 1.8, 2.2, 1900.0, 2300.0), [5, 6]),
        ((1.9, 2.1, 1.7, 60.0), []),
        ((1.0, 5.0, 20.0, 100.0, 900.0, 4000.0), []),
        ((1.9, 2.1, 1900.0, 2000.0), []),
        ((1.9, 2.1, 1.7, 400.0), []),
    ],
)
def test_a_thousand_typed_for_one_is_shown_in_a_small_class_too(values, odd, variable):
    assert suspects(*values, variable=variable) == [(index, False) for index in odd]


def test_every_class_is_judged_by_itself():
    assert find_outliers(pd.concat([members(*USUAL), members(1e6, 2e6, cls="anchor")], ignore_index=True)) == []


def test_shares_have_no_outliers():
    shares = members(*([0.5] * 30), 1e-9, variable="own_use").assign(own_use_is_share=True)
    assert find_outliers(shares) == []


def test_equal_figures_do_not_make_every_other_one_odd():
    assert suspects(*([100.0] * 30), 110.0, 90.0) == []
    assert suspects(*([100.0] * 30), 1e9) == [(30, True)]


@given(st.lists(st.floats(1, 50), min_size=1, max_size=60), st.floats(0.001, 1e6))
def test_outliers_do_not_depend_on_the_unit_or_the_order(values, times):
    plain = suspects(*values)
    assert suspects(*[value * times for value in values]) == plain
    last = len(values) - 1
    assert sorted((last - index, bad) for index, bad in suspects(*reversed(values))) == sorted(plain)


def test_a_milliard_is_set_aside_and_never_summed(tmp_path):
    rows = [[f"K{n}", "ЛПХ", str(n + 5), "", "да"] for n in range(25)]
    data = read(with_members(tmp_path, *rows, ["X", "ЛПХ", "1 000 000 000", "", "да"], ["Y", "ЛПХ", "9000", "", "да"]))
    assert issues(data, "quarantine") == [(27, "milk", "R12")]
    assert issues(data, "warning") == [(28, "milk", "R12")]
    assert "Y" in set(data.members["member"])
    assert data.members["current"].max() < 1e6


def test_more_than_anything_can_be_is_set_aside_even_alone(tmp_path):
    data = read(with_members(tmp_path, ["A", "ЛПХ", "2e12", "", "да"], ["B", "вет", "", "", "да"]))
    assert issues(data, "quarantine") == [(2, "milk", "C13")]


def test_a_copied_column_is_warned_of(tmp_path):
    data = read(with_members(tmp_path, *[[f"K{n}", "ЛПХ", "10", "", "да"] for n in range(12)]))
    assert issues(data, "warning") == [(None, "", "R13")]


def test_a_class_that_mostly_did_not_answer_is_warned_of(tmp_path):
    rows = [[f"K{n}", "ЛПХ", str(n) if n > 3 else "", "", "да"] for n in range(10)]
    assert (None, "", "R14") in issues(read(with_members(tmp_path, *rows)), "warning")
    assert missing_issues({"a": 3}, {"a": 10}) == []
