"""What the tables' codes are called on the page of the waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.words.reading import finite
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

LIGHTS = {
    "above": ("good", mark("More than the forecast")),
    "inside": ("good", mark("On course")),
    "near": ("warn", mark("A little below the forecast")),
    "below": ("bad", mark("Below the forecast")),
    "": ("none", mark("No target")),
}
"""where what was seen lies -> state and title"""
STEPS = {
    "before": mark("Before"),
    "joined": mark("Members who joined"),
    "left": mark("Members who left"),
    "promises": mark("Members' yes and no"),
    "units": mark("Animals, machines, land"),
    "yield": mark("Yield"),
    "share": mark("Share that is delivered"),
    "price": mark("Price"),
    "after": mark("After"),
}
TOTALS = ("before", "after")
INDICATORS = {
    "members": mark("Members, by their answers"),
    "volume": mark("Delivered"),
    "produced": mark("Produced by all who were asked"),
    "units": mark("Animals, machines, land"),
    "yield": mark("Yield of one of them"),
    "share": mark("Share that is delivered"),
    "price": mark("Price paid to members"),
    "value": mark("Sales of the members"),
    "capacity": mark("Capacity"),
    "throughput": mark("Put through today"),
    "jobs": mark("Jobs"),
    "markets": mark("Share of the markets, exports"),
    "investments": mark("Large projects and investments"),
    "cooperation": mark("Trade among members"),
    "loans": mark("Loans and their repayment"),
}
REPORTERS = {
    "survey": mark("members, in the survey"),
    "management": mark("management, from its books"),
    "bank": mark("the bank"),
}
STATUSES = {
    "stayed": mark("stayed"),
    "renamed": mark("stayed under another name or code"),
    "split": mark("part of a divided farm"),
    "joined": mark("joined"),
    "heard": mark("read for the first time"),
    "returned": mark("came back"),
    "left": mark("left"),
    "set_aside": mark("answer cannot be used"),
}


def light(words: Words, code: str) -> str:
    """Return what a light is called."""
    return words.say(LIGHTS[code][1])


def change(words: Words, value: float, unit: str) -> str:
    """Return a change with its sign."""
    said = words.amount(value, unit)
    return f"+{said}" if finite(value) and value > 0 else said


def last_wave(study: Study) -> str:
    """Return the month of the last wave."""
    return str(study.summary["waves"][-1])


def products(study: Study) -> list[str]:
    """Return the products that members deliver, the one with the largest value first."""
    rows = study.tables["monitoring_reasons"]
    known = rows[(rows["cls"] == "") & (rows["step"] == "after") & (rows["to"] == last_wave(study))]
    order = known.sort_values(["measure", "amount"], ascending=[True, False], kind="stable")["product"]
    return list(dict.fromkeys([*order, *study.tables["monitoring_volumes"]["product"]]))


def at(words: Words, row: Line, name: str) -> str:
    """Return an indicator with what it is of."""
    said = words.known(row.indicator, INDICATORS)
    return f"{said}: {name}" if name else said
