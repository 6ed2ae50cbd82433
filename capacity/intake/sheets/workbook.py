"""A workbook (xlsx, xlsm, xls, ods) as sheets of text: every cell as typed, with what kind of cell it was."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from capacity.intake.findings import InputError, Issue
from capacity.intake.sheets.columns import Column, Taken
from capacity.intake.sheets.number_formats import BOOLEAN_FORMAT, show
from capacity.intake.sheets.precheck import Package, check_workbook, protected
from capacity.intake.sheets.scan import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SheetScan, too_many
from capacity.intake.sheets.sheets import BOOLEAN, DATE, ERROR, NO_RESULT, NUMBER, TEXT, Rows, Sheet, digits


@dataclass(frozen=True)
class _ShownNumber:
    """A number with what the sheet shows beside it, e.g. "1.5 т" or "20%"."""

    text: str


def read_workbook(data: bytes, file: str, only: str | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, hidden ones too, or only the sheet with one name.

    Numbers keep every digit (5.0 is "5", a 14-digit number is not shortened) and have the unit or percent beside them
    that the sheet shows there ("1.5 т", "20%"); a text cell keeps its leading zeros.
    Refused: what check_workbook refuses, and a sheet to be read that reaches beyond the limits.
    """
    package = check_workbook(data, file)
    opened = cache(partial(_opened, data, file))
    notes = _package_notes(package, file)
    sheets = []
    for index, name, hidden in _worksheets(package, opened):
        if only is not None and name != only:
            continue
        scan = package.scans.get(name, SheetScan())
        if scan.problem and hidden and only is None:
            sheets.append(Sheet(file, name, Rows(), hidden=True, issues=notes))
        elif scan.problem:
            raise InputError([scan.problem.at(sheet=name)])
        else:
            rows, merged = (scan.rows, ()) if scan.rows is not None else _read_closely(opened(), index, file, scan)
            sheets.append(Sheet(file, name, rows, hidden, (*notes, *_scan_notes(scan, file, name)), merged))
        notes = ()
    return tuple(sheets)


def _worksheets(package: Package, opened: Callable[[], CalamineWorkbook]) -> list[tuple[int, str, bool]]:
    """Return of each sheet of cells where it stands in the workbook, its name, and whether it is hidden."""
    if package.is_plain:
        return [(index, name, scan.is_hidden) for index, (name, scan) in enumerate(package.scans.items())]
    return [
        (index, meta.name, meta.visible != SheetVisibleEnum.Visible)
        for index, meta in enumerate(opened().sheets_metadata)
        if meta.typ == SheetTypeEnum.WorkSheet
    ]


def sheet_names(data: bytes, file: str) -> list[str]:
    """Return the names of a workbook's sheets."""
    check_workbook(data, file)
    return list(_opened(data, file).sheet_names)


def _opened(data: bytes, file: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise protected(file) from None
    except BaseException as error:  # noqa: BLE001 (the reader is not Python: its panics are no Exception)
        raise _unreadable(error, file) from None


def _unreadable(error: BaseException, file: str) -> BaseException:
    """Return the error itself where it is an interruption, else one the user can act on (the reader may panic)."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        return error
    fix = "open it in Excel or LibreOffice, save it as .xlsx and copy it here again"
    return InputError(f"the workbook cannot be read ({type(error).__name__})", fix=fix, file=file, code="F09")


def _package_notes(package: Package, file: str) -> tuple[Issue, ...]:
    notes = []
    if package.has_macros:
        notes.append(Issue("the workbook has macros; they are ignored", file=file, severity="note", code="F13"))
    if package.has_external_links:
        problem = "the workbook refers to other files; the values stored in it are read"
        notes.append(Issue(problem, file=file, severity="note", code="F14"))
    if package.shows_unknown:
        problem = "errors, and units or percent that this old Excel workbook only shows, cannot be read"
        notes.append(Issue(problem, "save it as .xlsx", file=file, severity="warning", code="F07"))
    return tuple(notes)


def _read_closely(
    workbook: CalamineWorkbook, index: int, file: str, scan: SheetScan
) -> tuple[Rows, tuple[tuple[int, int, int, int], ...]]:
    """Return the rows of a sheet, and its merged ranges (see Sheet)."""
    try:
        sheet = workbook.get_sheet_by_index(index)
        _refuse_large(sheet.total_height, sheet.total_width, file, workbook.sheet_names[index])
        read: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or ()
    except InputError:
        raise
    except BaseException as error:  # noqa: BLE001 (the reader is not Python: its panics are no Exception)
        raise _unreadable(error, file) from None
    values = _with_special_cells(read, scan)
    _show(values, scan.formats)
    ranges = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged)
    return _rows(values, scan), ranges


def _refuse_large(height: int, width: int, file: str, sheet: str) -> None:
    if height > MOST_ROWS or width > MOST_COLUMNS:
        problem = f"the sheet has {height} rows and {width} columns; {MOST_ROWS} and {MOST_COLUMNS} are read at most"
        code = "F26" if height > MOST_ROWS else "H15"
        raise InputError(problem, fix="copy only the survey into a new sheet", file=file, sheet=sheet, code=code)
    if height * width > MOST_CELLS:
        raise InputError([too_many(height, width, file).at(sheet=sheet)])


def _scan_notes(scan: SheetScan, file: str, sheet: str) -> list[Issue]:
    said = {
        "hidden rows are read like the others": scan.hidden_rows,
        "cells are formulas; their stored results are read": scan.formulas,
    }
    notes = [Issue(f"{n} {what}", file=file, sheet=sheet, severity="note", code="F30") for what, n in said.items() if n]
    return [*notes, *_struck(sorted(scan.struck), file, sheet)]


def _struck(rows: Sequence[int], file: str, sheet: str) -> list[Issue]:
    """Return the warning that rows are struck through and read all the same."""
    if not rows:
        return []
    which = ", ".join(map(str, rows[:10])) + (" ..." if len(rows) > 10 else "")
    problem = f"struck through, and read like the others: row {which}"
    fix = "if whoever stands there is no member, drop the row in corrections.yml"
    return [Issue(problem, fix, file=file, sheet=sheet, row=rows[0], severity="warning", code="R24")]


def _with_special_cells(values: list[list[object]], scan: SheetScan) -> list[list[object]]:
    """Return the values wide and high enough for the cells that look empty to the reader and are not."""
    special = (*scan.errors, *scan.unsaved)
    if not special:
        return values
    width = max([column for _, column in special] + [len(values[0]) if values else 0])
    height = max([row for row, _ in special] + [len(values)])
    blank: list[object] = [""] * width
    return [[*row, *blank[len(row) :]] for row in values] + [blank] * (height - len(values))


def _show(values: list[list[object]], formats: Mapping[str, Sequence[int]]) -> None:
    """Put beside the numbers what the sheet shows there, in place: a unit, percent, TRUE and FALSE for 1 and 0."""
    for code, places in formats.items():
        for row, column, rows, columns in zip(*[iter(places)] * 4, strict=True):
            for line in values[row - 1 : row - 1 + rows]:
                line[column - 1 : column - 1 + columns] = [
                    _shown(value, code) for value in line[column - 1 : column - 1 + columns]
                ]


def _shown(value: object, code: str) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if code == BOOLEAN_FORMAT:
        return bool(value) if value in (0, 1) else value
    text = show(value, code)
    return _ShownNumber(text) if text else value


def _rows(values: list[list[object]], scan: SheetScan) -> Rows:
    columns = []
    for cells in zip(*values, strict=True):
        taken = Taken[tuple[type, object]]()
        taken.take(zip(map(type, cells), cells, strict=True))
        columns.append(Column(*_cells(taken.known), taken.codes))
    rows = Rows(range(1, len(values) + 1), columns)
    for row, column in scan.unsaved:
        if not rows.column(column - 1)[row - 1]:
            rows = rows.changed(row, column - 1, "", NO_RESULT)
    for (row, column), text in scan.errors.items():
        rows = rows.changed(row, column - 1, text, ERROR)
    return rows


def _cells(values: Sequence[tuple[type, object]]) -> tuple[list[str], str]:
    """Return the texts of cells, and the letters of what they were."""
    found = [_cell(value) for _, value in values]
    return [text for text, _ in found], "".join(kind for _, kind in found)


def _cell(value: object) -> tuple[str, str]:
    if isinstance(value, _ShownNumber):
        return value.text, NUMBER
    if isinstance(value, str):
        return value, TEXT
    if isinstance(value, bool):
        return str(value).upper(), BOOLEAN
    if isinstance(value, (int, float)):
        return digits(value), NUMBER
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat(), DATE
    return str(value), DATE
