"""What a member of each class gains, and when the money comes: what the page says of it, from cleared numbers alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.intake.cluster_file.shown_units import quoted
from capacity.intake.facts import BASE
from capacity.present.members_page import own, prices
from capacity.present.members_page.questions import gained
from capacity.present.parts.central import shown_income
from capacity.present.parts.section import Table
from capacity.present.words.reading import median, table
from capacity.present.words.words import NBSP, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.intake.cluster_file.schema import Spec
    from capacity.model.results.study import Study
    from capacity.present.members_page.release import Release, Shown
    from capacity.present.words.names import Names

KINDS = {
    3: (
        mark("With the cluster, in a bad year"),
        mark("With the cluster, in a normal year"),
        mark("With the cluster, in a good year"),
    ),
    1: (mark("With the cluster, at the price that it proposes"),),
    0: (),
}
WINTER, SUMMER = 1, 7


@dataclass(frozen=True)
class Form:
    """What a member fills in to reckon for herself, and the lines that the page's script fills."""

    who: str
    heads: str
    """what she counts, "" where she counts goods alone"""
    best: str
    """what she says of one of them, "" where the cluster file states it"""
    poor: str
    """the same of the poorest month"""
    months: tuple[tuple[int, str], ...]
    """those that are shown, with their names"""
    lines: tuple[tuple[str, str], ...]
    """key and what stands before a line"""
    data: str
    """for the script"""
    known: bool
    """whether anything is known of what the cluster pays"""


def income(study: Study, release: Release, names: Names, words: Words) -> Table | None:
    """Return what one member of each class that may be spoken of gains a year: bad, normal, good, chance to lose."""
    found = gained(release)
    if not found:
        return None
    _, normal = shown_income(table(study, "gains"))
    unit = next(iter(found.values())).unit
    head = (
        words.say("Who"),
        words.say("A bad year"),
        words.say("A normal year") if normal else words.say("A middle year"),
        words.say("A good year"),
        words.say("Chance that the class loses"),
    )
    rows = tuple(
        (
            names.cls(cls),
            *(words.number(end, 0) for end in shown.ends),
            words.share(release.number(f"gain.{cls}.loses")),
        )
        for cls, shown in found.items()
    )
    caption = words.say("One member, on average: more than today, in {unit}", unit=words.unit(unit))
    return Table(caption, head, rows)


def unsaid(release: Release, names: Names) -> list[str]:
    """Return the classes of which it may not be said what a member gains."""
    return [
        names.cls(name.split(".")[1])
        for name in release.withheld
        if name.startswith("gain.") and name.endswith(".year")
    ]


def by_unit(release: Release, names: Names, words: Words) -> Iterator[Table]:
    """Yield what a litre, a kilogram or a minute through the cluster brings more than today, by month and class.

    One table for all classes whose goods are priced in one unit.
    """
    found: dict[str, dict[str, dict[str, Shown]]] = {}
    for cls in gained(release):
        units = release.named(f"gain.{cls}.unit.")
        if units:
            found.setdefault(next(iter(units.values())).unit, {})[cls] = units
    for unit, classes in found.items():
        head = (words.say("Month"), *map(names.cls, classes))
        rows = tuple(
            (words.month_name(month), *(_middle(units.get(str(month)), words) for units in classes.values()))
            for month in range(1, 13)
        )
        caption = words.say(
            "What goods through the cluster bring more than today, in {unit}; in brackets a bad and a good year",
            unit=words.unit(unit),
        )
        yield Table(caption, head, rows)


def _middle(shown: Shown | None, words: Words) -> str:
    if shown is None:
        return "–"
    low, middle, high = shown.ends
    return words.middle_and_range(middle, low, high)


def calendar(study: Study, names: Names, words: Words) -> Iterator[tuple[str, Table | None]]:
    """Yield for each product that members bring when it is paid for, and its prices and goods month by month."""
    spec = study.cluster.spec
    for product in dict.fromkeys(spec.links[kind.runs[0]].rated for kind in _bringing(spec)):
        pays, name = spec.products[product].pays, names.product(product)
        if pays is None:
            said = words.say(
                "{product}: nothing is agreed yet on what the cluster pays, and when. Ask the group.", product=name
            )
        elif pays.every is None:
            said = words.say("{product}: each delivery is paid on its own.", product=name)
        else:
            every = median(study, pays.every, BASE)
            said = words.count(
                "{product}: the cluster pays every day.",
                "{product}: the cluster pays every {n} days.",
                every,
                product=name,
            )
        if pays is not None and pays.delay is not None:
            after = median(study, pays.delay, BASE)
            said += " " + words.count("The money comes {n} day later.", "The money comes {n} days later.", after)
        yield said, _months(spec, product, names, words)


def _bringing(spec: Spec) -> list:
    """Return the classes that bring goods of their own."""
    return [
        kind for kind in spec.classes.values() if kind.runs and not kind.service and not spec.links[kind.runs[0]].takes
    ]


def _months(spec: Spec, product: str, names: Names, words: Words) -> Table | None:
    """Return what is paid in each month, and which part of a year's goods comes in it."""
    unit, times = quoted(spec, product)
    money = words.unit(f"{spec.currency}/{unit}")
    columns = {}
    for head, found in (
        (mark("The cluster pays, {unit}"), prices.inside(spec, product)),
        (mark("The trader pays, {unit}"), prices.outside(spec, product)),
    ):
        if found is not None:
            columns[words.say(head, unit=money)] = [words.number(price * times) for price in found]
    gap = "" if words.language == "en" else NBSP
    kinds = [kind for kind in _bringing(spec) if spec.links[kind.runs[0]].rated == product]
    seasons = dict.fromkeys(kind.season for kind in kinds if kind.season)
    for season in seasons:
        title = words.title(getattr(spec.seasons[season], "title", ""), season)
        shares = (100 * factor / 12 for factor in prices.factors(spec, season))
        columns[title] = [f"{words.number(share, 1)}{gap}%" for share in shares]
    if not columns:
        return None
    rows = tuple((words.month_name(month + 1), *(column[month] for column in columns.values())) for month in range(12))
    caption = words.say(
        "{product}: prices, and which part of a year's goods comes in the month", product=names.product(product)
    )
    return Table(caption, (words.say("Month"), *columns), rows)


def forms(spec: Spec, release: Release, names: Names, words: Words) -> list[Form]:
    """Return one form for all classes whose members reckon alike."""
    alike: dict[tuple, list[own.Own]] = {}
    for one in own.owns(spec, release):
        alike.setdefault(one.reckons_alike, []).append(one)
    return [_form(same, names, words) for same in alike.values()]


def _form(same: list[own.Own], names: Names, words: Words) -> Form:
    one, unit = same[0], words.unit(same[0].each)
    kinds = len(one.more[0])
    months = [WINTER, SUMMER]
    top = max(range(12), key=lambda month: one.best[month] + one.poor[month]) + 1
    if not any(one.best[month - 1] + one.poor[month - 1] for month in months):
        months = [top]
    sold = words.say("You sell through the cluster, {unit}", unit=words.unit(one.unit))
    lines = [("sold", sold), ("today", words.say("Today, all of it to the trader"))]
    lines += [(f"with{index}", words.say(kind)) for index, kind in enumerate(KINDS[kinds])]
    return Form(
        who=words.listed(dict.fromkeys(names.cls(other.cls) for other in same)),
        heads=_heads(one, words),
        best=_each(one, words, unit) if one.each else "",
        poor=words.say("In the poorest month, {unit}", unit=unit) if one.two else "",
        months=tuple((month, words.month_name(month)) for month in months),
        lines=tuple(lines),
        data=json.dumps(own.as_data(one), separators=(",", ":")),
        known=kinds > 0,
    )


def _heads(one: own.Own, words: Words) -> str:
    if one.counted == "one":
        return words.say("How many cows, hives, machines or the like you have")
    return words.say("How many you have ({unit})", unit=words.unit(one.counted)) if one.counted else ""


def _each(one: own.Own, words: Words, unit: str) -> str:
    if one.counted:
        text = (
            mark("What one gives in the best month, {unit}") if one.two else mark("What one gives on average, {unit}")
        )
    else:
        text = mark("What you have in the best month, {unit}") if one.two else mark("What you have on average, {unit}")
    return words.say(text, unit=unit)


def separators(words: Words) -> str:
    """Return how thousands are set apart in the language, for the script."""
    return words.number(1_000_000.0, 0)[1]
