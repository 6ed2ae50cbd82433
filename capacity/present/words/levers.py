"""The levers in words: what they are called, and how far they are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.words import NBSP, Words, mark

if TYPE_CHECKING:
    from capacity.present.words.names import Names

PERCENT, POINTS = "percent", "points"
"""units of levers, as tables have them"""
TITLES = {
    "supply": mark("Output of the members"),
    "joining": mark("Readiness to join"),
    "capacity": mark("More capacity: {at}"),
    "price": mark("Price: {at}"),
    "demand": mark("Demand: {at}"),
    "cost": mark("Costs of the links"),
    "outside": mark("Price outside the cluster"),
    "loyalty": mark("Sold past the cluster"),
    "interest": mark("Interest on loans"),
}
AT_EACH = mark("{link}, at each place")
PERCENTAGE_POINTS = mark("points")


def lever_name(key: str, at: str, names: Names, words: Words) -> str:
    """Return what the lever of a key is called that speaks of a product or link."""
    link, _, place = at.partition("@")
    said = words.say(AT_EACH, link=names.node(link)) if place else names.anything(at) if at else ""
    return words.say(TITLES[key], at=said)


def setting_words(unit: str, setting: float, words: Words) -> str:
    """Return by how much something is moved, with its sign and unit."""
    sign = "+" if setting > 0 else "−" if setting < 0 else ""
    if unit == PERCENT:
        return f"{sign}{words.amount(abs(setting) / 100, 'share')}"
    if unit == POINTS:
        return f"{sign}{words.number(abs(setting))}{NBSP}{words.say(PERCENTAGE_POINTS)}"
    return f"{sign}{words.amount(abs(setting), unit)}"
