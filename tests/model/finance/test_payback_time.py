import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from known import agrees, cases, numbers

from capacity.model.finance.payback_time import (
    discounted_payback,
    first_production,
    payback,
    payback_from_production,
)

MONEY = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
FLOWS = arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=MONEY)
FILE = "cash_flows.csv"


@pytest.mark.parametrize("row", cases(FILE, measure="payback"))
def test_payback(row):
    """Years from the start, interpolated; none if it is never made good."""
    agrees(payback(numbers(row["flows"])[:, None], row["convention"]), row)


@pytest.mark.parametrize("row", cases(FILE, measure="discounted payback"))
def test_discounted_payback(row):
    agrees(discounted_payback(numbers(row["flows"]), float(row["rate"]), row["convention"]), row)


def test_payback_from_the_start_or_from_first_production():
    """Two years of building, then 500 a year: 1,000 are back 4 years from the start and 2 from first production."""
    flows, output = np.array([-600.0, -400, 500, 500, 500]), np.array([0, 0, 9, 9, 9])
    assert payback(flows, "end-year") == pytest.approx(4)
    assert first_production(output, "end-year") == 2
    assert payback_from_production(flows, output, convention="end-year") == pytest.approx(2)


def test_an_outlay_at_time_0_and_production_at_once():
    """With the outlay at time 0 production begins at time 0: both paybacks are the same."""
    flows, output = np.array([-1000.0, 500, 400, 300, 100]), np.array([0, 9, 9, 9, 9])
    assert payback_from_production(flows, output, 0.1, "start-year") == pytest.approx(2.95333, abs=5e-6)


def test_no_payback_without_production_or_gain():
    flows = np.array([[-10.0, -10.0], [20.0, 5.0]])
    found = payback_from_production(flows, np.array([[0, 1], [0, 1]]))
    assert np.isnan(found).tolist() == [True, True]


@given(FLOWS, st.floats(0, 0.4))
def test_a_draw_is_what_it_would_be_alone(flows, rate):
    """Payback of a draw does not depend on the others, and discounting never shortens it for flows first spent."""
    together = discounted_payback(flows, rate)
    for draw in range(flows.shape[1]):
        np.testing.assert_allclose(together[draw], discounted_payback(flows[:, draw], rate), rtol=1e-12)
    spent_first = np.concatenate([-np.abs(flows[:1]) - 1, np.abs(flows[1:])])
    plain, slow = payback(spent_first), discounted_payback(spent_first, rate)
    assert ((slow >= plain - 1e-9) | np.isnan(slow)).all()
