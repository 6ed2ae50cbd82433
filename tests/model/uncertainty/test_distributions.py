"""Every distribution is scipy's to 1e-9 of its range, at any score, in any unit, cut where it is cut."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr

from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import Shape
from capacity.intake.quantities.written import in_unit, read_quantity
from capacity.model.uncertainty.distributions import median, values

SCORES = np.linspace(-6.45, 6.45, 3001)
PLACES = st.one_of(st.sampled_from([0.0, 1.0, 1e-3, 0.5]), st.floats(0, 1))


def both_tails(distribution) -> np.ndarray:
    """The quantiles of scipy at the scores, each tail counted from its own side."""
    return np.where(SCORES <= 0, distribution.ppf(ndtr(SCORES)), distribution.isf(ndtr(-SCORES)))


def cut_normal(low: float, high: float) -> np.ndarray:
    """The quantiles of scipy of a cut standard normal; its isf is not accurate, so the mirror's ppf is taken."""
    rising, falling = stats.truncnorm(low, high), stats.truncnorm(-high, -low)
    return np.where(SCORES <= 0, rising.ppf(ndtr(SCORES)), -falling.ppf(ndtr(-SCORES)))


def close(quantity: Quantity, expected: np.ndarray, share: float = 1e-9) -> None:
    """The quantity's values are those expected, to a share of its range."""
    found = values(quantity, SCORES)
    width = quantity.high - quantity.low
    np.testing.assert_allclose(found, expected, rtol=0, atol=share * width + 1e-12 * abs(quantity.low))
    assert quantity.low <= found.min() <= found.max() <= quantity.high


@settings(max_examples=40, deadline=None)
@given(PLACES, st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ranges_and_triangles(place, low, width):
    """A PERT is the beta with weight 4, a triangle scipy's, wherever the mode lies, the kink included."""
    quantity = Quantity(low, min(low + place * width, low + width), low + width, "share")
    mode = quantity.place
    close(quantity, both_tails(stats.beta(1 + 4 * mode, 5 - 4 * mode, low, quantity.high - low)))
    triangle = replace(quantity, shape=Shape("triangular"))
    close(triangle, both_tails(stats.triang(mode, low, quantity.high - low)))


@pytest.mark.parametrize("low", [-7.0, -3.0, -1.3, -0.2])
@pytest.mark.parametrize("high", [0.1, 2.0, 6.0, 8.0])
def test_cut_normals(low, high):
    """A normal cut at either side is the truncated normal."""
    mean, deviation = 10.0, 2.0
    shape = Shape("normal", 1 / (high - low))
    quantity = Quantity(mean + low * deviation, mean, mean + high * deviation, "kg", shape=shape)
    close(quantity, mean + deviation * cut_normal(low, high))


def test_a_normal_that_nothing_cuts_is_linear_in_the_score():
    quantity = read_quantity({"normal": {"mean": 550, "sd": 30}, "unit": "kg"})
    np.testing.assert_allclose(values(quantity, SCORES), 550 + 30 * SCORES, rtol=1e-14)


@pytest.mark.parametrize("spread", [0.05, 0.4, 1.2])
def test_lognormals(spread):
    """Whole, a lognormal is exact in each digit; cut at 1, as a share, it is the truncated one."""
    quantity = Quantity(0, 0.6, 0.6 * np.exp(8 * spread), "share", shape=Shape("lognormal", spread))
    np.testing.assert_allclose(values(quantity, SCORES), both_tails(stats.lognorm(spread, 0, 0.6)), rtol=1e-12)
    cut = quantity.within(0, 1)
    if cut.high == 1:
        close(cut, np.exp(np.log(0.6) + spread * cut_normal(-40, -np.log(0.6) / spread)))


def test_an_even_spread():
    close(read_quantity({"uniform": [2, 7], "unit": "kg"}), both_tails(stats.uniform(2, 5)))


def test_a_list_of_values():
    """Each value comes as often as its chance says, in the order of the scores."""
    quantity = read_quantity({"discrete": {"values": [9, 1, 4], "chances": [0.2, 0.5, 0.3]}, "unit": "kg"})
    evenly = stats.norm.ppf((np.arange(1000) + 0.5) / 1000)
    found = values(quantity, evenly)
    assert dict(zip(*np.unique(found, return_counts=True), strict=True)) == {1: 500, 4: 300, 9: 200}
    assert (np.diff(found) >= 0).all()


WRITTEN = [
    {"pert": [2, 3, 9]},
    {"triangular": [2, 3, 9]},
    {"uniform": [2, 9]},
    {"normal": {"mean": 3, "sd": 2.3}},
    {"lognormal": {"median": 3, "p90": 9}},
    {"discrete": {"values": [1, 2, 5], "chances": [0.2, 0.5, 0.3]}},
    {"estimate": 12.5, "se": 1.1},
]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: next(iter(written)))
def test_mean_and_variance_are_those_of_the_values(written):
    """What a quantity says of its mean and variance is what its draws have."""
    quantity = read_quantity({**written, "unit": "kg"}).within(0, np.inf)
    evenly = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    found = values(quantity, evenly)
    assert quantity.mean == pytest.approx(found.mean(), rel=1e-4)
    assert quantity.variance == pytest.approx(found.var(), rel=2e-3)


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: next(iter(written)))
def test_the_unit_plays_no_part_and_a_part_is_the_slice_of_the_whole(written):
    quantity = read_quantity({**written, "unit": "t"})
    scores = np.random.default_rng(1).standard_normal(257)
    whole = values(quantity, scores)
    np.testing.assert_allclose(values(in_unit(quantity, "kg"), scores), 1000 * whole, rtol=1e-12)
    np.testing.assert_array_equal(values(quantity, scores[3:9]), whole[3:9])


def test_scores_beyond_the_table_are_taken_at_its_edge():
    for written in WRITTEN:
        quantity = read_quantity({**written, "unit": "kg"})
        np.testing.assert_array_equal(*(values(quantity, np.array([-far, far])) for far in (6.5, 40.0)))


def test_profit_of_two_independent_normals():
    """Revenue 90 % in 20000..100000, cost 90 % in 10000..70000: mean 20000, SD 30397.84, P(loss) .2553."""
    revenue, cost = (
        read_quantity({"normal": {"p5": low, "p95": high}, "unit": "KGS"})
        for low, high in ((20000, 100000), (10000, 70000))
    )
    mean, deviation = revenue.mean - cost.mean, (revenue.variance + cost.variance) ** 0.5
    assert (mean, deviation) == (pytest.approx(20000), pytest.approx(30397.84, abs=0.01))
    points = stats.qmc.Sobol(2, rng=np.random.default_rng(1)).random_base2(14)
    profit = values(revenue, stats.norm.ppf(points[:, 0])) - values(cost, stats.norm.ppf(points[:, 1]))
    assert profit.mean() == pytest.approx(20000, abs=100)
    assert (profit < 0).mean() == pytest.approx(0.2553, abs=0.002)


@pytest.mark.parametrize(
    ("mode", "shape"),
    [
        (0.3, Shape("pert")), (0.5, Shape("pert")), (0.0, Shape("pert")), (0.2, Shape("triangular")),
        (0.8, Shape("triangular")), (0.5, Shape("uniform")), (0.3, Shape("normal", 0.4)),
        (0.3, Shape("lognormal", 0.9)),
        (0.2, Shape("discrete", steps=((0.0, 0.3), (0.2, 0.3), (1.0, 0.4)))),
    ],
)  # fmt: skip
def test_the_median_is_what_half_of_the_draws_stay_below(mode, shape):
    """It is the quantile at score 0, as the table has it."""
    quantity = Quantity(10, 10 + 40 * mode, 50, "kg", shape=shape)
    assert median(quantity) == pytest.approx(float(values(quantity, np.zeros(1))[0]), abs=1e-7)
    assert median(Quantity(7, 7, 7, "kg")) == 7
