"""A workbook to mark: a copy of an Excel survey with its look, or a plain one with the rows of any other file.

Nothing in it is a formula: of her formulas the results stand there, and text stays text. Macros and links to other
files are not carried over.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.sheets.deterministic import write_text
from capacity.intake.sheets.precheck import check_workbook
from capacity.intake.sheets.sheets import NUMBER, Row, Table
from capacity.intake.tables.tables import read_bytes

_WITH_LOOK = (".xlsx", ".xlsm")
_LONGEST_TITLE = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TEXT = 32_000
"""letters that a cell of Excel holds, with room"""


@dataclass(frozen=True)
class Copy:
    """A workbook and its sheet for each of the tables, in their order."""

    book: Workbook
    sheets: tuple[Worksheet, ...]


def copy_of(folder: Path, file: str, tables: Sequence[Table]) -> Copy:
    """Return the copy of one of a survey's files, all of whose `tables` are given.

    Only what the pre-check of the survey's reader accepts is opened. A workbook whose look cannot be kept is copied
    plainly.
    """
    if PurePosixPath(file).suffix.lower() in _WITH_LOOK:
        data = read_bytes(folder / file, folder)
        check_workbook(data, file)
        book = _with_look(data)
        if book is not None and all(table.sheet in book.sheetnames for table in tables):
            return Copy(book, tuple(book[table.sheet] for table in tables))
    book = Workbook()
    book.remove(book.active)
    return Copy(book, tuple(_plain(book, table) for table in tables))


def clean(text: str) -> str:
    """Return a text as a cell can hold it: without control characters, and cut where Excel would refuse it."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]


def _with_look(data: bytes) -> Workbook | None:
    try:
        book = load_workbook(io.BytesIO(data), data_only=True, keep_vba=False, keep_links=False)
    except Exception:  # noqa: BLE001 (what one reader takes another may not: then it is copied plainly)
        return None
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.data_type == "f":
                    write_text(sheet, cell.row, cell.column, clean(str(cell.value)))
    book.defined_names.clear()
    return book


def _plain(book: Workbook, table: Table) -> Worksheet:
    name = table.sheet or PurePosixPath(table.file).stem
    sheet = book.create_sheet(name.translate(_FORBIDDEN).strip(" '")[:_LONGEST_TITLE] or "survey")
    for row in (Row(table.header_row, table.header), *table.rows):
        for index, text in enumerate(row.cells):
            if text:
                value = float(text) if row.kind(index) == NUMBER else clean(text)
                write_text(sheet, row.number, index + 1, value)
    sheet.freeze_panes = sheet.cell(table.header_row + 1, 1)
    return sheet
