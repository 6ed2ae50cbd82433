"""Tables as CSV and XLSX: text never becomes a formula, numbers stay numbers, the same table gives the same bytes."""

import csv
import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from pandas.api.types import is_numeric_dtype

from capacity.run.live import Formula, Grid, Value

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_LONGEST_CELL = 32_767
_LONGEST_SHEET = 31
_WIDEST = 60
_EPOCH = (1980, 1, 1, 0, 0, 0)
_END = b"</sheetData>"
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as UTF-8 CSV; text that a spreadsheet would take for a formula gets an apostrophe in front."""
    kept = io.StringIO()
    write = csv.writer(kept, lineterminator="\n")
    write.writerow([_harmless(str(name)) for name in table.columns])
    columns = [_values(table.iloc[:, place]) for place in range(table.shape[1])]
    write.writerows(zip(*([_harmless(value) for value in column] for column in columns), strict=True))
    return kept.getvalue().encode("utf-8")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_xlsx(tables: Mapping[str, pd.DataFrame], live: Sequence[Grid] = ()) -> bytes:
    """Return a workbook with one sheet per table, in the given order; text stays text, whatever it begins with.

    Sheets with formulas of ours stand before them; they are worked out when the workbook is opened. Rows of tables are
    written here, as openpyxl would write them, which takes ten times as long.
    """
    book = Workbook(write_only=True)
    rows: list[tuple[WriteOnlyWorksheet, bytes]] = []
    book.calculation.fullCalcOnLoad = bool(live)
    for grid in live:
        _write_grid(book.create_sheet(grid.name), grid)
    for name, table in tables.items():
        sheet = book.create_sheet(name[:_LONGEST_SHEET])
        sheet.freeze_panes = "A2"
        columns = [_values(table.iloc[:, place]) for place in range(table.shape[1])]
        for position, (title, column) in enumerate(zip(table.columns, columns, strict=True), start=1):
            longest = max((len(str(value)) for value in (title, *column[:200])), default=0)
            sheet.column_dimensions[get_column_letter(position)].width = min(longest, _WIDEST) + 2
        sheet.append([_head(sheet, str(title)) for title in table.columns])
        rows.append((sheet, _rows(sheet, columns)))
    kept = io.BytesIO()
    book.save(kept)
    return _finished(kept.getvalue(), {sheet.path.lstrip("/"): written for sheet, written in rows})


def _write_grid(sheet: "WriteOnlyWorksheet", grid: Grid) -> None:
    """Write a sheet of formulas, row by row."""
    width = max((column for _, column in grid.cells), default=1)
    sheet.freeze_panes = "C4"
    sheet.column_dimensions["A"].width = _WIDEST
    for column in range(2, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 16
    for row in range(1, grid.rows + 1):
        sheet.append([_live_cell(sheet, *grid.cells.get((row, column), (None, ""))) for column in range(1, width + 1)])


_FONTS = {"input": Font(color="0000C0"), **dict.fromkeys(("title", "head", "sum"), Font(bold=True))}


def _live_cell(sheet: "WriteOnlyWorksheet", value: Value | None, style: str) -> object:
    """Return a value as the sheet takes it: our formulas and numbers live, any other text as text for sure."""
    if isinstance(value, Formula) and not style:
        return str(value)
    if not style and not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet)
    if isinstance(value, Formula):
        cell.value = str(value)
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST_CELL]
        cell.data_type, cell.quotePrefix = "s", value.startswith(_FORMULA)
    elif value is not None:
        cell.value = value
        cell.number_format = "0.0###" if abs(value) < 10 else "#,##0"
    if style:
        cell.font = _FONTS[style]
    return cell


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


def _head(sheet: "WriteOnlyWorksheet", title: str) -> Cell:
    """Return the title of a column: text for sure, in bold."""
    cell = _text_cell(sheet, _fitting(title))
    cell.font = _FONTS["head"]
    return cell


def _text_cell(sheet: "WriteOnlyWorksheet", text: str) -> Cell:
    """Return a cell that holds text, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type, cell.quotePrefix = "s", text.startswith(_FORMULA)
    return cell


def _fitting(text: str) -> str:
    """Return as much of a text as a cell can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST_CELL]


def _rows(sheet: "WriteOnlyWorksheet", columns: Sequence[list]) -> bytes:
    """Return the rows below the titles as they stand in the file of a sheet."""
    letters = [get_column_letter(position) for position in range(1, len(columns) + 1)]
    written = []
    for number, row in enumerate(zip(*columns, strict=True), start=2):
        pairs = zip(letters, row, strict=True)
        cells = "".join([_written(sheet, f"{letter}{number}", value) for letter, value in pairs if value is not None])
        written.append(f'<row r="{number}">{cells}</row>' if cells else f'<row r="{number}" />')
    return "".join(written).encode("utf-8", "xmlcharrefreplace")


def _written(sheet: "WriteOnlyWorksheet", place: str, value: str | float) -> str:
    """Return a cell as it stands in the file of a sheet: a text as text, a truth, or a number of 16 digits."""
    if isinstance(value, str):
        return _written_text(sheet, place, _fitting(value))
    kind, number = "b" if isinstance(value, bool) else "n", f"<v>{value:.16g}</v>" if math.isfinite(value) else "<v />"
    return f'<c r="{place}" t="{kind}">{number}</c>'


def _written_text(sheet: "WriteOnlyWorksheet", place: str, text: str) -> str:
    quoted = f' s="{_text_cell(sheet, text).style_id}"' if text.startswith(_FORMULA) else ""
    if not text:
        return f'<c r="{place}" t="inlineStr" />'
    space = ' xml:space="preserve"' if text.strip() not in ("", text) else ""
    return f'<c r="{place}"{quoted} t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'


def _finished(book: bytes, rows: Mapping[str, bytes]) -> bytes:
    """Return the same workbook with rows at the ends of its sheets and without the moment of its making."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name))
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content.replace(_END, rows.get(name, b"") + _END))
    return kept.getvalue()
