"""What 20 uncertain numbers explain of a result, and what knowing each is worth, from draws that are made already.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_sensitivity.py

Milliseconds of processor time for 8,192 given draws: no run of the model. The peer runs the model anew: Sobol' indices
by SALib on the same 20 factors take N x (factors + 2) runs (N = 512: 11,264), here of one line of numpy. SALib is no
dependency: without it ours is shown alone. The limit is one sort of every number.
"""

from importlib.util import find_spec

import numpy as np
from clock import milliseconds

from capacity.model.sensitivity.information import information_value
from capacity.model.uncertainty.draws import sobol_scores

FACTORS, DRAWS, POINTS = 20, 8192, 512
NAMES = [f"x{i}" for i in range(FACTORS)]
PROBLEM = {"num_vars": FACTORS, "names": NAMES, "bounds": [[0.0, 1.0]] * FACTORS}


def peer() -> None:
    """Work out SALib's indices of a weighted sum on its own design."""
    from SALib.analyze import sobol  # noqa: PLC0415
    from SALib.sample import sobol as design  # noqa: PLC0415

    results = design.sample(PROBLEM, POINTS, calc_second_order=False, seed=1) @ np.arange(FACTORS, 0, -1)
    sobol.analyze(PROBLEM, results, calc_second_order=False, num_resamples=100, seed=1)


def main() -> None:
    """Measure and print."""
    scores = sobol_scores(FACTORS, DRAWS, 1)
    result = np.arange(FACTORS, 0, -1) @ scores
    ours = milliseconds(lambda: information_value(result, dict(zip(NAMES, scores, strict=True))))
    limit = milliseconds(lambda: np.sort(scores, axis=1))
    print(f"what {FACTORS} numbers explain and are worth, from {DRAWS:,} draws")
    print(f"  ours           {ours:8.1f} ms   {ours / limit:5.1f} times the limit")
    if find_spec("SALib"):
        theirs = milliseconds(peer)
        print(f"  peer: SALib    {theirs:8.1f} ms   {theirs / ours:5.1f} times ours")
    else:
        print("  SALib is not installed here: no peer is shown")
    print(f"  limit          {limit:8.1f} ms")


if __name__ == "__main__":
    main()
