"""Yearly money, its measures, and quantiles."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_clusters import dairy, make_spec

from capacity.model.finance import payback_month
from capacity.model.future.measures import measures, yearly, yearly_cash
from capacity.model.uncertainty.ranges import quantiles

LINES = ("with_cluster", "without_cluster", "investment", "residual", "grant", "loan", "debt_service")


def outcome(months: int = 24, draws: int = 3, **money: object) -> xr.Dataset:
    """An outcome with the given money by month, zero else."""
    shape = (months, draws)
    full = {name: np.broadcast_to(np.asarray(money.get(name, 0.0), dtype=float), shape) for name in LINES}
    flows = full["with_cluster"] - full["without_cluster"] - full["investment"]
    full["payback"] = np.zeros(shape)
    full["payback"][-1] = payback_month(flows, full["investment"])
    return xr.Dataset({name: (("month", "draw"), values) for name, values in full.items()})


def test_months_are_summed_to_years():
    """0..23 become 66 and 210."""
    data = xr.Dataset({"sold": (("market", "month", "draw"), np.arange(24.0).reshape(1, 24, 1))})
    assert yearly(data, "sold").tolist() == [[[66.0], [210.0]]]


def test_cash_lines_add_up():
    """Increment = with - without; project less investment plus what is left; after finance plus its sources."""
    months = np.arange(24)[:, None]
    money = {
        "with_cluster": 10,
        "without_cluster": 4,
        "investment": 100 * (months == 0),
        "residual": 30 * (months == 23),
    }
    money |= {"grant": 20 * (months == 0), "loan": 50 * (months == 0), "debt_service": 3 * (months > 0)}
    cash = yearly_cash(outcome(**money))
    assert cash["increment"][:, 0].tolist() == [72, 72]
    assert cash["project"][:, 0].tolist() == [72 - 100, 72 + 30]
    assert cash["after_finance"][:, 0].tolist() == [72 - 100 + 70 - 33, 72 - 36]


@pytest.mark.parametrize(("convention", "expected"), [("end-year", -100 / 1.1 + 121 / 1.21), ("start-year", 10.0)])
def test_convention_is_the_files(convention, expected):
    """The file says whether the first year is discounted."""
    data = dairy()
    data["finance"]["convention"] = convention
    months = np.arange(24)[:, None]
    found = measures(make_spec(data), outcome(with_cluster=np.where(months < 12, -100, 121) / 12), np.full(3, 0.1))
    assert found["npv"] == pytest.approx(np.full(3, expected))
    assert found["irr"] == pytest.approx(np.full(3, 0.21))
    assert np.isnan(found["payback_years"]).all(), "nothing is invested, so nothing is to be made good"


def test_payback_waits_for_no_scrap():
    """What the assets are worth at the end does not pay them back."""
    months = np.arange(24)[:, None]
    found = measures(
        make_spec(dairy()), outcome(investment=100 * (months == 0), residual=150 * (months == 23)), np.full(3, 0.1)
    )
    assert np.isposinf(found["payback_years"]).all()
    assert (found["npv"] > 0).all()


def test_every_draw_has_its_own_measures():
    """Measures of many draws are those of each draw alone."""
    rng = np.random.default_rng(4)
    data = outcome(36, 5, with_cluster=rng.normal(5, 20, (36, 5)), investment=300 * (np.arange(36)[:, None] == 3))
    data["debt_service"] = (("month", "draw"), np.full((36, 5), 2.0))
    rates = rng.uniform(0.05, 0.2, 5)
    together = measures(make_spec(dairy()), data, rates)
    for draw in range(5):
        alone = measures(make_spec(dairy()), data.isel(draw=[draw]), rates[[draw]])
        for name, values in together.items():
            np.testing.assert_allclose(values[draw], alone[name][0], rtol=1e-12, err_msg=name)


@given(arrays(float, st.tuples(st.integers(1, 3), st.integers(1, 60)), elements=st.floats(-1e6, 1e6)))
def test_quantiles_are_numpys(values):
    """p10, p50 and p90 as numpy's linear quantiles, along the last axis."""
    np.testing.assert_allclose(quantiles(values), np.quantile(values, [0.1, 0.5, 0.9], axis=-1), rtol=1e-9, atol=1e-6)


def test_a_rate_ranks_losses_below_and_gains_above():
    """Three draws: -100 and 121 give 21 %, losses alone rank below every rate, gains alone above."""
    months = np.arange(24)[:, None]
    flows = np.where(months < 12, [-100.0, -100, 100], [121.0, -10, 121]) / 12
    found = measures(make_spec(dairy()), outcome(with_cluster=flows), np.full(3, 0.1))
    assert found["irr"] == pytest.approx([0.21, -np.inf, np.inf])
    assert found["irr_count"].tolist() == [1, 0, 0]
