"""The words of the report that not everybody uses every day, each in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.section import Exhibit, Section, Table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.model.results.study import Study

TERMS = {
    mark("Potential"): mark(
        "What those who are expected to join offer to the cluster in a year, as things stand today."
    ),
    mark("Link"): mark("A step of the chain, such as producing, cooling or processing, with the members who run it."),
    mark("Anchor"): mark("A link that the others must bring enough, or it stands: it has a minimum load."),
    mark("Minimum load"): mark("The least that a link needs to work at all in a month."),
    mark("Capacity"): mark("The most that a link can take in a month."),
    mark("Bottleneck"): mark(
        "What holds the chain back in a month: a full link, a market that takes no more, or too little supply."
    ),
    mark("Critical mass"): mark(
        "Enough of everything to begin: members, volume, suppliers of like size, and every link of the chain."
    ),
    mark("Sold past the cluster"): mark("What members promised to the cluster and sell to others after all."),
    mark("Possible future"): mark(
        "The years to come if every unsure number falls somewhere in its range. Many are drawn, and what "
        "comes out is counted."
    ),
    mark("P10, P50, P90"): mark("Of ten possible futures one lies below P10, five below P50 and nine below P90."),
    mark("Central case"): mark("The future in which every number stands at its middle."),
    mark("A bad, a normal, a good year"): mark(
        "One year in ten is worse than a bad one, one in ten better than a good one; a normal one lies in the middle."
    ),
    mark("Net present value (NPV)"): mark(
        "What all that the cluster adds over the years is worth today: money that comes later counts less."
    ),
    mark("Net NPV"): mark(
        "The same after taxes, the money that is tied up, and what the cluster's own body costs. The verdict "
        "rests on it."
    ),
    mark("Internal rate of return (IRR)"): mark("The yearly interest that the invested money brings."),
    mark("Payback"): mark("The time until what comes in has made good what was laid out."),
    mark("Cover of the debt (DSCR)"): mark(
        "How many times the cash of a year covers the instalments and interest of that year; below 1 it is not enough."
    ),
    mark("± behind a number"): mark("By how much the number may be off because only so many futures were drawn."),
}


def glossary(study: Study, words: Words) -> Section:  # noqa: ARG001  the same for every study
    """Return what the words of the report mean."""
    rows = tuple((words.say(term), words.say(meaning)) for term, meaning in TERMS.items())
    caption = words.say("Words of this report")
    table = Table(caption, (words.say("Word"), words.say("What it means here")), rows, 2)
    lead = (words.say("What the words mean that not everybody uses every day."),)
    return Section("glossary", caption, lead, exhibits=(Exhibit("glossary-words", table),))
