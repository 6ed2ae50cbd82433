"""The rate of return of draws whose flows change sign once, which is their only one (Descartes 1637), many at a time.

The same steps as halley.root_between, taken by all draws of a tile together; draws never meet, so what one gets does
not depend on its neighbours. What is not found in some steps is finished by root_between.
"""

import numpy as np
from numba import njit

from capacity.model.finance.halley import NEAR, root_between

STEPS = 3
"""steps taken together"""


@njit(cache=True, nogil=True)
def scan(flows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return changes of sign, the first flow that is not 0 and the sum of flows (period, draw), each (draw,)."""
    periods, draws = flows.shape
    changes, first = np.zeros(draws), np.zeros(draws)
    last, total = np.zeros(draws), np.zeros(draws)
    for period in range(periods):
        for draw in range(draws):
            flow, before = flows[period, draw], last[draw]
            turned = ((flow > 0.0) & (before < 0.0)) | ((flow < 0.0) & (before > 0.0))
            changes[draw] += 1.0 if turned else 0.0
            first[draw] = flow if first[draw] == 0.0 else first[draw]
            last[draw] = before if flow == 0.0 else flow
            total[draw] += flow
    return changes, first, total


@njit(cache=True, nogil=True, error_model="numpy")
def first_guesses(flows: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Return guesses of the roots of flows (power, draw) between 0 and 1, (draw,); `sign` is that of the first flow.

    (outlays / gains)^(1 / time between their means), outlays being the flows with the sign of the first: exact where
    each falls at one time, as far off as they are spread.
    """
    powers, draws = flows.shape
    outlay, outlay_time, gain, gain_time = np.zeros(draws), np.zeros(draws), np.zeros(draws), np.zeros(draws)
    for power in range(powers):
        for draw in range(draws):
            size = flows[power, draw] * sign[draw]
            spent, earned = max(size, 0.0), max(-size, 0.0)
            outlay[draw] += spent
            outlay_time[draw] += power * spent
            gain[draw] += earned
            gain_time[draw] += power * earned
    for draw in range(draws):
        between = gain_time[draw] / gain[draw] - outlay_time[draw] / outlay[draw]
        guess = np.exp(np.log(outlay[draw] / gain[draw]) / between)
        outlay[draw] = guess if 0.0 < guess < 1.0 else 0.5
    return outlay


@njit(cache=True, nogil=True, error_model="numpy")
def solve(flows: np.ndarray, sign: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return the root between 0 and 1 of each polynomial (power, draw) that is wanted and has one there, (draw,)."""
    powers, draws = flows.shape
    at, low, high, done = first_guesses(flows, sign), np.zeros(draws), np.ones(draws), np.zeros(draws)
    value, slope, bend, row = np.empty(draws), np.empty(draws), np.empty(draws), np.empty(powers)
    for _ in range(STEPS):
        for draw in range(draws):
            value[draw], slope[draw], bend[draw] = flows[powers - 1, draw], 0.0, 0.0
        for power in range(powers - 2, -1, -1):
            for draw in range(draws):
                bend[draw] = bend[draw] * at[draw] + slope[draw]
                slope[draw] = slope[draw] * at[draw] + value[draw]
                value[draw] = value[draw] * at[draw] + flows[power, draw]
        for draw in range(draws):
            here, before_root = at[draw], value[draw] * sign[draw] > 0.0
            low[draw] = here if before_root else low[draw]
            high[draw] = high[draw] if before_root else here
            step = value[draw] / slope[draw]
            step /= 1.0 - step * bend[draw] / slope[draw]
            inside = (low[draw] < here - step) & (here - step < high[draw])
            there = here - step if inside else 0.5 * (low[draw] + high[draw])
            at[draw] = here if done[draw] > 0.0 else there
            done[draw] = 1.0 if inside & (abs(step) <= NEAR * here) else done[draw]
    for draw in range(draws):
        if wanted[draw] and done[draw] == 0.0:
            for power in range(powers):
                row[power] = flows[power, draw]
            at[draw] = root_between(row, low[draw], high[draw], sign[draw] < 0.0, at[draw])
    return at


@njit(cache=True, nogil=True, error_model="numpy")
def only_rates(flows: np.ndarray, start: int, rates: np.ndarray) -> np.ndarray:
    """Write the rates of some draws of flows (period, draw) that change sign once; return the changes of each (draw,).

    The draws are those from `start` on, as many as there is room for in `rates`.
    """
    periods, draws = len(flows), len(rates)
    tile, backwards = np.empty((periods, draws)), np.empty((periods, draws))
    for period in range(periods):
        for draw in range(draws):
            tile[period, draw] = flows[period, start + draw]
    changes, first, total = scan(tile)
    wanted = (changes == 1.0) & (total != 0.0)
    sign, up = np.sign(first), (first < 0.0) == (total > 0.0)
    if not up.all():
        for period in range(periods):
            for draw in range(draws):
                backwards[period, draw] = tile[period if up[draw] else periods - 1 - period, draw]
        sign, tile = np.where(up, sign, -sign), backwards
    roots = solve(tile, sign, wanted) if wanted.any() else total
    for draw in range(draws):
        if wanted[draw]:
            rates[draw] = 1.0 / roots[draw] - 1.0 if up[draw] else roots[draw] - 1.0
        elif changes[draw] == 1.0:
            rates[draw] = 0.0
    return changes
