import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from known import cases, numbers, rows

from capacity.intake.findings.issues import InputError
from capacity.model.finance.loans import Terms, borrow, fixed_markup, in_local_money, overdraft
from capacity.model.finance.returns import irr


def lent(amount, periods, at=0):
    drawn = np.zeros((periods, np.size(amount)))
    drawn[at] = amount
    return drawn


def loan_schedule(amount, rate, term, grace=0, pays="annuity"):
    """Interest and principal (period, draw) of a loan drawn at the start."""
    schedule = borrow(lent(amount, term), Terms(rate, term, grace, pays=pays, drawn_at="start"))
    return schedule.interest, schedule.principal


@pytest.mark.parametrize("row", cases("loans.csv"))
def test_loan_schedules(row):
    """Level, equal, bullet, with grace: every payment, the interest, and nothing owed at the end."""
    near = {"abs": float(row["tolerance"])}
    amount, rate, periods, grace = (float(row[name]) for name in ("amount", "rate", "periods", "grace"))
    interest, principal = loan_schedule(amount, rate, int(periods), int(grace), row["pays"])
    assert (interest + principal)[:, 0] == pytest.approx(numbers(row["payments"]), **near)
    assert interest[0, 0] == pytest.approx(float(row["first_interest"]))
    assert interest.sum() == pytest.approx(float(row["total_interest"]), **near)
    assert principal.sum() == pytest.approx(amount, rel=1e-12)


@pytest.mark.parametrize("row", rows("monthly_annuities.csv"))
def test_monthly_annuities(row):
    """Loans as they are offered: what is paid a month."""
    interest, principal = loan_schedule(float(row["amount"]), float(row["yearly_rate"]) / 12, int(row["months"]))
    paid = (interest + principal)[:, 0]
    assert paid == pytest.approx(np.full(len(paid), float(row["monthly_payment"])), abs=float(row["tolerance"]))
    assert np.ptp(paid) < 1e-6


def test_interest_capitalised_in_grace():
    """100,000 at 10 %: two years added to the debt make 121,000, then 3 x 48,655.89 (textbooks)."""
    loan = borrow(lent(100000, 6), Terms(0.1, 5, grace=2, interest_grace=2))
    assert loan.balance[:, 0] == pytest.approx([100000, 110000, 121000, 84444.11, 44232.63, 0], abs=0.005)
    assert loan.service[:, 0] == pytest.approx([0, 0, 0, 48655.89, 48655.89, 48655.89], abs=0.005)
    assert loan.capitalised.sum() == pytest.approx(21000)


def test_a_profile_of_ones_own():
    """A grower pays after the harvest: nothing, half, nothing, half."""
    loan = borrow(lent(1000, 5), Terms(0.1, 4, pays="profile", profile=(0, 1, 0, 1)))
    assert loan.principal[:, 0] == pytest.approx([0, 0, 500, 0, 500])
    assert loan.interest[:, 0] == pytest.approx([0, 100, 100, 50, 50])


def test_tranches_and_fees():
    """400 then 600: interest on what is drawn, 1 % on each tranche, 0.5 % on what waits; level after the last."""
    drawn = np.array([[400.0], [600.0], [0], [0], [0]])
    loan = borrow(drawn, Terms(0.1, 4, grace=1, upfront_fee=0.01, commitment_fee=0.005))
    assert loan.interest[:2, 0] == pytest.approx([0, 40])
    assert loan.fees[:, 0] == pytest.approx([4 + 3, 6, 0, 0, 0])
    level = 1000 * 0.1 / (1 - 1.1**-3)
    assert (loan.interest + loan.principal)[2:, 0] == pytest.approx([level] * 3)
    assert loan.balance[-1, 0] == pytest.approx(0, abs=1e-9)


def test_a_rate_that_changes_is_spread_over_what_is_left():
    """After a year at 10 % the rest of a 3-year annuity of 1,000 is paid level at 20 %."""
    rate = np.array([0.1, 0.1, 0.2, 0.2])[:, None]
    loan = borrow(lent(1000, 4), Terms(rate, 3))
    first = 1000 * 0.1 / (1 - 1.1**-3)
    rest = (1000 * 1.1 - first) * 0.2 / (1 - 1.2**-2)
    assert loan.service[:, 0] == pytest.approx([0, first, rest, rest])


def test_each_draw_counts_from_its_own_first_tranche():
    """A loan that comes a period late is the same loan a period later."""
    drawn = np.zeros((6, 2))
    drawn[0, 0] = drawn[1, 1] = 500
    loan = borrow(drawn, Terms(0.1, 4, grace=1))
    np.testing.assert_allclose(loan.service[:-1, 0], loan.service[1:, 1], rtol=1e-12)


def test_a_loan_longer_than_the_project_stands_in_its_last_balance():
    loan = borrow(lent(1000, 3), Terms(0.0, 4, pays="equal"))
    assert loan.balance[:, 0] == pytest.approx([1000, 750, 500])


def test_terms_that_cannot_be_kept_are_refused():
    with pytest.raises(InputError, match="pays 'anuity'"):
        Terms(0.1, 5, pays="anuity")
    with pytest.raises(InputError, match="3 payments after grace has a profile of 2"):
        Terms(0.1, 4, grace=1, pays="profile", profile=(1, 1))
    with pytest.raises(InputError, match="term is 0"):
        Terms(0.1, 0)
    with pytest.raises(InputError, match="after its last payment"):
        borrow(np.array([[1.0], [0], [0], [1]]), Terms(0.1, 2))


def test_a_fixed_markup():
    """Goods of 1,200 sold on for 1,344 in 12 parts: 112 a month, 12 of it mark-up; a rate of 1.79 % a month."""
    sale = fixed_markup(lent(1200, 13), 0.12, 12)
    assert sale.service[1:, 0] == pytest.approx([112] * 12)
    assert sale.interest.sum() == pytest.approx(144)
    assert sale.balance[-1, 0] == pytest.approx(0)
    assert irr(sale.drawn - sale.service)[0] == pytest.approx(0.01788, abs=5e-6)


def test_a_loan_in_dollars():
    """1,000 USD drawn at 85, half paid at 90 and at 100: the som's fall adds 1,000 x 5 + 500 x 10 to the debt."""
    loan = borrow(lent(1000, 3), Terms(0.1, 2, pays="equal"))
    local = in_local_money(loan, np.array([[85.0], [90.0], [100.0]]))
    assert local.drawn.sum() == 85000
    assert local.principal[:, 0] == pytest.approx([0, 45000, 50000])
    assert local.interest[:, 0] == pytest.approx([0, 9000, 5000])
    assert local.revaluation[:, 0] == pytest.approx([0, 5000, 5000])
    assert local.balance[-1, 0] == pytest.approx(0)


LOANS = st.builds(
    lambda rate, term, grace, wait, pays, at: Terms(
        rate, term, min(grace, term - 1), min(wait, grace, term - 1), pays, drawn_at=at, upfront_fee=0.01
    ),
    st.floats(0, 0.5),
    st.integers(1, 12),
    st.integers(0, 11),
    st.integers(0, 11),
    st.sampled_from(["annuity", "equal", "bullet"]),
    st.sampled_from(["start", "end"]),
)
TRANCHES = arrays(float, st.tuples(st.just(14), st.integers(1, 3)), elements=st.sampled_from([0.0, 0.0, 10.0, 999.5]))


@given(LOANS, TRANCHES, st.lists(st.floats(0.5, 2), min_size=14, max_size=14))
def test_every_loan_adds_up_in_every_draw(terms, drawn, exchange):
    """Interest is on what is owed, balances move by the lines alone, and the present value of a whole loan is 0."""
    drawn[1 + terms.term // 2 :] = 0
    loan = borrow(drawn, terms)
    base = loan.owed + loan.drawn * (terms.drawn_at == "start")
    np.testing.assert_allclose(loan.interest, base * terms.rate, rtol=1e-9, atol=1e-9)
    assert (loan.principal >= 0).all()
    assert (loan.balance >= -1e-9).all()
    for one in (loan, in_local_money(loan, np.array(exchange)[:, None])):
        moves = one.drawn + one.capitalised + one.revaluation - one.principal
        np.testing.assert_allclose(one.balance - one.owed, moves, rtol=1e-9, atol=1e-6)
    first = np.argmax(drawn > 0, axis=0)
    for draw in np.flatnonzero((first + terms.term < 14) & (drawn > 0).any(axis=0)):
        assert loan.balance[-1, draw] == pytest.approx(0, abs=1e-6)
        assert loan.principal[:, draw].sum() == pytest.approx((drawn + loan.capitalised)[:, draw].sum())
    for draw in range(drawn.shape[1]):
        alone = borrow(drawn[:, [draw]], terms)
        np.testing.assert_allclose(loan.service[:, draw], alone.service[:, 0], rtol=1e-12)


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
