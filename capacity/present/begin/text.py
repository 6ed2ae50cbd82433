"""What the guided notebook says beside its fields: steps, the count of rows, what is lacking, what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from capacity.intake.findings.catalogue import catalogue
from capacity.intake.findings.sentences import sentence
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capacity.intake.findings.issues import Issue
    from capacity.intake.survey.survey import Rows
    from capacity.present.words.words import Words

LACKING = {
    "member": mark("Pick the column that tells who it is."),
    "output": mark("Pick the column that tells how much is made or put through today."),
    "seasons": mark("Pick both the good and the bad season, or none of them."),
    "products": mark("Write down what flows through the chain."),
    "links": mark("Add a stage that takes nothing: a field or a herd, where it all begins."),
    "buyers": mark("Add a buyer with a price."),
    "start": mark("Write the first month as 2027-01."),
}
SHOWN = 8
"""reasons that are listed at most"""


def step_html(title: str, said: str, words: Words) -> str:
    """Return the heading of a step with what is to be done."""
    return render("begin/step.html.j2", words, title=title, said=said)


def count_html(rows: Rows, issues: Sequence[Issue], words: Words) -> str:
    """Return how many rows of the survey are used, and why the others are not."""
    aside = [(_reason(issue, words), issue) for issue in issues if issue.severity == "quarantine"]
    reasons = Counter(reason for reason, _ in aside)
    first = dict(reversed(aside))
    lines = [
        words.say("{n} × {why}. First: {where}", n=words.number(times), why=why, where=_where(first[why]))
        for why, times in reasons.most_common(SHOWN)
    ]
    said = words.say(
        "Rows read: {read}. Used: {used}. Set aside: {aside}. Blank: {blank}. Left out: {out}.",
        read=words.number(rows.read),
        used=words.number(rows.used),
        aside=words.number(rows.quarantined),
        blank=words.number(rows.blank),
        out=words.number(rows.excluded),
    )
    return render("begin/count.html.j2", words, said=said, lines=lines)


def _reason(issue: Issue, words: Words) -> str:
    """Return why a row is set aside: the finding's own words in English, else those of its kind."""
    if words.language == "en":
        return issue.problem
    general, _ = catalogue(words.language).get(issue.code, ("", ""))
    return sentence(issue.problem, issue.code, words.language) or general or issue.problem


def _where(issue: Issue) -> str:
    parts = (issue.sheet, f"{issue.row}" if issue.row else "", issue.column, f'"{issue.value}"' if issue.value else "")
    return " » ".join(part for part in parts if part)
