"""A dial that is turned moves what follows from it, and nothing else."""

import numpy as np
import pytest

from capacity.model.engine.tape import Tape, Turning

MONTHS, DRAWS = 4, 24


def ready(price: np.ndarray, wanted: np.ndarray) -> tuple[Tape, np.ndarray, np.ndarray]:
    """A tape with two dials, a stock found backwards from one of them, and sums that follow from both."""
    tape = Tape(MONTHS, DRAWS)
    paid, asked = tape.dial("price", price), tape.dial("wanted", wanted)
    supply = tape.row(np.arange(MONTHS * DRAWS).reshape(MONTHS, DRAWS) % 7.0)
    later, stock = tape.state(), np.zeros((MONTHS, DRAWS))
    tape.add_to(stock, later)
    tape.becomes(later, np.maximum(0.0, later + asked - supply))
    tape.run(backwards=True)
    sold = np.minimum(supply, asked + tape.filled(stock))
    found = np.zeros((2, 1, DRAWS))
    for array, row in zip(found, (sold, np.where(paid * 2 > 5, sold * paid, sold)), strict=True):
        tape.add_to(array, row)
    tape.run(MONTHS)
    return tape, stock, found


@pytest.mark.parametrize("turns", [["price"], ["wanted"], ["price", "wanted"], []])
def test_turned_is_recorded_anew(turns):
    """Stock and sums are those of a tape that began with the new numbers, to the last bit."""
    rng = np.random.default_rng(1)
    before, after = ({name: rng.random(DRAWS) * 5 for name in ("price", "wanted")} for _ in range(2))
    now = {name: after[name] if name in turns else before[name] for name in before}
    tape, *found = ready(**before)
    tape.turn(now)
    for one, other in zip(found, ready(**now)[1:], strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_a_dial_does_not_reach_is_not_walked_again():
    """The stock does not follow from the price."""
    tape, stock, _ = ready(np.ones(DRAWS), np.full(DRAWS, 4.0))
    stock[:] = -1
    tape.turn({"price": np.full(DRAWS, 3.0)})
    assert (stock == -1).all()


def test_what_comes_out_as_before_moves_nothing_further():
    """A price that stays on its side of a threshold."""
    dials, tape = Turning(), Tape(MONTHS, DRAWS)
    tape.dials = dials
    price = tape.dial("price", np.full(DRAWS, 2.0))
    dear = tape.row(price > 1)
    assert set(dials.turned({"price": np.full(DRAWS, 3.0)})) == {price}
    assert set(dials.turned({"price": np.zeros(DRAWS)})) == {price, dear}


def test_a_number_does_not_become_a_range():
    tape = Tape(MONTHS, DRAWS)
    tape.dial("price", np.ones(1))
    with pytest.raises(ValueError, match="record it anew"):
        tape.turn({"price": np.ones(DRAWS)})
