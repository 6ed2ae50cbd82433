"""Which submissions a later one replaces: an edit on the survey's server, in the same file or the next. Code R16."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from capacity.intake.findings import Issue
from capacity.intake.rows.corrections import member_id
from capacity.intake.rows.fates import EXCLUDED, REPLACED, Fate, where
from capacity.intake.sheets.sheets import Key, Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import find_column

SUBMISSION = ("instanceID", "_uuid", "KEY", "__id", "_id")
"""columns in which a server identifies a submission"""
_LATER = ("Edits", "UpdatedAt", "SubmissionDate", "_submission_time")
"""columns that grow with each version of a submission"""
_TIMES = ("SubmissionDate", "_submission_time", "start", "end")


def replaced(tables: Sequence[Table], members: Sequence[str]) -> dict[Key, Fate]:
    """Return the fates of submissions that another row names as deprecated, or of which it is a later version.

    The rows of all files are looked at together; `members` are the columns of the member's id.
    """
    return {**_versions(tables, members), **_deprecated(tables, members)}


def submission(row: Row, table: Table) -> str:
    """Return the id that a server gave the submission of a row, "" where there is none."""
    cells = (_cell(row, table, name) for name in SUBMISSION)
    return next(filter(None, cells), "")


def sending(row: Row, table: Table) -> tuple[str, ...]:
    """Return the ids and times that tell one sending of answers from another."""
    return tuple(_cell(row, table, name) for name in (*SUBMISSION, *_TIMES))


def _cell(row: Row, table: Table, name: str) -> str:
    """Return what a row has in a column that is not mapped, "" where there is no such column."""
    found = find_column(name, table.header)
    return tidy(row.cells[found[0]]) if len(found) == 1 else ""


def _rows(tables: Sequence[Table], names: Sequence[str]) -> Iterator[tuple[Table, Row, list[str]]]:
    """Yield every row with what it has in these columns; tables without any of them are passed over."""
    for table in tables:
        columns = [found[0] if len(found := find_column(name, table.header)) == 1 else None for name in names]
        if any(column is not None for column in columns):
            for row in table.rows:
                yield table, row, ["" if column is None else tidy(row.cells[column]) for column in columns]


def _deprecated(tables: Sequence[Table], members: Sequence[str]) -> dict[Key, Fate]:
    rows = list(_rows(tables, ("instanceID", "deprecatedID", "_uuid")))
    later = {old: own or uuid for _, _, (own, old, uuid) in rows if old}
    found = {}
    for table, row, (own, _, uuid) in rows:
        if newer := later.get(own) or later.get(f"uuid:{uuid}") or later.get(uuid):
            found[table.key(row)] = _left_out(table, row, members, f"the later submission {newer} replaces this one")
    return found


def _versions(tables: Sequence[Table], members: Sequence[str]) -> dict[Key, Fate]:
    """Return the fates of the older versions of one submission, as far as a column tells which is older.

    A number that a server counts (_id) means the same submission only where the member is the same too.
    """
    groups: dict[str, list[tuple[Table, Row, list[str]]]] = defaultdict(list)
    for table, row, (*ids, edits, updated, sent, sent_kobo) in _rows(tables, (*SUBMISSION, *_LATER)):
        *unique, _, _ = ids
        number = next(filter(None, ids), "")
        counted = f"{number} of {member_id(row, table, members)}" if number else ""
        if own := next(filter(None, unique), counted):
            order = [edits.zfill(9) if edits.isdecimal() else "", updated, sent or sent_kobo]
            groups[own].append((table, row, order))
    found = {}
    for group in groups.values():
        latest = max(order for *_, order in group)
        last = [(table, row) for table, row, order in group if order == latest]
        for table, row, order in group:
            if order < latest and len({other.file for other, *_ in group}) > 1:
                newer = f"{last[0][0].file} row {last[0][1].number}"
                problem = f"the later version of the same submission, {newer}, replaces this one"
                found[table.key(row)] = _left_out(table, row, members, problem)
    return found


def _left_out(table: Table, row: Row, members: Sequence[str], problem: str) -> Fate:
    issue = Issue(f"{problem}; left out", severity="note", code="R16", **where(table, row, members))
    return Fate(EXCLUDED, (issue,), REPLACED)
