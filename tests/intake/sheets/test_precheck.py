"""Hostile and broken workbooks are refused before any reader touches them, quickly and with their code."""

import io
import time
import zipfile

import pytest
from survey_folders import HEADER, workbook

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets import scan
from capacity.intake.sheets.precheck import check_workbook
from capacity.intake.sheets.sheets import column_letters, column_number

GOOD = workbook({"S": [HEADER, ["A", "ЛПХ", 120, None, "да"]]})
SHEET = "xl/worksheets/sheet1.xml"


def edited(part, change, added=None):
    """The good workbook with one part changed and parts added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            target.writestr(item.filename, change(data) if item.filename == part else data)
        for name, data in (added or {}).items():
            target.writestr(name, data)
    return packed.getvalue()


def with_rows(xml):
    return edited(SHEET, lambda data: data.replace(b"</sheetData>", xml + b"</sheetData>"))


def with_prolog(xml, encoding="utf-8"):
    return edited(SHEET, lambda data: (xml + data[data.index(b"<worksheet") :].decode()).encode(encoding))


def bit_flipped():
    damaged = bytearray(GOOD)
    damaged[len(GOOD) // 3] ^= 255
    return bytes(damaged)


def encrypted_zip():
    flagged = bytearray(GOOD)
    start = flagged.rindex(b"PK\x01\x02")
    flagged[start + 8] |= 1
    return bytes(flagged)


DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
DTD16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "empty": ("F03", lambda: b""),
    "csv": ("F05", "id;kind\nA;ЛПХ\n".encode),
    "web page": ("F06", lambda: b"<html><table></table></html>"),
    "web page with BOM": ("F06", lambda: b"\xef\xbb\xbf <!DOCTYPE html>"),
    "password": ("F08", lambda: OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")),
    "encrypted zip": ("F08", encrypted_zip),
    "truncated": ("F09", lambda: GOOD[:-200]),
    "half": ("F09", lambda: GOOD[: len(GOOD) // 2]),
    "zip head only": ("F09", lambda: b"PK\x03\x04" + b"x" * 1000),
    "bit flip": ("F10", bit_flipped),
    "broken XML": ("F10", lambda: edited(SHEET, lambda data: data[:-30])),
    "2 GB declared": ("F11", lambda: edited("", None, {"x.bin": b"\0" * 210_000_000})),
    "ratio": ("F11", lambda: edited("", None, {"x.bin": b"\0" * 50_000_000})),
    "many parts": ("F11", lambda: edited("", None, {f"x/{n}": b"" for n in range(10_001)})),
    "doctype": ("F12", lambda: with_prolog(DTD)),
    "doctype in UTF-16": ("F12", lambda: with_prolog(DTD16, "utf-16")),
    "doctype in another part": ("F12", lambda: edited("xl/styles.xml", lambda data: DTD.encode() + data)),
}
TOO_FAR = {
    "XFD1048576": ("F11", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "row 100001": ("F26", b'<row r="100001"><c r="A100001"><v>1</v></c></row>'),
    "column 2001": ("F11", b'<row r="9"><c r="BXY9"><v>1</v></c></row>'),
    "rows without numbers": ("F26", b"<row><c><v>1</v></c></row>" * 100_001),
    "cells without addresses": ("F11", b"<row>" + b"<c><v>1</v></c>" * 2_001 + b"</row>"),
    "prefixed names": ("F11", b'<x:row xmlns:x="u" r="1048576"><x:c r="XFD1048576"/></x:row>'),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_sound_workbook_is_refused_quickly(case):
    code, make = REFUSED[case]
    data = make()
    start = time.perf_counter()
    with pytest.raises(InputError) as caught:
        check_workbook(data, "members.xlsx")
    (issue,) = caught.value.issues
    assert (issue.code, issue.file, bool(issue.fix)) == (code, "members.xlsx", True)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("case", TOO_FAR)
def test_a_sheet_that_reaches_too_far_is_marked_without_being_loaded(case):
    code, xml = TOO_FAR[case]
    assert check_workbook(with_rows(xml), "members.xlsx").scans["S"].problem.code == code


def test_a_plain_zip_is_no_workbook():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="zip file, not a workbook"):
        check_workbook(packed.getvalue(), "members.xlsx")


def test_what_readers_keep_quiet_about_is_found():
    xml = (
        b'<row r="3" hidden="1"><c r="A3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3"><f>1+1</f></c>'
        b'<c r="C3"><f>1+1</f><v>2</v></c></row>'
    )
    scan = check_workbook(with_rows(xml), "members.xlsx").scans["S"]
    assert scan.errors == {(3, 1): "#DIV/0!"}
    assert scan.unsaved == {(3, 2)}
    assert (scan.formulas, scan.hidden_rows, scan.problem) == (3, 1, None)


def test_macros_and_links_to_other_files_are_noticed():
    package = check_workbook(edited("", None, {"xl/vbaProject.bin": b"x", "xl/externalLinks/a.xml": b"<x/>"}), "m.xlsm")
    assert (package.has_macros, package.has_external_links) == (True, True)


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_names_of_excel(index, name):
    assert column_letters(index) == name
    assert column_number(name) == column_number(name.lower()) == index + 1


FAR_APART = b'<row r="90000"><c r="A90000"><v>1</v></c></row><row r="90001"><c r="BXX90001"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("xml", "problem"),
    [
        (FAR_APART, "the cells reach to row 90001 and to column 2000"),
        (FAR_APART.replace(b"<v>1</v>", b"<f>1/0</f>"), "the cells reach to row 90001"),
        (FAR_APART.replace(b"<v>1</v>", b"<is><t>x</t></is>"), "the cells reach to row 90001"),
    ],
)
def test_rows_times_columns_are_bounded_before_anything_is_laid_out(xml, problem):
    assert problem in check_workbook(with_rows(xml), "members.xlsx").scans["S"].problem.problem


def test_cells_that_are_only_formatted_cost_nothing():
    xml = FAR_APART.replace(b"<v>1</v>", b"")
    scan = check_workbook(with_rows(xml), "members.xlsx").scans["S"]
    assert (scan.problem, scan.height, scan.width) == (None, 2, 5)


def test_the_sheets_of_a_workbook_are_bounded_together(monkeypatch):
    monkeypatch.setattr(scan, "MOST_CELLS", 30)
    data = workbook({name: [["x"] * 4] * 5 for name in "ab"})
    scans = check_workbook(data, "members.xlsx").scans
    assert scans["a"].problem is None
    assert "up to 30 cells" in scans["b"].problem.problem
