"""A measure's range over all futures in words."""

import pytest

from capacity.present.words.ranges import range_of
from capacity.present.words.words import Words

WORDS = Words("en")
NONE = float("nan")


def row(unit: str, p10: float, p50: float, p90: float, never: float = NONE, **more: float) -> dict:
    """A row of table measures."""
    shares = {"probability_no_outlay": NONE, "probability_several": NONE, "counted": 1.0} | more
    return {"unit": unit, "p10": p10, "p50": p50, "p90": p90, "probability_never": never, **shares}


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (row("year", 2.9, 4.1, 6.5, 0.0), "4.1 (2.9 to 6.5)"),
        (row("year", 2.9, 4.1, NONE, 0.23), "4.1 (2.9 to never); never in 23%"),
        (row("year", 2.9, NONE, NONE, 0.6), "never (2.9 to never); never in 60%"),
        (row("year", NONE, NONE, NONE, 1.0), "never; never in 100%"),
        (row("year", NONE, NONE, NONE, NONE, counted=0.0), "–"),
        (row("ratio", 1.1, 1.5, 1.9, counted=0.5), "1.5 (1.1 to 1.9); of the 50% of futures that have one"),
        (row("share", NONE, 0.7, NONE), "70%"),
    ],
)
def test_a_range_in_words(here, said):
    """Never is a value, and what is conditional says so."""
    assert range_of(WORDS, here, "share" if here["unit"] == "share" else "") == said


def test_rates_end_in_a_loss_or_without_an_outlay():
    """A quantile without a number is a loss as far as losses reach, and without an outlay beyond."""
    lost = row("1/year", NONE, 0.12, 0.2, 0.15, probability_no_outlay=0.0, probability_several=0.02, counted=0.98)
    assert range_of(WORDS, lost, "share") == "12% (all is lost to 20%); all is lost in 15%; several rates in 2%"
    free = row("1/year", 0.1, 50.0, NONE, 0.0, probability_no_outlay=0.2)
    assert range_of(WORDS, free, "share") == "1,000% (10% to no year with a net outlay)"
