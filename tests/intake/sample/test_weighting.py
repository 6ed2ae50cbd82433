"""Weights for known totals, each against sums worked out by hand."""

import numpy as np
import pytest

from capacity.intake.findings.issues import InputError
from capacity.intake.sample.weighting import post_stratified, raked


def test_post_stratified_weights_bring_out_the_known_totals():
    found = post_stratified(np.array([1.0, 3, 2]), ["up", "up", "down"], {"up": 40, "down": 7})
    assert found.tolist() == [10, 30, 7]


@pytest.mark.parametrize(
    ("known", "said"), [({"up": 4}, 'nothing is said of "down"'), ({"up": 4, "down": 2, "far": 3}, 'nobody of "far"')]
)
def test_cells_and_totals_must_match(known, said):
    with pytest.raises(InputError, match=said):
        post_stratified(np.ones(2), ["up", "down"], known)


def test_raked_weights_bring_out_all_margins_and_keep_odds():
    """Two by two: the odds ratio of the weights stays as it was drawn."""
    weights, rows, columns = np.array([1.0, 2, 3, 4]), list("aabb"), list("xyxy")
    found = raked(weights, [rows, columns], [{"a": 10, "b": 30}, {"x": 25, "y": 15}])[-1]
    assert [found[:2].sum(), found[::2].sum(), found.sum()] == pytest.approx([10, 25, 40])
    assert found[0] * found[3] / (found[1] * found[2]) == pytest.approx(1 * 4 / (2 * 3))


def test_margins_that_differ_in_sum_are_refused():
    with pytest.raises(InputError, match="sum to 10, those of another to 12"):
        raked(np.ones(2), [list("ab"), list("xy")], [{"a": 4, "b": 6}, {"x": 6, "y": 6}])


def test_raking_that_never_settles_is_refused():
    """All of a are x, all of b are y: what a and x are known to be cannot both come out."""
    with pytest.raises(InputError, match="still moving after 1000 rounds"):
        raked(np.ones(2), [list("ab"), list("xy")], [{"a": 4, "b": 6}, {"x": 5, "y": 5}])
