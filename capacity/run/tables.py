"""Tables as CSV and XLSX: text never becomes a formula, numbers stay numbers, the same table gives the same bytes."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from pandas.api.types import is_numeric_dtype

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""with which a text may begin that a spreadsheet would take for a formula"""
_LONGEST_CELL = 32_767
"""letters"""
_LONGEST_SHEET = 31
_WIDEST = 60
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV; text that a spreadsheet would take for a formula gets an apostrophe in front."""
    kept = io.StringIO()
    write = csv.writer(kept, lineterminator="\n")
    write.writerow([_harmless(str(name)) for name in table.columns])
    columns = [_values(table.iloc[:, place]) for place in range(table.shape[1])]
    write.writerows(zip(*([_harmless(value) for value in column] for column in columns), strict=True))
    return kept.getvalue().encode("utf-8")


def from_csv(content: bytes) -> pd.DataFrame:
    """Return a table that to_csv wrote, with its texts as they were; an empty text is "".

    A text that had an apostrophe before such a sign itself comes back without it.
    """
    return pd.read_csv(io.BytesIO(content), keep_default_na=False).map(_as_it_was)


def _as_it_was(value: object) -> object:
    escaped = isinstance(value, str) and value.startswith("'") and value[1:].startswith(SIGNS)
    return str(value)[1:] if escaped else value


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(SIGNS) else value


def to_xlsx(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with one sheet per table, in the given order; text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:_LONGEST_SHEET])
        sheet.freeze_panes = "A2"
        columns = [_values(table.iloc[:, place]) for place in range(table.shape[1])]
        for position, (title, column) in enumerate(zip(table.columns, columns, strict=True), start=1):
            longest = max((len(str(value)) for value in (title, *column[:200])), default=0)
            sheet.column_dimensions[get_column_letter(position)].width = min(longest, _WIDEST) + 2
        sheet.append([_cell(sheet, str(title), bold=True) for title in table.columns])
        for row in zip(*columns, strict=True):
            sheet.append([_cell(sheet, value) if isinstance(value, str) else value for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return _without_times(kept.getvalue())


def _values(column: pd.Series) -> list:
    """Return a column as plain values: nothing where there is none, of a title in several languages the first."""
    values = column.tolist()
    if is_numeric_dtype(column):
        gaps = column.isna()
        return [None if gap else value for value, gap in zip(values, gaps, strict=True)] if gaps.any() else values
    return [value if isinstance(value, str) else _plain(value) for value in values]


def _plain(value: object) -> object:
    """Return what a cell says that is no text; of a title in several languages the first."""
    if isinstance(value, dict):
        return next(iter(value.values()), "")
    value = value.item() if hasattr(value, "item") else value
    return None if pd.isna(value) else value


def _cell(sheet: "WriteOnlyWorksheet", value: str, bold: bool = False) -> object:
    """Return a text as the sheet takes it: plain text bare, other text in a cell that is text for sure."""
    text = fitting(value)
    if not bold and not text.startswith((*SIGNS, "#")):
        return text
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(SIGNS)
    if bold:
        cell.font = Font(bold=True)
    return cell


def fitting(text: str) -> str:
    """Return a text without what a cell cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]


def _without_times(book: bytes) -> bytes:
    """Return the same workbook without the moment of its making."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return kept.getvalue()
