"""Arithmetic recorded once and replayed for every month and draw: rows of numbers that look like arrays.

What does not vary in both month and draw is computed at once with numpy. The rest is written down as one short list of
steps for a month, the same for all months; the compiled `replay` walks it for a few hundred draws at a time, so that
everything it needs stays close to the processor. A result depends neither on how many draws there are nor on the order
in which they are replayed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, TypeVar

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from capacity.model.engine.replay import OPERATIONS, SKIP, WRITE, WRITE_COUNT
from capacity.model.engine.steps import Step, assemble, followers
from capacity.model.engine.walk import Walk

REMEMBERED = 100
"""ways of turning that are remembered"""
Operation = Callable[..., np.ndarray]
"""a function of numpy: one of replay.OPERATIONS"""
_SWAPPED: dict[Operation, Operation] = {np.less: np.greater, np.less_equal: np.greater_equal}
_ALL, _ANY = np.minimum, np.maximum
_LOGICAL: dict[Operation, Operation] = {np.logical_and: _ALL, np.bitwise_and: _ALL, np.bitwise_or: _ANY}


def _operator(operation: Operation) -> tuple[Callable[..., "Row"], Callable[..., "Row"]]:
    """Return how a row records an operation with what stands on its right, and on its left.

    NDArrayOperatorsMixin would do the same by way of numpy's dispatch, which takes several times as long.
    """

    def right(row: "Row", other: "Row | np.ndarray | float") -> "Row":
        return row.tape.record(operation, row, other)

    def left(row: "Row", other: "Row | np.ndarray | float") -> "Row":
        return row.tape.record(operation, other, row)

    return right, left


class Row(NDArrayOperatorsMixin):
    """One quantity in every month and draw: known already where it varies along one of them only, else recorded.

    Truth is 1 and 0. It takes part in numpy's arithmetic, in minimum and maximum, comparisons, `&`, `|`, `~`, where and
    clip.
    """

    def __init__(
        self, tape: "Tape", value: np.ndarray | None = None, source: np.ndarray | None = None, *, turns: bool = False
    ) -> None:
        self.tape, self.value, self.source, self.turns = tape, value, source, turns

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        """Refuse: whether it is true may differ from draw to draw."""
        raise TypeError("a row has no single truth; choose with tape.where")

    def __array_ufunc__(self, ufunc: Operation, method: str, *inputs: Any, **options: object) -> "Row":
        """Record an operation, or do it at once."""
        if method != "__call__" or options:
            return NotImplemented
        if ufunc is np.not_equal:
            return 1.0 - self.tape.record(np.equal, *inputs)
        if ufunc is np.invert:
            ufunc, inputs = np.subtract, (1.0, inputs[0])
        if ufunc is np.negative:
            ufunc, inputs = np.subtract, (0.0, inputs[0])
        if ufunc in _SWAPPED:
            ufunc, inputs = _SWAPPED[ufunc], inputs[::-1]
        ufunc = _LOGICAL.get(ufunc, ufunc)
        return self.tape.record(ufunc, *inputs) if ufunc in OPERATIONS else NotImplemented

    def __array_function__(self, function: object, types: object, inputs: Sequence, options: dict) -> "Row":
        """Record numpy.where, and clip as a maximum and a minimum."""
        if function is np.where:
            return self.tape.record(np.where, *inputs)
        if function is np.clip:
            return np.minimum(np.maximum(inputs[0], inputs[1]), inputs[2])
        return NotImplemented

    __add__, __radd__ = _operator(np.add)
    __sub__, __rsub__ = _operator(np.subtract)
    __mul__, __rmul__ = _operator(np.multiply)
    __truediv__, __rtruediv__ = _operator(np.divide)
    __gt__, __lt__ = _operator(np.greater)
    __ge__, __le__ = _operator(np.greater_equal)
    __and__, __rand__ = _operator(np.minimum)
    __or__, __ror__ = _operator(np.maximum)

    def array(self) -> np.ndarray | None:
        """Return what stands behind it before anything is replayed; None if it varies along months and draws."""
        return self.source if self.turns else self.value

    def turning(self) -> np.ndarray:
        """Return the array of a dial, or of what follows from dials alone."""
        if not self.turns or self.source is None:
            raise ValueError("the row is no dial, and does not follow from dials alone")
        return self.source

    def never(self) -> bool:
        """Return whether it is known to be 0 everywhere."""
        return self.value is not None and not self.value.any()

    def always(self) -> bool:
        """Return whether it is known to be other than 0 everywhere."""
        return self.value is not None and bool(self.value.all())


Numbers = TypeVar("Numbers", Row, np.ndarray)
_numpy: Any = np
"""its functions take rows too, which its own types do not know"""


def minimum(first: Numbers | float, second: Numbers | float) -> Numbers:
    """Return the smaller of two rows or arrays in every month and draw."""
    return first.tape.record(np.minimum, first, second) if type(first) is Row else _numpy.minimum(first, second)


def maximum(first: Numbers | float, second: Numbers | float) -> Numbers:
    """Return the larger of two rows or arrays in every month and draw."""
    return first.tape.record(np.maximum, first, second) if type(first) is Row else _numpy.maximum(first, second)


def clip(values: Numbers, low: Numbers | float, high: Numbers | float) -> Numbers:
    """Return a row or array held between two ends."""
    return minimum(maximum(values, low), high)


def where(condition: Numbers, then: Numbers | float, otherwise: Numbers | float) -> Numbers:
    """Return one of two rows or arrays in every month and draw: the first where the condition is other than 0."""
    if type(condition) is Row:
        return condition.tape.record(np.where, condition, then, otherwise)
    return _numpy.where(condition, then, otherwise)


def computed(operation: Operation, values: list[np.ndarray]) -> np.ndarray:
    """Return the result of an operation on arrays at once, as floats; a truth is what is not 0."""
    with np.errstate(all="ignore"):
        found = np.where(values[0] != 0, *values[1:]) if operation is np.where else operation(*values)
    return found.astype(float, copy=False)


class Turning:
    """The dials of a tape, and the thin rows that follow from them: their arrays stay, what is in them changes."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self._following: list[tuple[Operation, tuple[Row, ...], list[np.ndarray], Row]] = []

    def add(self, name: str, row: Row) -> Row:
        """Return the row of a dial: that of this name, or a new one."""
        return self.rows.setdefault(name, row)

    def follow(self, operation: Operation, rows: tuple[Row, ...], values: list[np.ndarray]) -> Row:
        """Return the result of an operation on thin rows, to be found again when one of them has changed."""
        result = Row(rows[0].tape, source=computed(operation, values), turns=True)
        self._following.append((operation, rows, values, result))
        return result

    def turned(self, values: Mapping[str, np.ndarray]) -> Iterator[Row]:
        """Give dials other values, and yield all rows that have changed."""
        for name, now in values.items():
            if now.shape != self.rows[name].turning().shape[1:]:
                raise ValueError(f"{name} has become a range, or is one no more: record it anew")
        moved = set()
        for name, now in values.items():
            if not np.array_equal(self.rows[name].turning()[0], now):
                self.rows[name].turning()[0] = now
                moved.add(self.rows[name])
        for operation, rows, arrays, result in self._following:
            if not moved.isdisjoint(rows):
                now = computed(operation, arrays)
                if not np.array_equal(result.turning(), now, equal_nan=True):
                    result.turning()[:] = now
                    moved.add(result)
        yield from moved


class Tape:
    """The steps of a month, in the order in which they were recorded."""

    def __init__(self, months: int, draws: int) -> None:
        self.months, self.draws = months, draws
        self._steps: list[Step] = []
        self._results: list[dict] = [{}]
        """of operations on rows, lest the same be recorded twice; within where_any in a dictionary of its own"""
        self._states: dict[Row, Row] = {}
        self._sums: list[tuple[Row, np.ndarray, int]] = []
        self._zero, self._one = (Row(self, np.full((1, 1), number)) for number in (0.0, 1.0))
        self._known: dict[object, Row] = {0.0: self._zero, 1.0: self._one}
        """rows of numbers, by what is in them"""
        self.dials = Turning()
        self._runs: list[tuple[list, int, bool]] = []
        self._filled: dict[int, Row] = {}
        self._reached: dict[frozenset[Row], list[tuple[int, tuple[int, ...]]]] = {}
        self._parts_of_runs: dict[tuple[int, tuple[int, ...]], Walk] = {}
        self._closed = False

    def dial(self, name: str, values: np.ndarray) -> Row:
        """Return a row that may be turned after all is recorded: the same in all months, `values` (draw,) or (1,)."""
        return self.dials.add(name, Row(self, source=np.array(values[None, :], float), turns=True))

    def turn(self, values: Mapping[str, np.ndarray]) -> None:
        """Give dials other values, and fill anew what runs have filled, as far as it follows from them."""
        moved = frozenset(self.dials.turned(values))
        if moved not in self._reached:
            if len(self._reached) >= REMEMBERED:
                self._reached.clear()
            self._reached[moved] = list(self._reached_by(set(moved)))
        for place, sums in self._reached[moved]:
            run = self._part_of_run(place, sums)
            for array in run.arrays:
                array.fill(0)
            run.walk(self.draws)

    def _reached_by(self, moved: set[Row]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield which runs, and which of their sums, follow from rows that were moved."""
        for place, (sums, _, _) in enumerate(self._runs if moved else ()):
            reached = followers(self._steps, self._states, moved)
            some = tuple(index for index, one in enumerate(sums) if one[0] in reached)
            arrays = (sums[index][1] for index in some)
            moved |= {self._filled[id(array)] for array in arrays if id(array) in self._filled}
            if some:
                yield place, some

    def _part_of_run(self, place: int, some: tuple[int, ...]) -> Walk:
        """Return a run with no more than some of its sums."""
        sums, span, backwards = self._runs[place]
        if (place, some) not in self._parts_of_runs:
            chosen = [sums[index] for index in some]
            self._parts_of_runs[place, some] = self._assembled(chosen, span, backwards=backwards)
        return self._parts_of_runs[place, some]

    def filled(self, array: np.ndarray) -> Row:
        """Return an array (month, draw) that a run has filled as a row; with dials it may be filled anew."""
        if not self.dials.rows:
            return self.row(array)
        self._filled[id(array)] = Row(self, source=array)
        return self._filled[id(array)]

    def first(self, draws: int) -> "Tape":
        """Return a tape of the same steps and rows for the first draws alone; what follows from dials may be read."""
        fewer = copy(self)
        vars(fewer).update(draws=draws, _sums=[], _runs=[], _closed=True)
        return fewer

    def row(self, values: Row | np.ndarray | float) -> Row:
        """Return numbers (month, draw), thinner ones, or a single one, as a row."""
        if isinstance(values, Row):
            return values
        if not isinstance(values, np.ndarray):
            return self._number(float(values))
        small = thin(np.atleast_2d(values)).astype(float, copy=False)
        if small.size == 1:
            return self._number(float(small[0, 0]))
        if 1 not in small.shape:
            return Row(self, source=small)
        return self._known.setdefault((small.shape, small.tobytes()), Row(self, small))

    def _number(self, number: float) -> Row:
        if number not in self._known:
            self._known[number] = Row(self, np.full((1, 1), number))
        return self._known[number]

    def total(self, rows: Iterable[Row]) -> Row:
        """Return the sum of some rows; 0 of none."""
        return sum(rows, self._zero)

    def state(self) -> Row:
        """Return a row that is 0 in the first month, and in every other what `becomes` gave it in the month before."""
        row = Row(self)
        self._states[row] = row
        return row

    def becomes(self, state: Row, row: Row | float) -> None:
        """Let a state be a row in the next month."""
        self._states[state] = self.row(row)

    def add_to(self, array: np.ndarray, row: Row | float) -> None:
        """Let the next run add a row to an array (period, draw) of floats or of small counts (uint8)."""
        self._sums.append((self.row(row), array, WRITE if array.dtype == float else WRITE_COUNT))

    def record(self, operation: Operation, *inputs: Row | np.ndarray | float) -> Row:
        """Return an operation's result: known at once, known from before, or recorded as a step."""
        rows = tuple([item if type(item) is Row else self.row(item) for item in inputs])
        simple = self._simplified(operation, rows)
        if simple is not None:
            return simple
        key = (operation, *rows)
        for results in reversed(self._results):
            if key in results:
                return results[key]
        result = self._results[-1][key] = self._result(operation, rows)
        return result

    def _result(self, operation: Operation, rows: tuple[Row, ...]) -> Row:
        values = [array for row in rows if (array := row.array()) is not None]
        if len(values) < len(rows) or 1 not in np.broadcast_shapes(*(value.shape for value in values)):
            result = Row(self)
            self._steps.append(Step(OPERATIONS[operation], result, rows))
            return result
        if any(row.turns for row in rows):
            return self.dials.follow(operation, rows, values)
        found = thin(computed(operation, values))
        return self._number(float(found[0, 0])) if found.size == 1 else Row(self, found)

    def _simplified(self, operation: Operation, rows: tuple[Row, ...]) -> Row | None:
        """Return the result of an operation in which a number makes all the difference, or none."""
        zero, one = self._zero, self._one
        if operation is np.where:
            chosen = rows[1] if rows[0].always() else rows[2] if rows[0].never() else None
            return rows[1] if rows[1] is rows[2] else chosen
        left, right = rows
        if operation in (np.minimum, np.maximum) and left is right:
            return left
        if operation is np.multiply and (left is zero or right is zero):
            return zero
        if operation is np.multiply and left is one:
            return right
        if operation is np.add and left is zero:
            return right
        neutral = one if operation in (np.multiply, np.divide) else zero
        keeps = operation in (np.multiply, np.divide, np.add, np.subtract)
        return left if keeps and right is neutral else None

    @contextmanager
    def where_any(self, row: Row) -> Iterator[None]:
        """Record steps that are passed over where a row is 0 in all draws at hand.

        What they give may be used only where the row is not 0: choose by it with where.
        """
        start = len(self._steps)
        self._steps.append(Step(SKIP, None, (self.row(row),)))
        self._results.append({})
        yield
        self._results.pop()
        self._steps[start] = Step(SKIP, None, (self.row(row),), len(self._steps) - start - 1)

    def read(self, rows: Sequence[Row]) -> list[np.ndarray]:
        """Return rows as arrays (month, draw), thinner where they do not vary. What is to be summed waits."""
        if not self._closed and any(row.turns for row in rows):
            raise ValueError("what follows from a dial cannot be read before all is recorded")
        arrays = [self._as_array(row) for row in rows]
        recorded = [(row, array, WRITE) for row, array in zip(rows, arrays, strict=True) if row.array() is None]
        if recorded:
            run = self._assembled(recorded, 1, backwards=False)
            if not self._closed and any(row.turns for row in run.program.needed):
                raise ValueError("what follows from a dial cannot be read before all is recorded")
            run.walk(self.draws)
        return arrays

    def _as_array(self, row: Row) -> np.ndarray:
        """Return what stands behind a row, of a dial as it stands now; zeros where it is still to be found."""
        if (stands := row.array()) is None:
            return np.zeros((self.months, self.draws))
        return stands[:, : self.draws].copy() if row.turns else stands[:, : self.draws]

    def forget(self) -> None:
        """Let go of all that was recorded; what it held in memory is free at once, rows that are known stay so."""
        for held in (self._steps, self._states, self._sums, self._known):
            held.clear()
        self._results = [{}]
        self._known |= {0.0: self._zero, 1.0: self._one}

    def run(self, span: int = 1, *, backwards: bool = False) -> None:
        """Replay the steps for all months and draws; a sum's period is `span` months."""
        if not self._sums:
            return
        self._assembled(self._sums, span, backwards=backwards).walk(self.draws)
        if self.dials.rows:
            self._runs.append((self._sums, span, backwards))
        self._sums = []

    def _assembled(self, sums: list, span: int, *, backwards: bool) -> Walk:
        program = assemble(self._steps, self._states, sums, self._number(0.0))
        months = np.arange(self.months)[:: -1 if backwards else 1].copy()
        return Walk(program, months, span, [array for _, array, _ in sums])


def thin(values: np.ndarray) -> np.ndarray:
    """Return a (month, draw) array without the axes along which nothing varies: (1, draw), (month, 1) or (1, 1)."""
    if values.shape[0] > 1 and (values.strides[0] == 0 or _repeats(values)):
        values = values[:1]
    if values.shape[1] > 1 and (values.strides[1] == 0 or _repeats(values.T)):
        values = values[:, :1]
    return values


def _repeats(values: np.ndarray) -> bool:
    """Return whether all rows of an array are the same; most are told apart by their first two numbers or rows."""
    first, second = values[0], values[1]
    near = first.size == 0 or first[0] == second[0]
    return bool(near and (second == first).all() and (values == first).all())
