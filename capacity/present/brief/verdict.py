"""The first two pages: the verdict with its open conditions, then the short answers, each under its own heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.brief.ahead import what_can_go_wrong, what_to_do
from capacity.present.brief.answers import the_chain, the_loans, what_one_gets, what_we_make
from capacity.present.brief.conditions import answer, conditions, working_lines
from capacity.present.brief.unanswered import lost_lines, unanswered
from capacity.present.parts.section import Section

if TYPE_CHECKING:
    from capacity.model.results.study import Study
    from capacity.present.words.words import Words

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
        parts=tuple(part for part in parts if part),
    )
