import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.finance.credit_line import overdraft


def test_an_overdraft_by_hand():
    """-100, +30, +100 at 10 %: 100 drawn; 30 less 10 of interest pay back 20; the rest and its interest of 8 after."""
    line = overdraft(np.array([[-100.0], [30], [100]]), 0.1)
    assert line.balance[:, 0] == pytest.approx([100, 80, 0])
    assert line.interest[:, 0] == pytest.approx([0, 10, 8])


def test_a_limit_and_what_must_stay():
    """A limit of 60 leaves cash at -40; keeping 5 in the till is borrowed too."""
    assert overdraft(np.array([[-100.0]]), 0.1, limit=60).balance.item() == 60
    assert overdraft(np.array([[-100.0]]), 0.1, keep=5, opening=50).balance.item() == 55


@given(arrays(float, (6, 2), elements=st.floats(-1e4, 1e4)), st.floats(0, 0.3))
def test_cash_never_falls_and_nobody_borrows_with_money_in_the_till(flow, rate):
    line = overdraft(flow, rate)
    cash = np.cumsum(flow + line.drawn - line.service, axis=0)
    assert cash.min() >= -1e-6
    assert np.minimum(cash, line.balance).max() <= 1e-6
    np.testing.assert_array_equal(overdraft(flow[:, [1]], rate).balance[:, 0], line.balance[:, 1])
