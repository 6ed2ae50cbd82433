"""The verdict of a diagnosis: begin, strengthen first or elsewhere, the four prerequisites, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Light, Section
from capacity.present.prerequisites.measures import ASK, PREREQUISITES, light_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.ground import Diagnosis

ANSWERS = {
    "begin": (
        "good",
        mark("Begin"),
        mark("There is ground for a cluster here. Go on to the design of the cluster and to its numbers."),
    ),
    "strengthen": (
        "warn",
        mark("Strengthen first"),
        mark("There is something to build on, but not enough is there or known yet; the list below says what."),
    ),
    "elsewhere": (
        "bad",
        mark("Look elsewhere"),
        mark("Neither enough members nor a region made for this branch were found here."),
    ),
}
OF_THE_LIGHT = {
    "good": mark("All that is known of it is good."),
    "warn": mark("Not everything is good or known."),
    "bad": mark("Something is missing without which it does not work."),
    "none": mark("Nothing is known of it yet."),
}


def verdict(found: Diagnosis, words: Words) -> Section:
    """Return begin, strengthen first or elsewhere, the four prerequisites, and what to do next."""
    states = found.tables["diagnosis_lights"].set_index("name")["state"]
    state, word, sentence = ANSWERS[states["verdict"]]
    lights = tuple(
        Light(states[name], words.say(title), words.say(OF_THE_LIGHT[states[name]]))
        for name, title in PREREQUISITES.items()
    )
    todo = tuple(_next(found, words))
    return Section(
        "diagnosis",
        words.say("Is there ground for a cluster?"),
        answer=Light(state, words.say(word), words.say(sentence)),
        lights=lights,
        parts=(Section("diagnosis-next", words.say("What to do next"), points=todo),) if todo else (),
    )


def _next(found: Diagnosis, words: Words) -> Iterator[str]:
    """Yield what is missing or not enough, and whom to ask where something is not known."""
    rows = found.tables["diagnosis_measures"]
    for name in PREREQUISITES:
        part = rows[rows["prerequisite"] == name]
        for row in part[part["state"].isin(("bad", "warn"))].itertuples(index=False):
            light = light_of(found, words, row)
            yield words.say("{what}: {found}", what=light.title, found=light.text)
        if (part["state"] == "none").any() and not _only_unlit(part):
            yield words.say(ASK[name])
    for name, member in found.evidence.alike.items():
        yield words.say(
            "In the sales stands {name}, who is no member of the survey and counts as outside. If this is {member}, "
            "correct the name.",
            name=name,
            member=member,
        )


def _only_unlit(part: pd.DataFrame) -> bool:
    """Return whether all that has no light is coherence with a figure, of which nobody has set a threshold."""
    unlit = part[part["state"] == "none"]
    return bool(((unlit["measure"] == "coherence") & unlit["value"].notna()).all())
