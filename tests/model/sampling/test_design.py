"""Designs: what is refused, what a census is, what is the same said in two ways."""

import numpy as np
import pytest

from capacity.intake.findings.issues import InputError
from capacity.intake.sample.weighting import post_stratified
from capacity.model.sampling.calibration import with_known_cells
from capacity.model.sampling.design import make_design
from capacity.model.sampling.estimates import means, totals
from capacity.model.sampling.two_phase import First, make_two_phase
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
        cells = (values[:, 0] > 10).tolist()
        design = with_known_cells(design, cells, post_stratified(design.weights, cells, {True: 300, False: 350}))
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


def test_a_second_phase_of_more_than_were_listed_is_refused():
    with pytest.raises(InputError, match="a stratum of 1 units, of which 2 were drawn"):
        make_two_phase(First(np.ones(2)), np.array([1, 1]), np.array([1, 1]))
    with pytest.raises(InputError, match="fewer units than were drawn"):
        make_two_phase(First(np.ones(3), population=np.full(3, 2)), np.ones(3), np.full(3, 3))
    with pytest.raises(InputError, match="less than two units"):
        make_two_phase(First(np.ones(2), np.array([1, 2]), np.full(2, 4), np.full(2, 8)), np.ones(2), np.full(2, 9))


def test_a_first_phase_of_all_leaves_the_second_alone():
    """Everybody was listed: what is left is a stratified sample of the list."""
    strata, listed = np.repeat([0, 1], 4), np.repeat([10.0, 30.0], 4)
    values = np.arange(8.0) ** 2
    one = totals(make_two_phase(First(np.ones(8), population=np.full(8, 40.0)), strata, listed), values)
    other = totals(make_design(strata=[strata], population=[listed]), values)
    np.testing.assert_allclose([one.value, one.se, one.effect], [other.value, other.se, other.effect], rtol=1e-12)


@pytest.mark.parametrize("first", [True, False])
def test_domains_of_two_phases_are_those_with_zeros(first):
    rng = np.random.default_rng(4)
    strata, listed = np.repeat([0, 1, 2], 10), np.repeat([20.0, 40.0, 30.0], 10)
    one = np.tile([0, 1], 15) if first else np.zeros(30)
    design = make_two_phase(First(np.full(30, 5.0), one, np.full(30, 45.0 if first else 90.0)), strata, listed)
    values, domains = rng.normal(10, 3, (30, 2)), rng.integers(0, 4, 30)
    wide = ((domains[:, None] == np.arange(4))[:, :, None] * values[:, None, :]).reshape(30, -1)
    np.testing.assert_allclose(
        domain_variances(design, values, domains, 4).ravel(), variances(design, wide), rtol=1e-12
    )
