"""Sobol' indices are the published ones, the same as SALib's on the same design, inside their intervals."""

import numpy as np
import pytest

from capacity.model.sensitivity.sobol import index_table, sobol_design, sobol_indices

ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}
"""first order and total, A = 7, B = 0.1: Ishigami & Homma 1990; Saltelli et al., Global Sensitivity Analysis, 2008"""
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
"""of Sobol' g-function: Saltelli & Sobol' 1995"""


def ishigami(uniforms):
    x = np.pi * (2 * uniforms - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def g_function(uniforms):
    return np.prod((np.abs(4 * uniforms - 2) + WEIGHTS[:, None]) / (1 + WEIGHTS[:, None]), axis=0)


def g_indices():
    """Return first-order and total indices of the g-function: V_i = 1 / (3 (1 + a_i)^2)."""
    parts = 1 / (3 * (1 + WEIGHTS) ** 2)
    variance = np.prod(1 + parts) - 1
    return parts / variance, parts * np.prod(1 + parts) / (1 + parts) / variance


def test_ishigami():
    found = sobol_indices(ishigami, list(ISHIGAMI), n=8192, resamples=200).set_index("factor")
    for name, (first, total) in ISHIGAMI.items():
        row = found.loc[name]
        assert (row["first"], row["total"]) == (pytest.approx(first, abs=0.015), pytest.approx(total, abs=0.01))
        assert row["first_low"] <= first <= row["first_high"]
        assert row["total_low"] <= total <= row["total_high"]
    assert list(found.index) == ["x1", "x2", "x3"]


def test_the_g_function():
    names = [f"x{i}" for i in range(8)]
    found = sobol_indices(g_function, names, n=4096, resamples=100).set_index("factor").loc[names]
    first, total = g_indices()
    np.testing.assert_allclose(found["first"], first, atol=0.01)
    np.testing.assert_allclose(found["total"], total, atol=0.01)


def salib(base, other, mixed):
    """First order and total as SALib 1.6 computes them (analyze/sobol.py, first_order and total_order)."""
    results = np.concatenate([base, other, mixed.ravel()])
    a, b, ab = ((part - results.mean()) / results.std() for part in (base, other, mixed))
    variance = np.var(np.concatenate([a, b]))
    return np.mean(b * (ab - a), axis=1) / variance, 0.5 * np.mean((a - ab) ** 2, axis=1) / variance


def test_the_same_design_gives_salibs_values():
    base, other = sobol_design(3, 256, 7)
    mixed = np.stack([ishigami(np.where(np.arange(3)[:, None] == i, other, base)) for i in range(3)])
    found = index_table(list(ISHIGAMI), ishigami(base), ishigami(other), mixed).set_index("factor").loc[list(ISHIGAMI)]
    expected = salib(ishigami(base), ishigami(other), mixed)
    np.testing.assert_allclose(found[["first", "total"]].to_numpy().T, expected, rtol=0, atol=1e-12)


def test_intervals_hold_the_truth_at_least_as_often_as_they_say():
    """90 % intervals of 40 designs: Sobol' points are more even than the bootstrap knows, so rather more than 90 %."""
    held = []
    for seed in range(40):
        found = sobol_indices(ishigami, list(ISHIGAMI), n=128, seed=seed, resamples=100).set_index("factor")
        held += [
            found.loc[name, f"{kind}_low"] <= true <= found.loc[name, f"{kind}_high"]
            for name, both in ISHIGAMI.items()
            for kind, true in zip(("first", "total"), both, strict=True)
        ]
    assert 0.86 <= np.mean(held) <= 1


def test_rows_of_one_name_move_together():
    """Of a product of two rows neither alone says anything; together they say all."""

    def product(u):
        return (u[0] - 0.5) * (u[1] - 0.5) + 0 * u[2]

    apart = sobol_indices(product, ["a", "b", "c"], n=1024, resamples=50).set_index("factor")
    grouped = sobol_indices(product, ["ab", "ab", "c"], n=1024, resamples=50).set_index("factor")
    np.testing.assert_allclose(apart.loc[["a", "b"], "first"], 0, atol=0.02)
    assert grouped.loc["ab", ["first", "total"]].tolist() == pytest.approx([1, 1], abs=1e-3)
    np.testing.assert_allclose(grouped.loc["c", ["first", "total"]].to_numpy(dtype=float), 0, atol=1e-12)


def test_a_result_that_never_varies_has_no_indices():
    found = sobol_indices(lambda u: np.full(u.shape[1], 3.0), ["a", "b"], n=64, resamples=10)
    assert found[["first", "total"]].isna().all(axis=None)


def test_the_same_seed_gives_the_same_table_and_the_unit_plays_no_part():
    first, again = (sobol_indices(ishigami, list(ISHIGAMI), n=128, resamples=50) for _ in range(2))
    assert first.equals(again)
    scaled = sobol_indices(lambda u: 1e6 * ishigami(u) + 1e7, list(ISHIGAMI), n=128, resamples=50)
    np.testing.assert_allclose(scaled.iloc[:, 1:], first.iloc[:, 1:], atol=1e-9)


def test_a_design_that_is_no_power_of_two_is_refused():
    with pytest.raises(ValueError, match="100 is not a power of two"):
        sobol_design(3, 100, 1)
