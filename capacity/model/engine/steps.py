"""From recorded steps to numbers that can be replayed: what is needed, where rows and arrays stand."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from capacity.model.engine.replay import LOAD, MAXIMUM, SKIP, TAKE


class Step(NamedTuple):
    """An operation on rows; one that passes over the next `length` steps has no result."""

    code: int
    result: object
    rows: tuple
    length: int = 0


class Program(NamedTuple):
    """Steps as rows of numbers, before the first month and in every month; arrays as addresses; registers."""

    head: np.ndarray
    body: np.ndarray
    sources: np.ndarray
    registers: int
    needed: frozenset
    """the rows on which its sums depend; they hold the arrays that the addresses point to"""


def assemble(steps: Sequence[Step], states: Mapping, sums: Sequence[tuple], zero: object) -> Program:
    """Return the program that computes the sums (row, array, code) from steps; states begin as `zero`."""
    needed, used = _needed(steps, states, sums)
    kept = {row for row, _, _ in sums} | {row for state, row in states.items() if state in needed}
    registers, sources = _Registers(), _Sources()
    head, body = [], []
    for row in needed:
        values = zero.value if row in states else row.value if row.source is None else row.source
        if values is not None:
            load = (LOAD if values.shape[1] > 1 else TAKE, registers.lasting(row), sources.place(values), 0, 0)
            (body if values.shape[0] > 1 else head).append(load)
    last = {row: place for place, step in enumerate(used) for row in step.rows}
    for place, step in enumerate(used):
        operands = [registers.of(row) for row in step.rows]
        target = step.length if step.code == SKIP else registers.new(step.result)
        body.append((step.code, target, *operands, *[0] * (3 - len(operands))))
        for row in dict.fromkeys(step.rows):
            if last[row] == place and row not in kept:
                registers.release(row)
    body += [(code, registers.of(row), sources.place(array), 0, 0) for row, array, code in sums]
    body += _handed_over({state: row for state, row in states.items() if state in needed}, registers)
    return Program(_table(head, 5), _table(body, 5), _table(sources.found, 3), registers.count, frozenset(needed))


def _needed(steps: Sequence[Step], states: Mapping, sums: Sequence[tuple]) -> tuple[dict, list[Step]]:
    """Return the rows on which a sum depends, and the steps that make them."""
    needed = dict.fromkeys(row for row, _, _ in sums)
    used, before = [], -1
    while len(needed) > before:
        before = len(needed)
        needed |= dict.fromkeys(row for state, row in states.items() if state in needed)
        used, after = [], [0] * (len(steps) + 1)
        for place in range(len(steps) - 1, -1, -1):
            step = steps[place]
            is_used = step.result in needed
            after[place] = after[place + 1] + is_used
            if step.code == SKIP:
                is_used = after[place + 1] - after[place + 1 + step.length]
                step = step._replace(length=is_used)
            if is_used:
                needed |= dict.fromkeys(step.rows)
                used.append(step)
    return needed, used[::-1]


def followers(steps: Sequence[Step], states: Mapping, moved: set) -> set:
    """Return the rows that follow from some rows, and these."""
    reached, before = set(moved), -1
    while len(reached) > before:
        before = len(reached)
        for step in steps:
            if not reached.isdisjoint(step.rows):
                reached.add(step.result)
        reached |= {state for state, row in states.items() if row in reached}
    return reached


def _handed_over(states: Mapping, registers: "_Registers") -> list[tuple]:
    """Return the steps that set every state to its next value; a state's value is copied before it is overwritten."""
    copies, moves = [], []
    for state, row in states.items():
        source = registers.of(row)
        if row in states and row is not state:
            copy = registers.fresh()
            copies.append((MAXIMUM, copy, source, source, 0))
            source = copy
        if row is not state:
            moves.append((MAXIMUM, registers.of(state), source, source, 0))
    return copies + moves


def _table(rows: list[tuple], width: int) -> np.ndarray:
    return np.array(rows, np.int64).reshape(-1, width)


class _Sources:
    """Where arrays stand in memory, and how far apart their rows and draws are."""

    def __init__(self) -> None:
        self.found: list[tuple] = []

    def place(self, values: np.ndarray) -> int:
        pairs = zip(values.shape, values.strides, strict=True)
        steps = [0 if size == 1 else stride // values.itemsize for size, stride in pairs]
        self.found.append((values.ctypes.data, *steps))
        return len(self.found) - 1


class _Registers:
    """Which row stands in which register."""

    def __init__(self) -> None:
        self.count = 0
        self._place: dict[object, int] = {}
        self._free: list[int] = []
        self._lasting: set = set()

    def fresh(self) -> int:
        self.count += 1
        return self.count - 1

    def new(self, row: object) -> int:
        self._place[row] = self._free.pop() if self._free else self.fresh()
        return self._place[row]

    def lasting(self, row: object) -> int:
        self._lasting.add(row)
        self._place[row] = self.fresh()
        return self._place[row]

    def of(self, row: object) -> int:
        return self._place[row]

    def release(self, row: object) -> None:
        if row not in self._lasting:
            self._free.append(self._place[row])
