"""When what was invested has come back, on the tape as on arrays, and counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_clusters import dairy, make_spec

from capacity.model.calendar.timeline import course
from capacity.model.finance import payback_month
from capacity.model.future.recovery import recovered
from capacity.model.uncertainty.draws import central_draws

MONTHS = 30


def walked(flows: np.ndarray, outlay: np.ndarray) -> np.ndarray:
    """Months until recovery of flows (month, draw) as the tape finds them."""
    fixed = {"classes.farm.side_selling": np.zeros(flows.shape[1])}
    way = course(make_spec(dairy()), central_draws("x", fixed), MONTHS)
    kept = np.zeros(flows.shape)
    way.tape.add_to(kept, recovered(way, way.tape.row(flows), way.tape.row(outlay)))
    way.tape.run()
    assert not kept[np.arange(MONTHS) != 23].any(), "it stands in the last month of the last whole year"
    return kept[23]


def by_hand(flows: np.ndarray, outlay: np.ndarray) -> float:
    """The first month from which the running total stays at or above 0, counted from the first outlay."""
    bought = [month for month, amount in enumerate(outlay) if amount > 0]
    if not bought:
        return np.nan
    totals = [sum(flows[: month + 1]) for month in range(len(flows))]
    good = [month for month in range(len(flows)) if min(totals[month:]) >= 0]
    return max(good[0] - bought[0], 0) if good else np.inf


@pytest.mark.parametrize(
    ("flows", "outlay", "months"),
    [
        ([0, -100, 25, 25, 25, 25, 5], [0, 100, 0, 0, 0, 0, 0], 4),
        ([0, -100, 60, 60, -30, 5, 5], [0, 100, 0, 0, 0, 0, 0], 5),
        ([-100, 60, 60, -50, 60, 0, 0], [100, 0, 0, 50, 0, 0, 0], 4),
        ([-100, 60, 30, 0, 0, 0, 0], [100, 0, 0, 0, 0, 0, 0], np.inf),
        ([5, 5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0, 0], np.nan),
        ([-100, 60, 60, 0, 0, 0, -40], [100, 0, 0, 0, 0, 0, 0], np.inf),
    ],
)
def test_payback_counted_by_hand(flows, outlay, months):
    """Four months after the outlay of month 1; once more short in month 4; a second outlay; never; none; lost again."""
    found = payback_month(np.array(flows, float), np.array(outlay, float))
    np.testing.assert_equal(float(found), months)
    np.testing.assert_equal(by_hand(np.array(flows, float), np.array(outlay, float)), months)


def test_it_may_be_counted_from_production():
    """Two months of building, then five a month: 10 are back four months from the outlay, two from production."""
    flows, outlay = np.array([-5.0, -5, 0, 5, 5]), np.array([5.0, 5, 0, 0, 0])
    assert payback_month(flows, outlay) == 4
    assert payback_month(flows, outlay, since=2) == 2


MONEY = st.integers(-1000, 1000).map(float)


@settings(deadline=None)
@given(arrays(float, (MONTHS, 3), elements=MONEY), arrays(float, (MONTHS, 3), elements=st.sampled_from([0, 0, 0, 500])))
def test_the_tape_counts_as_arrays_do(flows, outlay):
    """Every draw by itself, over whole years."""
    found = walked(flows - outlay, outlay)
    np.testing.assert_array_equal(found, payback_month((flows - outlay)[:24], outlay[:24]))
    np.testing.assert_array_equal(
        found, [by_hand(*(line[:24, draw] for line in (flows - outlay, outlay))) for draw in range(3)]
    )
