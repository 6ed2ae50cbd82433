import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.units import DAYS_PER_MONTH
from capacity.model.finance.working_capital import (
    STEPS,
    Calendar,
    cash_position,
    days_of_cover,
    increase,
    outstanding,
    paid_by_month,
)

AT_ONCE, MILK, SHOPS = Calendar(), Calendar(every=10), Calendar(37.5)


def test_milk_every_ten_days_and_shops_in_forty():
    """At a month's end milk is paid up; shops owe the month and 7.08 days of 30.42 of the one before."""
    amounts = np.full((4, 1), 3000.0)
    assert outstanding(amounts, MILK)[:, 0] == pytest.approx([0, 0, 0, 0])
    steady = 3000 * 37.5 / DAYS_PER_MONTH
    assert outstanding(amounts, SHOPS)[:, 0] == pytest.approx([3000, steady, steady, steady])
    assert paid_by_month(amounts, SHOPS)[:, 0] == pytest.approx([0, 6000 - steady, 3000, 3000])


def test_what_ripens_two_months_is_a_stock_of_two_months():
    assert outstanding(np.full((5, 1), 10.0), Calendar(2 * DAYS_PER_MONTH))[:, 0] == pytest.approx([10, 20, 20, 20, 20])


def test_paid_in_advance():
    """Fabric paid a month before it comes: the first month pays for two, and a prepayment of one stands to the end."""
    amounts = np.array([100.0, 100, 100])[:, None]
    assert paid_by_month(amounts, Calendar(-DAYS_PER_MONTH))[:, 0] == pytest.approx([200, 100, 0])
    assert outstanding(amounts, Calendar(-DAYS_PER_MONTH))[:, 0] == pytest.approx([-100, -100, 0])


def test_the_peak_need_stands_inside_the_month():
    """A plant pays its milk, 3,000 a month, on the 10th, 20th and last day and sells for 3,300 evenly.

    Paid at once it has 1,100 - 1,000 after a third of a month and never needs anything; when shops pay in half a month,
    the lowest is after the second payment of the first month: 550 - 2,000.
    """
    milk, sales = (np.full((6, 1), -3000.0), MILK), np.full((6, 1), 3300.0)
    assert cash_position({"milk": milk, "sales": (sales, AT_ONCE)}).need == pytest.approx([0])
    found = cash_position({"milk": milk, "sales": (sales, Calendar(DAYS_PER_MONTH / 2))})
    assert found.need[0] == pytest.approx(1450)
    assert found.month[0] == 0
    assert found.closing[:2, 0] == pytest.approx([-1350, -1050])
    assert cash_position({"milk": milk}, opening=20000.0).need[0] == 0


def test_a_plant_with_ripening_cheese_needs_money_until_the_shops_pay():
    """Milk paid every 10 days, cheese a month in store, shops in 37.5 days: money comes 67.9 days after it."""
    milk, sales = np.full((12, 2), -3000.0), np.full((12, 2), 3300.0)
    sales[0] = 0
    milk[:, 1] *= 2
    found = cash_position({"milk": (milk, MILK), "sales": (sales, SHOPS)})
    by_hand = [
        3300 * max(0, step / STEPS - 1 - 37.5 / DAYS_PER_MONTH) - 1000 * (3 * step // STEPS)
        for step in range(12 * STEPS + 1)
    ]
    assert found.need[0] == pytest.approx(-min(by_hand))
    assert found.month[0] == 2
    assert found.need[1] > found.need[0] + 3000


CALENDARS = st.builds(Calendar, st.floats(-40, 100), st.sampled_from([0, 7, 10, 15, 30]))
AMOUNTS = arrays(float, (5, 2), elements=st.floats(-1e5, 1e5))


@given(AMOUNTS, CALENDARS, AMOUNTS, CALENDARS)
def test_everything_is_paid_once_and_the_months_agree(first, when, second, then):
    """What is paid and what is outstanding make up deliveries; looking inside the months changes no month's end."""
    lines = {"first": (first, when), "second": (second, then)}
    found = cash_position(lines)
    paid = sum(paid_by_month(*line) for line in lines.values())
    np.testing.assert_allclose(found.closing, np.cumsum(paid, axis=0), atol=1e-6)
    assert (found.lowest <= found.closing + 1e-6).all()
    late = np.concatenate([first, np.zeros((6, 2))])
    np.testing.assert_allclose(outstanding(late, when)[-1], 0, atol=1e-6)
    for draw in range(2):
        alone = cash_position({name: (amounts[:, [draw]], c) for name, (amounts, c) in lines.items()})
        np.testing.assert_allclose(alone.lowest[:, 0], found.lowest[:, draw], rtol=1e-12, atol=1e-9)
        assert alone.month[0] == found.month[draw]


def test_days_of_cover_and_what_goes_into_the_stock():
    """360,000 a year at 30 days of cover ties up 30,000 (turnover 12 times); it comes back in the last year."""
    stock = days_of_cover(np.array([[360000.0], [480000], [480000]]), 30)
    assert stock[:, 0].tolist() == [30000, 40000, 40000]
    assert increase(stock)[:, 0].tolist() == [30000, 10000, 0]
    assert increase(stock, returned=True)[:, 0].tolist() == [30000, 10000, -40000]


def test_a_window_longer_than_a_month_is_refused():
    with pytest.raises(InputError, match="every 45 days"):
        Calendar(every=45)
