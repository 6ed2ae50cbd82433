"""A chance as people count it: in how many of a hundred possible futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.words import mark

if TYPE_CHECKING:
    from capacity.present.words.words import Words

NONE, FEW, NEARLY_ALL = mark("none"), mark("fewer than 1"), mark("more than 99")


def of_hundred(words: Words, chance: float) -> str:
    """Return a chance 0..1 as a number of a hundred futures: "62", "none"; what is not certain is never none or 100."""
    if chance == 0:
        return words.say(NONE)
    if chance < 0.005:
        return words.say(FEW)
    return words.say(NEARLY_ALL) if 0.995 <= chance < 1 else words.number(100 * chance, 0)
