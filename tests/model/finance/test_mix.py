import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.findings.issues import InputError
from capacity.model.finance.cover import debt_service_cover
from capacity.model.finance.loans import Terms, borrow
from capacity.model.finance.mix import Limits, delayed, funding_gap, maturity_gap, smallest_grant_mix


def test_a_grant_six_months_late_leaves_a_gap_of_six_months():
    """40 of grant and 60 of loan pay 100 in month 0; the grant six months late must be bridged from 0 to 5."""
    uses, grant, loan = (np.zeros((8, 2)) for _ in range(3))
    uses[0], grant[0], loan[0] = 100, 40, 60
    late = delayed(grant, np.array([6, 0]))
    gap = funding_gap(uses, late + loan)
    assert gap[:, 0].tolist() == [40] * 6 + [0, 0]
    assert not gap[:, 1].any()
    assert delayed(grant, 9).sum() == 0
    with pytest.raises(InputError, match="3 periods early"):
        delayed(grant, -3)


def test_money_that_comes_early_waits():
    assert funding_gap([10.0, 10, 30], [25.0, 0, 0]).tolist() == [0, 0, 25]


def test_sources_are_matched_to_what_they_pay_for():
    """A plant of 100 for 120 months on 70 of 36 months and 30 of equity: 70 too short between 36 and 120 months."""
    uses, sources = {120: np.array([100.0]), np.inf: np.array([20.0])}, {36: np.array([70.0]), np.inf: np.array([50.0])}
    found = {length: gap.item() for length, gap in maturity_gap(uses, sources).items()}
    assert found == {36: 0, 120: 70, np.inf: 0}


def smallest(works, high, steps=60):
    """The smallest amount at which something works, by halving; where it works it works for more."""
    low = 0.0
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (low, middle) if works(middle).all() else (middle, high)
    return high


UNIT = borrow(np.array([[1.0], [0], [0], [0], [0]]), Terms(0.1, 4)).service


@given(st.floats(10, 1e3), st.floats(0, 400), st.floats(1, 2), st.floats(0, 0.5), st.floats(0, 1))
def test_the_smallest_grant_by_formula_is_that_found_by_search(cost, cash, covenant, own_share, grant_share):
    """The closed form agrees with halving on 'own + loan + grant pays the cost and the loan keeps the covenant'."""
    flow = np.full((5, 1), cash)
    limits = Limits(covenant, own_share, grant_share)
    mix = smallest_grant_mix(np.array([cost]), flow, UNIT, limits)
    assert (mix.own + mix.loan + mix.grant + mix.lacking).item() == pytest.approx(cost)
    assert mix.grant.item() <= cost * grant_share + 1e-9

    def bankable(grant):
        loan = np.maximum(cost - mix.own - grant, 0)
        worst = debt_service_cover(flow, UNIT * loan)
        return (loan <= 1e-9) | (worst >= covenant * (1 - 1e-12))

    assert smallest(bankable, cost) == pytest.approx((mix.grant + mix.lacking).item(), abs=1e-6)


def test_a_cap_on_the_loan_is_made_up_by_the_grant():
    mix = smallest_grant_mix(np.array([100.0]), np.full((5, 1), 1e3), UNIT, Limits(1.3, 0.15, 0.3, loan=50))
    assert [part.item() for part in (mix.own, mix.loan, mix.grant, mix.lacking)] == pytest.approx([15, 50, 30, 5])
