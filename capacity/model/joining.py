"""Who joins, and when: every member meets the draws once."""

import numpy as np
import pandas as pd

from capacity.intake.quantity import Quantity
from capacity.intake.schema import Spec
from capacity.model.draws import Draws


def joining_probability(spec: Spec, members: pd.DataFrame, draws: Draws) -> np.ndarray:
    """Return each member's probability of ever joining, (member, draw).

    A signed letter counts by its own table, before the answer to "will you join?"; no answer counts as no; without
    such a column everybody joins. The common error moves every probability strictly between 0 and 1, and the sum is
    clipped to 0..1.
    """
    error = draws.value(spec.joining.common_error)
    rows = [_answer(spec, row, draws) for row in members[["joins", "letter", "signed"]].itertuples(index=False)]
    probability = np.stack([np.broadcast_to(row, (draws.size,)) for row in rows]) if rows else np.zeros((0, draws.size))
    open_minded = (probability > 0) & (probability < 1)
    return np.where(open_minded, np.clip(probability + error, 0, 1), probability)


def _answer(spec: Spec, row: object, draws: Draws) -> np.ndarray:
    column = spec.survey.letter if row.signed and spec.survey.letter else spec.survey.joins
    if column is None:
        return np.ones(1)
    answer: object = row.letter if column is spec.survey.letter else row.joins
    while isinstance(answer, str):
        answer = column.values.get(answer)
    return draws.value(answer) if isinstance(answer, Quantity) else np.zeros(1)


def timing_curve(spec: Spec, draws: Draws, months: int) -> np.ndarray:
    """Return the share F of those who will ever join that has joined by the end of each month, (month, draw).

    F(t) = (1 - 2^(-t/h)) / (1 - 2^(-T/h)) with half-life h and horizon T, so that F(T) = 1; all ones without h.
    """
    if spec.joining.half_by is None:
        return np.ones((months, 1))
    half = np.maximum(draws.value(spec.joining.half_by), 1e-6)
    time = np.arange(1, months + 1)[:, None]
    return (1 - 2.0 ** (-time / half)) / (1 - 2.0 ** (-months / half))


def joining_month(probability: np.ndarray, curve: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Return the month index in which a member joins, (draw,): the first with u < p F(month); `months` if never."""
    share = uniform / np.where(probability > 0, probability, np.nan)
    share = np.where(np.isnan(share), np.inf, share)
    if curve.shape[1] == 1:
        return np.searchsorted(curve[:, 0], share, side="right")
    return (curve <= share).sum(axis=0)


def joined_sums(spec: Spec, members: pd.DataFrame, columns: np.ndarray, draws: Draws, months: int) -> np.ndarray:
    """Return the sums of the members' columns over those who have joined, (column, month, draw).

    `columns` (member, column) are summed with the sampling weights. The central future holds the expected sums,
    p x F(month); a draw holds those with u < p x F(month), u from the member's own stream.
    """
    weighted = columns * members["weight"].to_numpy()[:, None]
    probability = joining_probability(spec, members, draws)
    curve = timing_curve(spec, draws, months)
    founding = members["cls"].map(lambda name: spec.classes[name].founding).to_numpy(dtype=bool)
    if draws.central:
        share = probability * np.where(founding[:, None], 1.0, curve[:, 0])
        return np.einsum("mc,mt->ct", weighted, share)[:, :, None]
    sums = np.zeros((columns.shape[1], months + 1, draws.size))
    every = np.arange(draws.size)
    for index, name in enumerate(members["member"]):
        when = joining_month(
            probability[index], np.ones((months, 1)) if founding[index] else curve, draws.uniform(f"joins.{name}")[0]
        )
        for column in np.flatnonzero(weighted[index]):
            sums[column, when, every] += weighted[index, column]
    return np.cumsum(sums[:, :-1], axis=1)
