"""A name behind a form's group is found; the tail of a label for people never is one."""

import pytest

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.sheets import Row, Rows, Sheet
from capacity.intake.tables.header import Wanted, find_column, read_table


def table(rows, names, merged=()):
    sheet = Sheet("m.csv", "", Rows.of(Row(n, tuple(row)) for n, row in enumerate(rows, 1)), merged=merged)
    return read_table(sheet, Wanted(names, {}))


def codes(rows, names, merged=()):
    with pytest.raises(InputError) as caught:
        table(rows, names, merged)
    return [(issue.code, issue.fix) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (["ID", "Day", "Milk (l/day)"], "Milk, l/day"),
        (["ID", "Сут", "Надой, л/сут"], "Удой, л/сут"),
        (["ID", "Milk, l/day"], "day"),
        (["ID", "l/day"], "Day"),
        (["_uuid", "Milk, l/day", "Milk, l/year"], "Day"),
        (["ID", "Area of sheep/goats, ha", "Full name"], "goats, ha"),
        (["Full name", "Post-harvest", "Price, som"], "Harvest"),
        (["ID", "Күн", "Сүт, л/күнүнө"], "Күнүнө"),
    ],
)
def test_a_part_of_a_label_is_no_column(header, name):
    assert find_column(name, header) == []


@pytest.mark.parametrize(
    "header",
    [
        ["ID", "harvest/maize"],
        ["_uuid", "harvest-maize", "x"],
        ["_uuid", "Farm data/maize", "Farm data/Beans, kg"],
        ["ID", "a/b/maize"],
    ],
)
def test_a_name_behind_its_group_is_found(header):
    assert find_column("maize", header) == [1]


def test_a_question_that_moved_is_read_from_both_columns_with_a_note():
    rows = [["ID", "maize_kg", "harvest/maize_kg"], ["O1", "900", ""], ["O2", "", "1100"]]
    rows += [["O3", "800", "800"], ["O4", "", " "], ["O5", " ", "900"]]
    found, notes = table(rows, ("ID", "maize_kg"))
    assert [row.cells[1] for row in found.rows] == ["900", "1100", "800", "", "900"]
    assert [(note.code, note.column) for note in notes] == [("H14", "maize_kg")]


@pytest.mark.parametrize("header", [["ID", "maize", "a/maize"], ["ID", "a/maize", "b/maize"]])
def test_two_columns_filled_in_one_row_are_refused(header):
    assert [code for code, _ in codes([header, ["O1", "900", "800"]], ("ID", "maize"))] == ["H05"]


def test_an_option_of_a_question_of_choices_is_not_the_question():
    rows = [["ID", "crops", "crops/maize", "maize"], ["O1", "maize", "1", "900"]]
    assert table(rows, ("ID", "maize"))[0].columns["maize"] == 3


@pytest.mark.parametrize("names", [("ID", "Output, kg"), ("ID", "Maize Output, kg"), ("ID", "Area, ha", "Output, kg")])
def test_a_header_of_two_rows_is_refused_though_its_labels_repeat(names):
    upper = ["ID", "Village", "Maize", "", "Beans", ""]
    lower = ["", "", "Area, ha", "Output, kg", "Area, ha", "Output, kg"]
    ((code, fix),) = codes([upper, lower, ["O1", "Orto", "1", "900", "1", "300"]], names)
    assert (code, "make one row of them" in fix, "Maize" in fix) == ("H03", True, True)


def test_a_label_merged_over_two_columns_with_data_is_refused():
    rows = [["ID", "Maize", ""], ["O1", "1", "900"]]
    assert [code for code, _ in codes(rows, ("ID", "Maize"), merged=((1, 2, 1, 3),))] == ["H03"]
