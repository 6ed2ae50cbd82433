"""A merged block of cells says one place or class for all its rows; of figures and of other blocks it is warned."""

import pytest
from openpyxl import load_workbook
from survey_folders import ods, read, saved, with_bytes, workbook

from capacity.intake.catalogue.kinds import CHANGES, INFORMS, kind_of
from capacity.intake.catalogue.sentences import sentence
from capacity.intake.sheets.sheets import Row, Rows, Sheet
from capacity.intake.sheets.workbook import read_workbook
from capacity.intake.tables.header import Wanted, read_table

MAP = """\
  member: {columns: [id]}
  place: {columns: [village]}
  class: {columns: [kind], values: {да: household}}
  current: {columns: [milk], unit: l/day}
"""
ROWS = [
    ["id", "village", "kind", "milk"],
    ["A1", "Орто", "да", 120],
    ["A2", None, "да", 80],
    ["A3", None, "да", 40],
    ["A4", "Кара", "да", 50],
]
WANTED = Wanted(("id", "village", "kind", "milk"), {}, words=("village", "kind"))


def merged(path, *ranges, rows=ROWS):
    book = load_workbook(with_bytes(path, workbook({"S": rows}), "members.xlsx", survey_map=MAP) / "members.xlsx")
    for cells in ranges:
        book["S"].merge_cells(cells)
    return read(with_bytes(path, saved(book), "members.xlsx", survey_map=MAP))


def said(data):
    return [(issue.severity, issue.problem) for issue in data.issues if issue.code == "H03"]


def test_the_rows_of_a_block_have_its_place(tmp_path):
    data = merged(tmp_path, "B2:B4")
    assert list(data.members["place"]) == ["Орто", "Орто", "Орто", "Кара"]
    assert said(data) == [("note", 'the cells B2:B4 are merged: each of their rows has "Орто"')]
    assert {kind_of(issue) for issue in data.issues if issue.code == "H03"} == {INFORMS}


def test_a_place_that_is_written_once_without_merging_is_asked_for(tmp_path):
    data = merged(tmp_path)
    assert list(data.members["place"]) == ["Орто", "", "", "Кара"]
    assert [issue.severity for issue in data.issues if issue.code == "R20"] == ["warning"]


def test_a_class_is_one_too(tmp_path):
    rows = [[*row[:2], "да" if at == 1 else None if at in (2, 3) else row[2], row[3]] for at, row in enumerate(ROWS)]
    assert merged(tmp_path / "1", "C2:C4", rows=rows).rows.used == 4
    assert merged(tmp_path / "2", rows=rows).rows.used == 2


def test_figures_are_never_filled_in(tmp_path):
    rows = [[*row[:3], None if at in (2, 3) else row[3]] for at, row in enumerate(ROWS)]
    data = merged(tmp_path, "D2:D4", rows=rows)
    problem = "the cells D2:D4 are merged: only the first of them has the value"
    assert said(data) == [("warning", problem)]
    assert {kind_of(issue) for issue in data.issues if issue.code == "H03"} == {CHANGES}
    assert data.rows.quarantined == 2


@pytest.mark.parametrize("ranges", [("B2:C3",), ("A2:A3",), ("B4:B5",)])
def test_a_block_of_other_columns_or_without_a_word_is_warned_of(tmp_path, ranges):
    rows = [*ROWS[:4], ["A4", None, "да", 50]]
    assert [severity for severity, _ in said(merged(tmp_path, *ranges, rows=rows))] == ["warning"]


def test_a_blank_row_of_a_block_stays_blank():
    rows = [["id", "village", "kind", "milk"], ["a", "X", "да", "1"], ["", "", "", ""], ["c", "", "да", "3"]]
    sheet = Sheet("m.xlsx", "S", Rows.of(Row(n, tuple(row)) for n, row in enumerate(rows, 1)), merged=((2, 2, 4, 2),))
    table, _ = read_table(sheet, WANTED)
    assert [row.cells[1] for row in table.rows] == ["X", "", "X"]


def test_an_open_document_tells_its_merged_cells_or_nothing_is_filled():
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{cell.format('', name)}{place}</table:table-row>"
        for name, place in (
            ("a", cell.format(' table:number-rows-spanned="2" table:number-columns-spanned="1"', "X")),
            ("b", "<table:covered-table-cell/>"),
        )
    )
    assert read_workbook(ods(body), "m.ods")[0].merged in ((), ((1, 2, 2, 2),))


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_it_is_said_in_three_languages(language):
    assert "«Орто»" in sentence('the cells B2:B4 are merged: each of their rows has "Орто"', "H03", language)
