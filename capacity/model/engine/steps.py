"""From recorded steps to numbers that can be replayed: what is needed, where rows and arrays stand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from capacity.model.engine.replay import LOAD, MAXIMUM, TAKE


class Row(Protocol):
    """What steps know of a row: its array, where it has one (see tape.Row)."""

    value: np.ndarray | None
    source: np.ndarray | None
    turns: bool


Known = TypeVar("Known", bound=Row)
Sum = tuple[Row, np.ndarray, int]
"""a row, the array that it is added to, and how"""


class Step(NamedTuple):
    """An operation on rows; one that passes over the next `length` steps has no result."""

    code: int
    result: Row | None
    rows: tuple[Row, ...]
    length: int = 0


class Program(NamedTuple):
    """Steps as rows of numbers, before the first month and in every month; arrays as addresses; registers."""

    head: np.ndarray
    body: np.ndarray
    sources: np.ndarray
    registers: int
    needed: frozenset[Row]
    """the rows on which its sums depend; they hold the arrays that the addresses point to"""


def assemble(steps: Sequence[Step], states: Mapping[Known, Known], sums: Sequence[Sum], zero: Row) -> Program:
    """Return the program that computes the sums (row, array, code) from steps; states begin as `zero`."""
    needed, used = _needed(steps, states, sums)
    kept = {row for row, _, _ in sums} | {row for state, row in states.items() if state in needed}
    registers, sources = _Registers(), _Sources()
    head: list[tuple[int, ...]] = []
    body: list[tuple[int, ...]] = []
    for row in needed:
        values = zero.value if row in states else row.value if row.source is None else row.source
        if values is not None:
            load = (LOAD if values.shape[1] > 1 else TAKE, registers.lasting(row), sources.place(values), 0, 0)
            (body if values.shape[0] > 1 else head).append(load)
    last = {row: place for place, step in enumerate(used) for row in step.rows}
    for place, step in enumerate(used):
        operands = [registers.of(row) for row in step.rows]
        target = step.length if step.result is None else registers.new(step.result)
        body.append((step.code, target, *operands, *[0] * (3 - len(operands))))
        for row in dict.fromkeys(step.rows):
            if last[row] == place and row not in kept:
                registers.release(row)
    body += [(code, registers.of(row), sources.place(array), 0, 0) for row, array, code in sums]
    body += _handed_over({state: row for state, row in states.items() if state in needed}, registers)
    return Program(_table(head, 5), _table(body, 5), _table(sources.found, 3), registers.count, frozenset(needed))


def _needed(
    steps: Sequence[Step], states: Mapping[Known, Known], sums: Sequence[Sum]
) -> tuple[dict[Row, None], list[Step]]:
    """Return the rows on which a sum depends, and the steps that make them."""
    needed = dict.fromkeys(row for row, _, _ in sums)
    used: list[Step] = []
    before = -1
    while len(needed) > before:
        before = len(needed)
        needed |= dict.fromkeys(row for state, row in states.items() if state in needed)
        used, after = [], [0] * (len(steps) + 1)
        for place in range(len(steps) - 1, -1, -1):
            step = steps[place]
            used_in_it = after[place + 1] - after[place + 1 + step.length] if step.result is None else 0
            after[place] = after[place + 1] + (step.result in needed)
            if step.result is None:
                step = step._replace(length=used_in_it)
            if used_in_it or step.result in needed:
                needed |= dict.fromkeys(step.rows)
                used.append(step)
    return needed, used[::-1]


def followers(steps: Sequence[Step], states: Mapping[Known, Known], moved: Iterable[Row]) -> set[Row]:
    """Return the rows that follow from some rows, and these."""
    reached, before = set(moved), -1
    while len(reached) > before:
        before = len(reached)
        for step in steps:
            if step.result is not None and not reached.isdisjoint(step.rows):
                reached.add(step.result)
        reached |= {state for state, row in states.items() if row in reached}
    return reached


def _handed_over(states: Mapping[Known, Known], registers: "_Registers") -> list[tuple[int, ...]]:
    """Return the steps that set every state to its next value; a state's value is copied before it is overwritten."""
    copies: list[tuple[int, ...]] = []
    moves: list[tuple[int, ...]] = []
    for state, row in states.items():
        source = registers.of(row)
        if row in states and row is not state:
            copy = registers.fresh()
            copies.append((MAXIMUM, copy, source, source, 0))
            source = copy
        if row is not state:
            moves.append((MAXIMUM, registers.of(state), source, source, 0))
    return copies + moves


def _table(rows: list[tuple[int, ...]], width: int) -> np.ndarray:
    return np.array(rows, np.int64).reshape(-1, width)


class _Sources:
    """Where arrays stand in memory, and how far apart their rows and draws are."""

    def __init__(self) -> None:
        self.found: list[tuple[int, ...]] = []

    def place(self, values: np.ndarray) -> int:
        pairs = zip(values.shape, values.strides, strict=True)
        steps = [0 if size == 1 else stride // values.itemsize for size, stride in pairs]
        self.found.append((values.ctypes.data, *steps))
        return len(self.found) - 1


class _Registers:
    """Which row stands in which register."""

    def __init__(self) -> None:
        self.count = 0
        self._place: dict[Row, int] = {}
        self._free: list[int] = []
        self._lasting: set[Row] = set()

    def fresh(self) -> int:
        self.count += 1
        return self.count - 1

    def new(self, row: Row) -> int:
        self._place[row] = self._free.pop() if self._free else self.fresh()
        return self._place[row]

    def lasting(self, row: Row) -> int:
        self._lasting.add(row)
        self._place[row] = self.fresh()
        return self._place[row]

    def of(self, row: Row) -> int:
        return self._place[row]

    def release(self, row: Row) -> None:
        if row not in self._lasting:
            self._free.append(self._place[row])
