"""The one root of a polynomial between two points, by steps that stay inside.

Polynomials are rows of coefficients in rising powers, evaluated between 0 and 1 only, where no term grows.
"""

import numpy as np
from numba import njit

LONGEST = 200
"""steps after which the search stops: more than halving needs to reach neighbouring numbers"""
NEAR = 1e-6
"""Halley's step is the last when it moves the root by less than this share: what is left is of the order of its cube"""
NEIGHBOUR = 4e-16
"""halving stops when it moves the root by less than this share"""


@njit(cache=True, nogil=True, error_model="numpy")
def root_between(flows: np.ndarray, low: float, high: float, rising: bool, at: float) -> float:
    """Return the root of a polynomial that has just one between low and high, from a first guess.

    `rising`: it is below 0 at low. Halley's step (1694); where it leaves the bracket or does not halve the step before,
    the middle of the bracket.
    """
    before = high - low
    for _ in range(LONGEST):
        value, slope, bend = 0.0, 0.0, 0.0
        for power in range(len(flows) - 1, -1, -1):
            bend = bend * at + slope
            slope = slope * at + value
            value = value * at + flows[power]
        if value == 0.0:
            return at
        if (value < 0.0) == rising:
            low = at
        else:
            high = at
        step, near = value / slope, NEAR
        step /= 1.0 - step * bend / slope
        if not (low < at - step < high) or abs(step) > 0.5 * before:
            step, near = at - 0.5 * (low + high), NEIGHBOUR
        at, before = at - step, abs(step)
        if before <= near * at:
            return at
    return at
