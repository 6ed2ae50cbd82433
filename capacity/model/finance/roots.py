"""Every growth factor at which the flows of a draw come to nothing, counted and found.

With flows f0..fn and growth g = 1 + rate the value at the end is P(g) = f0 g^n + ... + fn. Roots above 1 are sought as
v = 1/g among the flows, roots below 1 as g among the flows read backwards: both are roots between 0 and 1 of a
polynomial whose terms never grow there. How many there are is bounded by the changes of sign of its coefficients moved
to the end of that interval (Budan 1807, Fourier 1820): none and one are exact, more are told apart by halving in
Bernstein form (Lane and Riesenfeld 1981), with additions only and no eigenvalues.
"""

import numpy as np
from numba import njit

from capacity.model.finance.halley import root_between
from capacity.model.finance.one_change import only_rates

HALVINGS = 26
NARROW = 0.5**HALVINGS
"""roots nearer to each other cannot be told apart in double precision"""
TILE = 128
"""draws laid out by draw at a time, so that they stay in the processor's cache"""


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
def taylor_shift(coefficients: np.ndarray, shifted: np.ndarray) -> None:
    """Write the coefficients (falling powers) of P(x + 1) into `shifted`, P given by its own; additions only."""
    shifted[0] = coefficients[0]
    for step in range(1, len(coefficients)):
        shifted[step] = coefficients[step] + shifted[step - 1]
        for term in range(step - 1, 0, -1):
            shifted[term] += shifted[term - 1]


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
    """Return the one root of a polynomial in an interval, given its Bernstein coefficients there, `ends`."""
    rising = ends[leading_zeros(ends)] < 0.0
    share = abs(ends[0]) / (abs(ends[0]) + abs(ends[-1]))
    return root_between(flows, low, low + width, rising, low + width * (share if 0.05 < share < 0.95 else 0.5))


@njit(cache=True, nogil=True, error_model="numpy")
def isolate(flows: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray) -> int:
    """Write the roots between 0 and 1 of sum flows[k] x^k into `found`; return how many.

    The first row of `work` holds the coefficients after taylor_shift; its other rows and `spans`, the start and width
    of each row's interval, are overwritten. Roots too near to be told apart are written as often as they count; a pair
    of complex roots beside the axis is none.
    """
    weight = 1.0
    for term in range(len(flows)):
        work[0, term] /= weight
        weight *= (len(flows) - 1 - term) / (term + 1)
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
def unit_roots(flows: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray) -> int:
    """Write the roots between 0 and 1, ends left out, into `found`; return how many."""
    taylor_shift(flows, work[0])
    changes = variations(work[0])
    if changes == 1:
        found[0] = between(flows, work[0], 0.0, 1.0)
    return changes if changes < 2 else isolate(flows, work, spans, found)


@njit(cache=True, nogil=True)
def zero_rates(flows: np.ndarray, work: np.ndarray, found: np.ndarray) -> int:
    """Write the rate 0 into `found` as often as it is one of flows that are not all 0; return how often."""
    taylor_shift(flows, work[0])
    count = 0
    while work[0, len(flows) - 1 - count] == 0.0:
        found[count] = 0.0
        count += 1
    return count


@njit(cache=True, nogil=True)
def rates_of_draw(flows: np.ndarray, work: np.ndarray, spans: np.ndarray, found: np.ndarray) -> int:
    """Write every rate above -100 % at which the flows of one draw come to nothing into `found`; return how many.

    `work` (HALVINGS + 3, periods) and `spans` (HALVINGS + 2, 2) are overwritten.
    """
    count, total, backwards = unit_roots(flows, work, spans, found), 0.0, work[HALVINGS + 2]
    for place in range(count):
        found[place] = 1.0 / found[place] - 1.0
    for place, flow in enumerate(flows):
        backwards[len(flows) - 1 - place] = flow
        total += flow
    below = unit_roots(backwards, work, spans, found[count:])
    for place in range(count, count + below):
        found[place] -= 1.0
    count += below
    return count if total != 0.0 else count + zero_rates(flows, work, found[count:])


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
    spans, used = np.empty((HALVINGS + 2, 2)), 0
    for start in range(0, draws, TILE):
        changes = only_rates(flows, start, only[start : start + TILE])
        for draw in range(start, min(start + TILE, draws)):
            count[draw] = changes[draw - start]
            if count[draw] < 2:
                continue
            for period in range(periods):
                row[period] = flows[period, draw]
            count[draw] = rates_of_draw(row, work, spans, found)
            if count[draw] == 1:
                only[draw] = found[0]
            elif count[draw] > 1:
                sort_first(found, count[draw])
                for place in range(count[draw]):
                    owner[used], several[used] = draw, found[place]
                    used += 1
    return used
