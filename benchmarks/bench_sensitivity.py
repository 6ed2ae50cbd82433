"""Sobol' indices of 20 factors beside SALib: design, model, indices and intervals, and whether the intervals hold.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_sensitivity.py [ROUNDS]

Both do the same job on the g-function of 20 factors with N = 512: 11,264 runs of the model, first-order and total
indices, bootstrap intervals from 100 and from 1,000 resamples. Milliseconds of processor time, medians of rounds. On
one design the indices are SALib's to 1e-12: that is checked first. SALib is no dependency: without it ours is shown
alone. The limit is the model's runs and one product of the weights with the statistics. Then the indices from given
draws, and the share of 200 designs (Ishigami, N = 256) in which the 90 % intervals hold the published indices.
"""

import sys
from importlib.util import find_spec

import numpy as np
from clock import milliseconds

from capacity.model.sensitivity.information import information_value
from capacity.model.sensitivity.sobol import index_table, sobol_design, sobol_indices
from capacity.model.uncertainty.draws import sobol_scores

FACTORS, POINTS, LEVEL = 20, 512, 0.9
NAMES = [f"x{i}" for i in range(FACTORS)]
PROBLEM = {"num_vars": FACTORS, "names": NAMES, "bounds": [[0.0, 1.0]] * FACTORS}
ISHIGAMI = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}


def g_function(uniforms: np.ndarray) -> np.ndarray:
    """Return Sobol' g-function of uniforms (factor, n), (n,)."""
    weights = np.arange(FACTORS)[:, None]
    return np.prod((np.abs(4 * uniforms - 2) + weights) / (1 + weights), axis=0)


def ishigami(uniforms: np.ndarray) -> np.ndarray:
    """Return Ishigami's function of three uniforms, A = 7, B = 0.1."""
    x = np.pi * (2 * uniforms - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def peer(resamples: int) -> dict:
    """Return SALib's indices on its own design."""
    from SALib.analyze import sobol  # noqa: PLC0415
    from SALib.sample import sobol as design  # noqa: PLC0415

    results = g_function(design.sample(PROBLEM, POINTS, calc_second_order=False, seed=1).T)
    return sobol.analyze(PROBLEM, results, calc_second_order=False, num_resamples=resamples, conf_level=LEVEL, seed=1)


def check() -> None:
    """Assert that on one design the indices are SALib's."""
    from SALib.analyze import sobol  # noqa: PLC0415

    base, other = sobol_design(FACTORS, POINTS, 1)
    moved = np.eye(FACTORS, dtype=bool)
    mixed = np.stack([g_function(np.where(row[:, None], other, base)) for row in moved])
    columns = np.column_stack([g_function(base), *mixed, g_function(other)])
    theirs = sobol.analyze(PROBLEM, columns.ravel(), calc_second_order=False, num_resamples=10, seed=1)
    found = index_table(NAMES, columns[:, 0], columns[:, -1], mixed, resamples=10).set_index("factor").loc[NAMES]
    for mine, name in (("first", "S1"), ("total", "ST")):
        assert np.abs(found[mine].to_numpy() - theirs[name]).max() < 1e-12


def limit(resamples: int) -> float:
    """Return the time of the model's runs and of one product, ms."""
    points, weights = np.random.default_rng(1).random((FACTORS, POINTS)), np.ones((resamples, POINTS))
    statistics = np.ones((POINTS, 2 * FACTORS + 2))
    return milliseconds(lambda: ([g_function(points) for _ in range(FACTORS + 2)], weights @ statistics))


def compare(rounds: int) -> None:
    """Print ours, the peer and the limit for both numbers of resamples."""
    has_peer = find_spec("SALib") is not None
    if has_peer:
        check()
    else:
        print("SALib is not installed here: no peer is shown")
    for resamples in (100, 1000):
        times = [
            (
                milliseconds(lambda: sobol_indices(g_function, NAMES, POINTS, 1, resamples)),  # noqa: B023
                milliseconds(lambda: peer(resamples)) if has_peer else np.nan,  # noqa: B023
                limit(resamples),
            )
            for _ in range(rounds)
        ]
        mine, theirs, least = np.median(times, axis=0)
        ratios = np.array(times)[:, 1] / np.array(times)[:, 0]
        print(f"{FACTORS} factors, N = {POINTS}, {resamples} resamples")
        print(f"  ours              {mine:8.1f} ms   {mine / least:5.1f} times the limit")
        if has_peer:
            span = f"({ratios.min():.0f} to {ratios.max():.0f})"
            print(f"  peer: SALib       {theirs:8.1f} ms   {theirs / mine:5.0f} times ours {span}")
        print(f"  limit             {least:8.1f} ms")


def given_draws() -> None:
    """Print what the indices from given draws cost: no run of the model."""
    scores = sobol_scores(FACTORS, 8192, 1)
    result = np.arange(FACTORS, 0, -1) @ scores
    work = milliseconds(lambda: information_value(result, dict(zip(NAMES, scores, strict=True))))
    print(f"from 8,192 given draws: what {FACTORS} numbers explain and are worth {work:8.1f} ms")


def coverage(designs: int) -> None:
    """Print how often the intervals hold the published indices."""
    held = np.zeros((3, 2))
    for seed in range(designs):
        found = sobol_indices(ishigami, list(ISHIGAMI), 256, seed, 200).set_index("factor")
        for row, (name, both) in enumerate(ISHIGAMI.items()):
            for column, (kind, true) in enumerate(zip(("first", "total"), both, strict=True)):
                held[row, column] += found.loc[name, f"{kind}_low"] <= true <= found.loc[name, f"{kind}_high"]
    shares = ", ".join(
        f"{name} {first:.0%} and {total:.0%}" for name, (first, total) in zip(ISHIGAMI, held / designs, strict=True)
    )
    print(f"90 % intervals hold first-order and total index: {shares}")


if __name__ == "__main__":
    compare(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
    given_draws()
    coverage(200)
