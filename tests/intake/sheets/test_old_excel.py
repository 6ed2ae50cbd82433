"""An old Excel workbook is read as it is shown: units, percent, errors and struck rows too."""

from pathlib import Path

from capacity.intake.sheets.old_excel import scan_old_excel
from capacity.intake.sheets.precheck import OLD_EXCEL
from capacity.intake.sheets.workbook import read_workbook

OLD = (Path(__file__).parent / "shown.xls").read_bytes()


def test_what_a_sheet_shows_beside_its_numbers_is_read():
    (sheet,) = read_workbook(OLD, "m.xls")
    assert [row.cells[1:] for row in sheet.rows] == [
        ("milk", "kept"),
        ("1.5 т", "20%"),
        ("12 bags", "100%"),
        ("900", "#DIV/0!"),
    ]
    assert (sheet.rows[1].kind(1), sheet.rows[3].kind(2)) == ("n", "e")
    assert [(issue.row, issue.code) for issue in sheet.issues] == [(2, "R24")]


def test_a_damaged_one_tells_nothing():
    assert scan_old_excel(OLD_EXCEL + b"damaged") is None
    assert scan_old_excel(OLD[:3000]) is None


def test_what_cannot_be_seen_is_said(monkeypatch):
    monkeypatch.setattr("capacity.intake.sheets.precheck.scan_old_excel", lambda data: None)
    (sheet,) = read_workbook(OLD, "m.xls")
    assert [(issue.severity, issue.code) for issue in sheet.issues] == [("warning", "F07")]
