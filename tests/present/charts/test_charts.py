import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.present.charts.charts import Columns, Fan, Series, extent, labelled, ticks, upright_axis
from capacity.present.words.words import Words

AMOUNTS = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-9)


def test_a_stacked_chart_holds_the_sum_and_the_lines():
    bars = (Series("a", (3.0, 4.0)), Series("b", (2.0, 5.0)))
    chart = Columns("n", ("1", "2"), bars, (Series("c", (math.nan, 15.0), "limit"),), "t", stacked=True)
    assert extent(chart) == (0.0, 15.0)
    assert extent(Columns("n", ("1", "2"), bars, (), "t", stacked=True)) == (0.0, 9.0)
    assert extent(Columns("n", ("1", "2"), bars, (), "t")) == (0.0, 5.0)


def test_a_fan_holds_its_ranges():
    line = Series("a", (1.0, 2.0), "main", (-3.0, 0.0), (4.0, 6.0))
    assert extent(Fan("n", ("1", "2"), (line,), "t")) == (-3.0, 6.0)


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_the_numbers_at_an_axis_are_those_of_its_marks(low, span):
    axis = upright_axis(Columns("n", ("1", "2"), (Series("a", (low, low + span)),), (), "t"), Words("en"))
    shown = [float(number.replace(",", "").replace("−", "-")) for number in axis.numbers]
    scale = max(shown, key=abs) / max(axis.marks, key=abs)
    assert shown == pytest.approx([mark * scale for mark in axis.marks], rel=1e-9)


def test_marks_of_two_and_a_half_keep_their_half():
    axis = upright_axis(Columns("n", ("1",), (Series("a", (5.5,)), Series("b", (-4.0,))), (), "t"), Words("en"))
    assert axis.numbers == ["−5", "−2.5", "0", "2.5", "5", "7.5"]


def test_ticks_are_round_numbers():
    assert ticks(0, 15) == (0, 5, 10, 15)
    assert ticks(-14e6, 8e6) == (-20e6, -10e6, 0, 10e6)
    assert ticks(0, 0) == (0, 0.25, 0.5, 0.75, 1.0)


@given(AMOUNTS, AMOUNTS)
def test_ticks_span_the_values_with_few_steps(first, second):
    low, high = min(first, second, 0), max(first, second, 0)
    marks = ticks(low, high)
    slack = 1e-6 * (high - low)
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    assert 2 <= len(marks) <= 8


@pytest.mark.parametrize(
    ("categories", "named"),
    [(("jan",) * 12, 12), (("Jan 2027",) * 24, 4), (("Jan 2027",) * 120, 4), (tuple("123456789"), 9), ((), 0)],
)
def test_no_more_labels_than_stand_beside_each_other(categories, named):
    assert len(labelled(categories)) == named
