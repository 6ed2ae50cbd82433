"""Stated correlations become one valid matrix of normal scores; what does not fit together is changed least, and said.

Stated is the rank correlation (Spearman's), which does not depend on the shapes of the two numbers. Under a Gaussian
copula it is that of normal scores with r = 2 sin(pi rank / 6) (Pearson 1907). Pairs nobody states have 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Issue, Where, nearest

VALID = 1e-10
"""how far below zero an eigenvalue of a valid matrix may be, by rounding"""
ROUNDS = 10_000
DECIMALS = 9
"""of a matrix that was changed: what lies beyond is the processor's own"""
TOLD = 6
"""decimals to which changes are compared; equal ones stand in the order of their names"""
PLACE_ERROR = "joining.place_error"


@dataclass(frozen=True)
class Joint:
    """Numbers that move together, by path, and the correlation matrix of their normal scores."""

    names: tuple[str, ...]
    stated: np.ndarray
    matrix: np.ndarray

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """Return the numbers that move together, directly or through others, as one group each."""
        left, found = list(range(len(self.names))), []
        while left:
            group: set[int] = set()
            reached = {left[0]}
            while reached != group:
                group = reached
                reached = group | {int(j) for i in group for j in np.flatnonzero(self.matrix[i])}
            found.append(tuple(self.names[i] for i in sorted(group)))
            left = [i for i in left if i not in group]
        return found

    @property
    def changes(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return the rank correlations that had to be changed by 0.005 or more: pair -> (stated, taken)."""
        pairs = combinations(range(len(self.names)), 2)
        ranks = {(i, j): (_rank(self.stated[i, j]), _rank(self.matrix[i, j])) for i, j in pairs}
        return {
            (self.names[i], self.names[j]): pair
            for (i, j), pair in ranks.items()
            if round(abs(pair[0] - pair[1]), TOLD) >= 0.005
        }


def joint(spec: Spec, ranged: Iterable[str]) -> Joint:
    """Return the correlations between uncertain numbers, as the valid matrix nearest to what is stated."""
    ranged = set(ranged)
    stated = [entry for entry in spec.correlations if ranged.issuperset(entry.between)]
    names = tuple(sorted({name for entry in stated for name in entry.between}))
    matrix = np.eye(len(names))
    for entry in stated:
        one, other = (names.index(name) for name in entry.between)
        matrix[one, other] = matrix[other, one] = 2 * np.sin(np.pi * entry.rank / 6)
    return Joint(names, matrix, nearest_correlation(matrix))


def nearest_correlation(matrix: np.ndarray) -> np.ndarray:
    """Return the correlation matrix nearest to a symmetric matrix with unit diagonal, in the sum of squares.

    Alternating projections on matrices without negative eigenvalues and on those with unit diagonal, with Dykstra's
    correction; rounded to 9 decimals. A valid matrix is returned as it is.
    Source: Higham 2002, IMA Journal of Numerical Analysis 22.
    """
    if not matrix.size or np.linalg.eigvalsh(matrix).min() >= -VALID:
        return matrix
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(ROUNDS):
        before = found
        shifted = found - correction
        values, vectors = np.linalg.eigh(shifted)
        positive = (vectors * np.maximum(values, 0)) @ vectors.T
        correction = positive - shifted
        found = (positive + positive.T) / 2
        np.fill_diagonal(found, 1.0)
        if np.abs(found - before).max() < VALID:
            break
    return _with_unit_diagonal(found)


def _with_unit_diagonal(matrix: np.ndarray) -> np.ndarray:
    """Return a matrix whose last negative eigenvalues, of the size of rounding, are gone; its diagonal stays 1."""
    values, vectors = np.linalg.eigh(matrix)
    positive = (vectors * np.maximum(values, 0)) @ vectors.T
    scale = np.sqrt(np.diag(positive))
    return np.round(positive / (scale[:, None] * scale), DECIMALS)


def _rank(score: float) -> float:
    return float(6 / np.pi * np.arcsin(np.clip(score, -1, 1) / 2))


def correlation_issues(spec: Spec, known: Iterable[str], where: Where) -> list[Issue]:
    """Return correlations of numbers that are not in the file, of one with itself, or stated twice."""
    known, seen, found = set(known), set(), []
    for index, entry in enumerate(spec.correlations):
        place = where(("correlations", index))
        unknown = [name for name in entry.between if name not in known]
        found += [
            Issue(f'"{name}" is not the path of a number', nearest(name, known), place, value=name, code="Y06")
            for name in unknown
        ]
        if PLACE_ERROR in entry.between:
            problem = f"{PLACE_ERROR} is another number at each place, nothing moves with it"
            found.append(Issue(problem, "remove the correlation, or state joining.common_error", place, code="Y09"))
        source = entry.source or spec.source
        if source not in spec.sources:
            found.append(
                Issue(f'"{source}" is not among the sources', nearest(source, spec.sources), file=place, code="Y06")
            )
        pair = frozenset(entry.between)
        if len(pair) == 1:
            found.append(
                Issue(f"{entry.between[0]} is correlated with itself", "name two numbers", file=place, code="Y09")
            )
        elif pair in seen:
            names = " and ".join(entry.between)
            found.append(
                Issue(f"the correlation of {names} stands here a second time", "keep one", file=place, code="Y09")
            )
        seen.add(pair)
    return found


def scenario_issues(base: Spec, changed: Spec, place: str) -> list[Issue]:
    """Return whether a scenario changes the correlations: all scenarios meet the same draws."""
    if changed.correlations == base.correlations:
        return []
    return [
        Issue("a scenario cannot change correlations", "change them in the cluster file, for all", place, code="Y09")
    ]


def certain_issues(spec: Spec, ranged: Iterable[str], where: Where) -> list[Issue]:
    """Return correlations of numbers that are certain in every scenario: nothing can move with them."""
    ranged = set(ranged)
    return [
        Issue(
            f"{name} is certain in every scenario",
            "write a range, or remove the correlation",
            place,
            value=name,
            code="Y09",
        )
        for index, entry in enumerate(spec.correlations)
        for place in [where(("correlations", index))]
        for name in entry.between
        if name not in ranged
    ]


def adjustment_issues(spec: Spec, ranged: Iterable[str], where: Where) -> list[Issue]:
    """Return a warning where the stated correlations cannot all hold: what was taken for the one that changed most."""
    changes = joint(spec, ranged).changes
    if not changes:
        return []
    (one, other), (stated, taken) = max(changes.items(), key=lambda item: round(abs(item[1][0] - item[1][1]), TOLD))
    problem = (
        f"the correlations cannot all hold at once, so the nearest that can were taken: {one} and {other} "
        f"have {taken:.2f} instead of {stated:.2f}, no other changed more"
    )
    fix = "state the pairs that are missing (they count as 0), or weaker correlations"
    return [Issue(problem, fix, where(("correlations",)), severity="warning", code="Y13")]
