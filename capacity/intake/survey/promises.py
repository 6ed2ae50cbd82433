"""Who has signed, and who has promised: what each core member said of joining, counted as it was said."""

from dataclasses import dataclass

import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.quantities.quantity import Quantity

SIGNED, PROMISED, OPEN = "signed", "promised", "open"
LIKELY = 0.5
"""above this an answer is a promise: it is likelier that the member joins than that it does not"""
NEEDED_HEADS = 30
"""practice: 30 to 50 enterprises (Basic procedure of cluster regions development, Kyrgyz Republic)"""


@dataclass(frozen=True)
class Counted:
    """Core members among those who were asked: how many signed, how many more promised, how many are needed."""

    signed: int
    promised: int
    needed: float


def promises(spec: Spec, members: pd.DataFrame) -> pd.Series:
    """Return signed, promised or open for each member.

    Signed: a letter counts by its own table, and is likely to be kept. Promised: not signed, and the answer to "will
    you join?" makes it likelier than not. Whoever said nothing has promised nothing, also where nobody was asked.
    """
    has_letter = members["signed"].astype(bool)
    signed = has_letter & _is_likely(spec.survey.letter, members["letter"])
    promised = ~has_letter & _is_likely(spec.survey.joins, members["joins"])
    return pd.Series(OPEN, index=members.index).mask(promised, PROMISED).mask(signed, SIGNED)


def counted(spec: Spec, members: pd.DataFrame) -> Counted:
    """Return the count of heads: service members are not among them, and a row counts once whatever its weight."""
    core = ~members["cls"].map(lambda name: spec.classes[name].service).astype(bool)
    said = promises(spec, members)[core]
    needed = spec.joining.needed
    return Counted(int((said == SIGNED).sum()), int((said == PROMISED).sum()), needed.mode if needed else NEEDED_HEADS)


def _is_likely(column: Column | None, answers: pd.Series) -> pd.Series:
    """Return of each answer whether it makes joining likelier than not; never without a column."""
    return answers.map(lambda answer: column is not None and _most_likely(column, answer) > LIKELY).astype(bool)


def _most_likely(column: Column, answer: object) -> float:
    """Return the most likely value that an answer stands for, through answers that stand for others."""
    for _ in range(len(column.values) + 1):
        answer = column.values.get(answer) if isinstance(answer, str) else answer
    return answer.mode if isinstance(answer, Quantity) else 0.0
