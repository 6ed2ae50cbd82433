"""Where the numbers come from: the quality of the answers, what was found in them, and every assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.parts.findings import FINDINGS, OTHER
from capacity.present.parts.section import Exhibit, Section, Table, table_from
from capacity.present.words.names import Names
from capacity.present.words.reading import in_order, table
from capacity.present.words.words import SHAPES, Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

SEVERITIES = {
    "error": mark("error"),
    "quarantine": mark("row set aside"),
    "warning": mark("warning"),
    "note": mark("note"),
}
MOST_ISSUES = 200
NO_ISSUES = mark("Nothing was found in the answers that had to be set aside or asked again.")
SHAPES_NOTE = mark(
    "After ± stands the standard deviation, of an estimate its standard error. P10 is the number that 10 of 100 cases "
    "stay below. In brackets: the chance of the value."
)
NO_ASSUMPTIONS = mark("The cluster file states no numbers.")


def quality(study: Study, words: Words) -> Section:
    """Return how many rows were used, set aside, corrected, and everything that was found in them."""
    rows = table(study, "quality")
    lead = [_rows_sentence(words, row) for row in rows.itertuples()]
    found = table(study, "issues")
    if found.empty:
        return Section("quality", words.say("Quality of the answers"), (*lead, words.say(NO_ISSUES)))
    counts = found["severity"].value_counts()
    said = [
        f"{words.known(name, SEVERITIES)}: {words.number(int(counts[name]), 0)}"
        for name in SEVERITIES
        if name in counts
    ]
    lead.append(words.say("Found in the answers: {counts}.", counts=words.listed(said)))
    if len(found) > MOST_ISSUES:
        lead.append(
            words.say("The first {n} are listed here; all of them are in issues.csv.", n=words.number(MOST_ISSUES))
        )
    note = words.say("Set aside means: the row stays in the file but is not counted until somebody has looked at it.")
    exhibit = Exhibit("quality-issues", _issues_table(found.head(MOST_ISSUES), words))
    return Section("quality", words.say("Quality of the answers"), tuple(lead), exhibits=(exhibit,), notes=(note,))


def _rows_sentence(words: Words, row: Line) -> str:
    names = ("quarantined", "blank", "excluded", "corrected")
    return words.count(
        "{n} row was read: {used} used, {quarantined} set aside, {blank} blank, {excluded} excluded by their status; "
        "{corrected} corrected.",
        "{n} rows were read: {used} used, {quarantined} set aside, {blank} blank, {excluded} excluded by their status; "
        "{corrected} corrected.",
        row.read,
        used=words.number(row.used, 0),
        **{name: words.number(getattr(row, name), 0) for name in names},
    )


def _issues_table(found: pd.DataFrame, words: Words) -> Table:
    columns = {
        mark("Kind"): lambda row: words.known(str(row.severity), SEVERITIES),
        mark("Where"): _where,
        mark("What was found"): lambda row: words.say(FINDINGS.get(str(row.code), OTHER)),
        mark("As the program reports it"): lambda row: f"{row.problem}. {row.fix}".removesuffix(". "),
    }
    return table_from(words, words.say("What was found in the answers"), found, columns, 4)


def _where(row: Line) -> str:
    number = str(int(row.row)) if row.row is not None and row.row == row.row else ""
    parts = (row.file, row.sheet, number, row.member, row.column, row.value)
    return " » ".join(str(part) for part in parts if part not in ("", None))


def assumptions(study: Study, words: Words) -> Section:
    """Return every stated number with its range, unit and source, and the list of sources."""
    title, rows = words.say("Every assumption and its source"), table(study, "assumptions")
    if rows.empty:
        return Section("assumptions", title, (words.say(NO_ASSUMPTIONS),))
    sources = in_order(rows["source"])
    lead = words.count(
        "{n} number was stated for this study, from {sources} sources. A range means: lowest, most likely, highest.",
        "{n} numbers were stated for this study, from {sources} sources. A range means: lowest, most likely, highest.",
        len(rows),
        sources=words.number(len(sources), 0),
    )
    agreed = words.say(
        "Of these, {agreed} stand on sources whose numbers somebody has agreed to, with a name and a date.",
        agreed=words.number(int((rows["agreed_by"] != "").sum()), 0),
    )
    names = Names(study.cluster.spec, words)
    body = tuple(
        (names.path(row.path), words.stated(str(row.stated)), _source(row), str(row.path)) for row in rows.itertuples()
    )
    heads = (mark("What"), mark("As stated"), mark("Source"), mark("Where in the cluster file"))
    register = Table(words.say("Assumption register"), tuple(words.say(one) for one in heads), body, 4)
    exhibits = (Exhibit("assumptions-sources", _sources_table(study, words)), Exhibit("assumptions-register", register))
    notes = (words.say(SHAPES_NOTE),) if any(str(text).split(" ")[0] in SHAPES for text in rows["stated"]) else ()
    return Section("assumptions", title, (lead, agreed), exhibits=exhibits, notes=notes)


def _source(row: Line) -> str:
    return ", ".join(str(part) for part in (row.title, row.author, row.date) if part not in ("", None))


def _sources_table(study: Study, words: Words) -> Table:
    heads = (mark("Source"), mark("Author"), mark("Date"), mark("Agreed"), mark("Numbers"))
    body = tuple(_source_rows(study, words))
    return Table(words.say("Sources"), tuple(words.say(one) for one in heads), body, 5)


def _source_rows(study: Study, words: Words) -> Iterator[tuple[str, ...]]:
    rows = table(study, "assumptions")
    for _, part in rows.groupby("source", sort=False):
        first = part.iloc[0]
        known = (str(first[name]) or "–" for name in ("title", "author", "date"))
        agreed = ", ".join(str(first[name]) for name in ("agreed_by", "agreed_on") if first[name])
        yield *known, agreed or words.say("not yet"), words.number(len(part), 0)
