"""How far a printed figure may be off because only so many draws were made: its Monte-Carlo error, from the draws.

A set of draws is made of eight independently scrambled Sobol' sequences (draws.BLOCKS), so every figure has eight
independent replicates, each from an eighth of the draws, and needs no further run of the model. The price is that the
eight share the work of one longer sequence: next to the chance in who joins and what happens, which no sequence evens
out, that is little (benchmarks/bench_draws.py). Source: Owen, Monte Carlo theory, methods and examples, ch. 17.2.
"""

from collections.abc import Callable

import numpy as np

from capacity.model.uncertainty.draws import BLOCKS

LEAST = 8
"""draws of a block from which its figures say anything"""
TIMES_90 = 1.8946
"""standard errors to either side that hold the true figure in 90 of 100 cases (Student's t, 7 degrees of freedom)"""


def standard_error(values: np.ndarray, figure: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the Monte-Carlo standard error of a figure of all draws, in the figure's unit and shape.

    `values` (..., draw) are those of a whole set of draws, in order; `figure` makes figures of the last axis. The
    standard deviation of the figure over the blocks / sqrt(8); for a mean without bias, for quantiles and ratios to the
    first order. NaN with fewer than 64 draws, and where the figure does not exist in a block.
    """
    if values.shape[-1] < BLOCKS * LEAST:
        return np.full(np.shape(figure(values)), np.nan)
    replicates = np.stack([figure(values[..., block::BLOCKS]) for block in range(BLOCKS)])
    return replicates.std(axis=0, ddof=1) / np.sqrt(BLOCKS)
