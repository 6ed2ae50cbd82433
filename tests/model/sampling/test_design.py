"""Designs: what is refused, what a census is, what is the same said in two ways."""

import numpy as np
import pytest

from capacity.intake.findings.issues import InputError
from capacity.model.sampling.calibration import post_stratified
from capacity.model.sampling.design import make_design
from capacity.model.sampling.estimates import means, totals
from capacity.model.sampling.two_phase import make_two_phase
from capacity.model.sampling.variance import covariance, domain_variances, variances

VALUES = np.array([3.0, 5, 8, 1, 9, 4])


def test_a_census_has_no_error():
    """Everybody was asked, in strata and villages: 0 to the last digit, single units or not."""
    strata, villages = np.array([1, 1, 1, 2, 2, 3]), np.array([1, 1, 2, 3, 4, 5])
    size = np.array([2, 2, 2, 2, 2, 1])
    inside = np.array([2, 2, 1, 1, 1, 1])
    found = totals(make_design(strata=[strata], clusters=[villages, np.arange(6)], population=[size, inside]), VALUES)
    assert (found.value[0, 0], found.se[0, 0]) == (30, 0)


def test_a_simple_sample_has_the_textbook_error():
    """Cochran 1977, 2.16: N^2 (1 - f) s^2 / n; and the mean of a domain of which nobody was asked is not known."""
    found = totals(make_design(population=[np.full(6, 60)]), VALUES)
    assert found.se[0, 0] == pytest.approx(60 * (0.9 * VALUES.var(ddof=1) / 6) ** 0.5)
    assert found.effect[0, 0] == pytest.approx(1)
    parts = means(make_design(population=[np.full(6, 60)]), VALUES, np.array([0, 0, 0, 2, 2, 2]))
    assert np.isnan(parts.value[1, 0])
    assert np.isnan(parts.se[1, 0])


@pytest.mark.parametrize("calibrated", [False, True])
def test_domains_are_columns_with_zeros_outside(calibrated):
    """However the domains lie across villages and strata, and whether totals are known."""
    rng = np.random.default_rng(3)
    strata, villages, values = np.repeat([0, 1, 2], 20), np.arange(60) // 4, rng.normal(10, 4, (60, 3))
    domains = rng.integers(0, 7, 60)
    design = make_design(
        strata=[strata], clusters=[villages, np.arange(60)], population=[np.full(60, 9), np.full(60, 12)]
    )
    if calibrated:
        design = post_stratified(design, (values[:, 0] > 10).tolist(), {True: 300, False: 350})
    wide = ((domains[:, None] == np.arange(7))[:, :, None] * values[:, None, :]).reshape(60, -1)
    found = domain_variances(design, values, domains, 7).ravel()
    np.testing.assert_allclose(found, variances(design, wide), rtol=1e-12)
    np.testing.assert_allclose(found, np.diag(covariance(design, wide)), rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"weights": np.array([1.0, np.nan])}, "a weight is missing"),
        ({"weights": np.array([1.0, -1])}, "a weight is missing or below 0"),
        ({"population": [np.array([1, 1])]}, "a stratum of 1 units, of which 2 were drawn"),
        ({"population": [np.array([2, np.nan])]}, "of which"),
        ({"rows": 2}, "neither weights nor populations"),
        ({"weights": np.ones(2), "strata": [np.array([1, 2])]}, "2 strata have one unit only"),
        ({"weights": np.ones(2), "strata": [np.array([1, 2])], "single": "average"}, "there is no average"),
        ({"weights": np.ones(2), "single": "centre"}, '"centre" is no rule'),
        ({"weights": np.ones(2), "strata": [np.array([1, 2])], "clusters": [np.array([7, 7])]}, "in two strata"),
    ],
)
def test_what_cannot_be_a_design_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        make_design(**given)


def test_a_total_of_what_is_missing_is_refused():
    with pytest.raises(InputError, match="1 values are missing"):
        totals(make_design(np.ones(2)), np.array([1.0, np.nan]))


def test_a_second_phase_needs_somebody_of_each_stratum():
    with pytest.raises(InputError, match="nobody was asked"):
        make_two_phase(np.array([True, True, False]), np.ones(3), np.array([1, 1, 2]))
    with pytest.raises(InputError, match="fewer units than were drawn"):
        make_two_phase(np.ones(3, bool), np.ones(3), population1=np.full(3, 2))
