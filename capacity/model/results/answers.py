"""Answers to questions: frames by name. Tables are written and shown; what is held stays in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from capacity.model.engine.digits import written

Frames = Mapping[str, pd.DataFrame]
Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Answer:
    """What one question, or many of them, found: tidy frames in the units people read."""

    tables: Frames
    """a table with nothing to say is empty but has its columns"""
    held: Frames = field(default_factory=dict)
    """what summary and pages need beside the tables; never written"""

    def __or__(self, other: "Answer") -> "Answer":
        """Return both answers as one."""
        return Answer({**self.tables, **other.tables}, {**self.held, **other.held})


Question = Callable[[Asked], Answer]


def answers(questions: Iterable[Question[Asked]], asked: Asked) -> Answer:
    """Return what some questions find of a run, its figures with nine digits (see digits.written)."""
    found = Answer({})
    for question in questions:
        one = question(asked)
        found |= Answer({name: written(table) for name, table in one.tables.items()}, one.held)
    return found
