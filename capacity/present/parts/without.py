"""What would be without the cluster: which class's without was taken from where, and what is still to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.survey import todays_answers as answers
from capacity.present.charts.of_money import party
from capacity.present.words.reading import table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from capacity.model.results.study import Study

SOURCES = {
    answers.FROM_SURVEY: mark("Without the cluster these go on as they do today, by the survey: {who}."),
    answers.IN_PART: mark("Some of these did not say what they do today and count as idle; ask them: {who}."),
    answers.AS_TODAY: mark("Without the cluster these go on as they do today, as the cluster file says: {who}."),
    answers.IDLE: mark("Without the cluster these would do nothing, as the cluster file says: {who}."),
    answers.OWN_FIGURES: mark("What these do without the cluster is stated in the cluster file: {who}."),
    answers.NOT_SAID: mark(
        "Nobody said what these do today, so that all they earn counts as added by the cluster; ask them: {who}."
    ),
}
_MUCH = 0.05
"""share of the larger net present value from which on it is told what becomes of it"""
_SEEN = 0.005
"""share of today's work from which on it is told that it stands"""


def without_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield for each source whose without it was taken for, what prices it rests on, and what is displaced."""
    yield from by_source(study, words, SOURCES)
    rows = table(study, "without")
    works = rows[rows["work"].notna()] if len(rows) else rows
    names = [party(study, words, row.party) for row in works.itertuples(index=False) if row.prices == "first_year"]
    if names:
        yield words.say(
            "Nobody stated at which prices these buy and sell today; what a unit leaves them in the first year of the "
            "chain was taken: {who}.",
            who=words.listed(names),
        )
    names = [
        f"{party(study, words, row.party)} ({words.share(row.stands)})"
        for row in rows.itertuples(index=False)
        if row.stands >= _SEEN
    ]
    if names:
        yield words.say(
            "At the prices stated, a unit of the work of these costs more today than it brings. They count as standing "
            "in such months, as they would in the cluster; ask them what they pay and get (share of today's work): "
            "{who}.",
            who=words.listed(names),
        )
    names = _displaced(study, words)
    if names:
        yield words.say(
            "From the first month on these are taken to buy nothing more from others than they go on working for them, "
            "however many members have joined: the members' goods take that place. Ask whether any of it goes on "
            "beside: {who}.",
            who=words.listed(names),
        )


def by_source(study: Study, words: Words, sentences: Mapping[str, str]) -> Iterator[str]:
    """Yield the sentence of each source from which the without of some parties was taken, with their names."""
    rows = table(study, "without")
    for source, sentence in sentences.items() if len(rows) else ():
        names = [party(study, words, name) for name in rows.loc[rows["source"] == source, "party"]]
        if names:
            yield words.say(sentence, who=words.listed(names))


def _displaced(study: Study, words: Words) -> list[str]:
    rows = table(study, "without")
    rows = rows[rows["work"].notna()] if len(rows) else rows
    return [party(study, words, row.party) for row in rows.itertuples(index=False) if row.beside == "displaced"]


def hangs_on(study: Study, words: Words) -> Iterator[str]:
    """Yield by how much the result hangs on what becomes of today's purchases, where nobody has said it."""
    for row in table(study, "displaced").itertuples(index=False):
        if abs(row.npv_beside - row.npv) > _MUCH * max(abs(row.npv), abs(row.npv_beside)):
            yield words.say(
                "The answer hangs on something that nobody said: whether these go on buying from others once there is "
                "a cluster: {who}. Here they are taken to stop from the first month on. If they went on with all of it "
                "beside the members' goods, the net present value of the central case would be {beside} instead of "
                "{here}. Ask them first.",
                who=words.listed(_displaced(study, words)),
                beside=words.amount(row.npv_beside, row.currency),
                here=words.amount(row.npv, row.currency),
            )
