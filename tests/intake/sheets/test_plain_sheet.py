"""A plain worksheet is known by its shape and reaches as far as a closer look finds; any other is looked at closely."""

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.plain_sheet import scan_plain
from capacity.intake.sheets.plain_text import NotPlain
from capacity.intake.sheets.precheck import check_workbook

ROW = b'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" s="2"/></row>'

BLANK = b'<row r="1" spans="1:3"><c r="A1" s="2"/></row>'


def sheet(rows, head=b'<worksheet><dimension ref="A1"/>', tail=b"</worksheet>"):
    return head + b"<sheetData>" + rows + b"</sheetData>" + tail


def pieces(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


def workbook(change=lambda data: data, rows=()):
    """A workbook whose one sheet has these rows, its markup changed."""
    book, saved, changed = Workbook(), io.BytesIO(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
    return changed.getvalue()


def scanned(data):
    """What is known of the sheet of a workbook before it is opened, but for its cells."""
    return replace(check_workbook(data, "members.xlsx").scans["Sheet"], rows=None)


@given(
    st.lists(st.lists(st.sampled_from([None, "", "да", 1, 2.5, True, "a & b", "<x>", "=1+1"]), max_size=6), max_size=12)
)
def test_a_plain_sheet_reaches_as_far_as_the_closer_look_finds(rows):
    """A comment among the rows asks for the closer look and changes nothing else."""
    closer = scanned(workbook(lambda data: data.replace(b"<row ", b"<!-- --><row "), rows))
    assert scanned(workbook(rows=rows)) == closer


@pytest.mark.parametrize("size", [1, 30, 10_000])
def test_what_stands_around_the_rows_is_kept(size):
    rows = ROW + ROW.replace(b"1", b"2") + ROW.replace(b"1", b"4")
    scan, _, around = scan_plain(pieces(sheet(rows), size), {"7"})
    assert around == sheet(b"")
    assert (scan.height, scan.width) == (4, 1)


@pytest.mark.parametrize(
    "rows",
    [
        ROW.replace(b"<v>", b"<f>1+1</f><v>"),
        ROW.replace(b't="s"', b't="e"'),
        ROW.replace(b't="s"', b's="7"'),
        ROW.replace(b'r="1"', b'r="1" hidden="1"'),
        ROW.replace(b"<v>", b"<!-- --><v>"),
        ROW.replace(b"0", b"a &amp; b"),
        ROW.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>"),
        ROW.replace(b'r="A1" ', b""),
        ROW.replace(b"A1", b"A2000000"),
        ROW.replace(b"A1", b"ZZZ1"),
        ROW.replace(b"</c>", b""),
        ROW.replace(b"</row>", b""),
        ROW + b"text",
        ROW + ROW,
    ],
)
def test_whatever_is_not_plain_is_looked_at_closely(rows):
    scan_plain([sheet(BLANK + ROW)], {"7"})
    with pytest.raises(NotPlain):
        scan_plain([sheet(BLANK + rows)], {"7"})


def test_a_sheet_without_rows_or_without_their_end_is_looked_at_closely():
    for data in (b"<worksheet><sheetData/></worksheet>", b"<worksheet><sheetData>" + ROW, b""):
        with pytest.raises(NotPlain):
            scan_plain([data], ())


def test_markup_that_is_broken_around_plain_rows_is_refused():
    with pytest.raises(InputError) as caught:
        scanned(workbook(lambda _: sheet(ROW, tail=b"<broken></worksheet>")))
    assert caught.value.issues[0].code == "F10"
