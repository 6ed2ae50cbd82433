"""What is too good to be true: the questions to check before anybody reads the figures out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts.of_gains import party
from capacity.present.words.reading import finite, table
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


def doubt_lines(study: Study, words: Words) -> Iterator[str]:
    """Yield a question for each figure that is beyond what such projects reach: see model.doubts."""
    for row in table(study, "doubts").itertuples(index=False):
        said = {"value": words.share(row.value), "usual": words.share(row.usual)}
        if row.figure == "return":
            yield words.say(RETURN, **said) if finite(row.value) else words.say(ENDLESS)
            if row.most:
                yield words.say(MOST, who=party(study, words, row.most))
        else:
            message = GAIN if row.figure == "gain" else GROWTH
            yield words.say(message, who=party(study, words, row.party), **said)
