"""What 20 uncertain numbers explain of a result, and what knowing each is worth, from draws that are made already.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_sensitivity.py

Seconds of processor time, in turns. Ours works on 8,192 given draws and takes its errors from the eight groups of the
draws. SALib is asked for no more than that: eight resamples. Its peers are the indices from given draws (RBD-FAST, on
the same 8,192), which run no model either, and Sobol's, which need a design of their own and N x (factors + 2) runs of
it (N = 512: 11,264), here of one line of numpy. Neither tells what knowing a number is worth. The limit is one sort of
every number. Checks first that both find the shares that are known of a weighted sum.
"""

import numpy as np
from race import Race, take_turns
from SALib.analyze import rbd_fast, sobol
from SALib.sample import sobol as design

from capacity.model.sensitivity.information import information_value
from capacity.model.uncertainty.drawing import sobol_scores

FACTORS, DRAWS, POINTS, RESAMPLES = 20, 8192, 512, 8
NAMES = [f"x{i}" for i in range(FACTORS)]
WEIGHTS = np.arange(FACTORS, 0, -1)
SHARES = WEIGHTS**2 / (WEIGHTS**2).sum()
PROBLEM = {"num_vars": FACTORS, "names": NAMES, "bounds": [[0.0, 1.0]] * FACTORS}


def by_sobol() -> np.ndarray:
    """Return SALib's first-order indices of a weighted sum on its own design."""
    results = design.sample(PROBLEM, POINTS, calc_second_order=False, seed=1) @ WEIGHTS
    return sobol.analyze(PROBLEM, results, calc_second_order=False, num_resamples=RESAMPLES, seed=1)["S1"]


def by_given_draws(draws: np.ndarray, result: np.ndarray) -> np.ndarray:
    """Return SALib's first-order indices from draws that are there."""
    return np.array(rbd_fast.analyze(PROBLEM, draws, result, num_resamples=RESAMPLES, seed=1)["S1"])


def races() -> list[Race]:
    """Check and measure."""
    scores = sobol_scores(FACTORS, DRAWS, 1)
    result, inputs, rows = WEIGHTS @ scores, dict(zip(NAMES, scores, strict=True)), np.ascontiguousarray(scores.T)
    works = {
        "ours": lambda: information_value(result, inputs),
        "SALib RBD-FAST, the same draws": lambda: by_given_draws(rows, result),
        "SALib Sobol', design and indices": by_sobol,
        "limit": lambda: np.sort(scores, axis=1),
    }
    found = works["ours"]().set_index("input")["explained"][NAMES]
    for shares in (found, by_given_draws(rows, result), by_sobol()):
        assert np.abs(shares - SHARES).max() < 0.05, shares
    taken = take_turns(works)
    peers = {name: seconds for name, seconds in taken.items() if name.startswith("SALib")}
    work = f"what {FACTORS} numbers explain and are worth, from {DRAWS:,} draws"
    return [Race(work, taken["ours"], peers, ("one sort of every number", taken["limit"]), {})]


if __name__ == "__main__":
    for race in races():
        race.show()
