"""One number at a time: what each does between its ends, and the value at which the result turns to zero."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from capacity.model.engine.digits import by_size

Model = Callable[[np.ndarray], np.ndarray]
"""(factor, n) values -> (n,) results"""
DOWN, UP = (0.99, 0.7, 0.4, 0.2, 0.1, 0.05), (0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 2.0, 4.0, 9.0)
"""relative changes at which a change of sign is looked for: down to a hundredth, up to ten times"""
CUTS, ROUNDS = 64, 4


def tornado(
    model: Model, factors: Sequence[str], central: np.ndarray, low: np.ndarray, high: np.ndarray
) -> pd.DataFrame:
    """Return the result with each factor at its low and its high value and all others central, widest first.

    central, low and high are (factor,), e.g. the central value, P10 and P90. Columns: factor, low, high (values),
    result_low, result_high, swing = |result_high - result_low|.
    """
    count = len(factors)
    tried = np.repeat(np.asarray(central, dtype=float)[:, None], 2 * count, axis=1)
    places = np.arange(count)
    tried[places, places], tried[places, count + places] = low, high
    at_low, at_high = model(tried).reshape(2, count)
    frame = pd.DataFrame({"factor": _words(factors), "low": low, "high": high})
    frame = frame.assign(result_low=at_low, result_high=at_high, swing=np.abs(at_high - at_low))
    return frame.sort_values("swing", ascending=False, kind="stable", key=by_size, ignore_index=True)


def switching_values(
    model: Model,
    factors: Sequence[str],
    central: np.ndarray,
    least: np.ndarray | float = -np.inf,
    most: np.ndarray | float = np.inf,
) -> pd.DataFrame:
    """Return for each factor the value at which the result is zero, all others central, and its relative change.

    change = (value - central) / |central|, the nearest change of sign up to ten times the central value or
    down to a hundredth of it, within least..most (factor,); NaN where there is none, or where the central value is 0.
    Where the result jumps over zero (a plant that stands still), the value at the jump. Nearest change first.
    """
    central = np.asarray(central, dtype=float)
    change = _roots(model, central, *_brackets(model, central, *np.broadcast_arrays(central, least, most)[1:]))
    frame = pd.DataFrame({"factor": _words(factors), "central": central, "value": central + np.abs(central) * change})
    frame = frame.assign(change=change, size=np.abs(change))
    frame = frame.sort_values("size", kind="stable", key=by_size, ignore_index=True)
    return frame.drop(columns="size")


def _words(factors: Sequence[str]) -> pd.Series:
    """Return the factors as a column of words; of no factors too, which pandas would take for numbers."""
    return pd.Series(list(factors), dtype=object)


def _roots(model: Model, central: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the relative change of each factor between starts and ends at which the result is zero; NaN where NaN.

    All factors at once: each bracket is cut into 64 four times, to 6e-8 of its width, then a straight line is
    drawn: few calls of the model with many columns, as runs of a chain cost least.
    """
    change = np.full(len(central), np.nan)
    which = np.flatnonzero(np.isfinite(starts))
    if not len(which):
        return change
    left, right = starts[which], ends[which]
    places, lanes = np.linspace(0, 1, CUTS + 1), np.repeat(which, CUTS + 1)
    for _ in range(ROUNDS):
        tried = left[:, None] + (right - left)[:, None] * places
        results = model(_one_changed(central, lanes, tried.ravel())).reshape(tried.shape)
        turned = np.sign(results) * np.sign(results[:, :1]) <= 0
        turned[:, 0] = False
        after = np.maximum(np.argmax(turned, axis=1), 1)
        row = np.arange(len(which))
        left, right = tried[row, after - 1], tried[row, after]
        low, high = results[row, after - 1], results[row, after]
    share = np.divide(low, low - high, out=np.zeros(len(which)), where=low != high)
    change[which] = left + (right - left) * np.clip(share, 0, 1)
    return change


def _one_changed(central: np.ndarray, which: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Return central values (factor, n), in column j the factor which[j] changed relatively by change[j]."""
    tried = np.repeat(central[:, None], len(change), axis=1)
    tried[which, np.arange(len(change))] += np.abs(central[which]) * change
    return tried


def _brackets(model: Model, central: np.ndarray, least: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each factor the relative changes between which the result first changes sign, nearest to 0; or NaN."""
    size = np.abs(central)
    with np.errstate(divide="ignore", invalid="ignore"):
        floor, ceiling = (least - central) / size, (most - central) / size
    grid = np.array([*(-step for step in DOWN), 0.0, *UP])
    changes = np.clip(grid[None, :], np.minimum(floor, 0)[:, None], np.maximum(ceiling, 0)[:, None])
    changes[size == 0] = 0
    lanes = np.repeat(np.arange(len(central)), len(grid))
    signs = np.sign(model(_one_changed(central, lanes, changes.ravel())).reshape(changes.shape))
    middle = len(DOWN)
    starts, ends = np.full(len(central), np.nan), np.full(len(central), np.nan)
    for factor, (row, places) in enumerate(zip(signs, changes, strict=True)):
        turned = np.flatnonzero(row * row[middle] <= 0) if row[middle] else np.array([middle])
        if len(turned):
            there = turned[np.argmin(np.abs(places[turned]))]
            before = there - np.sign(there - middle)
            starts[factor], ends[factor] = places[before], places[there]
    return starts, ends
