"""Ranges become draws: the right distribution, the same for all scenarios, the same whatever part is asked for."""

import csv
from pathlib import Path

import numpy as np
import pytest
from known import pert_median
from scipy.special import ndtr
from scipy.stats import beta, spearmanr
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.facts.cluster import ranged_names
from capacity.intake.quantities.quantity import Quantity
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import BLOCKS, central_draws

KNOWN = Path(__file__).parents[2] / "known_answers" / "pert.csv"


@pytest.fixture(scope="module")
def cluster():
    return make_cluster(dairy(), dairy_members())


def ranges() -> list[dict[str, str]]:
    with KNOWN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
    names = ranged_names(cluster.specs.values())
    assert names == sorted(names)
    assert "markets.shops.price" in names
    assert "markets.fair.price" not in names
    data = dairy()
    data["scenarios"]["risky"] = {"set": {"markets.fair.price": [300, 450, 500, "KGS/kg"]}}
    assert "markets.fair.price" in ranged_names(make_cluster(data, dairy_members()).specs.values())


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
    """Numbers that are no power of two give no warning; a smaller set is the beginning of a larger one."""
    draws = sample_draws(cluster, size, 1)
    full = sample_draws(cluster, 1024, 1)
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
    """Nothing uncertain but the survey's own error, or not even that: draws still can be made."""
    data = dairy(scenarios={})

    def certain(part: object) -> object:
        if isinstance(part, dict):
            return {key: certain(item) for key, item in part.items()}
        if isinstance(part, list) and len(part) >= 4 and all(isinstance(item, (int, float)) for item in part[:3]):
            return part[1:2] + part[3:] if isinstance(part[3], str) else part
        return [certain(item) for item in part] if isinstance(part, list) else part

    cluster = make_cluster(certain(data), dairy_members())
    assert ranged_names(cluster.specs.values()) == []
    assert list(sample_draws(cluster, 8, 1).scores) == [f"survey.sample.{of}@home@up" for of in ("amount", "heads")]
    census = make_cluster(certain(data), dairy_members().assign(weight=1.0))
    assert sample_draws(census, 8, 1).scores == {}


def test_every_eighth_draw_is_a_sobol_sequence_of_its_own(cluster):
    """Each of the eight blocks has one draw in every 128th of every number's chances; no two blocks have the same."""
    draws = sample_draws(cluster, 1024, 1)
    for scores in draws.scores.values():
        blocks = [np.sort(scores[block::BLOCKS]) for block in range(BLOCKS)]
        for block in blocks:
            assert (np.floor(ndtr(block) * 128) == np.arange(128)).all()
        assert len({block[0] for block in blocks}) == BLOCKS


def test_asking_twice_gives_the_same_array_that_nobody_can_change(cluster):
    draws, price = sample_draws(cluster, 64, 1), cluster.spec.markets["shops"].price
    assert draws.value(price) is draws.value(price)
    with pytest.raises(ValueError, match="read-only"):
        draws.value(price)[0] = 1


def test_a_fixed_value_stands_in_for_the_quantity_whatever_it_is(cluster):
    """Central futures as many as values are tried; everything else stays at its median."""
    price, fair = cluster.spec.markets["shops"].price, cluster.spec.markets["fair"].price
    draws = central_draws(cluster.slug, {price.name: np.array([1.0, 2.0, 3.0]), fair.name: np.array([7.0, 8.0, 9.0])})
    assert (draws.size, draws.central) == (3, True)
    assert draws.value(price).tolist() == [1, 2, 3]
    assert draws.value(fair).tolist() == [7, 8, 9]
    assert draws.value(cluster.spec.markets["collector"].price) == pytest.approx([pert_median(28, 30, 33)], abs=1e-7)


def together(*stated):
    """The small dairy with correlations of its numbers."""
    entries = [{"between": [one, other], "is": rank} for one, other, rank in stated]
    return make_cluster(dairy(correlations=entries), dairy_members())


SHOPS, COLLECTOR, SALT = "markets.shops.price", "markets.collector.price", "purchases.salt.price"


@pytest.mark.parametrize("rank", [0.6, -0.8, 1.0, -1.0, 0.0])
def test_correlated_numbers_have_the_rank_correlation_that_is_stated(rank):
    """Spearman's, whatever the shapes; the numbers that nobody correlated are as they were."""
    cluster = together((SHOPS, COLLECTOR, rank))
    draws, apart = sample_draws(cluster, 4096, 1), sample_draws(together(), 4096, 1)
    prices = [draws.value(cluster.spec.markets[name].price) for name in ("shops", "collector")]
    assert spearmanr(*prices).statistic == pytest.approx(rank, abs=0.01)
    changed = {name for name in draws.scores if not np.array_equal(draws.scores[name], apart.scores[name])}
    assert changed <= {SHOPS}
    for name in (SHOPS, COLLECTOR):
        assert draws.scores[name].std() == pytest.approx(1, abs=0.01)


def test_correlations_that_cannot_all_hold_become_the_nearest_that_can():
    """Two that move with the third but against each other: everything is weakened, nothing breaks."""
    cluster = together((SHOPS, COLLECTOR, 0.9), (COLLECTOR, SALT, 0.9), (SHOPS, SALT, -0.9))
    draws = sample_draws(cluster, 4096, 1)
    found = spearmanr(np.stack([draws.scores[name] for name in (SHOPS, COLLECTOR, SALT)], axis=1)).statistic
    np.testing.assert_allclose(found, [[1, 0.48, -0.48], [0.48, 1, 0.48], [-0.48, 0.48, 1]], atol=0.02)


def test_correlated_draws_do_not_depend_on_how_many_there_are():
    cluster = together((SHOPS, COLLECTOR, 0.7), (SALT, COLLECTOR, 0.3))
    few, many = (sample_draws(cluster, size, 1).scores[SHOPS] for size in (100, 512))
    np.testing.assert_array_equal(few, many[:100])


def test_every_place_has_its_own_error():
    """One dimension for each place; a value fixed for the number holds at all of them."""
    joining = {"place_error": [-0.2, 0, 0.2, "share"]}
    cluster = make_cluster(dairy(joining=joining), dairy_members())
    draws, error = sample_draws(cluster, 256, 1), cluster.spec.joining.place_error
    up, down = draws.value_at(error, "up"), draws.value_at(error, "down")
    assert abs(np.corrcoef(up, down)[0, 1]) < 0.1
    assert "joining.place_error" not in draws.scores
    assert draws.value_at(None, "up").tolist() == [0]
    assert central_draws(cluster.slug).value_at(error, "up").tolist() == [0]
    fixed = central_draws(cluster.slug, {error.name: np.array([0.1, 0.2])})
    assert fixed.value_at(error, "up").tolist() == fixed.value_at(error, "down").tolist() == [0.1, 0.2]
