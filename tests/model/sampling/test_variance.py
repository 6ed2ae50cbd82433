"""Weighted totals of strata are those of R's package survey."""

import numpy as np
import pytest
from known import cases, numbers, rows

from capacity.model.sampling.variance import stratified_total


def sample(row: dict[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Values with the published mean and variance of a stratum, and its weights."""
    count, mean, variance = int(row["sampled"]), float(row["mean"]), float(row["variance"])
    away = (variance * (count - 1) / count) ** 0.5
    return mean + away * np.resize([1.0, -1.0], count), np.full(count, int(row["size"]) / count)


@pytest.mark.parametrize(
    ("case", "total", "error"), [("enrolment", 3687178, 114642), ("api00", 662.29 * 6194, 9.4089 * 6194)]
)
def test_stratified_total_is_that_of_the_survey_package(case, total, error):
    """The stratified school sample: totals and standard errors as R's package survey publishes them."""
    strata = [row for row in rows("stratified.csv") if row["case"] == case]
    values, weights = (np.concatenate(parts) for parts in zip(*(sample(row) for row in strata), strict=True))
    names = np.repeat(np.arange(3), [int(row["sampled"]) for row in strata])
    found = stratified_total(values, weights, names)
    assert found[0] == pytest.approx(total, rel=1e-5)
    assert found[1] == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("row", cases("unequal_weights.csv"))
def test_total_with_unequal_weights(row):
    """One stratum with weights: R's total, and its standard error times the finite population correction."""
    values, weights = (numbers(row[name]) for name in ("values", "weights"))
    total, error = stratified_total(values, weights, np.zeros(len(values)))
    assert total == pytest.approx(float(row["total"]))
    correction = (1 - len(values) / weights.sum()) ** 0.5
    assert error == pytest.approx(float(row["standard_error"]) * correction, rel=1e-5)


def test_a_census_has_no_sampling_error():
    """Everybody of the stratum was asked: the error is zero."""
    assert stratified_total(np.array([1.0, 5.0, 9.0]), np.ones(3), np.zeros(3)) == (15.0, 0.0)


def test_a_lonely_answer_has_an_error():
    """One answer that stands for four counts with its own size as spread, not with none."""
    total, error = stratified_total(np.array([10.0]), np.array([4.0]), np.zeros(1))
    assert (total, error) == (40, pytest.approx(40 * 0.75**0.5))
    assert stratified_total(np.zeros(0), np.zeros(0), np.zeros(0)) == (0, 0)
