"""A line that is struck through is read like the others, and said."""

import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from survey_folders import HEADER, saved

from capacity.intake.sheets.precheck import check_workbook
from capacity.intake.sheets.workbook import read_workbook

CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
<office:automatic-styles><style:style style:name="ce1" style:family="table-cell">
<style:text-properties style:text-line-through-style="LINE"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="S"><table:table-row>
<table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell></table:table-row><table:table-row>
<table:table-cell table:style-name="ce1" office:value-type="string"><text:p>A</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def struck(data, file):
    return [issue.row for sheet in read_workbook(data, file) for issue in sheet.issues if issue.code == "R24"]


@pytest.mark.parametrize(
    ("columns", "strike", "rows"), [((1, 2, 3), True, [3]), ((1,), True, [3]), ((1, 2), False, [])]
)
def test_rows_of_a_workbook(columns, strike, rows):
    book = Workbook()
    for row in (HEADER, ["A", "ЛПХ", 1], ["B", "ЛПХ", 2]):
        book.active.append(row)
    for column in columns:
        book.active.cell(3, column).font = Font(strike=strike)
    book.active.cell(9, 1).font = Font(strike=True)
    assert struck(saved(book), "m.xlsx") == rows


@pytest.mark.parametrize(("line", "rows"), [("solid", [2]), ("none", [])])
def test_rows_of_an_open_document(line, rows):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.replace("LINE", line))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert sorted(check_workbook(buffer.getvalue(), "m.ods").scans["S"].struck) == rows
