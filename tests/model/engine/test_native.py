"""Machine code made from recorded steps gives the numbers of the steps themselves, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.model.engine import native
from capacity.model.engine.native import WIDTH, suits
from capacity.model.engine.tape import Tape

MONTHS = 5
OPERATIONS = (
    np.add, np.subtract, np.multiply, np.divide, np.minimum, np.maximum, np.greater, np.greater_equal, np.less,
    np.equal, np.not_equal, np.logical_and, np.bitwise_or,
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=15)


def replayed(draws: int, steps: list, span: int, *, backwards: bool) -> list[np.ndarray]:
    """Return sums and counts of random steps on numbers of every thinness, a stock, and steps passed over."""
    tape, rng = Tape(MONTHS, draws), np.random.default_rng(len(steps))
    shapes = ((MONTHS, draws), (1, draws), (MONTHS, 1), (MONTHS, draws))
    stock = tape.state()
    rows = [stock, *(tape.row(rng.integers(-2, 3, shape).astype(float)) for shape in shapes)]
    for operation, one, two in steps:
        rows.append(tape.row(operation(rows[one % len(rows)], rows[two % len(rows)])))
    seldom = tape.row(np.repeat(rng.random((MONTHS, -(-draws // 4))) < 0.1, 4, axis=1)[:, :draws].astype(float))
    with tape.where_any(seldom):
        other = rows[-1] * 3 + rows[1]
    rows.append(np.where(seldom, other, rows[-1]))
    tape.becomes(stock, np.clip(rows[-1], -9, 9))
    kept = [np.zeros((-(-MONTHS // span), draws)) for _ in rows]
    for row, array in zip(rows, kept, strict=True):
        tape.add_to(array, row)
    counts = np.zeros((-(-MONTHS // span), draws), np.uint8)
    tape.add_to(counts, rows[-1] > 0)
    with np.errstate(all="ignore"):
        tape.run(span, backwards=backwards)
    return [*kept, counts]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([WIDTH, 3 * WIDTH + 5, 600]), STEPS, st.sampled_from([1, 2]), st.booleans())
def test_code_and_steps_give_the_same(draws, steps, span, backwards):
    """Any steps, any number of draws, months forwards and backwards: NaN and infinity too."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(native, "WORTH", 0)
        fast = replayed(draws, steps, span, backwards=backwards)
        patched.setattr(native, "WORTH", np.inf)
        slow = replayed(draws, steps, span, backwards=backwards)
    for one, other in zip(fast, slow, strict=True):
        np.testing.assert_array_equal(one, other)


def test_few_draws_are_not_worth_compiling():
    """A deterministic run goes step by step; so do numbers whose draws do not stand side by side."""
    sources = np.array([[0, 8192, 1], [0, 0, 0]])
    assert not suits(sources, 120, 1)
    assert suits(sources, 120, 8192)
    assert not suits(np.array([[0, 1, 120]]), 120, 8192)
