"""Who joins, and when: every member meets the draws once."""

import numpy as np
import pandas as pd

from capacity.intake.quantity import Quantity
from capacity.intake.schema import Spec
from capacity.model.draws import Draws

COLUMNS = ("member", "cls", "place", "joins", "letter", "signed", "weight")
"""what decides who joins, and for how many a member stands"""
ANSWERS = ("joining.", "survey.")
"""beginnings of the paths of which it depends who joins when"""
LATEST = 0.95
"""share of the horizon by which half have joined at the latest"""


def joining_probability(spec: Spec, members: pd.DataFrame, draws: Draws) -> np.ndarray:
    """Return each member's probability of ever joining, (member, draw).

    A signed letter counts by its own table, before the answer to "will you join?"; no answer counts as no; without
    such a column everybody joins. The common error and that of the member's place move every probability strictly
    between 0 and 1, and the sum is clipped to 0..1.
    """
    common, columns = draws.value(spec.joining.common_error), ("place", "joins", "letter", "signed")
    found: dict[tuple, np.ndarray] = {}
    result = np.empty((len(members), draws.size))
    for row, said in zip(result, zip(*(members[name].tolist() for name in columns), strict=True), strict=True):
        if said not in found:
            chance = _answer(spec, *said[1:], draws)
            error = common + draws.value_at(spec.joining.place_error, said[0])
            found[said] = np.where((chance > 0) & (chance < 1), np.clip(chance + error, 0, 1), chance)
        row[:] = found[said]
    return result


def _answer(spec: Spec, joins: object, letter: object, signed: bool, draws: Draws) -> np.ndarray:
    column = spec.survey.letter if signed and spec.survey.letter else spec.survey.joins
    if column is None:
        return np.ones(1)
    answer: object = letter if column is spec.survey.letter else joins
    for _ in range(len(column.values) + 1):
        answer = column.values.get(answer) if isinstance(answer, str) else answer
    return draws.value(answer) if isinstance(answer, Quantity) else np.zeros(1)


def timing_curve(spec: Spec, draws: Draws, months: int) -> np.ndarray:
    """Return the share F of those who will ever join that has joined by the end of each month, (month, draw).

    F(t) = 1 - (1 - t/T)^c with horizon T, so that F(T) = 1, and c such that half has joined by `half_by`; over a long
    horizon that is a halving every `half_by`. All ones without it.
    """
    if spec.joining.half_by is None:
        return np.ones((months, 1))
    time = np.arange(1, months + 1)[:, None] / months
    return 1 - (1 - time) ** joining_pace(draws.value(spec.joining.half_by), months)


def joining_pace(half: np.ndarray, months: int) -> np.ndarray:
    """Return c of the timing curve, (draw,): above 1 where half has joined before the middle of the horizon.

    Half cannot have joined later than after 0.95 of a horizon at whose end all have.
    """
    return -np.log(2) / np.log1p(-np.clip(half / months, 1e-6, LATEST))


def joining_month(probability: np.ndarray, uniform: np.ndarray, pace: np.ndarray | None, months: int) -> np.ndarray:
    """Return the month index in which a member joins, (draw,): the first with u < p F(month); `months` if never.

    F is inverted: u < p F(t) from t = T (1 - (1 - u/p)^(1/c)) on. Without a pace F is 1 from the start.
    """
    never = uniform >= probability
    if pace is None:
        return np.where(never, months, 0)
    share = np.where(never, 0.0, uniform / np.where(never, 1.0, probability))
    time = -months * np.expm1(np.log1p(-share) / pace)
    return np.where(never, months, np.minimum(time.astype(int), months - 1))


def joined_sums(spec: Spec, members: pd.DataFrame, columns: np.ndarray, draws: Draws, months: int) -> list[np.ndarray]:
    """Return the sum of each of the members' columns over those who have joined, (month, draw).

    (1, draw) where all who join are there from the first month, (1, 1) where all of a column are 0.

    `columns` (member, column) are summed with the sampling weights. The central future holds the expected sums,
    p x F(month); a draw holds those with u < p x F(month), u from the member's own stream.
    """
    if draws.copies > 1 and not any(name.startswith(ANSWERS) for name in draws.fixed):
        sums = joined_sums(spec, members, columns, draws.one_copy(), months)
        return [np.tile(total, draws.copies) if total.shape[1] > 1 else total for total in sums]
    weighted = columns * members["weight"].to_numpy()[:, None]
    probability = joining_probability(spec, members, draws)
    founding = members["cls"].map(lambda name: spec.classes[name].founding).to_numpy(dtype=bool)
    if draws.central:
        early, late = (weighted * chosen[:, None] for chosen in (founding, ~founding))
        curve = timing_curve(spec, draws, months)
        return list(_expected(early, probability) + _expected(late, probability) * curve)
    at_once = spec.joining.half_by is None or bool(founding.all())
    months = 1 if at_once else months
    used = np.flatnonzero(weighted.any(axis=0))
    sums = [
        np.zeros((months + 1, draws.size)) if column in used else np.zeros((2, 1)) for column in range(columns.shape[1])
    ]
    every = np.arange(draws.size)
    pace = None if at_once else joining_pace(draws.value(spec.joining.half_by), months)
    for index, name in enumerate(members["member"]):
        uniform = draws.uniform(f"joins.{name}")[0]
        when = joining_month(probability[index], uniform, None if founding[index] else pace, months)
        for column in used[weighted[index, used] != 0]:
            sums[column][when, every] += weighted[index, column]
    for column in used:
        for month in range(1, months):
            sums[column][month] += sums[column][month - 1]
    return [total[:-1] for total in sums]


def _expected(weighted: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Return the expected sum of each column over those who ever join, (column, 1, draw)."""
    return np.einsum("mc,md->cd", weighted, probability)[:, None, :]
