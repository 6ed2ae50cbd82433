"""What nobody has answered yet, and what sounds too good to be true: what to ask before anybody decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.facts import LOST
from capacity.intake.survey import todays_answers as answers
from capacity.present.chapters.chain import default_allowed
from capacity.present.charts.of_money import party
from capacity.present.parts.section import Section
from capacity.present.parts.without import SOURCES, by_source, hangs_on
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model.results.study import Study

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
UNSAID = {
    answers.NOT_SAID: mark("Ask these what they do today; until they say, all that they earn counts as gained: {who}."),
    answers.IN_PART: SOURCES[answers.IN_PART],
}
NOTHING = mark("Nothing is left open on which the answer hangs.")


def unanswered(study: Study, words: Words) -> Section:
    """Return the questions on which the answer hangs, one by one."""
    said = (
        *hangs_on(study, words),
        *doubt_lines(study, words),
        *by_source(study, words, UNSAID),
        *_defaults(study, words),
    )
    title = words.say("What nobody has answered yet")
    return Section("unanswered", title, () if said else (words.say(NOTHING),), points=said)


def _defaults(study: Study, words: Words) -> Iterator[str]:
    """Yield that nobody said how long the plant may stand."""
    found = study.summary.get("continuity", {})
    if found.get("node") and not found["allowed_stated"]:
        node = Names(study.cluster.spec, words).node(found["node"])
        yield words.say(
            "{node}: how many months a year may it stand? {default}", node=node, default=default_allowed(study, words)
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
