"""A measure's middle and range over all futures in words, "never" among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.reading import finite
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST_RATE = 10.0
"""1/year; a rate of return above it is shown as this one: after grants next to nothing is invested"""
LEVELS = {"p50": 0.5, "p10": 0.1, "p90": 0.9}
LOSS, NO_OUTLAY, NEVER = mark("all is lost"), mark("no year with a net outlay"), mark("never")
NEVER_NOTE = mark(
    "Ranges are over all futures. Payback: months from the first outlay until what the cluster adds has made "
    "good what was invested, for good; grants and loans are left out. Futures that never pay back come last. "
    "Rates of return: futures that lose all come first, those in which no year takes more than it gives come last, and "
    "those with several rates are left out and counted."
)


def range_of(words: Words, row: Mapping, unit: str) -> str:
    """Return the cell of a measure: "4.1 (2.9 to never); never in 23%", "12% (all is lost to 20%)".

    `row` is one of table measures or borrowers. Behind the range stands how often the measure never comes, and in which
    share of the futures there is one, where that is not all. A dash where there is none in any.
    """
    if not row.get("counted", 1.0):
        return "–"
    ends = {name: _end(row, name) for name in LEVELS}
    numbers = [end for end in ends.values() if not isinstance(end, str)]
    if len(numbers) == len(ends):
        middle, low, high = numbers
        found = words.middle_and_range(middle, low, high, unit)
    else:
        said = {name: words.say(end) if isinstance(end, str) else words.amount(end, unit) for name, end in ends.items()}
        between = words.say("{low} to {high}", low=said["p10"], high=said["p90"])
        found = said["p50"] if len(set(said.values())) == 1 else f"{said['p50']} ({between})"
    return "; ".join([found, *_conditions(words, row)])


def _end(row: Mapping, name: str) -> float | str | None:
    """Return a quantile, or in words what it falls on where it has no number; None for a measure without a range."""
    if finite(row[name]):
        return min(row[name], HIGHEST_RATE) if row["unit"] == "1/year" else row[name]
    if not finite(row.get("probability_never")):
        return None
    if row["unit"] != "1/year":
        return NEVER
    return LOSS if (row.get("probability_never") or 0.0) >= LEVELS[name] else NO_OUTLAY


def _conditions(words: Words, row: Mapping) -> list[str]:
    """Return how often a measure never comes, and the share of the futures in which there is one."""
    never, several, counted = (row.get(name) for name in ("probability_never", "probability_several", "counted"))
    found = []
    if finite(never) and never > 0:
        rate = row["unit"] == "1/year"
        text = mark("all is lost in {share}") if rate else mark("never in {share}")
        found.append(words.say(text, share=words.share(never)))
    if finite(several) and several > 0:
        found.append(words.say("several rates in {share}", share=words.share(several)))
    elif finite(counted) and counted < 1:
        found.append(words.say("of the {share} of futures that have one", share=words.share(counted)))
    return found
