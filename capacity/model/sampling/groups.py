"""Sums by group, in one order on every machine."""

import numpy as np


def codes(*keys: np.ndarray) -> np.ndarray:
    """Return a number from 0 for each row (row,): the same where all keys are the same, in their sorted order."""
    found = np.zeros(len(keys[0]), dtype=np.intp)
    for key in keys:
        _, inner = np.unique(key, return_inverse=True)
        _, found = np.unique(found * (inner.max(initial=0) + 1) + inner, return_inverse=True)
    return found


def group_sums(values: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Return the sums of values (row,) or (row, column) over rows of the same group, (count,) or (count, column)."""
    if not len(groups):
        return np.zeros((count, *values.shape[1:]))
    ordered = groups[:-1] <= groups[1:]
    order = slice(None) if ordered.all() else np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    starts = np.flatnonzero(np.concatenate([[True], sorted_groups[1:] != sorted_groups[:-1]]))
    sums = np.zeros((count, *values.shape[1:]))
    sums[sorted_groups[starts]] = np.add.reduceat(values[order], starts, axis=0)
    return sums


def first_rows(groups: np.ndarray) -> np.ndarray:
    """Return the index of the first row of every group (group,), groups being numbered from 0 without a gap."""
    return np.unique(groups, return_index=True)[1]
