"""The top of the report: go, go if, or not yet; three conditions; the figures that carry it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.intake.survey.survey import LOST
from capacity.present.chapters.chain import default_allowed, months_a_year, told_apart, working_time
from capacity.present.chapters.first import first_step_sentence
from capacity.present.chapters.future import MEASURES
from capacity.present.charts import of_study as pictures
from capacity.present.charts.of_money import party
from capacity.present.parts.counter import counter_fact
from capacity.present.parts.section import Fact, Light, Section, charted
from capacity.present.parts.without import hangs_on
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import RANGE_NOTE, UNKNOWN, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

ANSWERS = {
    "go": ("good", mark("Go"), mark("Every condition that was set is met.")),
    "go_if": ("warn", mark("Go, if"), mark("The cluster can go ahead once the open conditions below are met.")),
    "not_yet": (
        "bad",
        mark("Not yet"),
        mark("What is missing is too much to begin with; the conditions below say what."),
    ),
}
WORTH = mark("Today's worth of what the cluster adds, at {rate} a year; the chance that it is above zero is {chance}.")
NET_WORTH = mark(
    "The verdict rests on this: the same after taxes, working capital and what the cluster's own body costs, with what "
    "is in store at the end, before grants and loans. Counted in {draws} of the futures; the chance that it is above "
    "zero is {chance}."
)
NO_ANSWER = ("none", mark("No verdict"), mark("There are not enough numbers in this study for a verdict."))
CONDITIONS = {
    "heads": mark("Enough members"),
    "volume": mark("Enough volume for the minimum load"),
    "suppliers": mark("Not dependent on a few suppliers"),
    "links": mark("Every link of the chain is there"),
    "continuity": mark("The plant does not stand too often"),
    "bottleneck": mark("The chain is not held back"),
    "npv_net": mark("It pays"),
    "loans": mark("The loans can be served"),
    "classes": mark("No class loses"),
}
ENDLESS = mark(
    "Too good to be true? Almost nothing is laid out for what comes in. Check first whether all that has to be bought "
    "is in the cluster file."
)
RETURN = mark(
    "Too good to be true? {value} a year on what is laid out is more than such projects bring: they seldom pass "
    "{usual}. Check first whether all that has to be bought is in the cluster file."
)
MOST = mark("The largest part of it goes to: {who}. Ask them again what they earn today, and for the prices.")
GAIN = mark(
    "Too good to be true? {who}: {value} more a year than today. Such projects seldom bring more than {usual}. Check "
    "today's income and the prices first."
)
GROWTH = mark(
    "Too good to be true? {who}: output is to grow to {value} of today's, but {usual} is what good practice and the "
    "planned investment make possible. Check both numbers."
)
SHOWN = 3
"""conditions that are shown where fewer are open"""


def verdict(study: Study, words: Words) -> Section:
    """Return the verdict with its conditions, the main figures with their ranges, and the data quality.

    All conditions that are not met are shown, and of those that are the first, up to three.
    """
    rows = table(study, "verdict")
    state, word, sentence = ANSWERS.get(str(rows["answer"].iloc[0]), NO_ANSWER) if len(rows) else NO_ANSWER
    conditions = [_condition(study, words, row) for row in rows.itertuples()] if len(rows) else []
    conditions.sort(key=lambda light: light.state == "good")
    shown = conditions[: max(SHOWN, sum(light.state != "good" for light in conditions))]
    product = next(iter(reading.products_made(study)), None)
    chart = pictures.future(study, words, product) if product else None
    exhibits = charted("verdict-future", chart, words, words.say("Year"))
    known = (*first_step_sentence(study, words), *hangs_on(study, words), *doubt_lines(study, words))
    known += () if _is_told(shown, words) else tuple(part_of_year_lines(study, words))
    return Section(
        "verdict",
        words.say("Verdict"),
        (*lost_lines(study, words), *known),
        answer=Light(state, words.say(word), words.say(sentence)),
        lights=tuple(shown),
        facts=tuple(facts(study, words)),
        exhibits=exhibits,
        notes=(words.say(RANGE_NOTE), run_note(study, words)),
    )


def part_of_year_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield when the plant works that has a minimum load, where that is not all year; nothing where none has one."""
    if study.summary.get("continuity", {}).get("node"):
        yield from working_time(study, words)


def _is_told(lights: list[Light], words: Words) -> bool:
    """Return whether the condition is shown that says itself when the plant works."""
    title = words.known("continuity", CONDITIONS)
    return any(light.title.startswith(title) for light in lights)


def _condition(study: Study, words: Words, row: Line) -> Light:
    title = words.known(row.condition, CONDITIONS)
    state = "good" if row.met else "bad"
    if row.condition == "links":
        return Light(state, title, _links_text(study, words, row))
    needed = _counted(words, row.needed, row.unit)
    value = told_apart(words, _counted(words, row.value, row.unit), needed, row.value - row.needed)
    value = words.say("Chance {value}", value=value) if row.unit == "probability" else value
    place = _node_title(study, words, row.at)
    if row.condition == "continuity":
        return Light(state, f"{title} ({place})" if place else title, _continuity_text(study, words, row))
    text = words.say("{value}; at least {needed} is needed.", value=value, needed=needed)
    if row.condition == "npv_net" and row.at:
        return Light(state, title, f"{text} {_idle_text(study, words, row.at)}")
    return Light(state, f"{title} ({place})" if place else title, text)


def _continuity_text(study: Study, words: Words, row: Line) -> str:
    found = study.summary["continuity"]
    if not found["node"]:
        return words.say("No link states a minimum load, so no link has to stand for lack of supply.")
    allowed = months_a_year(words, row.needed)
    text = words.say(
        "It stands {value} on average; at most {needed} is allowed. Chance that it stands longer: {chance}.",
        value=told_apart(words, months_a_year(words, row.value), allowed, row.value - row.needed),
        needed=allowed,
        chance=words.share(found["probability_more_than_allowed"]),
    )
    defaults = () if found["allowed_stated"] else (default_allowed(study, words),)
    return " ".join((text, *working_time(study, words), *defaults))


def _idle_text(study: Study, words: Words, node: str) -> str:
    rows = table(study, "continuity", node=node)
    if rows.empty:
        return ""
    return words.say(
        "But {node} stands {months} months of the {working} in which it should work: nothing is said to pay on a plant "
        "that stands more than half of its time.",
        node=_node_title(study, words, node),
        months=words.number(rows["expected_months"].iloc[0], 1),
        working=words.number(rows["working_months"].iloc[0], 1),
    )


def _counted(words: Words, value: float | None, unit: str) -> str:
    """Return a condition's number with its unit: probabilities as percentages, suppliers with a decimal."""
    if not reading.finite(value):
        return words.say(UNKNOWN)
    if unit == "suppliers":
        return words.number(value, 1)
    return words.amount(value, "share" if unit == "probability" else unit)


def _links_text(study: Study, words: Words, row: Line) -> str:
    missing = [part.strip() for part in str(row.at or "").split(",") if part.strip()]
    if row.met or not missing:
        return words.say("No link is missing.") if row.met else words.say("At least one link is missing.")
    names = Names(study.cluster.spec, words)
    return words.say("Nobody runs: {links}.", links=words.listed(names.node(link) for link in missing))


def _node_title(study: Study, words: Words, at: Line) -> str:
    bare = str(at or "").partition("@")[0]
    spec = study.cluster.spec
    known = bare in spec.links or bare in spec.products or bare in spec.markets or bare in spec.classes
    return Names(spec, words).anything(str(at)) if known else ""


def facts(study: Study, words: Words) -> Iterator[Fact]:
    """Yield the figures that carry the verdict, those that are known."""
    yield from _members_fact(study, words)
    yield from counter_fact(study, words)
    yield from _potential_fact(study, words)
    yield from _output_fact(study, words)
    yield from _money_fact(study, words)
    yield from _data_fact(study, words)


def _members_fact(study: Study, words: Words) -> Iterator[Fact]:
    members, mass = study.summary.get("members", {}), study.summary.get("critical_mass", {})
    if reading.finite(members.get("expected_to_join")):
        because = words.say(
            "{needed} are needed; the chance that so many join is {chance}.",
            needed=words.number(mass.get("needed"), 0),
            chance=words.share(mass.get("probability_heads")),
        )
        expected, surveyed = words.number(members["expected_to_join"], 0), words.number(members.get("surveyed"), 0)
        value = words.say("{n} of {all}", n=expected, all=surveyed)
        yield Fact(words.say("Members expected to join"), value, because)


def _potential_fact(study: Study, words: Words) -> Iterator[Fact]:
    for row in table(study, "potential").head(2).itertuples():
        errors = (value if reading.finite(value) else 0.0 for value in (row.se, row.se_joining))
        error = reading.WIDTH_80 * math.hypot(*errors)
        value = words.middle_and_range(row.expected, max(row.expected - error, 0.0), row.expected + error, row.unit)
        because = words.say(
            "{produced} are produced, {offered} are offered; this is what those who will join offer.",
            produced=words.amount(row.produced, row.unit),
            offered=words.amount(row.offered, row.unit),
        )
        label = words.say("Potential: {product}", product=Names(study.cluster.spec, words).product(row.product))
        yield Fact(label, value, because)


def _output_fact(study: Study, words: Words) -> Iterator[Fact]:
    for product in reading.products_made(study)[:1]:
        rows = table(study, "projection", scenario=study.scenario, product=product)
        year = min(3, int(rows["year"].max()))
        row = rows[rows["year"] == year].iloc[0]
        label = words.say(
            "{product} in year {year}", product=Names(study.cluster.spec, words).product(product), year=year
        )
        because = words.say("Joining takes time, capacity and markets set the limit; see years 1, 3 and 10.")
        yield Fact(label, words.middle_and_range(row["p50"], row["p10"], row["p90"], row["unit"]), because)


def _money_fact(study: Study, words: Words) -> Iterator[Fact]:
    rows = table(study, "measures", scenario=study.scenario)
    rows = rows.set_index("measure") if len(rows) else rows
    rate = words.share(study.summary.get("finance", {}).get("discount_rate"))
    net = study.summary.get("scenarios", {}).get(study.scenario, {}).get("npv_net") or {}
    counted = words.number(net.get("draws", study.draws), 0)
    kinds = (
        ("npv", "probability_npv_positive", WORTH),
        ("npv_net", "probability_npv_net_positive", NET_WORTH),
    )
    for measure, chance, text in kinds:
        if measure in rows.index:
            found = rows.loc[measure]
            known = words.share(rows.loc[chance, "p50"]) if chance in rows.index else words.say(UNKNOWN)
            value = words.middle_and_range(found["p50"], found["p10"], found["p90"], found["unit"])
            yield Fact(words.say(MEASURES[measure]), value, words.say(text, rate=rate, chance=known, draws=counted))


def _data_fact(study: Study, words: Words) -> Iterator[Fact]:
    for row in table(study, "quality").itertuples():
        value = words.say("{n} of {all} rows", n=words.number(row.used, 0), all=words.number(row.read, 0))
        because = words.say(
            "{quarantined} set aside, {blank} blank, {excluded} excluded, {corrected} corrected.",
            **{name: words.number(getattr(row, name), 0) for name in ("quarantined", "blank", "excluded", "corrected")},
        )
        yield Fact(words.say("Answers used"), value, because)


def run_note(study: Study, words: Words) -> str:
    """Return what was computed: the leading scenario, its start, how many futures, from which seed."""
    return words.say(
        "Leading scenario: {scenario}. Start: {start}. {draws} futures were drawn (seed {seed}).",
        scenario=Names(study.cluster.spec, words).scenario(study.scenario),
        start=words.month(str(study.summary.get("start", ""))),
        draws=words.number(study.draws, 0),
        seed=study.seed,
    )


def lost_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield a sentence for each class of which every answer is set aside, so that its figures are none."""
    names = Names(study.cluster.spec, words)
    for issue in study.cluster.survey.issues:
        if issue.code == LOST:
            yield words.say(
                "{who}: every answer was set aside, so this report counts them as if they were not there. Mend these "
                "answers first; they stand at the end, under what was found in the answers.",
                who=names.cls(issue.value),
            )


def doubt_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield a question for each figure that is beyond what such projects reach: see model.results.doubts."""
    for row in table(study, "doubts").itertuples(index=False):
        said = {"value": words.share(row.value), "usual": words.share(row.usual)}
        if row.figure == "return":
            yield words.say(RETURN, **said) if reading.finite(row.value) else words.say(ENDLESS)
            if row.most:
                yield words.say(MOST, who=party(study, words, row.most))
        else:
            message = GAIN if row.figure == "gain" else GROWTH
            yield words.say(message, who=party(study, words, row.party), **said)
