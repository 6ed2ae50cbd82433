"""The sheets as a file: formulas with their values, one look for all, and pages that fit the paper."""

import datetime as dt
import io
import math
from collections.abc import Iterator, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from capacity.run.live.grid import Bars, Cell, Formula, Grid, Value
from capacity.run.live.worked import Place, worked_values
from capacity.run.tables import SIGNS, fitting

MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""as the moment of making: the same sheets give the same bytes"""
FORMS = {
    "money": "#,##0",
    "quantity": "#,##0.0",
    "price": "#,##0.00",
    "ratio": "0.00",
    "factor": "0.0000",
    "share": "0.0%",
    "rate": "0.0%",
    "year": "0",
    "date": "mm.yyyy",
    "whole": "0",
}
GREY, PALE = "#5F6B76", "#EAF0F6"
STYLES: dict[str, dict[str, object]] = {
    "": {"text_wrap": True},
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": GREY, "italic": True},
    "head": {"bold": True, "bg_color": PALE, "bottom": 1, "text_wrap": True},
    "head over numbers": {"bold": True, "bg_color": PALE, "bottom": 1, "text_wrap": True, "align": "right"},
    "sum": {"bold": True, "top": 1, "text_wrap": True},
    "input": {"font_color": "#0000C0"},
    "question": {"bold": True, "font_size": 12, "font_color": "#FFFFFF", "bg_color": "#2F5F8F"},
    "good": {"text_wrap": True, "bg_color": "#E3F3E8"},
    "bad": {"text_wrap": True, "bg_color": "#FBE5E2"},
    "text": {"text_wrap": True, "align": "left", "indent": 1},
    "head of texts": {"bold": True, "bg_color": PALE, "bottom": 1, "text_wrap": True, "align": "left", "indent": 1},
    "choice": {"font_color": "#0000C0", "text_wrap": True, "align": "left", "indent": 1},
    "side": {"align": "right", "text_wrap": True},
    "small": {"font_color": GREY, "text_wrap": True},
    "caption": {"bold": True, "text_wrap": True},
}
ONE_LINE = ("title", "question", "note")
LINE, TALL = 15.0, {"title": 21.0, "question": 18.0}
"""points of a row"""
A4 = (538.0, 785.0)
"""points of the page within the margins, across and down, upright"""
LETTER = 5.25
"""points of a letter of column width"""
NARROW, BROAD, BOLD = 0.9, 1.06, 1.1
"""width of a Latin letter and of any other, in letters of column width, and how much wider it is in bold"""
MARGIN = 0.4
"""inch"""
CHART_ROWS = 12
"""rows that a chart covers"""
COLOURS = ("#2F7FC1", "#D4651E")


def to_workbook(grids: Sequence[Grid], footer: str = "") -> bytes:
    """Return a workbook with the sheets in their order; text stays text, whatever it begins with.

    Every formula stands with its value, so that previews, phones and protected views show it. It opens on the first
    sheet. `footer` stands at the foot of every page. Same sheets, same bytes.
    """
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        book.set_calc_mode("auto")
        values = worked_values(grids)
        looks: dict[tuple[str, str, bool], Format] = {}
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            _Pen(book, sheet, grid, looks).write(values)
            _set_page(sheet, grid, footer)
            for chart in grid.charts:
                _draw(book, sheet, grid, chart)
    return kept.getvalue()


class _Pen:
    """What writes one sheet: the book's looks are made once for all sheets."""

    def __init__(self, book: Workbook, sheet: Worksheet, grid: Grid, looks: dict[tuple[str, str, bool], Format]):
        self.book, self.sheet, self.grid, self.looks = book, sheet, grid, looks

    def write(self, values: Mapping[Place, Value]) -> None:
        """Write columns, rows and cells."""
        for column in range(last_column(self.grid)):
            self.sheet.set_column(column, column, width(self.grid, column + 1))
        for row, height in heights(self.grid):
            folded = {"level": 1, "hidden": True} if row in self.grid.folded else {}
            self.sheet.set_row(row - 1, height, None, folded)
            if row - 1 in self.grid.folded and not folded:
                self.sheet.set_row(row - 1, height, None, {"collapsed": True})
        self.sheet.outline_settings(visible=True, symbols_below=True)
        for (row, column), cell in sorted(self.grid.cells.items()):
            self.put(row, column, cell, values)
        red = self.book.add_format({"font_color": "#B3261E", "bold": True})
        for cells, least in self.grid.watched:
            first = cells.replace("$", "").split(":")[0]
            rule = {"type": "formula", "criteria": f"=AND(ISNUMBER({first}),{first}<{least})", "format": red}
            self.sheet.conditional_format(cells.replace("$", ""), rule)

    def put(self, row: int, column: int, cell: Cell, values: Mapping[Place, Value]) -> None:
        """Write one cell, over all columns that it reaches."""
        value, look = cell.value, self.look(cell)
        last = self.grid.spans.get((row, column))
        if last is not None:
            self.sheet.merge_range(row - 1, column - 1, row - 1, last - 1, "", look)
        if isinstance(value, Formula):
            self.sheet.write_formula(row - 1, column - 1, str(value), look, values[self.grid.name, row, column])
        elif isinstance(value, str):
            self.sheet.write_string(row - 1, column - 1, fitting(value), look)
        elif value is None:
            self.sheet.write_blank(row - 1, column - 1, None, look)
        else:
            self.sheet.write_number(row - 1, column - 1, value, look)

    def look(self, cell: Cell) -> Format:
        """Return the look of a cell; a text that begins like a formula is marked as text for whoever edits it."""
        text = isinstance(cell.value, str) and not isinstance(cell.value, Formula)
        quoted = text and fitting(str(cell.value)).startswith(SIGNS)
        key = (cell.style, "" if text else cell.form, quoted)
        if key not in self.looks:
            form = {"num_format": FORMS[key[1]]} if key[1] else {}
            quote = {"quote_prefix": True} if quoted else {}
            self.looks[key] = self.book.add_format({"valign": "top", **STYLES[cell.style], **form, **quote})
        return self.looks[key]


def last_column(grid: Grid) -> int:
    """Return the last column in use on the printed rows."""
    rows = grid.printed or grid.rows
    used = [column for row, column in grid.cells if row <= rows]
    return max((*used, *grid.spans.values()), default=1)


def width(grid: Grid, column: int) -> float:
    """Return the width of a column, counted from 1, in letters."""
    return grid.widths[column - 1] if column <= len(grid.widths) else grid.wide


def heights(grid: Grid) -> Iterator[tuple[int, float]]:
    """Yield the height of each row in points: as many lines as its longest text needs in its columns."""
    lines = dict.fromkeys(range(1, grid.rows + 1), 1)
    tall: dict[int, float] = {}
    for (row, column), cell in grid.cells.items():
        if cell.style in TALL:
            tall[row] = TALL[cell.style]
        if isinstance(cell.value, str) and not isinstance(cell.value, Formula) and cell.style not in ONE_LINE:
            last = grid.spans.get((row, column), column)
            room = sum(width(grid, one) for one in range(column, last + 1))
            lines[row] = max(lines[row], lines_of(cell.value, room, bold="bold" in STYLES[cell.style]))
    for row, count in lines.items():
        yield row, tall.get(row, LINE * count)


def lines_of(text: str, room: float, *, bold: bool = False) -> int:
    """Return in how many lines a text stands in a column so many letters wide, words kept whole."""
    count, used = 1, 0.0
    for word in text.split():
        size = sum(NARROW if letter.isascii() else BROAD for letter in word) * (BOLD if bold else 1.0)
        if used and used + size > room:
            count, used = count + 1, 0.0
        count += int(size / room / 1.1) if not used else 0
        used += size + 0.9
    return count


def _set_page(sheet: Worksheet, grid: Grid, footer: str) -> None:
    """Set the pages: one across, no more down than the sheet may have, on the side on which it stands larger."""
    rows, columns = grid.printed or grid.rows, last_column(grid)
    wide = LETTER * sum(width(grid, column) for column in range(1, columns + 1))
    high = sum(height for row, height in heights(grid) if row <= rows and row not in grid.folded)
    across, down = A4
    upright, lying = (min(a / wide, grid.pages * d / high, 1.0) for a, d in ((across, down), (down, across)))
    sheet.set_paper(9)
    sheet.set_portrait() if upright > lying else sheet.set_landscape()
    sheet.set_margins(MARGIN, MARGIN, MARGIN, 0.6)
    sheet.fit_to_pages(1, grid.pages)
    sheet.print_area(0, 0, rows - 1, columns - 1)
    if grid.head:
        sheet.repeat_rows(0, grid.head - 1)
    sheet.freeze_panes(*grid.frozen)
    sheet.set_footer(f"&L{footer.replace('&', '&&')}&C&A&R&P / &N")


def _draw(book: Workbook, sheet: Worksheet, grid: Grid, bars: Bars) -> None:
    """Draw columns beside each other by year."""
    chart = book.add_chart({"type": "column"})
    for (name, numbers), colour in zip(bars.series, COLOURS, strict=False):
        chart.add_series({
            "name": name, "categories": f"={bars.years}", "values": f"={numbers}", "fill": {"color": colour},
        })  # fmt: skip
    chart.set_title({"name": bars.title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"label_position": "low", "num_format": "0"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D0D5DA"}}})
    row, column = bars.at
    across = sum(pixels(width(grid, one)) for one in range(column, column + bars.width))
    chart.set_size({"width": math.floor(across) - 6, "height": round(CHART_ROWS * LINE * 4 / 3) - 6})
    sheet.insert_chart(row - 1, column - 1, chart, {"object_position": 1})


def pixels(letters: float) -> float:
    """Return the width of a column in pixels."""
    return 7 * letters + 5
