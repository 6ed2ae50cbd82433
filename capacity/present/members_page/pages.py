"""The members' page: plain, complete without any script, made only of what the gate in release.py let out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capacity.intake.cluster_file.working_time import working_months, works_as_goods_last
from capacity.intake.facts import BASE
from capacity.present.charts.charts import Calendar, Columns, Field, Series
from capacity.present.markup import policy, read_part, render
from capacity.present.members_page import cells, gaining
from capacity.present.members_page.questions import BOUND, ROOM, answers, unanswered
from capacity.present.parts.section import Light, Table, table_of
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.words import NBSP, Words, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from capacity.model.results.study import Study
    from capacity.present.members_page.release import Release

LIGHTS = {
    "heads": (
        mark("Are we enough?"),
        mark("Yes: more are expected to join than are needed, even if some change their minds."),
        mark("Not for sure: too few may join."),
    ),
    "volume": (
        mark("Do we bring enough for the plant to run?"),
        mark("Yes: over a year we bring more than the plant needs at the least."),
        mark("Not for sure: in a bad year we bring less than the plant needs at the least."),
    ),
    "suppliers": (
        mark("Does what we bring come from many hands?"),
        mark("Yes: it comes from many of us, not from a few."),
        mark("No: much of what we bring comes from few of us."),
    ),
    "links": (
        mark("Is every link of the chain there?"),
        mark("Yes: for each step of the way there is somebody who does it."),
        mark("No: for at least one step of the way there is nobody yet."),
    ),
}
NO_LEAST = mark("No step of the way needs a least amount, so any amount is enough.")
UNSAID = mark("This is not said here.")
NOT_YET = mark("Not met yet, as far as may be said here: ask the group.")
SMALL = 0.1
"""tonnes below which kilograms are easier to read"""
MOST_RISKS = 5
WITHHELD = {
    "members": mark("how many we are"),
    "year": mark("what we bring together in a year"),
    "month": mark("what we bring together in a month"),
    "light": mark("the four lights"),
    "stands": mark("the months in which a plant stands"),
    "supply": mark("what we may bring in coming years"),
    "output": mark("what may be made of it in coming years"),
    "first": mark("what holds the chain back most"),
    "alone": mark("which step only one of us does"),
    "gain": mark("what a member of a class gains"),
}
FIRST = {
    "capacity": mark("More room here: {name}. In the calculation this holds all of us back more than anything else."),
    "market": mark("More buyers here: {name}. In the calculation this holds all of us back more than anything else."),
    "supply": mark("More of this: {name}. The chain could take more than we bring."),
}
_LIGHTS = ("heads", "volume", "suppliers", "links")


@dataclass(frozen=True)
class _Page:
    """What the page is made of: cleared numbers, titles of the cluster file, words. No table of the study."""

    release: Release
    names: Names
    words: Words
    leads: str
    start: str


def members_page(study: Study, language: str, release: Release | None = None) -> str:
    """Return the members' page in a language as one HTML file without script; the same study gives the same bytes.

    `release` is what the gate let out of this study, where that is known already.
    """
    words = Words(language)
    names = Names(study.cluster.spec, words)
    let_out = cells.release(study) if release is None else release
    page = _Page(let_out, names, words, study.scenario, str(study.summary.get("start", "")))
    script = read_part("members.js")
    return render(
        "members.html.j2",
        words,
        style=trusted_style(),
        script=script,
        policy=policy(script),
        title=names.cluster(),
        note=names.note(),
        agreed=_agreed(page),
        chain=[names.node(link) for link in names.spec.links],
        heads=list(_heads(page)),
        together=list(_together(page)),
        lights=list(_lights(page)),
        unsettled=_unsettled(study, let_out, words),
        stands=list(_stands(page)),
        years=list(_years(page)),
        first=list(_first(page)),
        gains=gaining.income(study, let_out, names, words),
        units=list(gaining.by_unit(let_out, names, words)),
        unsaid=gaining.unsaid(let_out, names),
        forms=gaining.forms(names.spec, let_out, names, words),
        money=words.unit(names.spec.currency),
        thousands=gaining.separators(words),
        calendar=list(gaining.calendar(study, names, words)),
        bound=answers(study, let_out, words, BOUND),
        unbound=unanswered(study, let_out, words, BOUND),
        risks=list(_risks(study, names, words)),
        answers=answers(study, let_out, words, ROOM),
        unanswered=unanswered(study, let_out, words, ROOM),
        withheld=_withheld(page),
        source=_source(page),
    )


def _agreed(page: _Page) -> dict[str, str]:
    """Return who organises the cluster and when members meet next, as the group wrote it; nothing it did not write."""
    agreed = page.names.spec.agreements
    return {name: page.words.title(getattr(agreed, name)) for name in ("organiser", "next_meeting")}


def _risks(study: Study, names: Names, words: Words) -> Iterator[str]:
    """Yield what may come, the likeliest first, with the chance that the cluster file states."""
    chances = {name: reading.median(study, one.chance, BASE) for name, one in names.spec.happenings.items()}
    known = {name: chance for name, chance in chances.items() if math.isfinite(chance) and chance > 0}
    for name in sorted(known, key=lambda one: (-known[one], one))[:MOST_RISKS]:
        yield words.count(
            "{risk}: about every year.",
            "{risk}: about once in {n} years.",
            max(1, round(1 / known[name])),
            risk=names.risk(name),
        )


def trusted_style() -> str:
    """Return the page's style sheet."""
    return read_part("members.css") + read_part("stacks.css")


def _heads(page: _Page) -> Iterator[str]:
    words = page.words
    asked, expected, needed = (
        page.release.number(f"members.{name}") for name in ("surveyed", "expected_to_join", "needed")
    )
    if asked is None or expected is None:
        yield words.say(UNSAID)
        return
    yield words.count(
        "{n} of us were asked; about {expected} are expected to join.",
        "{n} of us were asked; about {expected} are expected to join.",
        asked,
        expected=words.number(expected, 0),
    )
    if needed is not None:
        yield words.say("At least {needed} are needed.", needed=words.number(needed, 0))


def _together(page: _Page) -> Iterator[tuple[list[str], Columns | None, Table | None]]:
    """Yield for each product its sentences, and its chart and table of twelve months if they are cleared."""
    words = page.words
    for product, year in page.release.named("year.").items():
        name, months = page.names.product(product), page.release.named(f"month.{product}.")
        said = [words.say("{product}: about {amount}.", product=name, amount=words.amount(year.number, year.unit))]
        chart = None
        if len(months) == 12:
            values = tuple(months[str(month)].number for month in range(1, 13))
            unit = months["1"].unit
            categories = tuple(words.short_month(month) for month in range(1, 13))
            title = words.say("{product}: what we offer together, month by month", product=name)
            chart = Columns(title, categories, (Series(name, values),), (), unit)
            said.append(_low_and_high(words, values, unit))
        yield said, chart, table_of(chart, words, words.say("Month")) if chart else None


def _low_and_high(words: Words, values: tuple[float, ...], unit: str) -> str:
    if min(values) == max(values):
        return words.say("The same in every month: {amount}.", amount=words.amount(values[0], unit))
    low, high = values.index(min(values)) + 1, values.index(max(values)) + 1
    return words.say(
        "Least {in_low}: {least}. Most {in_high}: {most}.",
        in_low=words.in_month(low),
        least=words.amount(values[low - 1], unit),
        in_high=words.in_month(high),
        most=words.amount(values[high - 1], unit),
    )


def _lights(page: _Page) -> Iterator[Light]:
    for name, (question, yes, no) in LIGHTS.items():
        green = page.release.number(f"light.{name}")
        state = "none" if green is None else "good" if green else "bad"
        text = {"good": yes, "bad": no, "none": NOT_YET}[state]
        if name == "volume" and green and not any(link.minimum_load for link in page.names.spec.links.values()):
            text = NO_LEAST
        yield Light(state, page.words.say(question), page.words.say(text))


def _stands(page: _Page) -> Iterator[tuple[str, Calendar | None]]:
    """Yield for each plant with a minimum load a sentence and a strip of twelve months, those in which it works.

    None for one that works as its goods last and does not stand: in which months it has goods is not told here.
    """
    words, months, spec = page.words, page.release.named("stands."), page.names.spec
    for node in dict.fromkeys(name.rpartition(".")[0] for name in months):
        below = [m for m in range(1, 13) if (shown := months.get(f"{node}.{m}")) is not None and shown.value]
        name, link = page.names.node(node), node.partition("@")[0]
        if works_as_goods_last(spec, link) and not below and page.release.number(f"surely.{node}"):
            yield words.say("{node}: it works as long as our goods last.", node=name), None
            continue
        at_work = working_months(spec.links[link])
        fields = tuple(_month_field(m in below, m in at_work) for m in range(1, 13))
        categories = tuple(words.short_month(m) for m in range(1, 13))
        title = words.say("{node}: months in which it stands (✕) or runs (✓)", node=name)
        yield _stands_text(page, node, below), Calendar(title, categories, (name,), (fields,))


def _month_field(stands: bool, works: bool) -> Field:
    return Field(1.0, "✕") if stands else Field(0.1, "✓") if works else Field(0.0, "–")


def _stands_text(page: _Page, node: str, below: list[int]) -> str:
    words, name = page.words, page.names.node(node)
    if below:
        return words.say(
            "{node}: in these months too little comes, today or at least every second time in coming years, and the "
            "plant stands: {months}.",
            node=name,
            months=words.months(below),
        )
    if page.release.number(f"surely.{node}"):
        all_year = len(working_months(page.names.spec.links[node.partition("@")[0]])) == 12
        if all_year:
            return words.say("{node}: enough comes in every month.", node=name)
        return words.say("{node}: enough comes in every month in which it works.", node=name)
    return words.say(
        "{node}: in a usual year enough comes in every month, but not for sure: in the years to come it may stand "
        "longer than it should.",
        node=name,
    )


def _years(page: _Page) -> Iterator[Table]:
    """Yield the tables of years 1, 3 and 10: what we deliver in January and July, what is made of it."""
    words = page.words
    for product, rows in _year_rows(page, "supply.", page.names.product).items():
        months = sorted({int(month) for cells_ in rows.values() for month in cells_})
        head = (words.say("Year"), *(words.month_name(month) for month in months))
        body = tuple(
            (_year(words, year), *(cells_.get(str(month), "–") for month in months)) for year, cells_ in rows.items()
        )
        yield Table(words.say("{product}: what we may deliver together", product=product), head, body)
    made = _year_rows(page, "output.", page.names.product)
    if made:
        years = list(dict.fromkeys(year for rows in made.values() for year in rows))
        body = tuple(
            (_year(words, year), *(rows.get(year, {}).get("", "–") for rows in made.values())) for year in years
        )
        yield Table(words.say("What may be made and sold in a year"), (words.say("Year"), *made), body)


def _year(words: Words, year: str) -> str:
    return words.say("Year {number}", number=year).replace(" ", NBSP)


def _year_rows(page: _Page, start: str, title: Callable[[str], str]) -> dict[str, dict[str, dict[str, str]]]:
    """Return cleared ranges as product -> year -> month (or nothing) -> text."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, shown in page.release.named(start).items():
        product, *rest = name.split(".")
        if start == "output." and rest[0] != page.leads:
            continue
        year, month = (rest[1], "") if start == "output." else rest
        low, _, high = shown.ends
        text = page.words.between(*_fitting(low, high, shown.unit))
        found.setdefault(title(product), {}).setdefault(year, {})[month] = text
    return found


def _fitting(low: float, high: float, unit: str) -> tuple[float, float, str]:
    """Return a range in the unit in which it is easy to read: 27 kg/month, not 0.027 t/month."""
    first, *rest = unit.split("/")
    if first == "t" and max(abs(low), abs(high)) < SMALL:
        return 1000 * low, 1000 * high, "/".join(["kg", *rest])
    return low, high, unit


def _first(page: _Page) -> Iterator[str]:
    for name in page.release.named("first."):
        kind, _, at = name.partition(".")
        if kind in FIRST:
            yield page.words.say(FIRST[kind], name=page.names.anything(at))


def _withheld(page: _Page) -> list[str]:
    topics = dict.fromkeys(name.partition(".")[0] for name in page.release.withheld)
    told = {topic for topic in topics if page.release.named(f"{topic}.")}
    said = {topic: page.words.say(WITHHELD[topic]) for topic in topics if topic in WITHHELD}
    return [page.words.say("in part: {what}", what=what) if topic in told else what for topic, what in said.items()]


def _source(page: _Page) -> str:
    spec = page.names.spec
    source = spec.sources.get(spec.survey.source)
    return ", ".join(part for part in (source.title, str(source.date)) if part) if source else ""


def _unsettled(study: Study, release: Release, words: Words) -> str:
    """Return that a condition is not met yet of which the page says nothing; nothing where it shows all that are open.

    A page with green lights only must not stand beside a report that says "not yet".
    """
    rows = reading.table(study, "verdict")
    hidden = [row.condition for row in rows.itertuples() if not row.met and not _is_told(row.condition, release)]
    if not hidden:
        return ""
    return words.say("At least one more condition is not met yet, and this page does not say which: ask the group.")


def _is_told(condition: str, release: Release) -> bool:
    """Return whether the page shows that a condition is not met: by a red light, or by how the plant stands."""
    if condition in _LIGHTS:
        return release.number(f"light.{condition}") == 0
    stands = release.named("stands.")
    nodes = {name.rpartition(".")[0] for name in stands}
    told = any(one.value for one in stands.values()) or not all(release.number(f"surely.{node}") for node in nodes)
    return condition == "continuity" and told
