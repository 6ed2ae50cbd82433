"""Capital rationing: the case of Lorie and Savage (1955), ties, and every small case against all its sets."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.model.portfolio.best_set import best_set, in_shares

WORTH = np.array([14, 17, 17, 15, 40, 12, 14, 10, 12])
COSTS = np.array([[12, 54, 6, 6, 30, 6, 48, 36, 18], [3, 7, 6, 2, 35, 6, 4, 3, 3]])
BUDGETS = np.array([50, 20])
"""Lorie and Savage, Three Problems in Rationing Capital, Journal of Business 28 (1955): net present value, outlays"""


def test_lorie_and_savage_in_shares_and_whole():
    shares = in_shares(WORTH, COSTS, BUDGETS)
    assert shares.worth == pytest.approx(70.2727, abs=1e-4)  # Weingartner (1963): 70.27
    assert shares.shares == pytest.approx([1, 0, 1, 1, 0, 0.9697, 0.0455, 0, 1], abs=1e-4)
    assert shares.prices == pytest.approx([0.1364, 1.8636], abs=1e-4)
    assert shares.worth == pytest.approx((shares.prices * BUDGETS).sum() + _surplus(shares.prices).sum())
    whole = best_set(WORTH, COSTS, BUDGETS)
    assert (np.flatnonzero(whole.taken) + 1).tolist() == [1, 3, 4, 6, 9]
    assert (whole.worth, whole.spent.tolist()) == (70, [48, 20])


def _surplus(prices):
    return np.maximum(0, WORTH - prices @ COSTS)


def test_of_equal_sets_the_cheaper_is_taken_then_the_first_and_it_is_said():
    found = best_set([5, 5, 5, 1], [[3, 2, 2, 9]], [2])
    assert (found.taken.tolist(), found.is_only) == ([False, True, False, False], False)
    assert best_set([5, 4], [[2, 2]], [2]).is_only
    assert best_set([], np.empty((1, 0)), [2]).worth == 0


@given(
    st.lists(st.tuples(st.integers(-3, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7),
    st.tuples(st.integers(0, 20), st.integers(0, 20)),
)
def test_no_set_within_the_budgets_is_worth_more(candidates, budgets):
    worth, *costs = (np.array(column) for column in zip(*candidates, strict=True))
    costs = np.array(costs)
    found = best_set(worth, costs, budgets)
    sets = np.array(list(product((0, 1), repeat=len(worth))))
    within = sets[((sets @ costs.T) <= budgets).all(axis=1)]
    best = (within @ worth).max()
    assert found.worth == best
    assert (costs @ found.taken <= budgets).all()
    assert in_shares(worth, costs, budgets).worth >= best - 1e-6
    assert found.is_only == (((within @ worth) == best).sum() == 1)
