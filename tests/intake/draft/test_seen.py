"""Exports that nobody described: the header is found, repeats are no members, spellings of an answer are one."""

import csv
import io
import zipfile

import openpyxl
import pytest

from capacity.intake.draft.seen import find_header, look, see
from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.sheets import Row, Rows, Sheet

LABELS = ["Код", "Айыл", "Кто", "Урожай, кг", "Вступите?"]
ANSWERS = [
    ["A1", "Ат-Башы", "пчеловод", "840", "да"],
    ["A2", "Кочкор", "Пчеловод", "12", "нет"],
    ["A3", "Кочкор", "цех", "9", "да"],
]


def sheet(rows):
    width = max(map(len, rows))
    cells = ((*row, *[""] * (width - len(row))) for row in rows)
    return Sheet("members.xlsx", "S", Rows.of(Row(number, row) for number, row in enumerate(cells, start=1)))


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["Анкета пчеловодов, 2026"]],
        [["Анкета", "", "2026"], []],
        [["Реестр"], ["", "", "о хозяйстве", "", "о кластере"]],
        [["№ 12 от 01.02.2026"], ["1", "2", "3", "4", "5"]],
    ],
    ids=["first row", "a title", "a title and a gap", "a row of groups", "numbers above"],
)
def test_the_header_is_found_under_whatever_stands_above_it(above):
    found = see(sheet([*above, LABELS, *ANSWERS]))
    assert found.header_row == len(above) + 1
    assert [column.label for column in found.columns] == LABELS
    assert found.rows == 3


def test_rows_of_answers_are_no_header():
    assert find_header([LABELS, *ANSWERS])[1] == 0
    assert find_header([["A1", "Кочкор", "12"], ["A2", "Нарын", "13"]])[0] <= 2


def test_a_column_tells_its_examples_answers_and_how_much_of_it_is_numbers():
    column = see(sheet([LABELS, *ANSWERS])).column("Кто")
    assert column.answers == (("пчеловод", 2), ("цех", 1))
    assert column.examples == ("пчеловод", "Пчеловод", "цех")
    assert see(sheet([LABELS, *ANSWERS])).column("Урожай, кг").numbers == 1


def test_a_label_that_stands_twice_cannot_be_picked_and_is_named():
    found = see(sheet([["ID", "Place", "kg", "KG"], ["a", "x", "1", "2"], ["b", "y", "3", "4"]]))
    assert [column.label for column in found.columns] == ["ID", "Place"]
    assert found.doubled == ("kg", "KG")


def test_a_sheet_of_repeats_is_never_the_list_of_members(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Farms"
    for row in (["farm", "join", "_index"], ["A", "yes", 1], ["B", "no", 2]):
        book.active.append(row)
    cows = book.create_sheet("cows")
    for row in (["milk", "_parent_index", "cow"], [9, 1, "a"], [8, 1, "b"], [7, 2, "c"]):
        cows.append(row)
    book.save(tmp_path / "members.xlsx")
    assert [sheet.name for sheet in look(tmp_path)] == ["Farms"]


def test_the_archive_of_a_server_is_looked_into(tmp_path):
    out = io.StringIO()
    csv.writer(out).writerows([["KEY", "farm", "milk"], ["u1", "A", "9"], ["u2", "B", "8"]])
    with zipfile.ZipFile(tmp_path / "members.zip", "w") as archive:
        archive.writestr("milk.csv", out.getvalue())
        archive.writestr("milk-cows.csv", "PARENT_KEY,l\nu1,4\nu1,5\n")
    assert [sheet.file for sheet in look(tmp_path)] == ["members.zip/milk.csv"]


def test_no_survey_and_no_table_are_refused(tmp_path):
    with pytest.raises(InputError, match="there is no survey"):
        look(tmp_path)
    (tmp_path / "members.csv").write_text("1,2\n3,4\n")
    with pytest.raises(InputError, match="no sheet has a header"):
        look(tmp_path)
