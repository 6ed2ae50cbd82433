"""Workbooks are read as typed: every digit, every leading zero, and what kind of cell it was."""

import datetime as dt
import io

import pytest
from openpyxl import Workbook
from survey_folders import HEADER, ods, saved, workbook

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.workbook import read_workbook, sheet_names


def first_row(*values):
    return read_workbook(workbook({"S": [list(values)]}), "members.xlsx")[0].rows[0]


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (5, "5", "n"),
        (5.0, "5", "n"),
        (2.5, "2.5", "n"),
        (12345678901234, "12345678901234", "n"),
        (0.1, "0.1", "n"),
        (1e300, "1e+300", "n"),
        (-3, "-3", "n"),
        ("0555123456", "0555123456", "t"),
        ("NULL", "NULL", "t"),
        ("1E5", "1E5", "t"),
        (" а ", " а ", "t"),
        (True, "TRUE", "b"),
        (dt.date(2026, 5, 2), "2026-05-02", "d"),
        (dt.datetime(2026, 5, 2, 10, 30), "2026-05-02T10:30:00", "d"),  # noqa: DTZ001 (cells have no zone)
        (dt.time(10, 12), "10:12:00", "d"),
    ],
)
def test_a_cell_is_read_as_it_was_typed(value, text, kind):
    row = first_row("x", value)
    assert (row.cells[1], row.kind(1)) == (text, kind)


def test_rows_are_numbered_as_in_excel_with_blank_ones_kept():
    book = Workbook()
    book.active["B3"] = "x"
    rows = read_workbook(saved(book), "members.xlsx")[0].rows
    assert [(row.number, row.cells) for row in rows] == [(1, ("", "")), (2, ("", "")), (3, ("", "x"))]


def test_hidden_sheets_are_read_and_marked_and_chart_sheets_are_not():
    book = Workbook()
    book.active.append(["a"])
    hidden = book.create_sheet("H")
    hidden.append(["b"])
    hidden.sheet_state = "veryHidden"
    book.create_chartsheet("C")
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(saved(book), "m.xlsx")] == [
        ("Sheet", False),
        ("H", True),
    ]


def test_error_cells_and_formulas_without_result_are_no_blanks():
    book = Workbook()
    book.active.append(["=1/0", "x", "=A1"])
    row = read_workbook(saved(book), "m.xlsx")[0].rows[0]
    assert row.kinds == "ftf"
    assert not row.is_blank


def test_merged_ranges_are_known():
    book = Workbook()
    book.active["A2"] = "x"
    book.active["C3"] = "y"
    book.active.merge_cells("A2:B3")
    assert read_workbook(saved(book), "m.xlsx")[0].merged == ((2, 1, 3, 2),)


def test_only_one_sheet_can_be_asked_for():
    data = workbook({"a": [["x"]], "b": [["y"]]})
    assert [sheet.name for sheet in read_workbook(data, "m.xlsx", "b")] == ["b"]
    assert sheet_names(data, "m.xlsx") == ["a", "b"]


def test_a_far_cell_on_a_hidden_sheet_does_no_harm():
    book = Workbook()
    book.active.append(HEADER)
    solver = book.create_sheet("Solver")
    solver["XFD1048576"] = 1
    solver.sheet_state = "hidden"
    sheets = read_workbook(saved(book), "m.xlsx")
    assert [(sheet.name, len(sheet.rows)) for sheet in sheets] == [("Sheet", 1), ("Solver", 0)]


def test_a_far_cell_on_a_visible_sheet_is_refused():
    book = Workbook()
    book.active["XFD1048576"] = 1
    with pytest.raises(InputError, match="row 1048576, column 16384"):
        read_workbook(saved(book), "m.xlsx")


def test_a_broken_old_workbook_is_refused():
    with pytest.raises(InputError, match="cannot be read"):
        read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "members.xls")


def test_the_date_system_of_1904_is_understood():
    book = Workbook()
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 (cells have no zone)
    book.active.append([dt.date(2026, 5, 2)])
    assert read_workbook(saved(book), "m.xlsx")[0].rows[0].cells == ("2026-05-02",)


def test_an_open_document_is_read_like_excel():
    pandas_made = io.BytesIO()
    _write_ods(pandas_made, [["id", "milk"], ["007", 2.5]])
    rows = read_workbook(pandas_made.getvalue(), "members.ods")[0].rows
    assert [row.cells for row in rows] == [("id", "milk"), ("007", "2.5")]


def test_a_repeated_cell_of_an_open_document_is_no_bomb():
    bomb = io.BytesIO()
    _write_ods(bomb, [["x"]], row_repeat=1_000_000, column_repeat=16_000)
    with pytest.raises(InputError) as caught:
        read_workbook(bomb.getvalue(), "members.ods")
    assert caught.value.issues[0].code in ("F11", "F26")


@pytest.mark.parametrize(("rows", "columns"), [(20_000, 400), (1, 10**11), (10**11, 1)])
def test_repeats_of_an_open_document_are_bounded_by_their_number_and_their_product(rows, columns):
    far = io.BytesIO()
    _write_ods(far, [["x"]], row_repeat=rows, column_repeat=columns)
    with pytest.raises(InputError) as caught:
        read_workbook(far.getvalue(), "members.ods")
    assert caught.value.issues[0].code in ("F11", "F26")


def test_the_empty_rest_of_an_open_document_is_passed_over():
    usual = io.BytesIO()
    _write_ods(usual, [["id", "milk"], ["007", 2.5]], empty_rows=1_048_000)
    assert len(read_workbook(usual.getvalue(), "members.ods")[0].rows) == 2


def _write_ods(target, rows, row_repeat=1, column_repeat=1, empty_rows=0):
    def cell(value):
        repeat = f' table:number-columns-repeated="{column_repeat}"' if column_repeat > 1 else ""
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"{repeat}><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"{repeat}/>'

    repeat = f' table:number-rows-repeated="{row_repeat}"' if row_repeat > 1 else ""
    body = "".join(f"<table:table-row{repeat}>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    if empty_rows:
        body += (
            f'<table:table-row table:number-rows-repeated="{empty_rows}">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
    target.write(ods(body))
