"""The survey of a cluster folder: every row used, set aside, blank or left out, and nothing lost on the way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

import pandas as pd

from capacity.intake.answers.column_map import (
    ColumnMap,
    common_names,
    convention_notes,
    conventions,
    label_issues,
    make_column_map,
    map_issues,
    wanted_columns,
)
from capacity.intake.cluster_book.found import DESCRIPTIONS, cluster_document
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.findings.spelling import fold, tidy
from capacity.intake.quantities.units import Unit, read_units
from capacity.intake.sheets.files import hash_file, is_there
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.sheets.tables import Tables, read_bytes, read_tables
from capacity.intake.sheets.workbook import read_workbook
from capacity.intake.survey.corrections import FILE as CORRECTIONS
from capacity.intake.survey.corrections import Corrected, Correction, correct
from capacity.intake.survey.members import COLUMNS, Member, Reading, read_member
from capacity.intake.survey.plausibility import copied_issues, find_outliers, missing_issues, outlier_issue
from capacity.intake.survey.selection import EXCLUDED, QUARANTINED, ROW_BLANK, USED, place_of, select
from capacity.intake.survey.silence import likenesses, lonely_issues, silence_issues, unanswered_issues

UNITS, FORM = "units.csv", "form.xlsx"
_ORDER = {"error": 0, "quarantine": 1, "warning": 2, "note": 3}


@dataclass(frozen=True)
class Rows:
    """What became of the rows of a survey; each is counted exactly once."""

    read: int
    used: int
    quarantined: int
    blank: int
    excluded: int
    corrected: int

    def __post_init__(self) -> None:
        """Refuse to be, if a row was lost or counted twice."""
        if self.read != self.used + self.quarantined + self.blank + self.excluded:
            raise AssertionError(f"rows were lost or counted twice: {self}")


@dataclass(frozen=True)
class SurveyData:
    """The members of a survey in the model's units, and everything that was found on the way.

    `members` has one row per used member, sorted by id: amounts in P a month of the class's first link (in base units
    of the survey's figure where the class has rates), capacity in rated P a month, own use in P a month or as a share,
    price in money per P; NaN where not known. `like`: of who did not say whether it joins how the others did (silence).
    """

    members: pd.DataFrame
    issues: tuple[Issue, ...]
    rows: Rows
    corrections: tuple[Correction, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class _Read:
    """A row with its table and what became of it."""

    table: Table
    row: Row
    reading: Reading


def read_survey(folder: Path, spec: Spec) -> SurveyData:
    """Return the survey of a cluster folder, read by the column map of its spec; no file is changed.

    Problems of a file or of the map are collected and raised as InputError. A row that cannot be used is set aside
    with an issue that names file, sheet, row, column and value; if none can be used, that is raised too.
    """
    folder = Path(folder)
    local = _local_units(folder)
    form = read_form(folder / FORM)
    plan = make_column_map(spec, local, form)
    _refuse_map(plan, folder)
    found = read_tables(folder, wanted_columns(spec, form), spec.survey.sheet)
    if errors := [issue for table in found.tables for issue in label_issues(plan, table)]:
        raise InputError(errors)
    corrected = correct(found.tables, folder, spec.survey.member.columns, spec.start)
    signs = conventions(plan, corrected.tables)
    names, name_notes = common_names(plan, corrected.tables)
    plan = replace(plan, conventions=signs, names=names)
    reads, warnings = _read_rows(corrected, plan)
    reads = _without_outliers(reads, plan)
    notes = [*found.issues, *corrected.issues, *convention_notes(signs), *name_notes, *warnings]
    members = _members(reads)
    notes += [*_overall(reads), *unanswered_issues(plan, members), *silence_issues(plan, members)]
    notes += lonely_issues(plan, members)
    return _survey(reads, notes, corrected, {**_hashes(folder), **found.hashes}, found)


def _local_units(folder: Path) -> dict[str, Unit]:
    path = folder / UNITS
    if not is_there(path):
        return {}
    try:
        return read_units(read_bytes(path, folder).decode("utf-8-sig"), UNITS)
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", fix="save it as CSV UTF-8", file=UNITS, code="F19") from None


def read_form(path: Path) -> dict[str, tuple[str, ...]]:
    """Return every word of an XLSForm with the words that mean the same: a field's or answer's name and its labels.

    Keys are folded (see spelling.fold). {} if there is no form; a form that cannot be read is refused.
    """
    if not is_there(path):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for sheet in read_workbook(read_bytes(path, path.parent), path.name):
        if sheet.name in ("survey", "choices") and sheet.rows:
            header = [tidy(cell).casefold() for cell in sheet.rows[0].cells]
            if "name" not in header:
                fix = "write the form again with: capacity new, or remove it"
                raise InputError("the sheet has no column name", fix=fix, file=path.name, sheet=sheet.name)
            used = [index for index, key in enumerate(header) if key == "name" or key.startswith("label")]
            for row in sheet.rows[1:]:
                words = tuple(dict.fromkeys(tidy(row.cells[index]) for index in used if tidy(row.cells[index])))
                for word in words:
                    found[fold(word)] = tuple(dict.fromkeys((*found.get(fold(word), ()), *words)))
    return found


def _refuse_map(plan: ColumnMap, folder: Path) -> None:
    """Raise what the column map lacks, with the line of cluster.yml."""
    found = map_issues(plan)
    if found:
        where = cluster_document(folder).where
        raise InputError([issue.at(file=where(path)) for path, issue in found])


def _read_rows(corrected: Corrected, plan: ColumnMap) -> tuple[list[_Read], list[Issue]]:
    fates, warnings = select(corrected.tables, plan, corrected.dropped)
    reads = []
    for table in corrected.tables:
        for row in table.rows:
            fate = fates.get(place_of(table, row))
            reading = Reading(fate.kind, issues=fate.issues) if fate else read_member(row, table, plan)
            reads.append(_Read(table, row, reading))
    return reads, warnings


def _without_outliers(reads: Sequence[_Read], plan: ColumnMap) -> list[_Read]:
    """Return the rows with outliers noted, and those that cannot be true set aside."""
    used = [index for index, read in enumerate(reads) if read.reading.member]
    members, result = _members(reads), list(reads)
    for suspect in find_outliers(members):
        index, member = used[suspect.index], members[suspect.index]
        read = result[index]
        place = read.table.place(read.row, plan.columns(suspect.variable)[-1])
        issue = outlier_issue(suspect, member["cls"]).at(**place).at(member=member["member"])
        reading = replace(read.reading, issues=(*read.reading.issues, issue))
        if suspect.is_impossible:
            reading = replace(reading, kind=QUARANTINED, member=None)
        result[index] = replace(read, reading=reading)
    return result


def _members(reads: Sequence[_Read]) -> list[Member]:
    """Return the members of the rows that are used, in their order."""
    return [read.reading.member for read in reads if read.reading.member]


def _overall(reads: Sequence[_Read]) -> list[Issue]:
    """Return what can only be said of a class as a whole."""
    asked = Counter(read.reading.cls for read in reads if read.reading.cls)
    missing = Counter(read.reading.cls for read in reads if read.reading.cls and read.reading.kind == QUARANTINED)
    return [*copied_issues(_members(reads)), *missing_issues(missing, asked)]


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the files beside the survey that shape what is read."""
    names = [*DESCRIPTIONS, UNITS, CORRECTIONS, FORM]
    paths = [folder / name for name in names] + sorted((folder / "scenarios").glob("*.yml"))
    named = {path.relative_to(folder).as_posix(): path for path in paths if is_there(path)}
    return {name: hash_file(path, name) for name, path in named.items()}


def _survey(
    reads: Sequence[_Read], notes: Sequence[Issue], corrected: Corrected, hashes: Mapping[str, str], found: Tables
) -> SurveyData:
    kinds = Counter(read.reading.kind for read in reads)
    passed_over = sum(table.passed_over for table in found.tables)
    total = sum(len(table.rows) for table in found.tables) + passed_over
    touched = {(correction.file, correction.row) for correction in corrected.applied}
    blank = kinds[ROW_BLANK] + passed_over
    rows = Rows(total, kinds[USED], kinds[QUARANTINED], blank, kinds[EXCLUDED], len(touched))
    issues = [*notes, *(issue for read in reads for issue in read.reading.issues)]
    ordered = tuple(sorted(issues, key=_order))
    if not rows.used:
        fix = "mend the rows that are listed, or the column map under survey: in cluster.yml"
        raise InputError([Issue(f"none of the {total} rows of the survey can be used", fix), *ordered])
    members = sorted(_members(reads), key=itemgetter("member"))
    frame = pd.DataFrame(members).assign(like=pd.Series(likenesses(members), dtype=object))[list(COLUMNS)]
    return SurveyData(frame, ordered, rows, corrected.applied, dict(sorted(hashes.items())))


def _order(issue: Issue) -> tuple:
    return (_ORDER[issue.severity], issue.file, issue.sheet, issue.row or 0, issue.column, issue.code, issue.problem)
