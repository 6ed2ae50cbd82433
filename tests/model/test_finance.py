"""Measures against published answers: tests/known_answers/*.csv say where each comes from."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from capacity.model.finance import (
    CONVENTIONS,
    debt_service_cover,
    irr,
    loan_schedule,
    npv,
    payback,
    sign_changes,
)

KNOWN = Path(__file__).parents[1] / "known_answers"
MONEY = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
FLOWS = arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=MONEY)


def rows(name: str) -> list[dict[str, str]]:
    with (KNOWN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(text: str) -> np.ndarray:
    return np.array([float(word) for word in text.split()])


def cases(measure: str) -> list:
    return [pytest.param(row, id=row["case"]) for row in rows("cash_flows.csv") if row["measure"] == measure]


@pytest.mark.parametrize("row", cases("npv"))
def test_net_present_value(row):
    """The three conventions of discounting the first year."""
    found = npv(numbers(row["flows"])[:, None], float(row["rate"]), row["convention"])
    assert found.item() == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize("row", cases("irr"))
def test_internal_rate_of_return(row):
    """Known rates, and no number where there are two or none."""
    found = irr(numbers(row["flows"])[:, None]).item()
    if not row["expected"]:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize("row", cases("payback"))
def test_payback(row):
    """Years from the start, interpolated; none if it is never made good."""
    found = payback(numbers(row["flows"])[:, None], row["convention"]).item()
    if not row["expected"]:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["case"]) for row in rows("loans.csv")])
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


@given(
    st.floats(1, 1e7),
    st.floats(0, 0.5),
    st.integers(1, 60),
    st.integers(0, 59),
    st.sampled_from(["annuity", "equal", "bullet"]),
)
def test_loans_end_at_zero(amount, rate, term, grace, pays):
    """Whatever the loan, what was borrowed is paid back, interest is on what is owed, and nothing is paid twice."""
    interest, principal = loan_schedule(amount, rate, term, min(grace, term), pays)
    owed = amount - np.concatenate([[0], np.cumsum(principal[:, 0])])
    assert owed[-1] == pytest.approx(0, abs=1e-6 * amount)
    np.testing.assert_allclose(interest[:, 0], owed[:-1] * rate, rtol=1e-9, atol=1e-6 * amount)
    assert (principal >= -1e-9 * amount).all()


@given(FLOWS, st.floats(0, 0.4), st.sampled_from(sorted(CONVENTIONS)))
def test_draws_do_not_meet(flows, rate, convention):
    """Every measure of a draw is what it would be alone."""
    with np.errstate(all="raise"):
        together = (npv(flows, rate, convention), irr(flows), payback(flows, convention), sign_changes(flows))
    for draw in range(flows.shape[1]):
        one = flows[:, [draw]]
        alone = (npv(one, rate, convention), irr(one), payback(one, convention), sign_changes(one))
        for left, right in zip(together, alone, strict=True):
            np.testing.assert_allclose(left[draw], right[0], rtol=1e-12, atol=1e-9)


@given(FLOWS, st.floats(0, 0.4), MONEY)
def test_net_present_value_is_linear(flows, rate, times):
    """NPV at rate 0 is the sum; NPV of flows times a number is the NPV times it; adding flows adds NPVs."""
    np.testing.assert_allclose(npv(flows, 0.0), flows.sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(npv(flows * times, rate), npv(flows, rate) * times, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(npv(flows + flows[::-1], rate), npv(flows, rate) + npv(flows[::-1], rate), atol=1e-6)


@settings(max_examples=60)
@given(FLOWS)
def test_rate_of_return_makes_the_value_zero(flows):
    """Where there is a rate, the flows discounted with it come to nothing."""
    found = irr(flows)
    for draw in np.flatnonzero(np.isfinite(found)):
        value = npv(flows[:, draw], found[draw], "start-year")
        discounted = np.abs(flows[:, draw]) / (1 + found[draw]) ** np.arange(len(flows))
        assert abs(value) <= 1e-9 * discounted.sum()


def test_conventional_flows_fall_with_the_rate():
    """Money first spent, then earned, is worth less at a higher rate."""
    values = [npv(np.array([[-100.0], [60.0], [70.0]]), rate).item() for rate in (0.0, 0.1, 0.2, 0.5)]
    assert values == sorted(values, reverse=True)


def test_rate_of_return_is_found_for_any_single_sign_change():
    """From losing nearly all to a hundredfold: (1 + r)^3 = gain, found to 12 digits; beyond, none."""
    gains = np.array([0.001, 0.5, 1.0, 1.331, 1e3, 1e5])
    flows = np.stack([-np.ones(6), np.zeros(6), np.zeros(6), gains])
    np.testing.assert_allclose(irr(flows), gains ** (1 / 3) - 1, rtol=1e-9, atol=1e-12)
    assert np.isnan(irr(np.array([[-1.0], [1e3]]))).all()


def test_cover_of_debt_is_the_worst_year():
    """Cash 20, 12, 9 over service 10, 10, 0 is 1.2 at worst; without debt there is no cover."""
    cash = np.array([[20.0, 20.0], [12.0, 12.0], [9.0, 9.0]])
    service = np.array([[10.0, 0.0], [10.0, 0.0], [0.0, 0.0]])
    found = debt_service_cover(cash, service)
    assert found[0] == pytest.approx(1.2)
    assert np.isnan(found[1])


def test_rate_may_differ_by_draw():
    """Each draw is discounted at its own rate."""
    flows = np.array([[-100.0, -100.0], [110.0, 110.0]])
    np.testing.assert_allclose(npv(flows, np.array([0.1, 0.0]), "start-year"), [0.0, 10.0], atol=1e-12)
