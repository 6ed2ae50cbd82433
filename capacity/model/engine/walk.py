"""A program walked for all months and draws, a part of the draws on each core."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from capacity.model.engine.replay import LANES, replay
from capacity.model.engine.steps import Program

_CORES = os.cpu_count() or 1


class Walk(NamedTuple):
    """A program and what it is run with: it may be run again when dials were turned."""

    program: Program
    months: np.ndarray
    """in the order in which they are walked"""
    span: int
    """months of a period"""
    arrays: list[np.ndarray]
    """what it adds to, (period, draw) each"""

    def walk(self, draws: int) -> None:
        """Add to the arrays in all draws; those of one part are worked on by this thread alone."""
        parts = list(_parts(draws))
        if len(parts) == 1:
            self._part(parts[0])
            return
        with ThreadPoolExecutor(_CORES) as threads:
            for _ in threads.map(self._part, parts):
                pass

    def _part(self, part: tuple[int, int]) -> None:
        head, body, sources, registers = self.program[:4]
        replay(head, body, sources, np.zeros((registers, LANES)), self.months, self.span, np.array(part))


def _parts(draws: int) -> Iterator[tuple[int, int]]:
    """Yield the draws in parts, one for each core."""
    part = -(-draws // (LANES * _CORES)) * LANES
    for first in range(0, draws, max(part, 1)):
        yield first, min(first + part, draws)
