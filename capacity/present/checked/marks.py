"""A survey's workbook with what was found: coloured cells with comments, shaded rows, a first sheet that lists all."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.changes.filled import COLUMNS, LEAVE_OUT, MARK, NO_ANSWER, TO_FILL
from capacity.intake.changes.located import Located
from capacity.intake.findings import command
from capacity.intake.sheets.deterministic import write_text
from capacity.intake.sheets.sheets import Table
from capacity.present.checked.copies import clean, copy_of

KINDS = {
    "error": ("Stops · Останавливает · Токтотот", "F4A6A0"),
    "quarantine": ("Set aside · Отложено · Четке коюлду", "F4A6A0"),
    "warning": ("Changes the figures · Меняет цифры · Сандарды өзгөртөт", "FFD27F"),
    "note": ("Note · Примечание · Эскертүү", "BFD7EA"),
}
"""of each severity: what it is called, and its colour"""
_SHADE, _FILL_IN, _HEAD = "D9D9D9", "FFF9D6", "E7E6E6"
_TITLE = "Findings"
_HINTS = (
    "Fill in the yellow columns of this sheet, save, then:",
    "{correct}",
    "Заполните жёлтые столбцы этого листа и сохраните. · Бул барактын сары тилкелерин толтуруп, сактаңыз.",
    f"Instead of an answer: {NO_ANSWER}; the whole row: {LEAVE_OUT}.",
    "Grey rows do not count. · Серые строки не учтены. · Боз саптар эсептелбейт.",
    "A copy: the survey is unchanged; formulas stand as their results, macros are left out.",
    "It holds people's answers: not for everybody. · Ответы людей: не для всех. · Баары үчүн эмес.",
)
_WIDTHS = {"kind": 22, "file": 16, "sheet": 14, "row": 8, "member": 12, "column": 28, "stands": 22, "problem": 60}
_WIDTHS |= {"fix": 60, "set": 24, "who": 18, "when": 14, "why": 30}
_COMMENT = (340, 170)
"""width and height of a comment, px"""


def marked(
    folder: Path, tables: Sequence[Table], found: Sequence[Located], used: Mapping[str, Collection[int]]
) -> Workbook:
    """Return the workbook of one of the survey's files with the findings in it; those without a cell are listed too.

    `tables` are those of the file as it came; `used` the numbers of the rows that count, by sheet: the others of these
    sheets are shaded.
    """
    copy = copy_of(folder, tables[0].file, tables)
    sheets = {(table.file, table.sheet): sheet for table, sheet in zip(tables, copy.sheets, strict=True)}
    for table, sheet in zip(tables, copy.sheets, strict=True):
        if table.sheet in used:
            _shade(sheet, table, used[table.sheet])
    places: dict[int, str] = {}
    cells: dict[tuple[Worksheet, str], list[Located]] = defaultdict(list)
    for number, one in enumerate(found):
        sheet = sheets.get((one.table.file, one.table.sheet)) if one.table else None
        if sheet is not None and one.row is not None:
            cell = _anchor(sheet, one.row, (one.column or 0) + 1)
            places[number] = _link(sheet, cell)
            cells[sheet, cell.coordinate].append(one)
    for (sheet, at), here in cells.items():
        _mark(sheet[at], here)
    _list(copy.book, found, places)
    return copy.book


def _shade(sheet: Worksheet, table: Table, used: Collection[int]) -> None:
    """Shade the rows that do not count."""
    for row in table.rows:
        if row.number not in used and not row.is_blank:
            for index in range(len(table.header)):
                sheet.cell(row.number, index + 1).fill = PatternFill("solid", fgColor=_SHADE)


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell, or the one that holds what is written where it is part of a merged range."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        around = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
        cell = sheet.cell(around.min_row, around.min_col)
    return cell


def _mark(cell: Cell, here: Sequence[Located]) -> None:
    """Colour a cell by the worst that was found there, and say all of it in its comment, after what stood there."""
    worst = min((one.issue.severity for one in here), key=list(KINDS).index)
    cell.fill = PatternFill("solid", fgColor=KINDS[worst][1])
    said = [cell.comment.text] if cell.comment else []
    said += dict.fromkeys(_said(one) for one in here)
    comment = Comment(clean("\n\n".join(said)), "capacity")
    comment.width, comment.height = _COMMENT
    cell.comment = comment


def _said(one: Located) -> str:
    issue = one.issue
    lines = [KINDS[issue.severity][0] + (f" ({issue.code})" if issue.code else ""), f"{issue.problem}."]
    return "\n".join([*lines, f"→ {issue.fix}."] if issue.fix else lines)


def _link(sheet: Worksheet, cell: Cell) -> str:
    title = sheet.title.replace("'", "''")
    return f"'{title}'!{cell.coordinate}"


def _list(book: Workbook, found: Sequence[Located], places: dict[int, str]) -> None:
    """Write the first sheet: a finding a row, the worst first, and where it stands to go to."""
    sheet = book.create_sheet(_TITLE, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    write_text(sheet, 1, 1, MARK).font = Font(bold=True)
    correct = command("correct", "CLUSTER", "THIS_FILE", "--by", "NAME", "--date", "DAY")
    for number, hint in enumerate(_HINTS, start=2):
        write_text(sheet, number, 1, hint.format(correct=correct))
    head = len(_HINTS) + 2
    for index, (name, label) in enumerate(COLUMNS.items(), start=1):
        cell = write_text(sheet, head, index, label)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=_FILL_IN if name in TO_FILL else _HEAD)
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[name]
    order = sorted(range(len(found)), key=lambda number: list(KINDS).index(found[number].issue.severity))
    for row, number in enumerate(order, start=head + 1):
        _row(sheet, row, found[number], places.get(number, ""))
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(COLUMNS))}{head + len(found)}"


def _row(sheet: Worksheet, row: int, one: Located, place: str) -> None:
    """Write a finding; its yellow cells are text, so that no answer becomes a date."""
    for index, name in enumerate(COLUMNS, start=1):
        value = _value(one, name)
        cell = write_text(sheet, row, index, (clean(value) or None) if isinstance(value, str) else value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if name == "kind":
            cell.fill = PatternFill("solid", fgColor=KINDS[one.issue.severity][1])
        if name in TO_FILL:
            cell.number_format = "@"
            cell.fill = PatternFill("solid", fgColor=_FILL_IN)
        if name == "row" and place:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
            cell.font = Font(color="0563C1", underline="single")


def _value(one: Located, name: str) -> str | int:
    issue = one.issue
    said: dict[str, str | int | None] = {
        "kind": KINDS[issue.severity][0],
        "file": issue.file,
        "sheet": one.table.sheet if one.table else issue.sheet,
        "row": issue.row if one.row is None else one.row,
        "member": one.member or issue.member,
        "column": one.label or issue.column,
        "stands": one.stands if one.is_answer else issue.value,
    }
    return (said | {"problem": issue.problem, "fix": issue.fix}).get(name) or ""
