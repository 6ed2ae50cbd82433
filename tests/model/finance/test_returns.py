import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from known import agrees, cases, numbers

from capacity.intake.findings.issues import InputError
from capacity.model.finance.discounting import npv
from capacity.model.finance.returns import (
    benefit_cost_ratio,
    internal_rates,
    irr,
    modified_irr,
    npv_ratio,
    sign_changes,
)

MONEY = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
FLOWS = arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=MONEY)
FILE = "cash_flows.csv"


def roots_by_eigenvalues(flows):
    """Every real rate above -100 %, from the companion matrix: the slow way."""
    roots = np.roots(flows)
    real = roots[np.abs(roots.imag) < 1e-9 * np.abs(roots)].real
    return np.sort(real[real > 0]) - 1


@pytest.mark.parametrize("row", cases(FILE, measure="irr"))
def test_internal_rate_of_return(row):
    """Known rates, and no number where there are two or none."""
    agrees(irr(numbers(row["flows"])[:, None]), row)
    agrees(irr(numbers(row["flows"])), row)


@pytest.mark.parametrize("row", cases(FILE, measure="rates"))
def test_all_internal_rates(row):
    """Where there is not one rate, all of them are told, or that there is none."""
    found = internal_rates(numbers(row["flows"])[:, None])
    expected = numbers(row["expected"])
    assert found.count.tolist() == [len(expected)]
    assert found.of() == pytest.approx(expected, abs=float(row["tolerance"] or 0))
    assert np.isnan(found.only).all()


@pytest.mark.parametrize("row", cases(FILE, measure="mirr"))
def test_modified_rate(row):
    agrees(modified_irr(numbers(row["flows"]), *numbers(row["rate"])), row)


@pytest.mark.parametrize("row", cases(FILE, measure="benefit cost ratio"))
def test_benefits_over_costs(row):
    flows = numbers(row["flows"])
    gains, costs = np.maximum(flows, 0), np.maximum(-flows, 0)
    agrees(benefit_cost_ratio(gains, costs, float(row["rate"]), row["convention"]), row)


@pytest.mark.parametrize("row", cases(FILE, measure="npv ratio"))
def test_value_over_investment(row):
    flows = numbers(row["flows"])
    agrees(npv_ratio(flows, np.maximum(-flows, 0), float(row["rate"]), row["convention"]), row)


def test_no_ratio_without_costs():
    assert np.isnan(benefit_cost_ratio(np.ones((3, 2)), np.zeros((3, 2)), 0.1)).all()


@settings(max_examples=60)
@given(FLOWS)
def test_every_rate_makes_the_value_zero(flows):
    """Where there is a rate, the flows discounted with it come to nothing within rounding."""
    found = internal_rates(flows)
    for draw in range(flows.shape[1]):
        for rate in found.of(draw):
            terms = flows[:, draw] / (1 + rate) ** np.arange(len(flows))
            if np.isfinite(terms).all():
                assert abs(npv(flows[:, draw], rate, "start-year")) <= 1e-9 * np.abs(terms).sum()


@given(FLOWS)
def test_the_number_of_rates_obeys_descartes(flows):
    """There are as many rates as changes of sign, or fewer by an even number; each ascends and stands in the table."""
    found = internal_rates(flows)
    fewer = sign_changes(flows) - found.count
    assert ((fewer >= 0) & (fewer % 2 == 0)).all()
    assert np.isfinite(found.table).sum(axis=0).tolist() == found.count.tolist()
    assert (np.diff(found.table, axis=0)[np.isfinite(np.diff(found.table, axis=0))] >= 0).all()
    np.testing.assert_array_equal(np.isfinite(found.only), found.count == 1)


@pytest.mark.parametrize("periods", [3, 6, 11, 30])
def test_rates_are_those_of_the_eigenvalues(periods):
    """On flows of random sign, number and rates equal the real eigenvalues of the companion matrix."""
    flows = np.random.default_rng(periods).normal(size=(periods, 300))
    found = internal_rates(flows)
    for draw in range(300):
        slow = roots_by_eigenvalues(flows[:, draw])
        assert found.of(draw) == pytest.approx(slow, rel=1e-6, abs=1e-7)


@given(FLOWS, st.randoms())
def test_draws_do_not_meet(flows, random):
    """The rates of a draw are what they would be alone, to the last digit, whatever stands beside it."""
    order = random.sample(range(flows.shape[1]), flows.shape[1])
    together, mixed = internal_rates(flows), internal_rates(flows[:, order])
    for place, draw in enumerate(order):
        alone = internal_rates(flows[:, draw])
        assert together.of(draw) == alone.of() == mixed.of(place)
        np.testing.assert_array_equal(together.rate[draw], alone.rate)


def test_tiles_do_not_show():
    """300 draws at once, more than a tile, are the 300 alone."""
    flows = np.random.default_rng(5).normal(size=(9, 300))
    flows[:, ::3] = np.sort(flows[:, ::3], axis=0)
    together = internal_rates(flows)
    assert [together.of(draw) for draw in range(300)] == [internal_rates(flows[:, draw]).of() for draw in range(300)]


def test_rate_is_found_for_any_single_sign_change():
    """From losing nearly all to a thousandfold: (1 + r)^3 = gain, found to 9 digits."""
    gains = np.array([0.001, 0.5, 1.0, 1.331, 1e3, 1e9])
    flows = np.stack([-np.ones(6), np.zeros(6), np.zeros(6), gains])
    np.testing.assert_allclose(irr(flows), gains ** (1 / 3) - 1, rtol=1e-9, atol=1e-12)


def test_many_months_have_a_rate():
    """An annuity of 120 months at 1 % a month returns 1 % a month; 901 periods are refused."""
    flows = np.full((121, 2), 1 * 0.01 / (1 - 1.01**-120))
    flows[0] = -1
    np.testing.assert_allclose(irr(flows), 0.01, rtol=1e-9)
    with pytest.raises(InputError, match="901 periods"):
        irr(np.ones((901, 1)))


def test_months_with_a_replacement_have_the_rates_a_fine_grid_shows():
    """120 months of gains with an outlay in the middle: as many rates as the value changes sign on 20,000 rates."""
    random = np.random.default_rng(2)
    flows = random.uniform(0, 2, (121, 40))
    flows[0], flows[60] = -random.uniform(20, 60, 40), -random.uniform(20, 200, 40)
    discount = np.linspace(0.9, 1.0, 20_001)
    found = internal_rates(flows)
    for draw in range(40):
        above = np.signbit(np.polyval(flows[::-1, draw], discount)).astype(int)
        rates = [rate for rate in found.of(draw) if 0 <= rate <= 1 / 0.9 - 1]
        assert np.abs(np.diff(above)).sum() == len(rates)


def test_a_rate_of_zero_beside_another_leaves_no_single_one():
    """-1, 2.2, -1.2 come to nothing at 0 % and at 20 %."""
    found = internal_rates(np.array([-10.0, 22, -12]))
    assert found.of() == pytest.approx([0, 0.2])
    assert np.isnan(found.rate)


def test_what_is_no_number_is_refused():
    with pytest.raises(InputError, match="not a number"):
        irr(np.array([-1.0, np.nan]))


def test_rates_keep_the_dims_of_nodes_and_draws():
    """Flows (period, node, draw) have rates (node, draw)."""
    flows = np.array([-1.0, 1.1])[:, None, None] * np.ones((2, 3, 4))
    assert irr(flows).shape == (3, 4)
    assert internal_rates(flows).table.shape == (1, 3, 4)
