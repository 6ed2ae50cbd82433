"""What each measure of a prerequisite is called, and the sentence that says what was found and what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Fact, Light
from capacity.present.words.reading import finite
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.ground import Diagnosis
    from capacity.present.words.reading import Line

PREREQUISITES = {
    "members": mark("Members: enough of them, and they deal with each other"),
    "resources": mark("Resources: the region is made for this branch"),
    "infrastructure": mark("Banks, advisers and markets are near"),
    "support": mark("State and region stand behind it"),
}
KINDS = {
    "bank": mark("Banks and lenders"),
    "consulting": mark("Advisers"),
    "market": mark("Places to sell"),
    "innovation": mark("Research and technology parks"),
    "transport": mark("Roads and carriers"),
    "laboratory": mark("Laboratories"),
    "training": mark("Training"),
    "energy": mark("Power and water"),
    "law": mark("Laws"),
    "programme": mark("Programmes"),
    "institution": mark("Institutions"),
    "management": mark("People who answer for it"),
    "resource": mark("Natural resources"),
}
STATES = {"there": mark("there"), "partly": mark("partly there"), "missing": mark("missing")}
FOUND = {
    "good": mark("It is there."),
    "warn": mark("Only part of it is there."),
    "bad": mark("It is missing."),
    "none": mark("Nobody has said yet whether it is there."),
}
ASK = {
    "members": mark("Ask the members to whom they sell and from whom they buy, and write it into relations.xlsx."),
    "resources": mark("Get the figures of the branch for region and country, and write them into region.xlsx."),
    "infrastructure": mark(
        "Ask in the district which banks, advisers and markets there are; write it into diagnosis.yml."
    ),
    "support": mark("Ask the administration which laws and programmes there are; write it into diagnosis.yml."),
}
"""what to do where a measure is not known"""
UNTOLD = {
    "coherence": (
        mark("They deal with each other"),
        mark("No sale among members is known; perhaps nobody was asked to whom he sells."),
    ),
    "location_quotient": (
        mark("Specialised region"),
        mark("The figures of the branch in region and country are not there yet."),
    ),
}
"""measures of which nobody told: what they are called, and what is said then"""


def lights(found: Diagnosis, words: Words, *prerequisites: str) -> tuple[Light, ...]:
    """Return the measures of some prerequisites as lights; a known coherence has none (see coherence_fact)."""
    rows = found.tables["diagnosis_measures"]
    asked = rows[rows["prerequisite"].isin(prerequisites) & ~_no_threshold(rows)]
    return tuple(light_of(found, words, row) for row in asked.itertuples(index=False))


def coherence_fact(found: Diagnosis, words: Words) -> tuple[Fact, ...]:
    """Return how much of what members sell goes to members, of which nobody has set how much it must be."""
    rows = found.tables["diagnosis_measures"]
    label = words.say("Of what the members sell, other members buy")
    because = words.say("Nobody has set how much it must be.")
    return tuple(Fact(label, words.share(value), because) for value in rows.loc[_no_threshold(rows), "value"])


def _no_threshold(rows: pd.DataFrame) -> pd.Series:
    return (rows["measure"] == "coherence") & rows["value"].notna()


def light_of(found: Diagnosis, words: Words, row: Line) -> Light:
    """Return a measure as a light: what it is, what was found, what is asked for."""
    if row.measure in SENTENCES:
        return _said(words, row)
    if row.measure in UNTOLD:
        title, sentence = UNTOLD[row.measure]
        return Light(row.state, words.say(title), words.say(sentence))
    if row.unit == "ratio":
        return Light(row.state, words.say("Specialised: {measure}", measure=row.measure), _quotient(words, row))
    return Light(row.state, _called(found, words, row.measure), words.say(FOUND[row.state]))


def _said(words: Words, row: Line) -> Light:
    """Return a measure that has a sentence of its own, with its figures, or with what is said where it is not known."""
    title, sentence, none = SENTENCES[row.measure]
    if not row.value > 0:
        return Light(row.state, words.say(title), words.say(none))
    figures = {"value": words.amount(row.value), "needed": words.amount(row.needed)}
    return Light(row.state, words.say(title), words.say(sentence, **figures))


SENTENCES = {
    "core_members": (
        mark("Enough members in the chain"),
        mark("{value} potential members work in the chain itself; experience asks for at least {needed}."),
        mark("None of those who were asked works in the chain itself."),
    ),
    "missing_links": (
        mark("Every link is there"),
        mark("Links of the chain in which nobody works: {value}; none may be missing."),
        mark("In every link of the chain somebody works."),
    ),
}


def _quotient(words: Words, row: Line) -> str:
    if not finite(row.value):
        return words.say("It cannot be worked out: a figure of the region or the country is nothing.")
    return words.say(
        "The region does {value} times as much of this as an equal share of the country would be; from {needed} on a "
        "region is called specialised.",
        value=words.number(row.value, 2),
        needed=words.number(row.needed, 2),
    )


def _called(found: Diagnosis, words: Words, measure: str) -> str:
    """Return what a kind is called, or the title of a natural resource."""
    return title_at(found, words, measure) if "." in measure else words.known(measure, KINDS)


def title_at(found: Diagnosis, words: Words, place: str) -> str:
    """Return the title of the fact at a place of diagnosis.yml, such as support.0."""
    part, _, index = place.partition(".")
    return words.title(getattr(found.evidence.stated, part)[int(index)].title)
