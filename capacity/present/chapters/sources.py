"""Where the numbers come from: the quality of the answers, what was found in them, and every assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.intake.catalogue import sentence
from capacity.present.parts.section import Exhibit, Section, Table, make_table
from capacity.present.words.names import Names
from capacity.present.words.reading import in_order, table
from capacity.present.words.words import SHAPES, Words, mark

if TYPE_CHECKING:
    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

SEVERITIES = {
    "error": mark("error"),
    "quarantine": mark("row set aside"),
    "warning": mark("warning"),
    "note": mark("note"),
}
EXCLUSIONS = {
    "asked_twice": mark("asked twice"),
    "totals": mark("a row of totals"),
    "headers": mark("a line of the header"),
    "other_table": mark("of another table"),
    "rejected": mark("rejected in review"),
    "replaced": mark("an older version of the same answers"),
    "by_answer": mark("by the answer itself"),
    "dropped": mark("dropped in corrections.yml"),
    "listed": mark("on the quick list only"),
}
"""why rows are excluded"""
FINDINGS = {
    "C01": mark("this is not a number"),
    "C02": mark("decimal sign"),
    "C04": mark("a point or comma that can be read in two ways"),
    "C05": mark("a unit written beside the number"),
    "C06": mark("a range instead of one number"),
    "C07": mark("a date instead of a number"),
    "C09": mark("yes or no instead of a number"),
    "C10": mark("the sheet could not calculate the cell"),
    "C11": mark("a formula without its result"),
    "C12": mark("not a finite number"),
    "C13": mark("a number too large to be true"),
    "C15": mark("a number below zero"),
    "C20": mark("invisible characters"),
    "C24": mark("the id is too long"),
    "C27": mark("percent and share may be mixed up"),
    "C28": mark("an answer that is not among the declared ones"),
    "D08": mark("the capacity is missing"),
    "D14": mark("more is put through than the capacity allows"),
    "F13": mark("macros are ignored"),
    "F14": mark("links to other files"),
    "F15": mark("a lock file is skipped"),
    "F19": mark("encoding of the file"),
    "F20": mark("encoding of the file"),
    "F24": mark("a line that names the delimiter"),
    "H06": mark("a column without a label"),
    "H10": mark("columns that are not used"),
    "H12": mark("a column known by its group"),
    "H14": mark("a question in two columns"),
    "H11": mark("the unit of a column is in doubt"),
    "R01": mark("the same row twice"),
    "R02": mark("one id with different answers"),
    "R04": mark("ids that differ only in their spelling"),
    "R06": mark("a row of totals"),
    "R07": mark("a note, not a member"),
    "R12": mark("a figure far from the others"),
    "R13": mark("the same figure for everybody"),
    "R14": mark("a figure that is needed is missing"),
    "R15": mark("excluded by its review status"),
    "R16": mark("an older version of the same answers"),
    "R18": mark("a weight that cannot be"),
    "R19": mark("a member without an id"),
    "R20": mark("no answer, or one read as another"),
    "R22": mark("a single answer that stands for others"),
    "R23": mark("another table on the sheet"),
    "R24": mark("a row is struck through"),
    "R35": mark("two phases: how many of the list were interviewed"),
    "R36": mark("a row of totals"),
    "Y13": mark("correlations that cannot all hold at once"),
    "X01": mark("rows that belong to no member"),
    "X02": mark("a sheet that looks like the same table"),
}
"""what the codes of findings in the answers mean, in a few plain words"""
OTHER = mark("another finding")
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
    lead = [sentence for row in rows.itertuples() for sentence in _rows_sentences(words, row)]
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


def _rows_sentences(words: Words, row: Line) -> list[str]:
    """Return what became of the rows, and why those that are excluded are."""
    why = [
        f"{words.known(name, EXCLUSIONS)}: {words.number(getattr(row, name), 0)}"
        for name in EXCLUSIONS
        if getattr(row, name)
    ]
    reasons = [words.say("Excluded: {reasons}.", reasons=words.listed(why))] if why else []
    return [_rows_sentence(words, row), *reasons]


def _rows_sentence(words: Words, row: Line) -> str:
    names = ("quarantined", "blank", "excluded", "corrected")
    return words.count(
        "{n} row was read: {used} used, {quarantined} set aside, {blank} blank, {excluded} excluded; "
        "{corrected} corrected.",
        "{n} rows were read: {used} used, {quarantined} set aside, {blank} blank, {excluded} excluded; "
        "{corrected} corrected.",
        row.read,
        used=words.number(row.used, 0),
        **{name: words.number(getattr(row, name), 0) for name in names},
    )


def _issues_table(found: pd.DataFrame, words: Words) -> Table:
    columns = (
        (words.say("Kind"), lambda row: words.known(str(row.severity), SEVERITIES)),
        (words.say("Where"), _where),
        (words.say("What was found"), lambda row: words.say(FINDINGS.get(str(row.code), OTHER))),
        (words.say("As the program reports it"), lambda row: _reported(row, words)),
    )
    return make_table(words.say("What was found in the answers"), found, columns, 4)


def _reported(row: Line, words: Words) -> str:
    """Return what a finding says and asks for, in the language of the page where its sentences are translated."""
    said = (str(text or "") for text in (row.problem, row.fix))
    told = (sentence(text, str(row.code), words.language) or text for text in said)
    return ". ".join(filter(None, told))


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
    columns = (
        (words.say("What"), lambda row: names.path(row.path)),
        (words.say("As stated"), lambda row: words.stated(str(row.stated))),
        (words.say("Source"), _source),
        (words.say("Where in the cluster file"), lambda row: str(row.path)),
    )
    register = make_table(words.say("Assumption register"), rows, columns, 4)
    exhibits = (Exhibit("assumptions-sources", _sources_table(words, rows)), Exhibit("assumptions-register", register))
    notes = (words.say(SHAPES_NOTE),) if any(str(text).split(" ")[0] in SHAPES for text in rows["stated"]) else ()
    return Section("assumptions", title, (lead, agreed), exhibits=exhibits, notes=notes)


def _source(row: Line) -> str:
    return ", ".join(str(part) for part in (row.title, row.author, row.date) if part not in ("", None))


def _sources_table(words: Words, rows: pd.DataFrame) -> Table:
    def agreed(row: Line) -> str:
        return ", ".join(str(part) for part in (row.agreed_by, row.agreed_on) if part) or words.say("not yet")

    numbers = rows.groupby("source", sort=False)["path"].size()
    columns = (
        (words.say("Source"), lambda row: str(row.title) or "–"),
        (words.say("Author"), lambda row: str(row.author) or "–"),
        (words.say("Date"), lambda row: str(row.date) or "–"),
        (words.say("Agreed"), agreed),
        (words.say("Numbers"), lambda row: words.number(int(numbers[row.source]), 0)),
    )
    return make_table(words.say("Sources"), rows.drop_duplicates("source"), columns, 5)
