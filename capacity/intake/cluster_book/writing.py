"""cluster.xlsx is written: a sheet a table, bold what has to be there, lists to choose from, meanings beside."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.cluster_book.choices import offer_choices
from capacity.intake.cluster_book.grids import GridRow, grids
from capacity.intake.cluster_book.layout import DETAILS, FORM, START, SheetLayout, Slot, layouts
from capacity.intake.cluster_book.words import (
    DEFAULT,
    FORM_PARTS,
    MEANING,
    REMARK,
    column_title,
    guide,
    key_title,
    meaning,
    said_beside,
    sheet_title,
    slot_titles,
)
from capacity.intake.quantities.strict import unit_told
from capacity.intake.sheets.deterministic import save_workbook, write_text

Remarks = Mapping[tuple, str]
"""what somebody noted beside a path of the file"""
_BOLD, _GREY, _PLAIN = Font(bold=True), Font(color="808080", italic=True), Font(bold=False)
_HEAD = PatternFill("solid", fgColor="E8EEF4")
_FORM_COLUMNS = (MEANING, "key", *FORM_PARTS, DEFAULT, REMARK)
_GUIDED = ("cluster", "currency", "start", "horizon")
_SHEETS_GUIDED = ("products", "links", "links_details", "classes", "survey", "markets")


def write_book(data: Mapping[str, object], path: Path, language: str = "en", remarks: Remarks | None = None) -> None:
    """Write the plain data of a cluster file as cluster.xlsx in en, ru or ky; the same data makes the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = grids(data, language)
    for layout in layouts():
        sheet = book.create_sheet(sheet_title(layout.key, language))
        if layout.shape == FORM:
            _write_form(sheet, layout, rows[layout.key][0], language, remarks or {})
        else:
            _write_table(sheet, layout, rows[layout.key], language, remarks or {})
        offer_choices(sheet, layout, language, str(data.get("currency") or "KGS"))
    save_workbook(book, path)


def columns(layout: SheetLayout, language: str) -> Iterator[tuple[Slot | None, str, str]]:
    """Yield the columns of a table in their order: the key and its part, or no key and a name; and the label."""
    yield from ((None, name, column_title(name, language)) for name in layout.leading)
    for slot in layout.slots:
        yield from ((slot, part, title) for part, title in slot_titles(slot, language))
    yield None, REMARK, column_title(REMARK, language)


def _write_table(sheet: Worksheet, layout: SheetLayout, rows: list[GridRow], language: str, remarks: Remarks) -> None:
    used = {slot for row in rows for slot in row.cells}
    for column, (slot, part, title) in enumerate(columns(layout, language), start=1):
        head = write_text(sheet, 1, column, title)
        is_asked = slot is None or not slot.path or slot.field.is_required() or slot in used
        head.font = _BOLD if part in layout.leading or (slot and slot.path and slot.field.is_required()) else _PLAIN
        head.fill, head.alignment = _HEAD, Alignment(wrap_text=True, vertical="top")
        _shape_column(sheet, column, part, is_folded=not is_asked and layout.shape != DETAILS)
        if slot and slot.path and part in ("value", "month_01"):
            head.comment = _told(slot, language)
        for number, row in enumerate(rows, start=2):
            value = _cell(row, slot, part, remarks)
            if value is not None:
                write_text(sheet, number, column, value)
    sheet.freeze_panes = sheet.cell(2, len(layout.leading) + 1)
    sheet.row_dimensions[1].height = 48


def _cell(row: GridRow, slot: Slot | None, part: str, remarks: Remarks) -> str | int | float | None:
    if slot:
        return row.cells.get(slot, {}).get(part)
    return remarks.get(row.path) if part == REMARK else row.leading.get(part)


def _shape_column(sheet: Worksheet, column: int, part: str, *, is_folded: bool) -> None:
    """Make numbers narrow and words wide; keys that nobody uses yet are folded away behind a + above the columns."""
    shape = sheet.column_dimensions[get_column_letter(column)]
    shape.width = 11 if part in ("least", "value", "most", "source") or part.startswith("month_") else 16
    if part in ("name", "owner", "key", "place", REMARK):
        shape.width = 24
    if is_folded:
        shape.outlineLevel, shape.hidden = 1, True


def _told(slot: Slot, language: str) -> Comment:
    """Return what stands over a header: the path, the meaning, the unit, the default and an example."""
    return Comment("\n".join(_lines(slot, language)), "capacity", height=160, width=320)


def _lines(slot: Slot, language: str) -> Iterator[str]:
    yield slot.dotted
    yield meaning(slot, language)
    unit, example = unit_told(slot.field), (slot.field.examples or [""])[0]
    if unit:
        yield f"{said_beside('unit', language)}: {unit}"
    if slot.options:
        yield " | ".join(map(str, slot.options))
    yield f"{said_beside('example', language)} {example}"
    if _default(slot):
        yield f"{said_beside('default', language)}: {_default(slot)}"


def _default(slot: Slot) -> str:
    """Return what is taken where a cell is empty, "" where nothing is."""
    if slot.field.is_required() or slot.field.default in (None, "", (), {}):
        return ""
    return str(slot.field.default)


def _write_form(sheet: Worksheet, layout: SheetLayout, values: GridRow, language: str, remarks: Remarks) -> None:
    for column, name in enumerate(_FORM_COLUMNS, start=1):
        head = write_text(sheet, 1, column, column_title(name, language))
        head.font, head.fill = _BOLD, _HEAD
        sheet.column_dimensions[get_column_letter(column)].width = {MEANING: 70, "key": 32}.get(name, 14)
    row = 2
    if layout.key == START:
        row = _write_guide(sheet, language)
    asked = sorted(layout.slots, key=lambda slot: slot.path not in [(key,) for key in _GUIDED])
    for number, slot in enumerate(asked, start=row):
        _write_key(sheet, number, slot, values, language)
        if slot.path in remarks:
            write_text(sheet, number, len(_FORM_COLUMNS), remarks[slot.path])
    sheet.freeze_panes = "C2"


def _write_key(sheet: Worksheet, row: int, slot: Slot, values: GridRow, language: str) -> None:
    asked = guide(slot.path[0], language) if slot.path[0] in _GUIDED else meaning(slot, language)
    write_text(sheet, row, 1, asked).alignment = Alignment(wrap_text=True, vertical="top")
    label = write_text(sheet, row, 2, key_title(slot.path, language))
    label.font, label.comment = _BOLD if slot.field.is_required() else _PLAIN, _told(slot, language)
    for part, value in values.cells.get(slot, {}).items():
        write_text(sheet, row, _FORM_COLUMNS.index(part) + 1, value)
    if _default(slot):
        write_text(sheet, row, _FORM_COLUMNS.index(DEFAULT) + 1, _default(slot)).font = _GREY


def _write_guide(sheet: Worksheet, language: str) -> int:
    """Write what leads to the sheets of the ten questions; return the row below."""
    write_text(sheet, 2, 1, guide("head", language)).alignment = Alignment(wrap_text=True)
    for row, key in enumerate(_SHEETS_GUIDED, start=3):
        cell = write_text(sheet, row, 1, guide(key, language))
        cell.hyperlink = f"#'{sheet_title(key, language)}'!A1"
        cell.font, cell.alignment = Font(color="0563C1", underline="single"), Alignment(wrap_text=True)
    return 3 + len(_SHEETS_GUIDED)
