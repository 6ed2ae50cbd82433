import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from known import agrees, cases, numbers

from capacity.intake.findings.issues import InputError
from capacity.model.finance.assets import Item, fixed_assets
from capacity.model.finance.discounting import (
    CONVENTIONS,
    annuity,
    annuity_factor,
    at_end,
    discounted,
    equivalent_annual_value,
    npv,
    real_rate,
    shift,
    within_life,
)

MONEY = st.floats(-1e6, 1e6).map(lambda value: round(value, 2))
FLOWS = arrays(float, st.tuples(st.integers(2, 8), st.integers(1, 4)), elements=MONEY)
FILE = "cash_flows.csv"
RATES = st.floats(0, 0.4)
SWITCHES = st.sampled_from(sorted(CONVENTIONS))


@pytest.mark.parametrize("row", cases(FILE, measure="npv"))
def test_net_present_value(row):
    """The three conventions of discounting the first year: UNIDO and numpy-financial do not, Excel does."""
    agrees(npv(numbers(row["flows"])[:, None], float(row["rate"]), row["convention"]), row)


@pytest.mark.parametrize("row", cases(FILE, measure="equivalent annual value"))
def test_equivalent_annual_value(row):
    agrees(equivalent_annual_value(numbers(row["flows"]), float(row["rate"]), row["convention"]), row)


def test_a_misspelt_convention_is_refused():
    with pytest.raises(InputError, match="no discounting convention 'end_year'"):
        npv(np.ones((2, 1)), 0.1, "end_year")


@given(FLOWS, RATES, MONEY)
def test_net_present_value_is_linear(flows, rate, times):
    """NPV at rate 0 is the sum; NPV of flows times a number is the NPV times it; adding flows adds NPVs."""
    np.testing.assert_allclose(npv(flows, 0.0), flows.sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(npv(flows * times, rate), npv(flows, rate) * times, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(npv(flows + flows[::-1], rate), npv(flows, rate) + npv(flows[::-1], rate), atol=1e-6)


@given(FLOWS, RATES, SWITCHES)
def test_a_draw_is_what_it_would_be_alone(flows, rate, convention):
    rates = np.linspace(rate, 0.5, flows.shape[1])
    for measure in (npv, equivalent_annual_value, discounted):
        together = measure(flows, rates, convention)
        for draw in range(flows.shape[1]):
            alone = measure(flows[:, [draw]], rates[[draw]], convention)
            np.testing.assert_allclose(together[..., draw], alone[..., 0], rtol=1e-12, atol=1e-9)


@given(FLOWS, RATES, SWITCHES)
def test_discounted_flows_add_up_to_the_value(flows, rate, convention):
    """Factors times flows, discounted flows and a path of equal rates all give the net present value."""
    value = npv(flows, rate, convention)
    np.testing.assert_allclose(discounted(flows, rate, convention).sum(axis=0), value, rtol=1e-9, atol=1e-6)
    factors = (1 + rate) ** -(np.arange(len(flows)) + shift(convention))[:, None]
    np.testing.assert_allclose((flows * factors).sum(axis=0), value, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(npv(flows, np.full(flows.shape, rate), convention), value, rtol=1e-12, atol=1e-9)


def test_a_path_of_rates():
    """100 at the end of a year at 10 % and one at 20 % is 100 / 1.1 / 1.2; at its start, 100 / 1.1."""
    flows, rates = np.array([0.0, 100.0]), np.array([0.1, 0.2])
    assert npv(flows, rates, "end-year") == pytest.approx(100 / 1.1 / 1.2)
    assert npv(flows, rates, "start-year") == pytest.approx(100 / 1.1)
    assert npv(flows, rates, "mid-year") == pytest.approx(100 / 1.1 / 1.2**0.5)
    with pytest.raises(InputError, match="2 periods of flows meet 3"):
        npv(flows, np.array([0.1, 0.2, 0.3]))


def test_rate_may_differ_by_draw():
    """Each draw is discounted at its own rate."""
    flows = np.array([[-100.0, -100.0], [110.0, 110.0]])
    np.testing.assert_allclose(npv(flows, np.array([0.1, 0.0]), "start-year"), [0.0, 10.0], atol=1e-12)


def test_conventional_flows_fall_with_the_rate():
    """Money first spent, then earned, is worth less at a higher rate."""
    values = [npv(np.array([[-100.0], [60.0], [70.0]]), rate).item() for rate in (0.0, 0.1, 0.2, 0.5)]
    assert values == sorted(values, reverse=True)


def test_fisher_is_not_a_difference():
    """15 % nominal at 5 % inflation is 9.5238 % real, not 10 %."""
    assert real_rate(0.15, 0.05) == pytest.approx(0.095238, abs=5e-7)


@given(FLOWS, st.floats(0.01, 0.3), st.floats(0.0, 0.2))
def test_real_and_nominal_values_agree(flows, nominal, inflation):
    """Nominal flows at the nominal rate are worth what deflated flows are at the real one."""
    index = (1 + inflation) ** np.arange(len(flows)).reshape(-1, *[1] * (flows.ndim - 1))
    real = npv(flows / index, real_rate(nominal, inflation), "start-year")
    np.testing.assert_allclose(real, npv(flows, nominal, "start-year"), rtol=1e-9, atol=1e-5)


def test_the_sum_of_members_is_the_cluster_only_at_one_rate():
    """Two members' values add up to the cluster's at a common rate, and do not where each has its own."""
    members = np.array([[-100.0, -50.0], [60.0, 40.0], [70.0, 30.0]])
    cluster = members.sum(axis=1)
    assert npv(members, 0.12).sum() == pytest.approx(npv(cluster, 0.12))
    assert abs(npv(members, np.array([0.12, 0.30])).sum() - npv(cluster, 0.12)) > 5


def test_annuities():
    """The payment on 185,000 over 36 months at 10 % a year by 12 is 5,969; a rate of 0 divides evenly."""
    payment = 185000 * (0.1 / 12) / (1 - (1 + 0.1 / 12) ** -36)
    assert annuity(185000, 0.1 / 12, 36) == pytest.approx(payment)
    np.testing.assert_allclose(annuity(100.0, np.array([0.0, 0.1]), 4), [25.0, 31.547080], rtol=1e-7)
    assert annuity_factor(0.1, 4) == pytest.approx(3.169865, abs=5e-7)


def test_one_flow_at_the_start_of_its_year_has_no_equivalent_of_years_after_it():
    found = equivalent_annual_value(np.array([[-100.0, 50.0]]), np.array([0.1, 0.2]), "start-year")
    assert found.shape == (2,)
    assert np.isnan(found).all()


def test_a_draw_keeps_its_own_project_life():
    """Lives of 10, 20 and 30 years as one array are worth what they are one at a time, capital back at each end."""
    lives = np.array([10, 20, 30])
    flows = np.concatenate([np.full((1, 3), -1000.0), np.full((29, 3), 120.0)])
    together = npv(within_life(flows, lives, left=50.0), 0.1)
    for draw, life in enumerate(lives):
        alone = flows[:life, draw].copy()
        alone[-1] += 50
        assert together[draw] == pytest.approx(npv(alone, 0.1), rel=1e-12)
    assert together[0] < together[1] < together[2]


def test_what_is_left_is_that_of_the_draws_own_last_year():
    """A machine of 100 for 5 years stands at 60 after 2 years of a project and at 20 after 4."""
    item = fixed_assets(np.full((4, 2), 100.0), Item(0, 5))
    lives = np.array([2, 4])
    assert at_end(item.book, lives).tolist() == [60, 20]
    assert within_life(np.zeros((4, 2)), lives, item.book).tolist() == [[0, 0], [60, 0], [0, 0], [0, 20]]


@pytest.mark.parametrize("life", [0, 5, 2.5])
def test_a_life_that_does_not_fit_the_table_is_refused(life):
    with pytest.raises(InputError, match="the table has 4"):
        within_life(np.zeros((4, 2)), life)
