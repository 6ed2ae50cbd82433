"""The Monte-Carlo error that is told is the one that there is."""

import numpy as np
import pytest
from scipy.stats import norm

from capacity.model.uncertainty.drawing import sobol_scores
from capacity.model.uncertainty.monte_carlo_error import TIMES_90, standard_error
from capacity.model.uncertainty.ranges import quantiles

SIZE = 1024
TRUE = {
    "mean": 0.0,
    "p10": norm.ppf(0.1) * np.sqrt(1.5),
    "p50": 0.0,
    "p90": norm.ppf(0.9) * np.sqrt(1.5),
    "positive": 0.5,
}


def results(seed):
    """A sum of four uncertain numbers and of luck: normal with variance 1.5."""
    return sobol_scores(4, SIZE, seed).sum(axis=0) / 2 + np.random.default_rng(seed).standard_normal(SIZE) / np.sqrt(2)


def figures(values):
    low, middle, high = quantiles(values)
    return {"mean": values.mean(), "p10": low, "p50": middle, "p90": high, "positive": (values > 0).mean()}


def errors_of(values):
    low, middle, high = standard_error(values, quantiles)
    return {
        "mean": standard_error(values, lambda some: some.mean(axis=-1)),
        "p10": low,
        "p50": middle,
        "p90": high,
        "positive": standard_error(values, lambda some: (some > 0).mean(axis=-1)),
    }


@pytest.fixture(scope="module")
def many():
    """200 sets of draws: how far each figure is from the truth, and the error that is told."""
    sets = [results(seed) for seed in range(200)]
    return [(figures(values), errors_of(values)) for values in sets]


@pytest.mark.parametrize("figure", TRUE)
def test_the_interval_holds_the_truth_in_nine_of_ten_sets(many, figure):
    held = [abs(found[figure] - TRUE[figure]) <= TIMES_90 * error[figure] for found, error in many]
    assert 0.83 <= np.mean(held) <= 0.97


@pytest.mark.parametrize("figure", TRUE)
def test_the_error_has_the_size_of_the_true_one(many, figure):
    told = np.sqrt(np.mean([error[figure] ** 2 for _, error in many]))
    true = np.sqrt(np.mean([(found[figure] - TRUE[figure]) ** 2 for found, _ in many]))
    assert told == pytest.approx(true, rel=0.25)


def test_a_smooth_figure_is_known_far_better_than_random_draws_would():
    """Without luck the mean of 1,024 draws is at least 20 times as good as 1 / sqrt(1,024), and the error says so."""
    errors = [standard_error(sobol_scores(4, SIZE, seed).sum(axis=0) / 2, np.mean) for seed in range(8)]
    assert np.mean(errors) < 1 / np.sqrt(SIZE) / 20


def test_axes_before_the_draws_are_kept():
    values = np.stack([results(1), results(2)])
    errors = errors_of(values)
    assert {name: error.shape for name, error in errors.items()} == dict.fromkeys(TRUE, (2,))
    assert errors["p90"][1] == errors_of(values[1])["p90"]


def test_too_few_draws_tell_nothing_of_their_error():
    assert np.isnan(standard_error(np.arange(63.0), np.mean))
    assert standard_error(np.full(64, 3.0), np.mean) == 0
