"""Ranges become draws: the right distribution, the same for all scenarios, the same whatever part is asked for."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import beta
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.quantity import Quantity
from capacity.model.draws import central_draws, pert, ranged_names, sample_draws

KNOWN = Path(__file__).parents[1] / "known_answers" / "pert.csv"


@pytest.fixture(scope="module")
def cluster():
    return make_cluster(dairy(), dairy_members())


def ranges() -> list[dict[str, str]]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@settings(max_examples=60)
@given(st.floats(0, 1), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_pert_is_the_beta_distribution(place, low, width):
    """At any score a PERT value is scipy's beta quantile to 1e-9 of the range, wherever the mode lies."""
    scores = np.linspace(-6.2, 6.2, 201)
    mode = min(low + place * width, low + width)
    share = round((mode - low) / width, 12)
    expected = low + width * beta.ppf(ndtr(scores), 1 + 4 * share, 5 - 4 * share)
    np.testing.assert_allclose(
        pert(scores, low, mode, low + width), expected, rtol=0, atol=2e-9 * width + 1e-12 * abs(low)
    )


@pytest.mark.parametrize("row", ranges())
def test_pert_means(row):
    """(low + 4 mode + high) / 6, stated and in the draws."""
    low, mode, high = (float(row[name]) for name in ("low", "mode", "high"))
    assert Quantity(low, mode, high, "share").mean == pytest.approx(float(row["mean"]), rel=1e-12)
    evenly = (np.arange(200_000) + 0.5) / 200_000
    values = low + (high - low) * beta.ppf(
        evenly, 1 + 4 * (mode - low) / (high - low), 5 - 4 * (mode - low) / (high - low)
    )
    assert values.mean() == pytest.approx(float(row["mean"]), abs=1e-4 * (high - low))


def test_draws_have_the_mean_of_their_range(cluster):
    """1,024 Sobol' draws of each range: mean within 0.2 % of the range, all inside it, evenly spread."""
    draws = sample_draws(cluster, 1024, 1)
    for quantity in (cluster.spec.markets["shops"].price, cluster.spec.links["cooling"].makes["cooled"]):
        values = draws.value(quantity)
        width = quantity.high - quantity.low
        assert values.mean() == pytest.approx(quantity.mean, abs=2e-3 * width)
        assert quantity.low <= values.min() <= values.max() <= quantity.high
        middle = quantity.low + width * beta.median(1 + 4 * 0.5, 5 - 4 * 0.5)
        if quantity.mode == (quantity.low + quantity.high) / 2:
            assert (values < middle).mean() == pytest.approx(0.5, abs=1e-3)


def test_ranges_are_independent(cluster):
    """No two quantities move together."""
    draws = sample_draws(cluster, 1024, 1)
    scores = np.stack(list(draws.scores.values()))
    assert np.abs(np.corrcoef(scores) - np.eye(len(scores))).max() < 0.1


def test_dimensions_are_the_sorted_ranges_of_all_scenarios(cluster):
    """Every range of any scenario has its own dimension, by name; what is certain has none."""
    names = ranged_names(cluster)
    assert names == sorted(names)
    assert "markets.shops.price" in names
    assert "markets.fair.price" not in names
    data = dairy()
    data["scenarios"]["risky"] = {"set": {"markets.fair.price": [300, 450, 500, "KGS/kg"]}}
    assert "markets.fair.price" in ranged_names(make_cluster(data, dairy_members()))


def test_same_seed_same_draws(cluster):
    """The same seed gives the same scores; another seed others."""
    one, again, other = (sample_draws(cluster, 64, seed).scores for seed in (3, 3, 4))
    for name in one:
        np.testing.assert_array_equal(one[name], again[name])
        assert not np.allclose(one[name], other[name])


def test_a_part_meets_the_same_numbers(cluster):
    """Draws 10..20 on their own have the values and uniforms that they have in the whole set."""
    draws = sample_draws(cluster, 64, 3)
    part = draws.part(10, 20)
    assert part.size == 10
    price = cluster.spec.markets["shops"].price
    np.testing.assert_array_equal(part.value(price), draws.value(price)[10:20])
    np.testing.assert_array_equal(part.uniform("joins.h1", 3), draws.uniform("joins.h1", 3)[:, 10:20])
    nested = part.part(5, 99)
    np.testing.assert_array_equal(nested.uniform("joins.h1"), draws.uniform("joins.h1")[:, 15:20])


def test_streams_belong_to_names(cluster):
    """Two names have unrelated uniforms; one name has the same in every call."""
    draws = sample_draws(cluster, 2048, 3)
    one, two = draws.uniform("joins.h1")[0], draws.uniform("joins.h2")[0]
    np.testing.assert_array_equal(one, draws.uniform("joins.h1")[0])
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.1
    assert one.mean() == pytest.approx(0.5, abs=0.03)


def test_clusters_have_their_own_streams(cluster):
    """The same member id in another cluster has other luck."""
    other = make_cluster(dairy(cluster="other-dairy"), dairy_members())
    ours, theirs = (sample_draws(c, 256, 3).uniform("joins.h1")[0] for c in (cluster, other))
    assert abs(np.corrcoef(ours, theirs)[0, 1]) < 0.3


@pytest.mark.parametrize("size", [1, 2, 3, 100, 128])
def test_any_number_of_draws(cluster, size):
    """Numbers that are no power of two give no warning; they are the first of the next power of two."""
    draws = sample_draws(cluster, size, 1)
    full = sample_draws(cluster, 128, 1)
    for name, score in draws.scores.items():
        assert score.shape == (size,)
        np.testing.assert_array_equal(score, full.scores[name][:size])


def test_central_future_is_at_the_modes(cluster):
    """One draw, every range at its mode; what is not stated is its default."""
    draws = central_draws("small-dairy")
    assert draws.value(cluster.spec.markets["shops"].price).tolist() == [500]
    assert draws.value(None, 7.0).tolist() == [7]
    assert draws.part(0, 1) is draws


def test_a_cluster_without_ranges():
    """Nothing uncertain: draws still can be made."""
    data = dairy(scenarios={})

    def certain(part: object) -> object:
        if isinstance(part, dict):
            return {key: certain(item) for key, item in part.items()}
        if isinstance(part, list) and len(part) >= 4 and all(isinstance(item, (int, float)) for item in part[:3]):
            return part[1:2] + part[3:] if isinstance(part[3], str) else part
        return [certain(item) for item in part] if isinstance(part, list) else part

    cluster = make_cluster(certain(data), dairy_members())
    assert ranged_names(cluster) == []
    assert sample_draws(cluster, 8, 1).scores == {}
