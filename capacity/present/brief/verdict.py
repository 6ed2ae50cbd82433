"""The first two pages: the verdict with its conditions, then the short answers, each under its own heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.brief.ahead import what_can_go_wrong, what_to_do
from capacity.present.brief.answers import the_chain, the_loans, what_one_gets, what_we_make
from capacity.present.brief.unanswered import lost_lines, unanswered
from capacity.present.chapters.chain import SUPPLIERS, months_a_year, told_apart, working_time
from capacity.present.origins import figures as origins
from capacity.present.parts.futures import of_hundred
from capacity.present.parts.section import Light, Section
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import UNKNOWN, Words, mark

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
IN_FUTURES = {
    "heads": mark("So many join in {value} of 100 possible futures; at least {needed} of 100 are asked for."),
    "volume": mark("Enough comes in {value} of 100 possible futures; at least {needed} of 100 are asked for."),
    "npv_net": mark(
        "The cluster earns more than it costs in {value} of 100 possible futures; at least {needed} of 100 are asked "
        "for."
    ),
    "loans": mark(
        "The money that the bank asks for is there in every year in {value} of 100 possible futures; at least {needed} "
        "of 100 are asked for."
    ),
    "classes": mark(
        "They are not worse off than without the cluster in {value} of 100 possible futures; at least {needed} of "
        "100 are asked for."
    ),
}
"""of conditions that are chances"""
SHOWN = 3
"""conditions that are shown where fewer are open"""


PARTS = (the_chain, what_we_make, what_one_gets, the_loans, what_to_do, what_can_go_wrong, unanswered)


def verdict(study: Study, words: Words) -> Section:
    """Return go, go if, or not yet, with its conditions; then what a facilitator reads aloud, part by part."""
    shown = conditions(study, words)
    parts = (part(study, words) for part in PARTS)
    return Section(
        "verdict",
        words.say("Verdict"),
        (*lost_lines(study, words), *working_lines(study, words, shown)),
        answer=answer(study, words),
        lights=shown,
        origins=(origins.chances(study, words, _chances(study, words)),),
        parts=tuple(part for part in parts if part),
    )


def _chances(study: Study, words: Words) -> Iterator[tuple[str, float, float]]:
    """Yield of each condition that is a chance what it is, the chance, and in how many futures it was counted."""
    rows = table(study, "measures", scenario=study.scenario, measure="probability_npv_net_positive")
    net = float(rows["draws"].iloc[0]) if len(rows) else study.draws
    draws = {"heads": study.draws, "volume": study.draws, "npv_net": net}
    for row in table(study, "verdict").itertuples(index=False):
        if row.condition in IN_FUTURES and row.unit == "probability":
            counted = draws.get(row.condition, reading.convention(study, "books_draws"))
            yield words.known(row.condition, CONDITIONS), float(row.value), float(counted)


def answer(study: Study, words: Words) -> Light:
    """Return go, go if, or not yet, with what it means."""
    rows = table(study, "verdict")
    state, word, sentence = ANSWERS.get(str(rows["answer"].iloc[0]), NO_ANSWER) if len(rows) else NO_ANSWER
    return Light(state, words.say(word), words.say(sentence))


def conditions(study: Study, words: Words) -> tuple[Light, ...]:
    """Return all conditions that are not met, and of those that are the first, up to three."""
    found = [_condition(study, words, row) for row in table(study, "verdict").itertuples()]
    found.sort(key=lambda light: light.state == "good")
    return tuple(found[: max(SHOWN, sum(light.state != "good" for light in found))])


def working_lines(study: Study, words: Words, shown: tuple[Light, ...]) -> Iterator[str]:
    """Yield when the plant works, where that is not all year and no condition that is shown says it already."""
    title = words.known("continuity", CONDITIONS)
    if not any(light.title.startswith(title) for light in shown):
        yield from part_of_year_lines(study, words)


def part_of_year_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield when the plant works that has a minimum load, where that is not all year; nothing where none has one."""
    if study.summary.get("continuity", {}).get("node"):
        yield from working_time(study, words)


def _condition(study: Study, words: Words, row: Line) -> Light:
    title = words.known(row.condition, CONDITIONS)
    state = "good" if row.met else "bad"
    if row.condition == "links":
        return Light(state, title, _links_text(study, words, row))
    place = _node_title(study, words, row.at)
    if row.condition == "continuity":
        return Light(state, f"{title} ({place})" if place else title, _continuity_text(study, words, row))
    text = _against_what_is_asked(words, row)
    if row.condition == "npv_net" and row.at:
        return Light(state, title, f"{text} {_idle_text(study, words, row.at)}")
    return Light(state, f"{title} ({place})" if place else title, text)


def _against_what_is_asked(words: Words, row: Line) -> str:
    """Return what was found beside what is asked for, told apart where both would read alike."""
    if row.condition in IN_FUTURES and row.unit == "probability" and reading.finite(row.value):
        value, needed = (of_hundred(words, chance) for chance in (row.value, row.needed))
        value = told_apart(words, value, needed, row.value - row.needed)
        return words.say(IN_FUTURES[row.condition], value=value, needed=needed)
    needed = _counted(words, row.needed, row.unit)
    value = told_apart(words, _counted(words, row.value, row.unit), needed, row.value - row.needed)
    if row.condition == "suppliers":
        return words.say(SUPPLIERS, value=value, needed=needed)
    return words.say("{value}; at least {needed} is needed.", value=value, needed=needed)


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
    return " ".join((text, *working_time(study, words)))


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
