"""Recorded arithmetic is numpy's, month by month, however many draws there are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.model.engine.replay import LANES
from capacity.model.engine.tape import Row, Tape

MONTHS = 5
SHAPES = ((1, 1), (MONTHS, 1), (1, None), (MONTHS, None))
OPERATIONS = (
    np.add, np.subtract, np.multiply, np.minimum, np.maximum, np.greater, np.greater_equal, np.less, np.less_equal,
    np.equal, np.not_equal,
)  # fmt: skip


def numbers(shape: tuple, draws: int, seed: int) -> np.ndarray:
    """Few different numbers, so that equal ones meet."""
    return (
        np.random.default_rng(seed).integers(-2, 3, [draws if size is None else size for size in shape]).astype(float)
    )


@settings(max_examples=60)
@given(
    st.sampled_from([1, 3, LANES, LANES + 1, 3 * LANES]),
    st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12),
    st.lists(st.sampled_from(SHAPES), min_size=2, max_size=5),
)
def test_recorded_arithmetic_is_numpys(draws, steps, shapes):
    """Any operations on arrays of any thinness give what numpy gives."""
    tape = Tape(MONTHS, draws)
    arrays = [numbers(shape, draws, seed) for seed, shape in enumerate(shapes)]
    rows: list[Row] = [tape.row(array) for array in arrays]
    for operation, one, two in steps:
        arrays.append(operation(arrays[one % len(arrays)], arrays[two % len(arrays)]).astype(float))
        rows.append(operation(rows[one % len(rows)], rows[two % len(rows)]))
    chosen = np.where(rows[-1] > 0, rows[0], rows[1] / 2)
    expected = np.where(arrays[-1] > 0, arrays[0], arrays[1] / 2)
    for row, array in zip([*rows, chosen], [*arrays, expected], strict=True):
        found = np.broadcast_to(tape.read([row])[0], (MONTHS, draws))
        np.testing.assert_array_equal(found, np.broadcast_to(array, (MONTHS, draws)))


@pytest.mark.parametrize("backwards", [False, True])
def test_states_pass_from_month_to_month(backwards):
    """A stock that loses a tenth and takes in the month's supply; and what stood there two months ago."""
    supply, order = numbers((MONTHS, None), 300, 1), range(MONTHS)[:: -1 if backwards else 1]
    tape, found = Tape(MONTHS, 300), np.zeros((2, MONTHS, 300))
    stock, before = tape.state(), tape.state()
    closing = stock * 0.9 + tape.row(supply)
    tape.add_to(found[0], closing)
    tape.add_to(found[1], before)
    tape.becomes(stock, closing)
    tape.becomes(before, stock)
    tape.run(backwards=backwards)
    standing, earlier = np.zeros(300), np.zeros(300)
    for month in order:
        np.testing.assert_array_equal(found[1, month], earlier)
        earlier, standing = standing, standing * 0.9 + supply[month]
        np.testing.assert_array_equal(found[0, month], standing)


def test_sums_over_periods_and_counts():
    """Two months make a period; truths are counted."""
    values = numbers((MONTHS, None), 700, 2)
    tape, total, count = Tape(MONTHS, 700), np.zeros((3, 700)), np.zeros((3, 700), np.uint8)
    tape.add_to(total, values)
    tape.add_to(count, tape.row(values) > 0)
    tape.run(span=2)
    for period in range(3):
        np.testing.assert_array_equal(total[period], values[2 * period : 2 * period + 2].sum(axis=0))
        np.testing.assert_array_equal(count[period], (values[2 * period : 2 * period + 2] > 0).sum(axis=0))


def test_steps_that_nobody_needs_are_passed_over():
    """What is computed only where something holds is right there, in blocks of draws with it and without."""
    values = np.where(np.arange(3 * LANES) < LANES, 5.0, numbers((MONTHS, None), 3 * LANES, 3))
    tape = Tape(MONTHS, 3 * LANES)
    low = tape.row(values) < 0
    with tape.where_any(low):
        mended = tape.row(values) * 10 + 1
    assert mended is not tape.row(values) * 10 + 1
    found = tape.read([np.where(low, mended, 7.0)])[0]
    np.testing.assert_array_equal(found, np.where(values < 0, values * 10 + 1, 7.0))


def test_the_same_is_recorded_once():
    """The same operation on the same rows is the same row; so are equal numbers and equal thin arrays."""
    tape = Tape(MONTHS, 2)
    one, two = tape.row(numbers((MONTHS, None), 2, 4)), tape.row(np.array([[1.0, 2.0]]))
    assert one + two is one + two
    assert tape.row(np.array([[1.0, 2.0]])) is two
    assert tape.row(3) is tape.row(np.full((MONTHS, 2), 3.0))
    assert one * 1 is one
    assert (one * 0).never()
    assert (two > 0).always()


def test_a_row_has_no_single_truth():
    """`if` on a row would be silently wrong."""
    tape = Tape(MONTHS, 2)
    with pytest.raises(TypeError, match="no single truth"):
        bool(tape.row(numbers((MONTHS, None), 2, 5)) > 0)


def test_what_cannot_be_recorded_is_refused():
    """An operation that the replay does not know."""
    with pytest.raises(TypeError):
        np.sin(Tape(MONTHS, 2).row(1.0))
