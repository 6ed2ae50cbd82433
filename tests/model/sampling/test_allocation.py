"""What more interviews would add: where they go, in which way, and that the error then is what they leave."""

import numpy as np
import pytest

from capacity.model.sampling.allocation import more_members, more_of_clusters
from capacity.model.sampling.design import make_design
from capacity.model.sampling.two_phase import First, make_two_phase
from capacity.model.sampling.variance import variances

VILLAGES, HOMES = 30, 40


def village_sample(means, spread, drawn, asked, seed):
    """A design of `asked` homes in each of `drawn` villages, with the weighted values of its total."""
    rng = np.random.default_rng(seed)
    villages = rng.choice(VILLAGES, drawn, replace=False)
    values = np.concatenate([rng.choice(means[v] + spread[v], asked, replace=False) for v in villages])
    cluster = np.repeat(np.arange(drawn), asked)
    rows = np.arange(len(cluster))
    population = [np.full(len(rows), float(VILLAGES)), np.full(len(rows), float(HOMES))]
    design = make_design(clusters=[cluster, rows], population=population)
    return design, (design.weights * values)[:, None], population


def world(between, within):
    rng = np.random.default_rng(1)
    return rng.normal(50, between, VILLAGES), rng.normal(0, within, (VILLAGES, HOMES))


def true_variance(values, drawn, asked):
    """Of the total of so many villages and homes in each, from all there are; Cochran 1977, 11.9."""
    between, within = values.sum(axis=1).var(ddof=1), values.var(axis=1, ddof=1).sum()
    of_villages = VILLAGES**2 * (1 / drawn - 1 / VILLAGES) * between
    return of_villages + VILLAGES / drawn * HOMES**2 * (1 / asked - 1 / HOMES) * within


@pytest.mark.parametrize(("between", "within"), [(12, 3), (1, 15), (6, 6)])
def test_the_error_after_is_the_one_that_such_samples_have(between, within):
    """Over 300 samples of 6 villages with 5 homes: 20 more are 4 villages, or 20 homes in the same."""
    means, spread = world(between, within)
    values = means[:, None] + spread
    now, new, deeper = [], [], []
    for seed in range(300):
        design, influence, (units, inside) = village_sample(means, spread, 6, 5, seed)
        one, other = more_of_clusters(design, influence, units, inside, 20)
        assert one.clusters == 4
        now.append(variances(design, influence)[0])
        new.append(one.variance)
        deeper.append(other.variance)
    chance = np.mean(now) / true_variance(values, 6, 5)
    assert np.mean(new) / true_variance(values, 10, 5) == pytest.approx(chance, abs=0.05)
    assert np.mean(deeper) / true_variance(values, 6, 25 / 3) == pytest.approx(chance, abs=0.1)


def test_villages_that_differ_call_for_new_ones_and_homes_that_differ_for_more_in_the_same_where_all_were_drawn():
    design, influence, (units, inside) = village_sample(*world(12, 3), 6, 5, 3)
    new, within = more_of_clusters(design, influence, units, inside, 20)
    assert new.variance < 0.8 * within.variance
    assert new.given.sum() == pytest.approx(20)
    assert within.given.sum() == pytest.approx(20)
    assert within.clusters == 0
    design, influence, (units, inside) = village_sample(*world(12, 3), 30, 2, 3)
    new, within = more_of_clusters(design, influence, units, inside, 20)
    assert new.given.sum() == 0
    assert new.variance == pytest.approx(variances(design, influence)[0])
    assert within.variance < new.variance


def test_where_all_of_a_village_were_asked_only_new_villages_help():
    design, influence, (units, _) = village_sample(*world(5, 5), 6, 5, 3)
    rows = np.arange(30)
    design = make_design(design.weights, clusters=[design.stages[1].strata, rows], population=[units, np.full(30, 5.0)])
    new, within = more_of_clusters(design, influence, units, np.full(30, 5.0), 20)
    assert within.given.sum() == 0
    assert new.variance < within.variance == pytest.approx(variances(design, influence)[0])


def test_villages_of_which_nobody_knows_how_many_there_are():
    """The error falls as one over the villages."""
    design, influence, _ = village_sample(*world(5, 5), 6, 5, 3)
    many = np.full(30, np.inf)
    design = make_design(design.weights, clusters=[design.stages[1].strata, np.arange(30)], population=[many])
    new, _ = more_of_clusters(design, influence, many, np.full(30, 5.0), 20)
    assert new.variance == pytest.approx(variances(design, influence)[0] * 6 / 10)


def test_a_first_phase_keeps_its_error_however_many_of_the_list_are_asked():
    values = np.array([1.0, 4, 6, 9, 12, 20, 21, 35])
    group, listed = np.repeat([0, 1], 4), np.repeat([10.0, 6.0], 4)
    design = make_two_phase(First(np.full(8, 3.0), population=np.full(8, 48.0)), group, listed)
    influence = (design.weights * values)[:, None]
    found = more_members(design, influence, listed / 4 - 1, 20)
    assert found.given.sum() == pytest.approx(8)
    second = variances(make_design(design.weights, [group], population=[listed]), influence)[0]
    assert found.variance == pytest.approx(variances(design, influence)[0] - second)
    assert found.variance > 0
