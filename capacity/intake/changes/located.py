"""In which cell of the survey's files a finding stands, and what stands there once the corrections are made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import InputError, Issue
from capacity.intake.rows.corrections import FILE as CORRECTIONS
from capacity.intake.rows.corrections import correct, member_id
from capacity.intake.sheets.sheets import Table
from capacity.intake.survey.raw import read_map, read_raw
from capacity.intake.tables.header import find_column
from capacity.intake.tables.repeats import Linked


@dataclass(frozen=True)
class Located:
    """A finding with its cell: `row` as Excel counts, `column` as an index from 0; None where it has none.

    `label` is the sheet's own, `stands` the text there after corrections.yml; `member` the id of the row.
    """

    issue: Issue
    table: Table | None = None
    row: int | None = None
    column: int | None = None
    label: str = ""
    stands: str = ""
    member: str = ""
    is_answer: bool = False
    """whether the row is one of the answers, not the header"""

    @property
    def is_asked(self) -> bool:
        """Return whether an answer of the survey has to be asked again or left out: set aside, or something to do."""
        is_bad = self.issue.severity in ("error", "quarantine") or bool(self.issue.fix)
        is_cell = self.column is not None or self.issue.severity == "quarantine"
        return self.is_answer and is_bad and is_cell


@dataclass(frozen=True)
class Standing:
    """The tables of a survey as they came and after corrections.yml, which are the same where that is refused."""

    raw: tuple[Table, ...]
    now: tuple[Table, ...]
    linked: tuple[Linked, ...] = ()
    """the tables of repeats, as they came"""

    @property
    def below(self) -> tuple[Table, ...]:
        """Return the tables of repeats, each once."""
        return tuple({(one.table.file, one.table.sheet): one.table for one in self.linked}.values())


def survey_tables(folder: Path, spec: Spec) -> Standing:
    """Return the tables of a cluster folder's survey; files that cannot be read are refused as InputError."""
    raw = read_raw(folder, *read_map(folder, spec))
    try:
        now = correct(
            raw.found.tables, folder / CORRECTIONS, spec.survey.member.columns, spec.start, linked=raw.linked
        ).tables
    except InputError:
        now = raw.found.tables
    return Standing(raw.found.tables, now, tuple(raw.linked))


def locate(issues: Iterable[Issue], tables: Sequence[Table], members: Sequence[str]) -> list[Located]:
    """Return findings with their cells in the tables; of a finding of another file, without one.

    `members` are the columns of the member id.
    """
    return [_located(issue, tables, members) for issue in issues]


def _located(issue: Issue, tables: Sequence[Table], members: Sequence[str]) -> Located:
    table = next((one for one in tables if one.file == issue.file and issue.sheet in ("", one.sheet)), None)
    if table is None:
        return Located(issue)
    column = column_of(table, issue.column)
    row = next((one for one in table.rows if one.number == issue.row), None)
    label = issue.column if column is None or not table.header[column] else table.header[column]
    if row is None:
        at = table.header_row if column is not None or issue.row == table.header_row else None
        return Located(issue, table, at, column, label)
    stands = "" if column is None else row.cells[column]
    known = issue.member or (member_id(row, table, members) if table.columns.keys() >= set(members) else "")
    return Located(issue, table, row.number, column, label, stands, known, True)


def column_of(table: Table, name: str) -> int | None:
    """Return the index of the column that a name of the map or of the sheet means; None if it is none, or several."""
    if not name:
        return None
    if name in table.columns:
        return table.columns[name]
    found = find_column(name, table.header)
    return found[0] if len(found) == 1 else None
