"""The cells of a plain worksheet come out of its markup as the closer look gives them; others are looked at closely."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from capacity.intake.sheets import workbook
from capacity.intake.sheets.precheck import Package, check_workbook
from capacity.intake.sheets.sheets import Sheet
from capacity.intake.sheets.workbook import read_workbook

NAME = "members.xlsx"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = [["id", "milk"], ["K-1", 2.5], ["K-2", None], [None, 3], ["K-1", 2.5]]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)
CELLS = (
    st.none() | st.sampled_from(["", " ", "да ", "a\nb", "_x0041_", "a & <b>", "5", True, False]) | TEXTS
) | st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False))
SHEETS = st.lists(st.lists(CELLS, max_size=5), max_size=8)


def by_openpyxl(rows, write_only=False):
    book, saved = Workbook(write_only=write_only), io.BytesIO()
    sheet = book.create_sheet("S") if write_only else book.active
    for row in rows:
        sheet.append(row)
    book.save(saved)
    return saved.getvalue()


def by_excel():
    """The rows as Excel writes them: texts stand in a part of their own, and cells name their number."""
    texts = b"".join(b"<si><t>%s</t></si>" % text for text in (b"id", b"milk", b"K-1", b"K-2"))
    rows = (
        b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        b'<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>2.5</v></c></row>'
        b'<row r="4" ht="20"><c r="A4" s="0" t="s"><v>3</v></c><c r="B4" s="0"/></row>'
        b'<row r="5"><c r="B5" s="0"><v>3</v></c></row>'
    )
    data = changed(by_openpyxl([]), STRINGS, lambda _: b'<sst xmlns="%s" count="4">%s</sst>' % (MAIN, texts))
    return changed(data, SHEET, lambda _: b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN, rows))


def changed(data, name, change):
    """The workbook with one of its parts changed, or added."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(saved, "w") as new:
        parts = {part: old.read(part) for part in old.namelist()}
        for part, markup in (parts | {name: change(parts.get(name, b""))}).items():
            new.writestr(part, markup)
    return saved.getvalue()


def is_plain(data):
    return all(scan.rows is not None for scan in check_workbook(data, NAME).scans.values())


def _closely(data: bytes) -> tuple[Sheet, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "check_workbook", _without_rows)
        return read_workbook(data, NAME)


def _without_rows(data: bytes, file: str) -> Package:
    package = check_workbook(data, file)
    for scan in package.scans.values():
        scan.rows = None
    return package


def _told(sheet: Sheet):
    columns = [(list(one.texts), one.kinds, one.codes.tolist(), one.codes.dtype) for one in sheet.rows.columns]
    return sheet.name, sheet.hidden, sheet.issues, sheet.merged, list(sheet.rows.numbers), columns


def assert_same(data):
    assert [*map(_told, read_workbook(data, NAME))] == [*map(_told, _closely(data))]


@settings(max_examples=60, deadline=None)
@given(SHEETS)
def test_what_is_written_comes_out_as_the_closer_look_gives_it(rows):
    clean = [[None if isinstance(cell, str) and cell.startswith("=") else cell for cell in row] for row in rows]
    for data in (by_openpyxl(clean), by_openpyxl(clean, write_only=True)):
        assert_same(data)


@pytest.mark.parametrize("write_only", [False, True])
def test_numbers_texts_and_gaps_are_plain(write_only):
    rows = [*ROWS, [], [True, "a / b", 5, "5", 5.0, 1e-7, -0.0, 1e21, 123456789012345678]]
    data = by_openpyxl(rows, write_only)
    assert is_plain(data)
    assert_same(data)


def test_a_hidden_plain_sheet_is_told_and_one_of_several_is_read():
    book, saved = Workbook(), io.BytesIO()
    book.active.append(["a"])
    book.create_sheet("два & 2").append(["b", 1])
    book.worksheets[1].sheet_state = "hidden"
    book.save(saved)
    assert is_plain(saved.getvalue())
    assert_same(saved.getvalue())
    (one,) = read_workbook(saved.getvalue(), NAME, "два & 2")
    assert (one.hidden, [row.cells for row in one.rows]) == (True, [("b", "1")])


def _date(sheet):
    sheet["A9"] = dt.date(2026, 1, 2)


def _percent(sheet):
    sheet["A9"], sheet["A9"].number_format = 0.2, "0%"


def _unit(sheet):
    sheet["A9"], sheet["A9"].number_format = 2, '0.0" т"'


def _dated(sheet):
    sheet["A9"], sheet["A9"].number_format = 2, "[$-419]d mmm;@"


def _formula(sheet):
    sheet["A9"] = "=1+1"


def _error(sheet):
    sheet["A9"] = "#DIV/0!"


def _merged(sheet):
    sheet.merge_cells("A2:A3")


def _hidden(sheet):
    sheet.row_dimensions[3].hidden = True


def _struck(sheet):
    sheet["A2"].font = Font(strike=True)


@pytest.mark.parametrize("add", [_date, _percent, _unit, _dated, _formula, _error, _merged, _hidden, _struck])
def test_a_sheet_that_says_more_is_looked_at_closely(add):
    book, saved = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    add(book.active)
    book.save(saved)
    assert not is_plain(saved.getvalue())
    assert_same(saved.getvalue())


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SHEET, b' r="A2"', b""),
        (SHEET, b'"A2"', b'"A1"'),
        (SHEET, b'r="A2" t="s"', b'r="A2" t="s" cm="1"'),
        (SHEET, b"<v>2.5</v>", b"<v> 2.5</v>"),
        (SHEET, b"<v>2.5</v>", b"<v>2,5</v>"),
        (SHEET, b"<v>2.5</v>", b"<v></v>"),
        (SHEET, b"<v>2.5</v>", b"<v>inf</v>"),
        (SHEET, b"<v>2.5</v>", b"<!-- --><v>2.5</v>"),
        (SHEET, b't="s"><v>2<', b't="str"><v>2<'),
        (SHEET, b"<sheetData>", b"<sheetData><!-- -->"),
        (STRINGS, b"<t>K-1</t>", b"<r><t>K</t></r><r><t>-1</t></r>"),
        (STRINGS, b"<t>K-1</t>", b'<t>K-1</t><rPh sb="0" eb="1"><t>ka</t></rPh>'),
        (STRINGS, b"<t>K-1</t>", b"<t>_x041A_-1</t>"),
        (STRINGS, b"<t>K-1</t>", b"<t>&#75;-1</t>"),
        (STRINGS, b"<t>K-1</t>", b"<t><![CDATA[K-1]]></t>"),
        (STRINGS, b"<t>K-1</t>", b"<t>K\r\n1</t>"),
        (STRINGS, b"<t>K-1</t>", b'<t xml:space="default"> K-1</t>'),
        (STRINGS, b"<si>", b"<!-- --><si>"),
    ],
)
def test_markup_of_another_shape_is_looked_at_closely(name, old, new):
    data = changed(by_excel(), name, lambda markup: markup.replace(old, new, 1))
    assert data != changed(by_excel(), name, bytes)
    assert not is_plain(data)
    assert_same(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<t>K-1</t>", b"<t>K &amp;lt; &quot;1&quot;</t>"),
        (b"<t>K-1</t>", b'<t xml:space="preserve"> K-1 </t>'),
        (b"<t>K-1</t>", b"<t> K-1\t</t>"),
        (b"<t>K-1</t>", b"<t/>"),
        (b"<t>K-1</t>", b"<t></t>"),
        (b"<t>K-1</t>", b"<t>milk</t>"),
        (b"<si>", b"\n <si>"),
    ],
)
def test_shared_texts_with_entities_or_blanks_are_plain(old, new):
    data = changed(by_excel(), STRINGS, lambda markup: markup.replace(old, new, 1))
    assert is_plain(data)
    assert_same(data)
