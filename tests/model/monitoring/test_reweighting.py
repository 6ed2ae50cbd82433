"""Reweighted draws meet an exact case, and a band of 80 % holds what comes in eight of ten simulated clusters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.future.measures import by_year
from capacity.model.monitoring.forecast import make_forecast
from capacity.model.monitoring.reweighting import Sighting, effective, weighted_quantiles, weights


def scores(size):
    """Normal scores that fill the line evenly."""
    return norm.ppf((np.arange(size) + 0.5) / size)


def test_a_normal_forecast_and_a_normal_sighting_give_the_conjugate_posterior():
    # prior N(100, 20), seen 130 with error 15: precision 1/400 + 1/225, mean 119.2, standard deviation 12
    prior = 100 + 20 * scores(200_000)
    found = weighted_quantiles(prior, weights([Sighting(130.0, 15.0, prior)], len(prior)))
    np.testing.assert_allclose(found, norm.ppf([0.1, 0.5, 0.9], 119.2, 12.0), rtol=1e-4)


def test_two_sightings_of_the_same_weigh_as_one_of_their_mean():
    prior = 100 + 20 * scores(4096)
    two = weights([Sighting(130.0, 15.0, prior), Sighting(110.0, 15.0, prior)], len(prior))
    one = weights([Sighting(120.0, 15.0 / np.sqrt(2), prior)], len(prior))
    np.testing.assert_allclose(two, one, rtol=1e-9, atol=1e-15)


def test_the_effective_number_of_draws():
    assert effective(np.full(64, 1 / 64)) == pytest.approx(64)
    assert effective(np.eye(64)[5]) == 1
    far = 100 + 20 * scores(64)
    assert effective(weights([Sighting(400.0, 2.0, far)], 64)) < 1.5


def test_an_exact_figure_cannot_be_weighed():
    with pytest.raises(ValueError, match="without an error"):
        weights([Sighting(1.0, 0.0, np.ones(4))], 4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40), st.randoms(use_true_random=False))
def test_quantiles_do_not_hang_on_the_order_of_the_draws(values, chance):
    order = list(range(len(values)))
    chance.shuffle(order)
    values, weight = np.array(values), np.arange(1, len(values) + 1) / sum(range(1, len(values) + 1))
    there, turned = weighted_quantiles(values, weight), weighted_quantiles(values[order], weight[order])
    if len(set(values.tolist())) == len(values):
        np.testing.assert_allclose(there, turned, rtol=1e-9, atol=1e-9)
    assert values.min() <= there[0] <= there[1] <= there[2] <= values.max()


def held(count, draws):
    """The share of simulated clusters whose second year lies in the 80 % band of a forecast updated by a wave."""
    cluster = make_cluster(dairy(), dairy_members())
    known, truth = (make_forecast(cluster, size, seed) for size, seed in ((draws, 1), (512, 2)))
    said = known.around("supply", "milk", "2027-09")
    seen = truth.around("supply", "milk", "2027-09")[:count]
    error = 0.05 * float(np.median(said))
    noise = np.random.default_rng(7).normal(0.0, error, count)
    comes, came = by_year(known.goods["supply", "milk"])[1], by_year(truth.goods["supply", "milk"])[1][:count]
    inside = 0
    for value, later in zip(seen + noise, came, strict=True):
        low, _, high = weighted_quantiles(comes, weights([Sighting(value, error, said)], draws))
        inside += low <= later <= high
    return inside / count


def test_a_band_of_80_percent_holds_about_eight_of_ten_clusters():
    assert 0.70 <= held(100, 512) <= 0.90


@pytest.mark.long
def test_a_band_of_80_percent_holds_75_to_85_of_100_in_500_clusters():
    share = held(500, 4096)
    print(f"held in 500 simulated clusters: {share:.1%}")
    assert 0.75 <= share <= 0.85
