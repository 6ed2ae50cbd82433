"""What the guided notebook says beside its fields: steps, the count of rows, what is lacking, what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from capacity.intake.catalogue import catalogue, sentence
from capacity.intake.draft.seen import shown_name
from capacity.present.begin.lines import ROLE_NAMES
from capacity.present.markup import render
from capacity.present.words.words import mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capacity.intake.draft.below import SeenTable
    from capacity.intake.draft.choices import Choices
    from capacity.intake.draft.seen import SeenSheet
    from capacity.intake.facts import Rows
    from capacity.intake.findings import Issue
    from capacity.present.words.words import Words

LACKING = {
    "member": mark("Pick the column that tells who it is."),
    "output": mark("Pick the column that tells how much is made or put through today."),
    "seasons": mark("Pick both the good and the bad season, or none of them."),
    "one_table": mark("Pick the columns of one figure on one table: {figures}."),
    "where": mark("Tick the answers of the rows that count."),
    "each": mark("Write how much one row gives where rows are counted."),
    "units": mark("Say what one of these holds, or that nobody knows: {words}."),
    "products": mark("Write down what flows through the chain."),
    "links": mark("Add a stage that takes nothing: a field or a herd, where it all begins."),
    "buyers": mark("Add a buyer with a price."),
    "start": mark("Write the first month as 2027-01."),
}
TABLES = mark("The tables of the export")
NUMBERED_SAID = mark("# stands for the number: 1, 2 and so on. What is picked here is taken of all of them together.")
SHOWN = 8
"""reasons that are listed at most"""


def lacking_text(name: str, choices: Choices, words: Words) -> str:
    """Return what is still to be picked or written."""
    figures = words.listed([words.say(ROLE_NAMES[role]) for role in choices.in_two_tables()])
    return words.say(LACKING[name], figures=figures, words=words.listed(choices.unstated()))


def step_html(title: str, said: str, words: Words) -> str:
    """Return the heading of a step with what is to be done."""
    return render("begin/step.html.j2", words, title=title, said=said)


def lists_html(sheet: SeenSheet, tables: Sequence[SeenTable], words: Words) -> str:
    """Return which table is the list of members, and which tables hold what a member has several of."""
    own = shown_name(sheet)
    said = [words.say("The list of members: {table}, {n} rows.", table=own, n=words.number(sheet.rows))]
    rows = [one.name for one in tables if not one.is_numbered]
    said += [words.say("Below it, several rows of one member: {tables}.", tables=words.listed(rows))] if rows else []
    return render("begin/step.html.j2", words, title=words.say(TABLES), said=" ".join(said))


def table_html(table: SeenTable, words: Words) -> str:
    """Return the heading of a table below the list of members: its name, how many rows it has, and of how many."""
    if table.is_numbered:
        title = words.say("Columns with a number, up to {n} of a member", n=words.number(table.most))
        return render("begin/step.html.j2", words, title=title, said=words.say(NUMBERED_SAID))
    said = words.say(
        "Rows: {rows}, of {members} members; one has up to {most}.",
        rows=words.number(table.rows),
        members=words.number(table.members),
        most=words.number(table.most),
    )
    return render("begin/step.html.j2", words, title=words.say("Table {name}", name=table.name), said=said)


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
