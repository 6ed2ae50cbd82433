"""Every growth factor at which the flows of a draw come to nothing, counted and found.

With flows f0..fn and growth g = 1 + rate the value at the end is P(g) = f0 g^n + ... + fn. Roots above 1 are sought as
v = 1/g among the flows, roots below 1 as g among the flows read backwards: both are roots between 0 and 1 of a
polynomial whose terms never grow there.

Flows that change sign once have one root (Descartes 1637), found for many draws at a time by Halley's steps (1694),
which are replaced by halving where they would leave the bracket. With more changes of sign the roots in a half are
bounded by those of the coefficients moved to its end (Budan 1807, Fourier 1820): none and one are exact, more are told
apart by halving in Bernstein form (Lane and Riesenfeld 1981), by additions only and without eigenvalues. Draws never
meet: what one gets does not depend on its neighbours.

All that is compiled stands in this file, because a compiled function on disk does not notice a change of another file.
"""

import numpy as np
from numba import njit

HALVINGS = 26
NARROW = 0.5**HALVINGS
"""roots nearer to each other cannot be told apart in double precision"""
TILE = 128
"""draws worked on at a time, so that they stay in the processor's cache"""
STEPS = 3
"""steps taken by the draws of a tile together; those not there yet are finished one by one"""
PATIENT, LONGEST = 40, 200
"""steps after which the search only halves, and stops: more than halving needs to reach neighbouring numbers"""
NEAR = 1e-6
"""Halley's step is the last when it moves the root by less than this share: what is left is of the order of its cube"""
NEIGHBOUR = 4e-16
"""halving stops when it moves the root by less than this share"""


@njit(cache=True, nogil=True, error_model="numpy")
def root_between(flows: np.ndarray, low: float, high: float, rising: bool, at: float) -> float:
    """Return the root of a polynomial that has just one between low and high, from a first guess.

    `rising`: it is below 0 at low. Halley's step (1694); where it leaves the bracket or is longer than the step before,
    and always after PATIENT steps, the middle of the bracket.
    """
    before = high - low
    for turn in range(LONGEST):
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
        if not (low < at - step < high) or abs(step) > before or turn > PATIENT:
            step, near = at - 0.5 * (low + high), NEIGHBOUR
        at, before = at - step, abs(step)
        if before <= near * at:
            return at
    return at


@njit(cache=True, nogil=True, error_model="numpy")
def scan(flows: np.ndarray, start: int, draws: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return changes of sign, the first flow that is not 0, sum, and a guess of some draws of flows (period, draw).

    The guess, of 1 / (1 + rate) or 1 + rate, whichever is below 1, is (smaller / larger)^(1 / time between their means)
    of gains and outlays: exact where each falls at one time, as far off as they are spread.
    """
    changes, first, last, guess = np.zeros(draws), np.zeros(draws), np.zeros(draws), np.empty(draws)
    total, size, time, size_time = np.zeros(draws), np.zeros(draws), np.zeros(draws), np.zeros(draws)
    for period in range(len(flows)):
        row = flows[period]
        for draw in range(draws):
            flow, before = row[start + draw], last[draw]
            turned = ((flow > 0.0) & (before < 0.0)) | ((flow < 0.0) & (before > 0.0))
            changes[draw] += 1.0 if turned else 0.0
            first[draw] = flow if first[draw] == 0.0 else first[draw]
            last[draw] = before if flow == 0.0 else flow
            total[draw] += flow
            size[draw] += abs(flow)
            time[draw] += period * flow
            size_time[draw] += period * abs(flow)
    for draw in range(draws):
        gain, outlay = size[draw] + total[draw], size[draw] - total[draw]
        between = (size_time[draw] + time[draw]) / gain - (size_time[draw] - time[draw]) / outlay
        guess[draw] = np.exp(-abs(np.log(gain / outlay) / between))
    return changes, first, total, guess


@njit(cache=True, nogil=True, error_model="numpy")
def solve(flows: np.ndarray, sign: np.ndarray, at: np.ndarray, wanted: np.ndarray) -> None:
    """Replace guesses `at` by the roots between 0 and 1 of those polynomials (power, draw) that are wanted.

    Each has just one there; `sign` is that of its first coefficient.
    """
    powers, draws = flows.shape
    low, high, done = np.zeros(draws), np.ones(draws), np.zeros(draws)
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


@njit(cache=True, nogil=True, error_model="numpy")
def only_rates(flows: np.ndarray, start: int, rates: np.ndarray) -> np.ndarray:
    """Write the rates of some draws of flows (period, draw) that change sign once; return the changes of each (draw,).

    The draws are those from `start` on, as many as there is room for in `rates`. -1 changes: a flow is not a number.
    """
    periods, draws = len(flows), len(rates)
    changes, first, total, at = scan(flows, start, draws)
    tile, sign, up = np.empty((periods, draws)), np.empty(draws), np.empty(draws, np.bool_)
    wanted, any_wanted = np.empty(draws, np.bool_), False
    for draw in range(draws):
        changes[draw] = changes[draw] if np.isfinite(total[draw]) else -1.0
        up[draw] = (first[draw] < 0.0) == (total[draw] > 0.0)
        sign[draw] = 1.0 if (first[draw] > 0.0) == up[draw] else -1.0
        at[draw] = at[draw] if 0.0 < at[draw] < 1.0 else 0.5
        wanted[draw] = changes[draw] == 1.0 and total[draw] != 0.0
        any_wanted |= wanted[draw]
    if any_wanted:
        for period in range(periods):
            for draw in range(draws):
                tile[period, draw] = flows[period if up[draw] else periods - 1 - period, start + draw]
        solve(tile, sign, at, wanted)
    for draw in range(draws):
        if wanted[draw]:
            rates[draw] = 1.0 / at[draw] - 1.0 if up[draw] else at[draw] - 1.0
        elif changes[draw] == 1.0:
            rates[draw] = 0.0
    return changes


@njit(cache=True, nogil=True)
def variations(coefficients: np.ndarray) -> int:
    """Return how often a row of numbers changes sign, zeros left out."""
    changes, last = 0, 0.0
    for value in coefficients:
        if value != 0.0:
            changes += (value > 0.0) != (last > 0.0) and last != 0.0
            last = value
    return changes


@njit(cache=True, nogil=True)
def leading_zeros(coefficients: np.ndarray) -> int:
    """Return how many of the first numbers of a row are 0."""
    count = 0
    while count < len(coefficients) and coefficients[count] == 0.0:
        count += 1
    return count


@njit(cache=True, nogil=True)
def bernstein(flows: np.ndarray, weights: np.ndarray, ends: np.ndarray) -> None:
    """Write the Bernstein coefficients between 0 and 1 of sum flows[k] x^k into `ends`.

    They are the coefficients of sum flows[k] (x + 1)^(n - k), made by additions only, over the binomials of n, whose
    inverses are `weights`.
    """
    ends[0] = flows[0]
    for step in range(1, len(flows)):
        ends[step] = flows[step] + ends[step - 1]
        for term in range(step - 1, 0, -1):
            ends[term] += ends[term - 1]
    for term in range(len(flows)):
        ends[term] *= weights[term]


@njit(cache=True, nogil=True)
def inverse_binomials(terms: int) -> np.ndarray:
    """Return 1 / (n over k), k = 0..n, n = terms - 1."""
    weights = np.ones(terms)
    for term in range(1, terms):
        weights[term] = weights[term - 1] * term / (terms - term)
    return weights


@njit(cache=True, nogil=True)
def halve(left: np.ndarray, right: np.ndarray) -> None:
    """Split Bernstein coefficients `right` of an interval into those of its left and its right half (de Casteljau)."""
    for step in range(len(right)):
        left[step] = right[0]
        for term in range(len(right) - 1 - step):
            right[term] = 0.5 * (right[term] + right[term + 1])


@njit(cache=True, nogil=True)
def touches(flows: np.ndarray, at: float) -> bool:
    """Return whether a polynomial is 0 at a point within the rounding of its own terms."""
    value, size = 0.0, 0.0
    for power in range(len(flows) - 1, -1, -1):
        value = value * at + flows[power]
        size = size * at + abs(flows[power])
    return abs(value) <= 8e-16 * len(flows) * size


@njit(cache=True, nogil=True, error_model="numpy")
def between(flows: np.ndarray, ends: np.ndarray, low: float, width: float) -> float:
    """Return the root of a polynomial in an interval where its Bernstein coefficients, `ends`, change sign once.

    Sought from where the line through them crosses 0.
    """
    place = leading_zeros(ends)
    rising = ends[place] < 0.0
    while ends[place] == 0.0 or (ends[place] < 0.0) == rising:
        place += 1
    before, after = abs(ends[place - 1]), abs(ends[place])
    at = (place - after / (before + after)) / (len(ends) - 1)
    return root_between(flows, low, low + width, rising, low + width * min(max(at, 0.01), 0.99))


@njit(cache=True, nogil=True)
def isolate(flows: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray) -> int:
    """Write the roots between 0 and 1 of sum flows[k] x^k into `found`; return how many.

    The first row of `work` holds its Bernstein coefficients; the other rows and `spans`, the start and width of each
    row's interval, are overwritten. Roots too near to be told apart are written as often as they count; a pair of
    complex roots beside the axis is none.
    """
    spans[0, 0], spans[0, 1], top, count = 0.0, 1.0, 0, 0
    while top >= 0:
        here, low, width = work[top], spans[top, 0], spans[top, 1]
        changes, middle = variations(here), low + 0.5 * width
        if changes == 1:
            found[count] = between(flows, here, low, width)
            count += 1
        elif changes > 1 and width > NARROW:
            halve(work[top + 1], here)
            for _ in range(leading_zeros(here)):
                found[count] = middle
                count += 1
            spans[top, 0], spans[top + 1, 0] = middle, low
            spans[top, 1], spans[top + 1, 1] = 0.5 * width, 0.5 * width
            top += 2
        elif changes > 1 and touches(flows, middle) and not (count and abs(middle - found[count - 1]) < 4 * width):
            for _ in range(changes):
                found[count] = middle
                count += 1
        top -= 1
    return count


@njit(cache=True, nogil=True)
def unit_roots(flows: np.ndarray, weights: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray) -> int:
    """Write the roots between 0 and 1, ends left out, into `found`; return how many."""
    bernstein(flows, weights, work[0])
    return isolate(flows, work, spans, found)


@njit(cache=True, nogil=True)
def zero_rates(flows: np.ndarray, weights: np.ndarray, ends: np.ndarray, found: np.ndarray) -> int:
    """Write the rate 0 into `found` as often as it is one of flows that are not all 0; return how often."""
    bernstein(flows, weights, ends)
    count = 0
    while ends[len(flows) - 1 - count] == 0.0:
        found[count] = 0.0
        count += 1
    return count


@njit(cache=True, nogil=True)
def rates_of_draw(
    flows: np.ndarray, weights: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray
) -> int:
    """Write every rate above -100 % at which the flows of one draw come to nothing into `found`; return how many.

    `work` (HALVINGS + 3, periods) and `spans` (HALVINGS + 2, 2) are overwritten.
    """
    count, total, backwards = unit_roots(flows, weights, work, spans, found), 0.0, work[HALVINGS + 2]
    for place in range(count):
        found[place] = 1.0 / found[place] - 1.0
    for place, flow in enumerate(flows):
        backwards[len(flows) - 1 - place] = flow
        total += flow
    below = unit_roots(backwards, weights, work, spans, found[count:])
    for place in range(count, count + below):
        found[place] -= 1.0
    count += below
    return count if total != 0.0 else count + zero_rates(flows, weights, work[0], found[count:])


@njit(cache=True, nogil=True)
def sort_first(numbers: np.ndarray, count: int) -> None:
    """Sort the first few numbers of a row in place, by insertion."""
    for place in range(1, count):
        value, before = numbers[place], place - 1
        while before >= 0 and numbers[before] > value:
            numbers[before + 1] = numbers[before]
            before -= 1
        numbers[before + 1] = value


@njit(cache=True, nogil=True)
def rates_of_draws(
    flows: np.ndarray, count: np.ndarray, only: np.ndarray, owner: np.ndarray, several: np.ndarray
) -> int:
    """Write how many rates each draw of flows (period, draw) has and its only one, (draw,); return how many others.

    The rates of draws with several are written into `several` one after another, ascending in each draw, and their
    draws into `owner`; `only` stays as it is for them and for draws without a rate. Room for 2 periods + 2 rates a draw
    is enough.
    """
    periods, draws = flows.shape
    work, found, row = np.empty((HALVINGS + 3, periods)), np.empty(2 * periods + 2), np.empty(periods)
    spans, weights, used = np.empty((HALVINGS + 2, 2)), inverse_binomials(periods), 0
    for start in range(0, draws, TILE):
        changes = only_rates(flows, start, only[start : start + TILE])
        for draw in range(start, min(start + TILE, draws)):
            count[draw] = changes[draw - start]
            if count[draw] < 2:
                continue
            for period in range(periods):
                row[period] = flows[period, draw]
            count[draw] = rates_of_draw(row, weights, work, spans, found)
            if count[draw] == 1:
                only[draw] = found[0]
            elif count[draw] > 1:
                sort_first(found, count[draw])
                for place in range(count[draw]):
                    owner[used], several[used] = draw, found[place]
                    used += 1
    return used
