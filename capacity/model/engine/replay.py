"""The compiled walk through recorded steps: a few hundred draws at a time, month after month.

It is the only compiled code of the model, and stands alone in this file, because the compiler's cache notices a change
in the file of the function that it keeps and nowhere else.
"""

from collections.abc import Callable

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.extending import intrinsic

LANES = 256
"""draws that go through a month together"""

ADD, SUBTRACT, MULTIPLY, DIVIDE, MINIMUM, MAXIMUM, GREATER, GREATER_EQUAL, EQUAL, WHERE = range(10)
LOAD, TAKE, WRITE, WRITE_COUNT, SKIP = range(10, 15)
"""take in a row of draws, or one number for all draws; add to floats, or to small counts; pass over steps"""

OPERATIONS: dict[Callable[..., np.ndarray], int] = {
    np.add: ADD,
    np.subtract: SUBTRACT,
    np.multiply: MULTIPLY,
    np.divide: DIVIDE,
    np.minimum: MINIMUM,
    np.maximum: MAXIMUM,
    np.greater: GREATER,
    np.greater_equal: GREATER_EQUAL,
    np.equal: EQUAL,
    np.where: WHERE,
}


@intrinsic
def _floats(typing, address):
    """Return an address as a pointer to floats."""

    def generate(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], ir.DoubleType().as_pointer())

    return types.CPointer(types.float64)(types.int64), generate


@intrinsic
def _counts(typing, address):
    """Return an address as a pointer to small counts."""

    def generate(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())

    return types.CPointer(types.uint8)(types.int64), generate


@njit(nogil=True, error_model="numpy")
def _compute(code, x, to, a, b, c):
    """Set one register from others, for all draws at hand."""
    if code == ADD:
        for i in range(LANES):
            x[to, i] = x[a, i] + x[b, i]
    elif code == SUBTRACT:
        for i in range(LANES):
            x[to, i] = x[a, i] - x[b, i]
    elif code == MULTIPLY:
        for i in range(LANES):
            x[to, i] = x[a, i] * x[b, i]
    elif code == DIVIDE:
        for i in range(LANES):
            x[to, i] = x[a, i] / x[b, i]
    elif code == MINIMUM:
        for i in range(LANES):
            x[to, i] = min(x[b, i], x[a, i])
    elif code == MAXIMUM:
        for i in range(LANES):
            x[to, i] = max(x[b, i], x[a, i])
    elif code == GREATER:
        for i in range(LANES):
            x[to, i] = 1.0 if x[a, i] > x[b, i] else 0.0
    elif code == GREATER_EQUAL:
        for i in range(LANES):
            x[to, i] = 1.0 if x[a, i] >= x[b, i] else 0.0
    elif code == EQUAL:
        for i in range(LANES):
            x[to, i] = 1.0 if x[a, i] == x[b, i] else 0.0
    else:
        for i in range(LANES):
            then, otherwise = x[b, i], x[c, i]  # both are read, so that several draws are chosen for at once
            x[to, i] = then if x[a, i] != 0.0 else otherwise


# numba's own types take an intrinsic for the function that is written down, which has one argument more
@njit(nogil=True, error_model="numpy")
def _transfer(code, x, register, source, row, first, count):
    """Move a register's draws from or to an array in memory; `source` is its address, and its steps by row and draw."""
    start = row * source[1] + first * source[2]
    if code == LOAD:
        values = carray(_floats(source[0]), (start + count * source[2],))  # type: ignore[call-arg]
        for i in range(count):
            x[register, i] = values[start + i * source[2]]
    elif code == TAKE:
        value = carray(_floats(source[0]), (start + 1,))[start]  # type: ignore[call-arg]
        for i in range(LANES):
            x[register, i] = value
    elif code == WRITE:
        values = carray(_floats(source[0]), (start + count * source[2],))  # type: ignore[call-arg]
        for i in range(count):
            values[start + i * source[2]] += x[register, i]
    else:
        counts = carray(_counts(source[0]), (start + count * source[2],))  # type: ignore[call-arg]
        for i in range(count):
            counts[start + i * source[2]] += np.uint8(x[register, i])


@njit(cache=True, nogil=True, error_model="numpy")
def replay(head, body, sources, x, months, span, draws):
    """Walk the steps of `head` once and those of `body` in every month, for the draws from draws[0] to draws[1].

    A step is (code, register, and what it needs). `x` holds the registers, (register, LANES).
    """
    for first in range(draws[0], draws[1], LANES):
        count = min(LANES, draws[1] - first)
        for step in range(len(head)):
            _transfer(head[step, 0], x, head[step, 1], sources[head[step, 2]], 0, first, count)
        for month in months:
            step = 0
            while step < len(body):
                code, to, a = body[step, 0], body[step, 1], body[step, 2]
                if code <= WHERE:
                    _compute(code, x, to, a, body[step, 3], body[step, 4])
                elif code == SKIP:
                    found = False
                    for i in range(count):
                        found = found or x[a, i] != 0.0
                    step += 0 if found else to
                else:
                    row = month if code < WRITE else month // span
                    _transfer(code, x, to, sources[a], row, first, count)
                step += 1
