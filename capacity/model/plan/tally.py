"""Sums over the entries of a programme's matrix, compiled: all that a certificate adds up, in one pass."""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def tally(start, row, value, x, y):
    """Return what a plan x (column, draw) and prices y (row, draw) come to over the entries value (entry, draw).

    By row: sum of value x, and of its sizes. By column: sum of value y, and of its sizes.
    """
    rows, columns, draws = len(y), len(x), x.shape[1]
    total, moved = np.zeros((rows, draws)), np.zeros((rows, draws))
    claimed, weighed = np.zeros((columns, draws)), np.zeros((columns, draws))
    for column in range(columns):
        for entry in range(start[column], start[column + 1]):
            here = row[entry]
            for draw in range(draws):
                flow, claim = value[entry, draw] * x[column, draw], value[entry, draw] * y[here, draw]
                total[here, draw] += flow
                moved[here, draw] += abs(flow)
                claimed[column, draw] += claim
                weighed[column, draw] += abs(claim)
    return total, moved, claimed, weighed


@njit(cache=True, nogil=True, error_model="numpy")
def claims(start, row, value, y):
    """Return the sum of value y by column (column, draw)."""
    found = np.zeros((len(start) - 1, y.shape[1]))
    for column in range(len(found)):
        for entry in range(start[column], start[column + 1]):
            for draw in range(y.shape[1]):
                found[column, draw] += value[entry, draw] * y[row[entry], draw]
    return found
