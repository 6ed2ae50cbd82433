"""Workbooks with the same bytes every time: no date of writing, no author, text that never becomes a formula."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

_DAY = dt.datetime(2020, 1, 1)  # noqa: DTZ001 (a workbook's dates have no zone)
_CHANGED = b"<dcterms:modified"


def write_text(sheet: Worksheet, row: int, column: int, text: object) -> Cell:
    """Return the cell after writing a value that stays what it is: text beginning with = is no formula."""
    cell = sheet.cell(row, column)
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
    return cell


def write_rows(sheet: Worksheet, rows: Iterable[Iterable[object]]) -> None:
    """Write rows of values from the first row on."""
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in (None, ""):
                write_text(sheet, number, column, value)


def save_workbook(book: Workbook, path: Path) -> None:
    """Write a workbook whose bytes depend on its contents only."""
    book.properties.creator = "capacity"
    book.properties.created = book.properties.modified = _DAY
    buffer = io.BytesIO()
    book.save(buffer)
    packed = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":
                data = _without_date(data)
            part = zipfile.ZipInfo(item.filename, (2020, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            part.create_system = 3
            target.writestr(part, data)
    Path(path).write_bytes(packed.getvalue())


def _without_date(data: bytes) -> bytes:
    """Return the properties with the fixed date in place of the moment of writing."""
    start = data.index(b">", data.index(_CHANGED)) + 1
    return data[:start] + _DAY.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + data[data.index(b"<", start) :]
