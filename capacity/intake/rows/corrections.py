"""corrections.yml: what was found wrong in the raw answers, by whom, when and why. The raw files are never changed."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.answers.dates import EXAMPLE, date_issue
from capacity.intake.documents import Document, read_document
from capacity.intake.facts import Correction
from capacity.intake.files import is_there
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.quantities.shaped import is_number
from capacity.intake.rows.server_columns import is_of_a_repeat
from capacity.intake.sheets.sheets import NUMBER, TEXT, Key, Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import find_column
from capacity.intake.tables.repeats import Linked, is_named, repeat_name

FILE = "corrections.yml"
_KEYS = ("member", "row", "file", "sheet", "column", "expect", "set", "action", "who", "when", "why")
_PLAIN = re.compile(r"[^\W\d_][\w .-]*")
"""an id that YAML takes as it stands, as text"""
_EXAMPLE = f"{{member: K-017, column: Удой, expect: 120, set: 12, who: Айгүл, when: {EXAMPLE}, why: called him}}"


@dataclass(frozen=True)
class _Line:
    place: str
    data: Mapping[str, object]

    def refuse(self, problem: str, fix: str, value: object = "") -> InputError:
        return InputError(problem, fix=fix, file=self.place, value=str(value), code="R34")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        return "" if value is None else tidy(str(value))


@dataclass(frozen=True)
class Corrected:
    """The tables after the corrections, the rows (file, sheet, number) they drop, and each correction made."""

    tables: tuple[Table, ...]
    below: tuple[Table, ...] = ()
    """tables of repeats, whose rows a line names by the sheet (or the file) and the row"""
    owners: Mapping[Key, str] = field(default_factory=dict)
    """the member's id of each row of a repeat"""
    dropped: frozenset[tuple[str, str, int]] = frozenset()
    applied: tuple[Correction, ...] = ()
    issues: tuple[Issue, ...] = ()
    """what is doubtful in lines that were applied: a date in words, or long after the start"""


def correct(
    tables: Sequence[Table],
    path: Path,
    members: Sequence[str],
    start: str = "",
    answers: Sequence[Mapping[str, object]] = (),
    linked: Sequence[Linked] = (),
) -> Corrected:
    """Return the tables with corrections.yml applied to their text, before anything is parsed.

    `path` is that file, `members` are the columns of the member id, `start` the month in which the cluster starts.
    `answers` are further entries, which stand in no file yet and are applied after it. `linked` are the tables of
    repeats.
    Every line must match exactly one row, and the old value it expects; what does not is collected and refused.
    """
    result = Corrected(tuple(tables), *_below(tables, members, linked))
    issues: list[Issue] = []
    lines = _lines(read_document(path), issues) if is_there(path) else []
    for line in lines:
        if (doubt := date_issue(line.text("when"), start, needed=True)) and doubt.severity == "warning":
            result = replace(result, issues=(*result.issues, doubt.at(file=line.place)))
    for line in (*lines, *(_Line("", answer) for answer in answers)):
        try:
            result = _apply(line, result, members)
        except InputError as error:
            issues.extend(error.issues)
    if issues:
        raise InputError(issues)
    return result


def _below(
    tables: Sequence[Table], members: Sequence[str], linked: Sequence[Linked]
) -> tuple[tuple[Table, ...], dict[Key, str]]:
    """Return the tables of repeats, each once, and the member's id of each of their rows."""
    ids = {
        (table.file, table.sheet, number): member
        for table in (tables if linked else ())
        for number, member in zip(table.rows.numbers, member_ids(table, members), strict=True)
    }
    below: dict[tuple[str, str], Table] = {}
    owners: dict[Key, str] = {}
    for one in linked:
        table = below.setdefault((one.table.file, one.table.sheet), one.table)
        for key, rows in one.rows.items():
            owners |= {table.key(row): ids.get(key, "") for row in rows}
    return tuple(below.values()), owners


def _lines(document: Document, issues: list[Issue]) -> list[_Line]:
    """Return the well-formed lines of the file; note what is wrong with the others."""
    issues.extend(
        Issue(f'the key "{key}" is not known', nearest(key, ["corrections"]), file=document.where((key,)), code="R34")
        for key in document.data
        if key != "corrections"
    )
    entries = [] if document.data.get("corrections") is None else document.data["corrections"]
    if not isinstance(entries, list):
        raise InputError(
            "corrections is not a list", fix=f"write - {_EXAMPLE}", file=document.where(("corrections",)), code="R34"
        )
    lines = []
    for index, entry in enumerate(entries):
        line = _Line(document.where(("corrections", index)), entry if isinstance(entry, dict) else {})
        found = _malformed(line, document, index)
        issues.extend(found)
        if not found:
            lines.append(line)
    return lines


def _malformed(line: _Line, document: Document, index: int) -> list[Issue]:
    data = line.data
    unknown = [
        Issue(
            f'the key "{key}" is not known',
            nearest(key, _KEYS),
            file=document.where(("corrections", index, key)),
            code="R34",
        )
        for key in data
        if key not in _KEYS
    ]
    missing = [key for key in ("who", "when", "why") if not line.text(key)]
    missing += [] if data.get("member") is not None or data.get("row") is not None else ["member"]
    if data.get("action") == "drop":
        missing += ["column"] if "expect" in data and "column" not in data else []
    else:
        missing += [key for key in ("column", "expect", "set") if key not in data]
    found = [
        Issue(f'the key "{key}" is missing', f"write it as in {_EXAMPLE}", file=line.place, code="R34")
        for key in missing
    ]
    if data.get("action") not in (None, "drop", "set"):
        found.append(Issue("the action is not known", "write action: drop, or set: VALUE", file=line.place, code="R34"))
    if data.get("row") is not None and not isinstance(data["row"], int):
        found.append(
            Issue("row is not a whole number", "write the row as Excel counts it", file=line.place, code="R34")
        )
    if (when := line.text("when")) and (issue := date_issue(when)):
        found.append(issue.at(file=document.where(("corrections", index, "when"))))
    return [*unknown, *found]


def _apply(line: _Line, state: Corrected, members: Sequence[str]) -> Corrected:
    table, row = _row(line, state, members)
    index = _column(line, table, state.below)
    old = row.cells[index] if index is not None else ""
    if "expect" in line.data and not _same(old, line.data["expect"]):
        fix = f"the raw value may have been mended already: remove this line, or write expect: {old or 'null'}"
        raise line.refuse(f'expected "{line.text("expect")}", found "{old}" in row {row.number}', fix, old)
    drop = line.data.get("action") == "drop"
    new = "" if drop else _written(line.data["set"])
    is_below = any(table is one for one in state.below)
    if is_below and index is not None and is_of_a_repeat(table.header[index]):
        raise line.refuse("this column tells whose row it is", "leave it, and correct the answers", line.text("column"))
    member = state.owners.get(table.key(row), "") if is_below else member_id(row, table, members)
    done = Correction(
        *(" » ".join(filter(None, (table.file, table.sheet if is_below else ""))), row.number, member),
        *(line.text("column"), old, new),
        *(line.text("who"), line.text("when"), line.text("why"), "drop" if drop else "set"),
    )
    if drop:
        dropped = state.dropped | {table.key(row)}
        return replace(state, dropped=dropped, applied=(*state.applied, done))
    if index is None:
        raise line.refuse("the column has no name", f"write it as in {_EXAMPLE}")
    kind = NUMBER if is_number(line.data["set"]) else TEXT
    rows = table.rows.changed(row.number, index, new, kind)
    tables, below = (
        tuple(replace(item, rows=rows) if item is table else item for item in there)
        for there in (state.tables, state.below)
    )
    return replace(state, tables=tables, below=below, applied=(*state.applied, done))


def member_id(row: Row, table: Table, members: Sequence[str]) -> str:
    """Return the id of a row as text, several columns joined by -; "" if it has none."""
    return _joined(row.cells[table.columns[name]] for name in members)


def member_ids(table: Table, members: Sequence[str]) -> list[str]:
    """Return the id of every row of a table (see member_id)."""
    columns = [table.rows.column(table.columns[name]) for name in members]
    if len(columns) == 1:
        ids = [tidy(text).removeprefix("'") for text in columns[0].texts]
        return [ids[code] for code in columns[0].codes.tolist()]
    return [_joined(cells) for cells in zip(*columns, strict=True)]


def _joined(cells: Iterable[str]) -> str:
    parts = (tidy(cell).removeprefix("'") for cell in cells)
    return "-".join(part for part in parts if part)


def drop_line(table: Table, row: Row, member: str, *, with_file: bool = False) -> str:
    """Return the line of corrections.yml that sets a row aside, but for who, when and why."""
    quoted = member if _PLAIN.fullmatch(member) else json.dumps(member, ensure_ascii=False)
    file = f"file: {table.file}, " if with_file else ""
    return f"{{member: {quoted}, {file}row: {row.number}, action: drop, ...}}"


def _row(line: _Line, state: Corrected, members: Sequence[str]) -> tuple[Table, Row]:
    number, member = line.data.get("row"), line.text("member")
    found = [
        (table, row)
        for table in _named(line, state)
        for row in table.rows
        if (number is None or row.number == number) and member in ("", _id(row, table, state, members))
    ]
    what = " ".join(f"{key} {line.text(key)}" for key in ("file", "sheet", "row", "member") if line.text(key))
    if not found:
        known = sorted({member_id(row, table, members) for table in state.tables for row in table.rows})
        is_misspelt = member and member not in known and len(known) < 500
        fix = nearest(member, known) if is_misspelt else "check the row, the file, the sheet and the id"
        raise line.refuse(f"no row of the survey is {what}", fix, member)
    if len(found) > 1:
        rows = ", ".join(f"{table.file} row {row.number}" for table, row in found[:5])
        raise line.refuse(f"{len(found)} rows are {what}: {rows}", "say which one by row: and file:", member)
    return found[0]


def _named(line: _Line, state: Corrected) -> list[Table]:
    """Return the tables that a line may mean: those of the members, or the repeat that its sheet or file names."""
    file, sheet = line.text("file"), line.text("sheet")
    of_file = [one for one in (*state.tables, *state.below) if not file or file in (one.file, Path(one.file).name)]
    found = [one for one in of_file if not sheet or is_named(one.file, one.sheet, [sheet])]
    mains = [one for one in found if any(one is main for main in state.tables)]
    return mains or (found if file or sheet else [])


def _id(row: Row, table: Table, state: Corrected, members: Sequence[str]) -> str:
    if any(table is one for one in state.tables):
        return member_id(row, table, members)
    return state.owners.get(table.key(row), "")


def _column(line: _Line, table: Table, below: Sequence[Table]) -> int | None:
    name = line.text("column")
    if not name:
        return None
    if name in table.columns:
        return table.columns[name]
    found = find_column(name, table.header)
    if len(found) != 1:
        fix = nearest(name, {*table.columns, *filter(None, table.header)})
        if on := next((one for one in below if len(find_column(name, one.header)) == 1), None):
            fix = f"it stands on the repeat: write sheet: {repeat_name(on.file, on.sheet)}, and the row there"
        raise line.refuse(f'"{name}" is not a column of {table.file}', fix, name)
    return found[0]


def _written(value: object) -> str:
    return "" if value is None else tidy(str(value))


def _same(text: str, expected: object) -> bool:
    """Return whether a raw text is what was expected: the same words, the same number, or both nothing."""
    wanted = _written(expected)
    if tidy(text) == wanted or (is_missing(text) and is_missing(wanted)):
        return True
    try:
        return read_number(text).value == read_number(wanted, NUMBER if is_number(expected) else TEXT).value
    except InputError:
        return False
