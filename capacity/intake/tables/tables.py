"""The raw survey files of a cluster folder as text tables that know where every cell stands. Nothing is written.

`members.csv|xlsx|xlsm|xls|ods|zip`, or a folder `members/` of several such files. Codes F01 to F26.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from capacity.intake.files import is_there, read_file
from capacity.intake.findings import InputError, Issue, nearest
from capacity.intake.sheets.delimited import FindHeader, read_delimited, unpacked
from capacity.intake.sheets.precheck import open_zip
from capacity.intake.sheets.sheets import Sheet, Table
from capacity.intake.sheets.workbook import read_workbook, sheet_names
from capacity.intake.tables.header import FIRST_ROWS, Wanted, read_table
from capacity.intake.tables.repeats import is_named, on_a_repeat, only_repeats, repeat_header
from capacity.intake.tables.sisters import full_sister, sister_issue

TEXT_KINDS = (".csv", ".tsv", ".txt")
PACKED_KINDS = tuple(f"{kind}.gz" for kind in TEXT_KINDS)
WORKBOOK_KINDS = (".xlsx", ".xlsm", ".xls", ".ods")
KINDS = (*TEXT_KINDS, *WORKBOOK_KINDS, ".zip", *PACKED_KINDS)
MEMBERS = "members"
"""where the first survey stands in a cluster's folder; a later round of it stands elsewhere, such as waves/2028-01"""


@dataclass(frozen=True)
class Tables:
    """The tables of a survey, what is to be said about the files, and the SHA-256 of every file read."""

    tables: tuple[Table, ...]
    issues: tuple[Issue, ...]
    hashes: Mapping[str, str]
    repeats: tuple[Sheet, ...] = ()
    """tables of repeats (one row a cow), not read yet"""


def read_tables(folder: Path, wanted: Wanted, sheet: str | None = None, stem: str = MEMBERS) -> Tables:
    """Return every table of a folder's survey; whatever is wrong with a file is collected and refused once.

    stem: where the survey stands in the folder, without the ending of its file.
    """
    paths, issues = survey_files(folder, stem)
    tables: list[Table] = []
    repeats: list[Sheet] = []
    hashes: dict[str, str] = {}
    errors: list[Issue] = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            data = read_bytes(path, folder)
            hashes[name] = hashlib.sha256(data).hexdigest()
            found, remarks = _read_file(data, name, wanted, sheet, repeats)
        except InputError as error:
            errors.extend(error.issues)
            continue
        tables.extend(found)
        issues.extend(remarks)
    if not errors and not tables and repeats:
        errors = [only_repeats(repeats)]
    if errors:
        raise InputError([*(on_a_repeat(error, repeats) for error in errors), *issues])
    return Tables(tuple(tables), tuple(issues), hashes, tuple(repeats))


def survey_files(folder: Path, stem: str = MEMBERS) -> tuple[list[Path], list[Issue]]:
    """Return the files that hold a folder's survey, and notes on files that are passed over."""
    single = [path for kind in KINDS if is_there(path := folder / f"{stem}{kind}")]
    inside = folder / MEMBERS
    if stem == MEMBERS and inside.is_dir():
        found, notes = _folder_files(inside, folder)
        if single:
            names = ", ".join(["members/", *(path.name for path in single)])
            raise InputError(
                f"the survey is there more than once: {names}", fix="keep one", file=str(folder.name), code="F31"
            )
        return found, notes
    if not single:
        kinds = "|".join(kind[1:] for kind in KINDS)
        fix = f"copy the survey into the folder as members.{kinds}, or several files into a folder members/"
        raise InputError([_no_survey(folder, fix)])
    if len(single) > 1:
        names = ", ".join(path.name for path in single)
        fix = "keep one of them, or put both into a folder members/ if they have different members"
        raise InputError(f"the survey is there more than once: {names}", fix=fix, file=str(folder.name), code="F31")
    return single, []


def _no_survey(folder: Path, fix: str) -> Issue:
    """Return the refusal of a folder without a survey; files in it that may be the survey are named."""
    known = (".", "~$", "units.csv", "form.xlsx")
    files = [path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(known)]
    alike = sorted(name for name in files if name.lower().endswith((*KINDS, ".gz")))
    problem = "there is no survey"
    if alike:
        problem += f"; {', '.join(alike[:5])} may be it, but only files named members.* are read"
        end = next((kind for kind in KINDS if alike[0].lower().endswith(kind)), "")
        fix = f'rename "{alike[0]}" to members{end}' if end else f'unpack "{alike[0]}" and name it members.csv or .xlsx'
    return Issue(problem, fix, file=folder.name, code="F01")


def _folder_files(inside: Path, folder: Path) -> tuple[list[Path], list[Issue]]:
    found, notes = [], []
    for path in sorted(inside.iterdir(), key=lambda path: path.name):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith(("~$", ".")):
            problem = "the lock file of an open workbook is passed over"
            notes.append(Issue(problem, "close the workbook", file=name, severity="note", code="F15"))
        elif path.name.lower().endswith(KINDS):
            found.append(path)
        else:
            notes.append(Issue("this file is not a survey and is passed over", file=name, severity="note", code="F27"))
    if not found:
        fix = f"copy the survey into it ({', '.join(KINDS)})"
        raise InputError("there is no survey in this folder", fix=fix, file="members/", code="F01")
    return found, notes


def read_bytes(path: Path, folder: Path) -> bytes:
    """Return a file's bytes, read once; refuse links that leave the folder, and what is no ordinary file."""
    name = path.relative_to(folder).as_posix()
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("this is a link that leaves the folder", fix="copy the file itself", file=name, code="F17")
    return read_file(path, name)


def read_single(path: Path, folder: Path, wanted: Wanted) -> Table:
    """Return the one table of a file that lies beside the survey, which is read as the survey is."""
    name = path.relative_to(folder).as_posix()
    tables, _ = _read_file(read_bytes(path, folder), name, wanted, None, [])
    return tables[0]


Found = tuple[list[Table], list[Issue]]


def _read_file(data: bytes, name: str, wanted: Wanted, sheet: str | None, repeats: list[Sheet]) -> Found:
    """Return the tables of one file with what is to be said of them; `repeats` takes its tables of repeats."""
    kind = PurePosixPath(name).suffix.lower()
    if kind in WORKBOOK_KINDS:
        return _read_workbook(data, name, wanted, sheet, repeats)
    sheets, issues = read_sheets(data, name, wanted.find_header)
    if kind == ".zip":
        return _read_zip(sheets, issues, name, wanted, repeats)
    return _tabled(_without_repeats(sheets, wanted, repeats), wanted)


def read_sheets(data: bytes, name: str, find_header: FindHeader) -> tuple[list[Sheet], list[Issue]]:
    """Return the sheets of one file, whatever its kind, and what keeps a table of an archive from being read."""
    kind = PurePosixPath(name).suffix.lower()
    if kind in WORKBOOK_KINDS:
        return list(read_workbook(data, name)), []
    if kind != ".zip":
        return [read_delimited(unpacked(data, name) if kind == ".gz" else data, name, find_header)], []
    sheets: list[Sheet] = []
    issues: list[Issue] = []
    with open_zip(data, name) as archive:
        for part in (part for part in archive.namelist() if part.lower().endswith(".csv")):
            try:
                sheets.append(read_delimited(archive.read(part), f"{name}/{part}", find_header))
            except InputError as error:
                issues.extend(error.issues)
    return sheets, issues


def _without_repeats(sheets: Iterable[Sheet], wanted: Wanted, repeats: list[Sheet]) -> list[Sheet]:
    """Return the sheets that may hold members; those of repeats are added to `repeats`."""
    kept: list[Sheet] = []
    for sheet in sheets:
        is_repeat = is_named(sheet.file, sheet.name, wanted.repeats) or repeat_header(sheet) is not None
        (repeats if is_repeat and not sheet.hidden else kept).append(sheet)
    return kept


def _tabled(sheets: Iterable[Sheet], wanted: Wanted) -> tuple[list[Table], list[Issue]]:
    tables, issues = [], []
    for sheet in sheets:
        table, remarks = read_table(sheet, wanted)
        tables.append(table)
        issues += [*sheet.issues, *remarks]
    return tables, issues


def _read_workbook(data: bytes, name: str, wanted: Wanted, only: str | None, repeats: list[Sheet]) -> Found:
    read = read_workbook(data, name, None if wanted.repeated else only)
    sheets = tuple(_without_repeats(read, wanted, repeats))
    if only is not None:
        sheets = tuple(sheet for sheet in sheets if sheet.name == only)
    if chosen_repeat := [sheet for sheet in repeats if only is not None and (sheet.file, sheet.name) == (name, only)]:
        raise InputError([only_repeats(chosen_repeat)])
    if only is not None and not sheets:
        return _read_other_sheet(data, name, wanted, only, repeats)
    if read and not sheets:
        return [], []
    chosen = _choose(sheets, name, wanted, only)
    tables, issues = _tabled([chosen], wanted)
    others = [sheet for sheet in sheets if sheet is not chosen] if only is None else _others(data, name, only)
    sisters = {sheet.name: issue for sheet in others if (issue := _sister(sheet, wanted, only))}
    if errors := [issue for issue in sisters.values() if issue.severity == "error"]:
        raise InputError(errors)
    rest = [sheet for sheet in others if only is None and (sheet.rows or sheet.hidden)]
    passed_over = [_passed_over(sheet) for sheet in rest if sheet.name not in sisters]
    first = [issue for issue in sheets[0].issues if not issue.sheet and issue not in issues]
    return tables, [*first, *passed_over, *sisters.values(), *issues]


def _others(data: bytes, name: str, only: str) -> list[Sheet]:
    """Return the sheets beside the stated one; none if one of them cannot be read, as nobody asked for it."""
    with contextlib.suppress(InputError):
        return [sheet for sheet in read_workbook(data, name) if sheet.name != only]
    return []


def _sister(sheet: Sheet, wanted: Wanted, only: str | None) -> Issue | None:
    full = full_sister(sheet, wanted) if only is not None else None
    return full or sister_issue(sheet, wanted, is_chosen=only is not None)


def _read_other_sheet(data: bytes, name: str, wanted: Wanted, named: str, repeats: list[Sheet]) -> Found:
    """Return the one sheet with all columns in place of the named one, which is not there.

    Where none or several have them, or one is called nearly so, it is asked which is meant.
    """
    full = _full(_without_repeats(_visible(read_workbook(data, name)), wanted, []), wanted)
    fix = nearest(named, names := sheet_names(data, name))
    if len(full) != 1 or get_close_matches(named, names, n=1, cutoff=0.5):
        raise InputError(f'there is no sheet "{named}" (survey.sheet)', fix=fix, file=name, code="X08")
    problem = f'there is no sheet "{named}" (survey.sheet): this one, the only one with all columns of the map, is read'
    fix = "correct survey.sheet in cluster.yml, or remove it"
    said = Issue(problem, fix, file=name, sheet=full[0].name, severity="warning", code="X08")
    tables, issues = _read_workbook(data, name, wanted, None, repeats)
    return tables, [said, *issues]


def _passed_over(sheet: Sheet) -> Issue:
    what = "hidden, and not read" if sheet.hidden else "not read: it has not all columns of the map"
    return Issue(f"the sheet is {what}", file=sheet.file, sheet=sheet.name, severity="note", code="X01")


def _choose(sheets: tuple[Sheet, ...], name: str, wanted: Wanted, only: str | None) -> Sheet:
    """Return the one visible sheet that has the wanted columns; several, or none, are refused."""
    if only is not None:
        return sheets[0]
    visible = _visible(sheets)
    full = _full(visible, wanted)
    if len(full) > 1:
        names = ", ".join(sheet.name for sheet in full)
        fix = "name one of them under survey.sheet, or save each as its own file in a folder members/"
        raise InputError(f"several sheets have the columns of the map: {names}", fix=fix, file=name, code="X03")
    if full:
        return full[0]
    if not visible:
        raise InputError("the workbook has no visible sheet with data", fix="fill it in", file=name, code="F03")
    return max(visible, key=lambda sheet: _count(sheet, wanted))


def _visible(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return the sheets that are not hidden and have something in them."""
    return [sheet for sheet in sheets if not sheet.hidden and len(sheet.rows.filled)]


def _full(sheets: Iterable[Sheet], wanted: Wanted) -> list[Sheet]:
    """Return the sheets that have all columns of the map."""
    return [sheet for sheet in sheets if _count(sheet, wanted) == len(wanted.names)]


def _count(sheet: Sheet, wanted: Wanted) -> int:
    """Return how many columns of the map a sheet has."""
    return wanted.find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])[0]


def _read_zip(read: list[Sheet], issues: list[Issue], name: str, wanted: Wanted, repeats: list[Sheet]) -> Found:
    """Return the main table of an ODK Central archive: the one CSV with all wanted columns."""
    sheets = _without_repeats(read, wanted, repeats)
    if read and not sheets:
        return [], [issue.at(severity="warning") for issue in issues]
    counts = [_count(sheet, wanted) for sheet in sheets]
    best = max(counts, default=0)
    chosen = [sheet for sheet, count in zip(sheets, counts, strict=True) if count == best]
    if not sheets:
        raise InputError(
            [*issues, Issue("there is no CSV in the archive", "copy the export again", file=name, code="F01")]
        )
    if len(chosen) > 1 and best == len(wanted.names):
        names = ", ".join(sheet.file for sheet in chosen)
        raise InputError(f"several tables have the columns of the map: {names}", fix="keep one", file=name, code="X03")
    tables, remarks = _tabled(chosen[:1], wanted)
    for other in (sheet for sheet in sheets if sheet is not chosen[0]):
        problem = "this table is not read: it has not all columns of the map"
        remarks.append(Issue(problem, file=other.file, severity="note", code="X01"))
    remarks += [issue.at(severity="warning") for issue in issues]
    return tables, remarks
