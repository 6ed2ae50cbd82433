import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.finance.cover import (
    at_start,
    average_cover,
    debt_capacity,
    debt_service_cover,
    loan_life_cover,
    lowest,
    project_life_cover,
    service_cover,
    stubs,
)
from capacity.model.finance.loans import Terms, borrow


def test_cover_of_debt_is_the_worst_year():
    """Cash 20, 12, 9 over service 10, 10, 0 is 1.2 at worst, 1.6 on average; without debt there is no cover."""
    cash = np.array([[20.0, 20.0], [12.0, 12.0], [9.0, 9.0]])
    service = np.array([[10.0, 0.0], [10.0, 0.0], [0.0, 0.0]])
    ratio = service_cover(cash, service)
    assert lowest(ratio)[0] == debt_service_cover(cash, service)[0] == pytest.approx(1.2)
    assert average_cover(cash, service)[0] == pytest.approx(32 / 20)
    assert at_start(ratio)[0] == pytest.approx(2.0)
    assert np.isnan([lowest(ratio)[1], average_cover(cash, service)[1], at_start(ratio)[1]]).all()


def test_the_average_cover_is_of_the_loans_life_and_a_stub_weighs_what_is_due_in_it():
    """Drawn in December, a loan costs 1 in its first year, 100 in two more, and waits in one; then it is over.

    Cash of 150 a year: ratios of 150, 1.5 and 1.5 would be 51 in the mean; over the life it is 600 / 201.
    """
    cash, service = np.full((6, 1), 150.0), np.array([[0.0], [1.0], [100.0], [0.0], [100.0], [0.0]])
    owed = np.array([[0.0], [0.0], [200.0], [100.0], [100.0], [0.0]])
    assert average_cover(cash, service, owed) == pytest.approx(600 / 201)
    assert stubs(service)[:, 0].tolist() == [False, True, False, False, False, False]


def test_cover_over_the_life_of_loan_and_project():
    """100 owed at 10 %, cash 60 for 2 years of loan and 1 after it: 104.13 and 149.21 over 100."""
    cash, owed = np.full((4, 1), 60.0), np.array([[0.0], [100.0], [52.38], [0.0]])
    assert loan_life_cover(cash, owed, 0.1)[1, 0] == pytest.approx((60 / 1.1 + 60 / 1.21) / 100)
    assert project_life_cover(cash, owed, 0.1)[1, 0] == pytest.approx((60 / 1.1 + 60 / 1.21 + 60 / 1.331) / 100)
    assert np.isnan(loan_life_cover(cash, owed, 0.1)[[0, 3]]).all()


@given(st.floats(1, 1e6), st.floats(0.01, 0.4), st.integers(1, 10), st.floats(0.5, 3))
def test_level_cash_over_an_annuity_covers_the_loan_as_it_covers_each_payment(amount, rate, term, times):
    """Cash that is always the same multiple of a loan's service gives that multiple as DSCR and LLCR of every year."""
    drawn = np.zeros((term + 1, 1))
    drawn[0] = amount
    loan = borrow(drawn, Terms(rate, term))
    cash = loan.service * times
    np.testing.assert_allclose(lowest(service_cover(cash, loan.service)), times, rtol=1e-9)
    llcr = loan_life_cover(cash, loan.owed, rate)
    np.testing.assert_allclose([*lowest(llcr), *llcr[term // 2 + 1]], times, rtol=1e-6)
    np.testing.assert_allclose(average_cover(cash, loan.service, loan.owed), times, rtol=1e-9)


def test_debt_capacity():
    """Cash of 130 a year carries service of 100 at 1.3: 316.99 for 4 years at 10 %."""
    unit = borrow(np.array([[1.0], [0], [0], [0], [0]]), Terms(0.1, 4)).service
    cash = np.array([[0.0], [130], [130], [130], [130]])
    loan = debt_capacity(cash, unit, 1.3)
    assert loan == pytest.approx(316.99, abs=0.005)
    assert lowest(service_cover(cash, unit * loan)) == pytest.approx(1.3)
    assert debt_capacity(-cash, unit, 1.3) == 0


@given(arrays(float, (5, 3), elements=st.floats(-1e3, 1e3)), st.floats(1, 2))
def test_a_loan_of_that_size_keeps_the_covenant_and_no_more_does(cash, covenant):
    unit = borrow(np.array([[1.0], [0], [0], [0], [0]]), Terms(0.1, 4)).service
    loan = debt_capacity(cash, unit, covenant)
    worst = debt_service_cover(cash, unit * np.maximum(loan, 1e-3))
    able = loan > 1e-3
    np.testing.assert_allclose(worst[able], covenant, rtol=1e-9)
    assert (debt_service_cover(cash, unit * (loan + 1)) < covenant).all()
