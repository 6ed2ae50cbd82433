"""Goals in words: what `npv >= 0` or `dscr_min@anchor:chance >= 70%` wants, as a clause in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.words import mark

if TYPE_CHECKING:
    from capacity.model.results.held import Goal
    from capacity.present.words.names import Names

MEANS = {
    "npv": mark("the net present value"),
    "npv_net": mark("the net present value after taxes and what the cluster's body costs"),
    "npv_after_grants": mark("the net present value with the grants"),
    "irr": mark("the rate of return"),
    "payback_years": mark("the number of years until the investment is paid back"),
    "dscr_min": mark("the lowest debt service cover of a year"),
    "output": mark("the amount sold in year 3"),
    "income": mark("the gain"),
    "lowest_income": mark("the gain of the class that gains least"),
    "months_below": mark("the number of months a year below the minimum load"),
    "volume": mark("a year's volume against the minimum load"),
    "heads": mark("the number of core members who join"),
}
"""what a measure is called"""
REACHED = {
    "npv": mark("the cluster pays before taxes and what its body costs"),
    "npv_net": mark("the cluster pays"),
    "npv_after_grants": mark("the cluster pays with its grants"),
    "lowest_income": mark("no class loses"),
}
"""that a measure of the whole cluster is at least 0"""
THEIRS = {
    "npv": mark("it pays for “{who}”"),
    "npv_net": mark("it pays for “{who}” after taxes"),
    "npv_after_grants": mark("it pays for “{who}” with the grants"),
    "income": mark("“{who}” do not lose"),
}
"""that a measure of somebody is at least 0"""
EVENTS = {
    "payback_years": mark("the investment is ever paid back"),
    "dscr_min": mark("the debt service cover that the bank asks for is kept"),
    "months_below": mark("the minimum load is missed in no more months a year than may be"),
    "volume": mark("a year's volume is enough for the minimum load"),
    "heads": mark("as many join as are needed"),
}
"""what the chance of a measure is the chance of, where it is not that it is at least 0"""
MORE = mark("it pays more than with “{against}”")
OF = mark("{measure} (“{who}”)")
ABOVE = mark("{measure} above that of “{against}”")
LEAST, MOST = mark("{measure} is at least {number}"), mark("{measure} is at most {number}")
CHANCE = mark("the chance that {event}")
MIDDLE = mark("in the middle of the futures {clause}")
BARE = ("year", "month", "member")
"""units that a measure's name has already"""


def goal_words(goal: Goal, names: Names, unit: str, against: str = "") -> str:
    """Return what a goal wants as a clause; `unit` is the measure's, `against` the title of what it is compared with.

    A goal with = is said as at least: on the side on which its measure is larger it holds.
    """
    words, sign, asked = names.words, goal.condition.sign, goal.condition.number
    if goal.statistic == "chance":
        subject, number = words.say(CHANCE, event=_event(goal, names, against)), words.share(asked)
    else:
        plain = _at_least_nothing(goal, names, against) if sign != "<=" and asked == 0 else ""
        if plain:
            return _in_the_middle(goal, names, plain)
        subject, number = _subject(goal, names, against), _number(goal, names, unit)
    message = MOST if sign == "<=" else LEAST
    clause = words.say(message, measure=subject, number=number)
    return _in_the_middle(goal, names, clause)


def _in_the_middle(goal: Goal, names: Names, clause: str) -> str:
    return names.words.say(MIDDLE, clause=clause) if goal.statistic == "p50" else clause


def _who(goal: Goal, names: Names) -> str:
    return names.anything(goal.whose)


def _at_least_nothing(goal: Goal, names: Names, against: str) -> str:
    """Return the clause that a measure is at least 0; empty where there is no plainer one than that."""
    if against:
        plain = goal.measure == "npv" and not goal.whose
        return names.words.say(MORE, against=against) if plain else ""
    if goal.whose:
        return names.words.say(THEIRS[goal.measure], who=_who(goal, names)) if goal.measure in THEIRS else ""
    return names.words.say(REACHED[goal.measure]) if goal.measure in REACHED else ""


def _event(goal: Goal, names: Names, against: str) -> str:
    """Return what the chance is the chance of."""
    plain = _at_least_nothing(goal, names, against)
    if plain:
        return plain
    if against:
        return names.words.say(LEAST, measure=_subject(goal, names, against), number=names.words.number(0))
    event = names.words.say(EVENTS[goal.measure])
    return names.words.say(OF, measure=event, who=_who(goal, names)) if goal.whose else event


def _subject(goal: Goal, names: Names, against: str) -> str:
    """Return what is measured, of whom, and above what."""
    said = names.words.say(MEANS[goal.measure])
    said = names.words.say(OF, measure=said, who=_who(goal, names)) if goal.whose else said
    return names.words.say(ABOVE, measure=said, against=against) if against else said


def _number(goal: Goal, names: Names, unit: str) -> str:
    """Return the number that is wanted, with its unit where the measure's name has not got it already."""
    bare = goal.measure == "dscr_min" or unit in BARE
    return names.words.number(goal.condition.number) if bare else names.words.amount(goal.condition.number, unit)
