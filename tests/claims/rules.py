"""What facts may not do: deny each other, say nothing, or reassure members of what the report warns of."""

import re
from collections.abc import Iterator
from itertools import groupby

from claims.grammar import CONFIDENTIAL, MEMBERS, Fact, number
from claims.page import Piece

ROUNDED = 0.006
"""share by which figures of three digits may differ"""
MOSTLY = 6.0
"""months a year from which on a plant that is to work all year stands more than it runs"""
ONE_VALUE = (
    *("asked", "joining", "needed", "chance of heads", "verdict", "expected below", "chance to lose"),
    *("npv", "npv net", "chance it pays", "chance of net"),
)
"""figures that stand in several places"""


def denials(told: list[Fact]) -> Iterator[str]:
    """Yield every pair of claims that deny each other."""
    for rule in RULES:
        yield from (f"{rule.__name__.removeprefix('_').replace('_', ' ')}: {what}" for what in rule(told))


def _some(told: list[Fact], what: str, page: str | None = None) -> list[Fact]:
    return [one for one in told if one.what == what and page in (None, one.page)]


def _near(one: float, other: float, least: float = 0.0) -> bool:
    return abs(one - other) <= max(ROUNDED * max(abs(one), abs(other)), least)


def _said(*told: Fact) -> str:
    return " <> ".join(f"{one.page}, {one.section}: {one.said}" for one in told)


def _one_figure_has_one_value(told: list[Fact]) -> Iterator[str]:
    """A named figure has one value, wherever it stands."""
    for what in ONE_VALUE:
        known = sorted(_some(told, what), key=lambda one: one.who)
        for _, same in groupby(known, key=lambda one: one.who):
            first, *others = same
            for other in others:
                number_like = isinstance(first.value, float)
                least = 1.0 if what == "joining" else 0.011 if number_like and first.value <= 1 else 0.0
                alike = _near(first.value, other.value, least) if number_like else first.value == other.value
                if not alike:
                    yield _said(first, other)


def _the_verdict_follows_from_its_conditions(told: list[Fact]) -> Iterator[str]:
    for verdict in _some(told, "verdict"):
        broken = [one for one in _some(told, "condition") if not one.value]
        if (verdict.value == "Go") == bool(broken) and _some(told, "condition"):
            yield _said(verdict, *broken)
    for one in _some(told, "chance asked"):
        met = next(other.value for other in _some(told, "condition") if other.who == one.who)
        stands = "nothing is said to pay on a plant that stands" in one.said and not met
        if met != (one.value[0] >= one.value[1]) and abs(one.value[0] - one.value[1]) > 0.006 and not stands:
            yield _said(one)
    for one in _some(told, "expected below"):
        if one.section == "verdict" and "not met" not in one.said and one.value[0] > one.value[1]:
            yield _said(one)
        pays = [other for other in _some(told, "condition") if other.who.startswith("It pays") and other.value]
        if one.value[0] > MOSTLY and pays and not _some(told, "works in"):
            yield _said(one, *pays)


def _a_condition_and_its_light_agree(told: list[Fact]) -> Iterator[str]:
    starts = {"Enough members": "Heads", "Enough volume": "Volume", "Not dependent": "Suppliers", "Every link": "Links"}
    for one in _some(told, "condition"):
        for start, light in starts.items():
            for other in _some(told, "light", CONFIDENTIAL):
                if one.who.startswith(start) and other.who == light and other.value != one.value:
                    yield _said(one, other)


def _months_below_agree(told: list[Fact]) -> Iterator[str]:
    below, shown = _some(told, "months below"), _some(told, "months below of")
    if len({one.value for one in below}) > 1:
        yield _said(*below)
    for one in below if len(shown) == 1 else ():
        if one.value > shown[0].value:
            yield _said(one, *shown)
    today, plants = _some(told, "months below today"), {one.who for one in _some(told, "expected below") if one.who}
    for one in below if len(today) == 1 and len(plants) < 2 else ():
        if one.value != today[0].value:
            yield _said(one, *today)
    if any(one.value for one in below) and _some(told, "no minimum load", CONFIDENTIAL):
        yield _said(*below, *_some(told, "no minimum load"))


def _parts_are_no_more_than_the_whole(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "funding"):
        whole, *parts = one.value
        if sum(parts) > whole * (1 + ROUNDED):
            yield _said(one)
    for what in ("value added", "rows"):
        for one in _some(told, what):
            whole, *parts = one.value
            if abs(whole - sum(parts)) > 2 * ROUNDED * (abs(whole) + sum(map(abs, parts))):
                yield _said(one)
    for one in _some(told, "rows used"):
        for other in _some(told, "rows"):
            if one.value != other.value[:2]:
                yield _said(one, other)


def _most_is_more_than_half(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "most of"):
        if sum(one.value) <= 0.5 - 0.005 * len(one.value):
            yield _said(one)
    for one in _some(told, "not most of"):
        if sum(one.value) > 0.5 + 0.005 * len(one.value):
            yield _said(one)


def _who_stops_the_chain(told: list[Fact]) -> Iterator[str]:
    named = {name for one in _some(told, "stops") for name in one.value}
    whole = {name for one in _some(told, "stops without") for name in one.value}
    for one in _some(told, "one stops"):
        if one.value and (_some(told, "nobody stops") or (named and one.who not in named)):
            yield _said(one, *_some(told, "nobody stops"), *_some(told, "stops"))
        if not one.value and one.who in named:
            yield _said(one, *_some(told, "stops"))
    for one in _some(told, "whole stops"):
        if not one.value and one.who in whole:
            yield _said(one, *_some(told, "stops without"))
    if _some(told, "nobody stops at all") and (named or whole):
        yield _said(*_some(told, "nobody stops at all"), *_some(told, "stops"), *_some(told, "stops without"))


def _losses_add_up(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "losses"):
        others, own, together = one.value
        if not _near(others + own, together, ROUNDED * max(map(abs, one.value))):
            yield _said(one)
    for one in _some(told, "loses most"):
        for other in _some(told, "losses"):
            if other.who == one.who and not _near(one.value, other.value[0]):
                yield _said(one, other)


def _who_gains_does_not_lose(told: list[Fact]) -> Iterator[str]:
    ends = {"gains": (0.0, 0.11), "may lose": (0.09, 0.91), "lose": (0.0, 1.0)}
    seen: dict[str, Fact] = {}
    for what, (low, high) in ends.items():
        for one, name in [(fact, name) for fact in _some(told, what) for name in fact.value]:
            if name in seen:
                yield _said(seen[name], one)
            seen[name] = one
            chances = [other for other in _some(told, "chance to lose") if other.who == name]
            yield from (_said(one, other) for other in chances if not low <= other.value <= high)


def _that_nobody_loses_is_no_likelier_than_that_each_does_not(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "nobody loses"):
        if one.value[0] > one.value[1] + 0.006:
            yield _said(one)
        classes = [other for other in _some(told, "chance to lose") if "cluster's own" not in other.who]
        yield from (_said(one, other) for other in classes if other.value + one.value[0] > 1.02)


def _a_cover_is_met_or_not(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "covered"):
        met, cover, _, _ = one.value
        years = [other.value for other in _some(told, "cover in a year") if other.who == one.who]
        if years and abs(min(years) - cover) > 0.011 * max(abs(cover), 1.0):
            yield f"{_said(one)} <> lowest of the covenant calendar: {min(years)}"
        if met and cover < one.value[2] * (1 - ROUNDED):
            yield _said(one)


def _the_first_step_is_one(told: list[Fact]) -> Iterator[str]:
    first, *others = [*_some(told, "first step"), None]
    for other in (one for one in others if one):
        if first.value[0] != other.value[0] or not _near(first.value[1], other.value[1]):
            yield _said(first, other)
    lifts = {one.who: one for one in _some(told, "lift")}
    for one in _some(told, "step told"):
        name, value = one.value
        if name not in lifts or not _near(value, lifts[name].value):
            yield _said(one, *([lifts[name]] if name in lifts else []))
    for one in _some(told, "package"):
        inside = {other.who for other in _some(told, "in package") if other.value}
        listed = {other.who for other in _some(told, "in package")}
        if inside and {name for name in one.value if name in listed} != inside:
            yield f"{_said(one)} <> the table's package: {sorted(inside)}"


def _payback_fits_its_chance(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "payback"):
        middle = re.split(r" \(|;", one.value)[0]
        for other in _some(told, "never"):
            if (middle == "never") != (other.value > 0.5) and abs(other.value - 0.5) > 0.006:
                yield _said(one, other)


def _members_are_not_reassured(told: list[Fact]) -> Iterator[str]:
    """Where the report warns, the members' page does not say that all is well."""
    if not any(one.page == MEMBERS for one in told):
        return
    warned = {one.who: one for one in _some(told, "light", CONFIDENTIAL) if not one.value}
    for one in _some(told, "light", MEMBERS):
        if one.value and one.who in warned:
            yield _said(warned[one.who], one)
    stands = [one for one in _some(told, "condition", CONFIDENTIAL) if "stand" in one.who and not one.value]
    shown, quiet = [], []
    for one in _some(told, "months below of", MEMBERS):
        (shown if one.value else quiet).append(one)
    if stands and quiet and not shown and not _some(told, "may stand", MEMBERS):
        yield _said(*stands, *quiet)
    stopping = [
        *_some(told, "stops"),
        *_some(told, "stops without"),
        *(one for one in _some(told, "one stops") if one.value),
    ]
    for comfort in [*_some(told, "goes on", MEMBERS), *_some(told, "many hands", MEMBERS)]:
        if stopping:
            yield _said(comfort, stopping[0])
    for one in _some(told, "more heads", MEMBERS):
        if "Heads" in warned:
            yield _said(warned["Heads"], one)
    yield from _says_what_is_open(told)


def _says_what_is_open(told: list[Fact]) -> Iterator[str]:
    shown = [one for one in _some(told, "light", MEMBERS) if one.value is False]
    shown += [one for one in _some(told, "months below of", MEMBERS) if one.value]
    shown += _some(told, "may stand", MEMBERS)
    open_ones = [one for one in _some(told, "condition", CONFIDENTIAL) if not one.value]
    visible = {one.who for one in shown}
    starts = {"Enough members": "Heads", "Enough volume": "Volume", "Not dependent": "Suppliers", "Every link": "Links"}
    for one in open_ones:
        light = next((light for start, light in starts.items() if one.who.startswith(start)), None)
        told_there = light in visible or (
            light is None and "stand" in one.who and any(f.what != "light" for f in shown)
        )
        if not told_there and not _some(told, "open condition", MEMBERS):
            yield f"{_said(one)} <> the members' page does not say that something is open"


def _no_sheet_that_does_not_exist(told: list[Fact]) -> Iterator[str]:
    for one in _some(told, "own sheet", MEMBERS):
        yield _said(one)


RULES = (
    _one_figure_has_one_value,
    _the_verdict_follows_from_its_conditions,
    _a_condition_and_its_light_agree,
    _months_below_agree,
    _parts_are_no_more_than_the_whole,
    _most_is_more_than_half,
    _who_stops_the_chain,
    _losses_add_up,
    _who_gains_does_not_lose,
    _that_nobody_loses_is_no_likelier_than_that_each_does_not,
    _a_cover_is_met_or_not,
    _the_first_step_is_one,
    _payback_fits_its_chance,
    _members_are_not_reassured,
    _no_sheet_that_does_not_exist,
)


APART = ("It ", "Deliveries in ", "This is not said here.")
"""beginnings of sentences that may stand twice: whose subject stands in the sentence before, and of what is withheld"""
RANGE = re.compile(r"(?P<m>[−\d][\d,.]*)(?P<u>[^()\d]*?) \((?P<a>[−\d][\d,.]*) to (?P<b>[−\d][\d,.]*|never)\)")
EMPTY = (
    (re.compile(r":\s*\.(?:\s|$)"), "a list of nothing"),
    (re.compile(r"\bat most 100 ?%"), "a limit that nothing can pass"),
    (re.compile(r"\bat least 0 (?:are|is) needed"), "a need of nothing"),
    (re.compile(r"(?:^|: )(?:\w; ){3,}\w(?:\.|$)"), "a word told letter by letter"),
    (re.compile(r"\(\s*\)"), "empty brackets"),
    (re.compile(r"\b(\w+ \w+ \w+ \w+), \1\b"), "the same thing twice in a list"),
    (re.compile(r"\b(?:[2-9]\d{2}|1\d[1-9]|1[1-9]\d)(?:\.\d+)? ?% of (?:the|all) (?:futures|year)"), "more than all"),
)


def empty_talk(found: list[Piece]) -> Iterator[str]:
    """Yield what says nothing, says it twice, or cannot be."""
    for piece in found:
        for written, what in EMPTY:
            if piece.kind != "row" and written.search(piece.text):
                yield f"{what}: {piece.text}"
        for match in RANGE.finditer(piece.text):
            ends = [match["m"], match["a"]] + ([] if match["b"] == "never" else [match["b"]])
            middle, low, *high = (number(one.rstrip(".,")) for one in ends)
            most = min(high, default=float("inf"))
            slack = ROUNDED * max(abs(middle), abs(low)) + 0.06
            if not low - slack <= middle <= most + slack:
                yield f"the middle is outside of its range: {match[0]} in {piece.text}"
    said = [(one.section, one.text) for one in found if one.kind == "text" and one.text.endswith(".")]
    for section, text in sorted({one for one in said if said.count(one) > 1 and not one[1].startswith(APART)}):
        yield f"said twice in {section}: {text}"
