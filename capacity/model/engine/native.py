"""Recorded steps as machine code: worth its making where many draws walk through many months.

Eight draws go through all steps of a month together and stay in the processor's own registers, where `replay` takes
every step by itself. Both do the same arithmetic in the same order, so that their numbers are equal to the last bit.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import llvmlite.binding as llvm
import numpy as np

from capacity.model.engine.replay import (
    ADD,
    DIVIDE,
    EQUAL,
    GREATER,
    GREATER_EQUAL,
    LOAD,
    MAXIMUM,
    MINIMUM,
    MULTIPLY,
    SKIP,
    SUBTRACT,
    TAKE,
    WHERE,
    WRITE,
    WRITE_COUNT,
)

WIDTH = 8
"""draws that go through a month together"""
BLOCK = 256
"""draws of which a month is done before the next month"""
WORTH = 2**18
"""months x draws from which making the code takes less time than it saves"""

_ROW = f"<{WIDTH} x double>"
_TRUTH = f"<{WIDTH} x i1>"
_COUNT = f"<{WIDTH} x i8>"
_ONES = f"<{', '.join(['double 1.0'] * WIDTH)}>"
_ARITHMETIC = {ADD: "fadd", SUBTRACT: "fsub", MULTIPLY: "fmul", DIVIDE: "fdiv"}
_COMPARISON = {GREATER: "ogt", GREATER_EQUAL: "oge", EQUAL: "oeq"}
_CHOICE = {MINIMUM: ("olt", "and"), MAXIMUM: ("ogt", "or")}

_FRAME = """
declare i64 @llvm.smin.i64(i64, i64)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @walk(ptr %sources, ptr %months, i64 %count, i64 %span, i64 %first, i64 %last) {{
entry:
  %states = alloca [{room} x double], align 64
  br label %block
block:
  %start = phi i64 [ %first, %entry ], [ %next_block, %block_done ]
  %beyond = add i64 %start, {block}
  %inside = icmp slt i64 %beyond, %last
  %stop = select i1 %inside, i64 %beyond, i64 %last
  br label %month
month:
  %turn = phi i64 [ 0, %block ], [ %next_turn, %month_done ]
  %opening = icmp eq i64 %turn, 0
  %month_at = getelementptr i64, ptr %months, i64 %turn
  %this_month = load i64, ptr %month_at
  %period = sdiv i64 %this_month, %span
  %turn_after = add i64 %turn, 1
  %last_turn = sub i64 %count, 1
  %ahead_turn = call i64 @llvm.smin.i64(i64 %turn_after, i64 %last_turn)
  %ahead_at = getelementptr i64, ptr %months, i64 %ahead_turn
  %ahead_month = load i64, ptr %ahead_at
  %ahead = sub i64 %ahead_month, %this_month
{addresses}
  br label %draws
draws:
  %draw = phi i64 [ %start, %month ], [ %next_draw, %draws_done ]
  %lane = sub i64 %draw, %start
{steps}
  br label %draws_done
draws_done:
  %next_draw = add i64 %draw, {width}
  %more_draws = icmp slt i64 %next_draw, %stop
  br i1 %more_draws, label %draws, label %month_done
month_done:
  %next_turn = add i64 %turn, 1
  %more_months = icmp slt i64 %next_turn, %count
  br i1 %more_months, label %month, label %block_done
block_done:
  %next_block = add i64 %start, {block}
  %more_blocks = icmp slt i64 %next_block, %last
  br i1 %more_blocks, label %block, label %done
done:
  ret void
}}
"""


def suits(sources: np.ndarray, months: int, draws: int) -> bool:
    """Return whether steps with these sources are worth compiling, and can be: draws stand side by side."""
    return months * draws >= WORTH and draws >= WIDTH and bool((sources[:, 2] <= 1).all())


def compiled(head: np.ndarray, body: np.ndarray) -> Callable:
    """Return the machine code of a program's steps: walk(sources, months, span, first, last).

    It goes through draws first..last, a multiple of WIDTH; arrays may differ from call to call.
    """
    engine = _engine(head.tobytes(), body.tobytes())
    kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 2, *[ctypes.c_int64] * 4)
    code = kind(engine.get_function_address("walk"))

    def walk(sources: np.ndarray, months: np.ndarray, span: int, first: int, last: int) -> None:
        code(sources.ctypes.data, months.ctypes.data, len(months), span, first, last)

    walk.engine = engine
    return walk


@lru_cache(maxsize=32)
def _engine(head: bytes, body: bytes) -> llvm.ExecutionEngine:
    """Return the compiled steps: they follow from nothing but the steps themselves."""
    text = program_text(*(np.frombuffer(table, np.int64).reshape(-1, 5).tolist() for table in (head, body)))
    target = llvm.Target.from_default_triple()
    features = llvm.get_host_cpu_features().flatten()
    machine = target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=2)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(text), machine)
    engine.finalize_object()
    return engine


def program_text(head: Sequence, body: Sequence) -> str:
    """Return a program as assembly text of LLVM."""
    writer = _Writer(head, body)
    steps = "\n".join(writer.lines())
    room = max(1, len(writer.states)) * BLOCK
    addresses = "\n".join(line for step in [*head, *body] if step[0] in _TRANSFERS for line in _address(step))
    return _FRAME.format(room=room, block=BLOCK, width=WIDTH, addresses=addresses, steps=steps)


_TRANSFERS = {LOAD, TAKE, WRITE, WRITE_COUNT}


def _address(step: Sequence[int]) -> Iterator[str]:
    """Yield the lines that find where a month's numbers of a source begin."""
    code, _, source, *_ = step
    row = "%period" if code in (WRITE, WRITE_COUNT) else "%this_month"
    yield f"  %base_at{source} = getelementptr i64, ptr %sources, i64 {3 * source}"
    yield f"  %base{source} = load ptr, ptr %base_at{source}"
    yield f"  %apart_at{source} = getelementptr i64, ptr %sources, i64 {3 * source + 1}"
    yield f"  %apart{source} = load i64, ptr %apart_at{source}"
    yield f"  %skipped{source} = mul i64 {row}, %apart{source}"
    kind = "i8" if code == WRITE_COUNT else "double"
    yield f"  %begin{source} = getelementptr {kind}, ptr %base{source}, i64 %skipped{source}"
    yield f"  %onward{source} = mul i64 %ahead, %apart{source}"
    yield f"  %coming{source} = getelementptr {kind}, ptr %begin{source}, i64 %onward{source}"


class _Writer:
    """Writes the steps of a month for the draws at hand; every result is a new name."""

    def __init__(self, head: Sequence, body: Sequence) -> None:
        self._head, self._body = head, body
        written = {step[1] for step in body if step[0] <= WHERE}
        self.states = {step[1]: place for place, step in enumerate(s for s in head if s[1] in written)}
        self._now: dict[int, str] = {}
        self._truth: dict[int, str] = {}
        self._names = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines in their order."""
        for step in self._head:
            yield from self._take_in(step)
        yield from self._remembered()
        place = 0
        while place < len(self._body):
            step = self._body[place]
            if step[0] == SKIP:
                yield from self._passed_over(step, self._body[place + 1 : place + 1 + step[1]])
                place += step[1]
            else:
                yield from self._step(step)
            place += 1
        for register, state in self.states.items():
            yield f"  store {_ROW} {self._now[register]}, ptr %state{state}, align 64"

    def _name(self, kind: str = "x") -> str:
        self._names += 1
        return f"%{kind}{self._names}"

    def _remembered(self) -> Iterator[str]:
        """Yield the lines that take up what the month before has handed over; the head gives the first month's."""
        for register, state in self.states.items():
            before, name = self._name(), self._name()
            yield f"  %place{state} = add i64 %lane, {state * BLOCK}"
            yield f"  %state{state} = getelementptr double, ptr %states, i64 %place{state}"
            yield f"  {before} = load {_ROW}, ptr %state{state}, align 64"
            yield f"  {name} = select i1 %opening, {_ROW} {self._now[register]}, {_ROW} {before}"
            self._now[register] = name

    def _step(self, step: Sequence[int]) -> Iterator[str]:
        if step[0] <= WHERE:
            yield from self._computed(*step)
        elif step[0] in (LOAD, TAKE):
            yield from self._take_in(step)
            yield from self._fetched(step) if step[0] == LOAD else ()
        else:
            yield from self._written(step)

    def _computed(self, code: int, to: int, *operands: int) -> Iterator[str]:
        a, b, c = (self._now.get(register, "") for register in operands)
        name, truth = self._name(), None
        if code in _ARITHMETIC:
            yield f"  {name} = {_ARITHMETIC[code]} {_ROW} {a}, {b}"
        elif code in _COMPARISON:
            truth = self._name("t")
            yield f"  {truth} = fcmp {_COMPARISON[code]} {_ROW} {a}, {b}"
            yield f"  {name} = select {_TRUTH} {truth}, {_ROW} {_ONES}, {_ROW} zeroinitializer"
        elif code == WHERE:
            chosen, lines = self._is_true(operands[0])
            yield from lines
            yield f"  {name} = select {_TRUTH} {chosen}, {_ROW} {b}, {_ROW} {c}"
        else:
            order, logic = _CHOICE[code]
            first, second = (self._truth.get(register) for register in operands[:2])
            truth = self._name("t") if first and second else None
            if truth:
                yield f"  {truth} = {logic} {_TRUTH} {first}, {second}"
                yield f"  {name} = select {_TRUTH} {truth}, {_ROW} {_ONES}, {_ROW} zeroinitializer"
            else:
                yield f"  {name}p = fcmp {order} {_ROW} {a}, {b}"
                yield f"  {name} = select {_TRUTH} {name}p, {_ROW} {a}, {_ROW} {b}"
        self._set(to, name, truth)

    def _set(self, register: int, name: str, truth: str | None = None) -> None:
        self._now[register] = name
        self._truth.pop(register, None)
        if truth:
            self._truth[register] = truth

    def _is_true(self, register: int) -> tuple[str, list[str]]:
        """Return the name of where a register is not 0, and the lines that find it."""
        if register in self._truth:
            return self._truth[register], []
        name = self._truth[register] = self._name("t")
        return name, [f"  {name} = fcmp une {_ROW} {self._now[register]}, zeroinitializer"]

    def _take_in(self, step: Sequence[int]) -> Iterator[str]:
        code, register, source, *_ = step
        name = self._name()
        if code == LOAD:
            yield f"  {name}p = getelementptr double, ptr %begin{source}, i64 %draw"
            yield f"  {name} = load {_ROW}, ptr {name}p, align 8"
        else:
            yield f"  {name}n = load double, ptr %begin{source}"
            yield f"  {name}v = insertelement {_ROW} poison, double {name}n, i64 0"
            yield f"  {name} = shufflevector {_ROW} {name}v, {_ROW} poison, <{WIDTH} x i32> zeroinitializer"
        self._set(register, name)

    def _fetched(self, step: Sequence[int]) -> Iterator[str]:
        """Yield the lines that send for next month's numbers, so that they are here in time."""
        name = self._name("f")
        yield f"  {name} = getelementptr double, ptr %coming{step[2]}, i64 %draw"
        yield f"  call void @llvm.prefetch.p0(ptr {name}, i32 0, i32 3, i32 1)"

    def _written(self, step: Sequence[int]) -> Iterator[str]:
        code, register, source, *_ = step
        name, value = self._name(), self._now[register]
        many, kind, add = (_ROW, "double", "fadd") if code == WRITE else (_COUNT, "i8", "add")
        yield f"  {name}p = getelementptr {kind}, ptr %begin{source}, i64 %draw"
        yield f"  {name} = load {many}, ptr {name}p, align 1"
        if code == WRITE_COUNT:
            yield f"  {name}c = fptoui {_ROW} {value} to {_COUNT}"
            value = f"{name}c"
        yield f"  {name}s = {add} {many} {name}, {value}"
        yield f"  store {many} {name}s, ptr {name}p, align 1"

    def _passed_over(self, step: Sequence[int], inside: Sequence) -> Iterator[str]:
        """Yield steps that are jumped over where a register is 0 in all draws at hand; what they give is then 0."""
        name = self._name("b")
        chosen, lines = self._is_true(step[2])
        yield from lines
        yield f"  {name}i = bitcast {_TRUTH} {chosen} to i{WIDTH}"
        yield f"  {name}a = icmp ne i{WIDTH} {name}i, 0"
        yield f"  br label {name}from"
        yield f"{name[1:]}from:"
        yield f"  br i1 {name}a, label {name}in, label {name}out"
        yield f"{name[1:]}in:"
        truths = dict(self._truth)
        for one in inside:
            yield from self._step(one)
        yield f"  br label {name}out"
        yield f"{name[1:]}out:"
        self._truth = truths
        for register in dict.fromkeys(one[1] for one in inside):
            merged = self._name()
            yield f"  {merged} = phi {_ROW} [ {self._now[register]}, {name}in ], [ zeroinitializer, {name}from ]"
            self._set(register, merged)
