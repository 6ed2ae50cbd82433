"""Which rows of the raw tables are members at all: blank lines, totals, rejected and doubled submissions set aside.

Codes: R01 and R02 doubled ids, R04 ids that differ by case or blanks, R05 blank rows, R06 totals, R15 rejected and R16
replaced submissions.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capacity.intake.answers.answers import BLANK, EXCLUDE
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import Issue, Place
from capacity.intake.findings.spelling import fold, same_letters, tidy
from capacity.intake.sheets.header import find_column, repeats_header
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.survey.corrections import member_id
from capacity.intake.survey.review import rejection, unknown_reviews

USED, QUARANTINED, ROW_BLANK, EXCLUDED = "used", "quarantined", "blank", "excluded"

_TOTAL = re.compile(
    r"(итого|всего|итог|бардыгы|баары|жыйынтык|total|totals|grand total|subtotal|sum)(\s+(по|за|for|of)\s.*)?[\s:.]*"
)
_SUBMISSION = re.compile(
    r"x?_.*|start|end|today|deviceid|username|phonenumber|audit|submissiondate|instancename|key|submittername|submitterid|"
    r"attachments(present|expected)|status|reviewstate|edits|formversion|(.*[/:-])?(instanceid|uuid|deprecatedid)"
)

Key = tuple[str, str, int]
"""file, sheet and number of a row"""


@dataclass(frozen=True)
class Fate:
    """What becomes of a row that is no ordinary member, and the issues that say so."""

    kind: str
    issues: tuple[Issue, ...] = ()


def select(tables: Sequence[Table], plan: ColumnMap, dropped: frozenset[Key]) -> tuple[dict[Key, Fate], list[Issue]]:
    """Return the fate of every row that is not to be read as a member, and warnings about ids and reviews.

    `dropped` are the rows that corrections.yml sets aside. Where no review status is mapped, the server's own is
    honoured (see review.py). Doubled ids are judged last, among the rows that remain.
    """
    members = plan.spec.survey.member.columns
    fates: dict[Key, Fate] = {}
    for table in tables:
        submissions = {} if plan.spec.survey.status else _rejected(table, members)
        submissions.update(_replaced(table, members))
        for row in table.rows:
            fate = _fate(row, table, members, dropped) or submissions.get(row.number) or _declared(row, table, plan)
            if fate:
                fates[place_of(table, row)] = fate
    fates.update(_doubled(tables, members, fates))
    return fates, [*unknown_reviews(tables, plan, fates), *_alike(tables, members, fates)]


def _declared(row: Row, table: Table, plan: ColumnMap) -> Fate | None:
    """Return the fate of a row with an answer that the column map declares as exclude, or a class as blank."""
    for variable, answers in plan.answers.items():
        column = plan.column(variable)
        texts = {name: row.cells[table.columns[name]] for name in (plan.answered(variable) if column else ())}
        answered = any(text.strip() for text in texts.values())
        for name, text in texts.items():
            key = answers.find(text) if text.strip() or not answered else None
            meaning = None if key is None else answers.meanings[key]
            if meaning == EXCLUDE:
                said = f'the answer "{tidy(text)}"' if answered else "a blank answer"
                issue = Issue(f"{said} excludes the row", severity="note")
                member = member_id(row, table, plan.spec.survey.member.columns)
                return Fate(EXCLUDED, (issue.at(**table.place(row, name)).at(member=member),))
            if meaning == BLANK and variable == "member_class":
                return Fate(ROW_BLANK)
    return None


def place_of(table: Table, row: Row) -> Key:
    """Return what identifies a row among all files."""
    return table.file, table.sheet, row.number


def _place(table: Table, row: Row, members: Sequence[str]) -> Place:
    member = member_id(row, table, members)
    return Place(file=table.file, sheet=table.sheet, row=row.number, member=member)


def _fate(row: Row, table: Table, members: Sequence[str], dropped: frozenset[Key]) -> Fate | None:
    place = _place(table, row, members)
    if row.is_blank:
        return Fate(ROW_BLANK)
    if place_of(table, row) in dropped:
        return Fate(EXCLUDED)
    first = next((tidy(cell) for cell in row.cells if tidy(cell)), "")
    if _TOTAL.fullmatch(first.casefold()) or _TOTAL.fullmatch(place["member"].casefold()):
        problem = f'"{first}": a row of totals is not a member and is left out'
        return Fate(EXCLUDED, (Issue(problem, severity="warning", code="R06", **place),))
    if repeats_header(row, table):
        return Fate(EXCLUDED, (Issue("the header once more; left out", severity="note", code="R07", **place),))
    return None


def _rejected(table: Table, members: Sequence[str]) -> dict[int, Fate]:
    """Return the fates of the submissions that the survey's server has as rejected."""
    found = {}
    for row in table.rows:
        if answer := rejection(row, table):
            issue = Issue(f'the submission was rejected ("{answer}") and is left out', severity="warning", code="R15")
            found[row.number] = Fate(EXCLUDED, (issue.at(**_place(table, row, members)),))
    return found


def _replaced(table: Table, members: Sequence[str]) -> dict[int, Fate]:
    """Return the fates of submissions whose id is the deprecated id of another row: the later one holds."""
    own, old = (find_column(name, table.header) for name in ("instanceID", "deprecatedID"))
    if len(own) != 1 or len(old) != 1:
        return {}
    later = {tidy(row.cells[old[0]]): tidy(row.cells[own[0]]) for row in table.rows if tidy(row.cells[old[0]])}
    found = {}
    for row in table.rows:
        if submission := later.get(tidy(row.cells[own[0]])):
            issue = Issue(f"the later submission {submission} replaces this one; left out", severity="note", code="R16")
            found[row.number] = Fate(EXCLUDED, (issue.at(**_place(table, row, members)),))
    return found


def _candidates(
    tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]
) -> Iterable[tuple[Table, Row, str]]:
    for table in tables:
        for row in table.rows:
            member = member_id(row, table, members)
            if member and place_of(table, row) not in fates:
                yield table, row, member


def _doubled(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> dict[Key, Fate]:
    groups: dict[str, list[tuple[Table, Row, str]]] = defaultdict(list)
    for table, row, member in _candidates(tables, members, fates):
        groups[same_letters(member)].append((table, row, member))
    found: dict[Key, Fate] = {}
    for group in groups.values():
        if len(group) > 1:
            found.update(_judge(group, members))
    return found


def _judge(group: list[tuple[Table, Row, str]], members: Sequence[str]) -> dict[Key, Fate]:
    """Return the fates of rows with one id: all but the first left out if they say the same, else all quarantined."""
    contents = [_content(table, row, members) for table, row, _ in group]
    rows = ", ".join(f"{table.file} row {row.number}" for table, row, _ in group)
    code = "R04" if len({member for *_, member in group}) > 1 else "R02"
    found = {}
    if all(content == contents[0] for content in contents):
        for table, row, _ in group[1:]:
            place = _place(table, row, members)
            problem = f"the same answers as in row {group[0][1].number}: counted once"
            found[place_of(table, row)] = Fate(EXCLUDED, (Issue(problem, severity="note", code="R01", **place),))
        return found
    differs = sorted(label for label in set().union(*contents) if len({c.get(label, "") for c in contents}) > 1)
    for (table, row, member), content in zip(group, contents, strict=True):
        place = _place(table, row, members)
        shown = "; ".join(f"{label}: {content.get(label, '') or 'empty'}" for label in differs[:4])
        others = f"{rows}; here {shown}" if differs else rows
        how = "differ only by case or blanks" if code == "R04" else "are one id with different answers"
        fix = f"say which row goes, in corrections.yml: {{member: {member}, row: {row.number}, action: drop, ...}}"
        issue = Issue(f"these rows {how}: {others}", fix, severity="quarantine", code=code, **place)
        found[place_of(table, row)] = Fate(QUARANTINED, (issue,))
    return found


def _content(table: Table, row: Row, members: Sequence[str]) -> dict[str, str]:
    """Return what a row says, without its id and without what a server notes about a submission."""
    ids = {table.columns[name] for name in members}
    used = set(table.columns.values())
    return {
        table.header[index]: tidy(cell)
        for index, cell in enumerate(row.cells)
        if tidy(cell)
        and index not in ids
        and (index in used or not _SUBMISSION.fullmatch(table.header[index].casefold()))
    }


def _alike(tables: Sequence[Table], members: Sequence[str], fates: Mapping[Key, Fate]) -> list[Issue]:
    """Return a warning for ids that look alike, written with Latin and with Cyrillic letters."""
    groups: dict[str, dict[str, tuple[Table, Row]]] = defaultdict(dict)
    for table, row, member in _candidates(tables, members, fates):
        groups[fold(member)].setdefault(member, (table, row))
    found = []
    for looks in groups.values():
        if len(looks) > 1:
            (first, (table, row)), *others = looks.items()
            rows = ", ".join(f"{t.file} row {r.number}" for _, (t, r) in others)
            problem = f"this id looks like that of {rows}, with other letters: both are counted"
            fix = "if they are one member, say so in corrections.yml"
            place = Place(file=table.file, sheet=table.sheet, row=row.number, member=first)
            found.append(Issue(problem, fix, severity="warning", code="R04", **place))
    return found
