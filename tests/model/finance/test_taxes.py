import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.finance.taxes import carry_forward, profit_tax, turnover_tax, value_added_tax


def test_losses_lower_later_profits():
    """-100, 60, 60 at 10 %: 60 and 40 are set off, 20 are taxed; with half a profit at most, 30 and 30 are taxed."""
    profit = np.array([-100.0, 60, 60])[:, None]
    assert profit_tax(profit, 0.1).tax[:, 0] == pytest.approx([0, 0, 2])
    assert profit_tax(profit, 0.1, share=0.5).tax[:, 0] == pytest.approx([0, 3, 3])


def test_losses_lapse():
    """A loss of year 1 kept two years is gone in year 4; kept none, it never helps."""
    profit = np.array([-100.0, 0, 0, 60])[:, None]
    found = profit_tax(profit, 0.1, carry=2)
    assert found.tax[:, 0] == pytest.approx([0, 0, 0, 6])
    assert found.losses.lapsed[:, 0] == pytest.approx([0, 0, 100, 0])
    assert profit_tax(profit, 0.1, carry=3).tax[-1, 0] == 0
    assert profit_tax(np.array([-100.0, 60])[:, None], 0.1, carry=0).tax[-1, 0] == pytest.approx(6)


def test_a_holiday_uses_up_no_losses():
    """Two exempt years; the loss of the first is set off in the third, at the rate then in force."""
    profit, rate = np.array([-50.0, 80, 80])[:, None], np.array([0.1, 0.1, 0.15])
    assert profit_tax(profit, rate, holiday=np.array([True, True, False])).tax[:, 0] == pytest.approx([0, 0, 4.5])


def test_turnover_tax():
    assert turnover_tax(np.array([[100.0], [-5], [100]]), np.array([0.02, 0.02, 0.04]))[:, 0] == pytest.approx(
        [2, 0, 4]
    )


def test_tax_on_a_machine_waits_for_sales():
    """12 on a machine against 5, 5, 5 on sales: 3 owed for the third month, paid in the fourth."""
    output, inputs = np.array([0.0, 5, 5, 5, 0])[:, None], np.array([12.0, 0, 0, 0, 0])[:, None]
    found = value_added_tax(output, inputs)
    assert found.credit[:, 0].tolist() == [12, 7, 2, 0, 0]
    assert found.paid[:, 0].tolist() == [0, 0, 0, 0, 3]
    assert found.owed[:, 0].tolist() == [0, 0, 0, 3, 0]
    back = value_added_tax(output, inputs, refund=2)
    assert back.refunded[:, 0].tolist() == [0, 0, 2, 0, 0]


SUMS = arrays(float, (6, 2), elements=st.floats(0, 1e6))


@given(SUMS, SUMS, st.none() | st.integers(0, 4))
def test_nothing_is_carried_twice(put, room, periods):
    """What is put by is used, lapsed or left; no more is used than there is room for; draws do not meet."""
    found = carry_forward(put, room, periods)
    gone = np.cumsum(found.used + found.lapsed, axis=0)
    np.testing.assert_allclose(np.cumsum(put, axis=0) - gone, found.left, atol=1e-6)
    assert (found.used <= room + 1e-9).all()
    np.testing.assert_array_equal(carry_forward(put[:, [1]], room[:, [1]], periods).left[:, 0], found.left[:, 1])


@given(SUMS, SUMS, st.integers(0, 3), st.none() | st.integers(0, 3))
def test_the_treasury_gets_the_difference(output, inputs, due, refund):
    """Paid less refunded, plus what is owed, less the credit, is tax on sales less tax on purchases."""
    found = value_added_tax(output, inputs, due, refund)
    net = np.cumsum(output - inputs, axis=0)
    np.testing.assert_allclose(
        np.cumsum(found.paid - found.refunded, axis=0) + found.owed - found.credit, net, atol=1e-5
    )
