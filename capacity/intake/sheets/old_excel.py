"""What an old Excel workbook (.xls) hides beside its values: number formats, errors, struck and hidden rows."""

import io

import xlrd
from xlrd.book import Book
from xlrd.sheet import Cell, Sheet

from capacity.intake.sheets.number_formats import tells
from capacity.intake.sheets.scan import SheetScan

_UNWRITTEN = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
"""kinds of cells in which nothing stands, though they may have a style"""


def scan_old_excel(data: bytes) -> dict[str, SheetScan] | None:
    """Return what is known of each sheet of an .xls, by name; None where its formats cannot be read."""
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
        return {sheet.name: _scan(sheet, book) for sheet in book.sheets()}
    except Exception:  # noqa: BLE001 (a damaged file fails in any way; whether its values can be read is asked elsewhere)
        return None


def _scan(sheet: Sheet, book: Book) -> SheetScan:
    scan = SheetScan(hidden_rows=sum(bool(row.hidden) for row in sheet.rowinfo_map.values()))
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype not in _UNWRITTEN:
                _note(scan, row + 1, column + 1, cell, book)
    return scan


def _note(scan: SheetScan, row: int, column: int, cell: Cell, book: Book) -> None:
    style = book.xf_list[cell.xf_index]
    if cell.ctype == xlrd.XL_CELL_ERROR:
        scan.errors[row, column] = xlrd.error_text_from_code.get(cell.value, "#N/A")
    elif cell.ctype == xlrd.XL_CELL_NUMBER and tells(code := book.format_map[style.format_key].format_str):
        scan.format(code, row, column, 1, 1)
    if book.font_list[style.font_index].struck_out:
        scan.struck.add(row)
