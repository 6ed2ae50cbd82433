"""Who stayed, joined and left, and what was found in the waves. Confidential: it names members by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.catalogue import told
from capacity.intake.findings import Issue
from capacity.present.monitoring.terms import STATUSES
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line
    from capacity.present.words.words import Words

SHOWN = ("stayed", "renamed", "joined", "returned", "left", "set_aside")


def members(study: Study, words: Words) -> Section:
    """Return how many stayed, joined and left in each round, and who changed."""
    exhibits = [Exhibit("who-rounds", _rounds(study, words))]
    names, rows = Names(study.cluster.spec, words), study.tables["monitoring_members"]
    rows = rows[rows["status"] != "stayed"]
    columns = (
        (words.say("Member"), lambda row: row.member if row.member == row.person else f"{row.member} ({row.person})"),
        (words.say("Wave"), lambda row: words.month(row.wave)),
        (words.say("What became of it"), lambda row: words.known(row.status, STATUSES)),
        (words.say("Class"), lambda row: names.cls(row.cls)),
        (words.say("Place"), lambda row: names.place(row.place)),
    )
    if len(rows):
        caption = words.say("Members who changed; those who left stay in view")
        exhibits.append(Exhibit("who-members", make_table(caption, rows, columns, 5)))
    lead = (
        words.say(
            "A member is followed by its code. Another code needs a line in waves/renames.csv; the first one stands in "
            "brackets."
        ),
    )
    return Section("members", words.say("Who stayed, joined and left"), lead, exhibits=tuple(exhibits))


def _rounds(study: Study, words: Words) -> Table:
    columns = (
        (words.say("Round"), lambda row: words.month(row.wave)),
        (words.say("Answers used"), lambda row: words.number(row.used, 0)),
        *((words.say(STATUSES[name]), _count(name, study.summary["start"], words)) for name in SHOWN),
    )
    return make_table(words.say("The rounds, in members"), study.tables["monitoring_waves"], columns)


def _count(name: str, start: str, words: Words) -> Callable[[Line], str]:
    """Return what writes how many became so; a dash in the first round, before which there was none."""
    return lambda row: words.number(getattr(row, name), 0) if row.wave > start else "–"


def found(study: Study, words: Words) -> Section:
    """Return what was found in the waves' files beyond notes, and the changed names."""
    title, rows = words.say("What was found in the waves"), study.tables["monitoring_issues"]
    if len(rows):
        rows = rows[(rows["severity"] != "note") | rows["code"].str.startswith("W")]
    if rows.empty:
        return Section("found", title, (words.say("Nothing that would have to be mended."),))
    columns = (
        (words.say("Where"), _place),
        (words.say("What was found"), lambda row: _told(row, words)[0]),
        (words.say("What to do"), lambda row: _told(row, words)[1]),
    )
    table = make_table(words.say("Findings in the waves"), rows, columns, 3)
    return Section("found", title, exhibits=(Exhibit("found", table),))


def _place(row: Line) -> str:
    number = "" if row.row is None or row.row != row.row else f"{row.row:.0f}"
    return " » ".join(part for part in (row.file, number, row.member, row.column) if part)


def _told(row: Line, words: Words) -> tuple[str, str]:
    issue = Issue(row.problem, row.fix, code=row.code, severity=row.severity)
    if words.language == "en":
        return issue.problem, issue.fix
    problem, fix = told(issue, words.language)
    return problem or issue.problem, fix or issue.fix
