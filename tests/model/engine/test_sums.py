"""Products and small systems are those of linear algebra, summed in one order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.model.engine.sums import product, solved


@pytest.mark.parametrize("shapes", [((4,), (4,)), ((3, 4), (4,)), ((4,), (4, 2)), ((3, 4), (4, 2)), ((0,), (0, 2))])
def test_a_product_is_that_of_matrices(shapes):
    left, right = (np.random.default_rng(1).standard_normal(shape) for shape in shapes)
    np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-13, atol=1e-13)


@given(st.integers(1, 12), st.integers(0, 2**31))
def test_a_solution_solves(size, seed):
    chance = np.random.default_rng(seed)
    root, side = chance.standard_normal((size, size + 3)), chance.standard_normal(size)
    matrix = root @ root.T + 0.01 * np.eye(size)
    kept = matrix.copy(), side.copy()
    np.testing.assert_allclose(matrix @ solved(matrix, side), side, atol=1e-9)
    np.testing.assert_array_equal(matrix, kept[0])
    np.testing.assert_array_equal(side, kept[1])


def test_a_singular_matrix_has_no_solution():
    assert not np.isfinite(solved(np.ones((2, 2)), np.array([1.0, 2.0]))).any()
