"""Weights of those who answered, so that known totals come out."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from capacity.intake.findings import InputError

ROUNDS = 1000
"""rounds after which raking is given up"""
CLOSE = 1e-11
"""share of a total by which it may be missed"""


def post_stratified(weights: np.ndarray, cells: Sequence[Hashable], known: Mapping[Any, float]) -> np.ndarray:
    """Return weights (row,) whose sum over each cell is the known one: w x known / (sum of w over the cell).

    Source: Holt and Smith, J. Roy. Stat. Soc. A 142, 1979. Refused (InputError): a cell of which nothing is known, a
    known cell of which nobody was asked.
    """
    numbers, names = _cells(cells)
    if lacking := [name for name in names if name not in known]:
        raise InputError(
            f'nothing is said of "{lacking[0]}"', fix=f"give its total beside {_listed(known)}", code="Y30"
        )
    there = set(names)
    if absent := [name for name, total in known.items() if total > 0 and name not in there]:
        fix = "merge it with one that is like it, or correct its name"
        raise InputError(f'nobody of "{absent[0]}" was asked, who are {known[absent[0]]:g}', fix=fix, code="Y30")
    sums = np.bincount(numbers, weights=weights)
    wanted = np.array([known[name] for name in names], float)
    if ((sums == 0) & (wanted > 0)).any():
        raise InputError("a cell has no weight to be raised", fix="give its rows weights above 0", code="Y30")
    return weights * (wanted / np.where(sums > 0, sums, 1.0))[numbers]


def raked(
    weights: np.ndarray, margins: Sequence[Sequence[Hashable]], known: Sequence[Mapping[Any, float]]
) -> list[np.ndarray]:
    """Return weights (row,) after each margin of the last round, the last of them final: all known totals come out.

    Margin after margin as if post-stratified, until none moves any more. Source: Deming and Stephan, Ann. Math. Stat.
    11, 1940. Refused (InputError): margins that do not sum to the same, and what does not settle in ROUNDS rounds.
    """
    sums = [sum(one.values()) for one in known]
    for total in sums:
        if abs(total - sums[0]) > 1e-6 * sums[0]:
            problem = f"the totals of one margin sum to {sums[0]:g}, those of another to {total:g}"
            raise InputError(problem, fix="both count the same members: make them sum to the same", code="Y30")
    after = [weights]
    for _ in range(ROUNDS):
        before, after = after[-1], []
        for cells, totals in zip(margins, known, strict=True):
            after.append(post_stratified(after[-1] if after else before, cells, totals))
        if all(np.abs(one - after[-1]).max() <= CLOSE * after[-1].max() for one in after):
            return after
    problem = f"no weights bring out all the known totals: still moving after {ROUNDS} rounds"
    fix = "cells without anybody asked stand in the way: merge small ones, or give fewer margins"
    raise InputError(problem, fix=fix, code="Y30")


def _cells(labels: Sequence[Hashable]) -> tuple[np.ndarray, list[Hashable]]:
    found = {name: number for number, name in enumerate(dict.fromkeys(labels))}
    return np.array([found[name] for name in labels], np.intp), list(found)


def _listed(names: Mapping[Any, float]) -> str:
    return ", ".join(map(str, names))
