"""Effects of factors add up to the change, to rounding, and do not hang on the order of the factors."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.monitoring.decomposition import effects

AMOUNT = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
FACTORS = arrays(float, (5, 4), elements=AMOUNT)


@given(FACTORS, FACTORS)
def test_the_effects_add_up_to_the_change(before, after):
    change = after.prod(axis=1) - before.prod(axis=1)
    size = np.maximum(after.prod(axis=1), before.prod(axis=1))
    assert np.all(np.abs(effects(before, after).sum(axis=1) - change) <= 1e-11 * size)


@given(FACTORS, FACTORS)
def test_the_order_of_the_factors_plays_no_part(before, after):
    found = effects(before, after)
    for order in permutations(range(4)):
        turned = effects(before[:, order], after[:, order])
        np.testing.assert_allclose(turned, found[:, order], rtol=1e-9, atol=1e-9 * max(1.0, np.abs(found).max()))


@given(FACTORS)
def test_nothing_changes_where_nothing_moves(values):
    assert not effects(values, values).any()


@given(FACTORS, FACTORS)
def test_the_way_back_is_the_same_with_the_other_sign(before, after):
    there, back = effects(before, after), effects(after, before)
    np.testing.assert_allclose(there, -back, rtol=1e-9, atol=1e-9 * max(1.0, np.abs(there).max()))


def test_two_factors_by_hand():
    # v = 2 x 3 = 6, v' = 4 x 6 = 24: L = 18 / ln 4, each effect L ln 2 = 9
    np.testing.assert_allclose(effects(np.array([[2.0, 3.0]]), np.array([[4.0, 6.0]])), [[9.0, 9.0]], rtol=1e-14)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([0.0, 3.0, 2.0], [1.0, 3.0, 2.0], [6.0, 0.0, 0.0]),  # one who joins: all by the heads
        ([1.0, 3.0, 2.0], [0.0, 3.0, 2.0], [-6.0, 0.0, 0.0]),  # one who leaves
        ([0.0, 0.0, 2.0], [1.0, 3.0, 2.0], [3.0, 3.0, 0.0]),  # two were 0: alike
    ],
)
def test_zeros_carry_the_whole_change(before, after, expected):
    assert effects(np.array([before]), np.array([after])).tolist() == [expected]
