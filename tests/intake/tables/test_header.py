"""The header is found and every wanted column in it, or the user is told which label to write."""

import pytest

from capacity.intake.findings.issues import InputError
from capacity.intake.sheets.sheets import Row, Rows, Sheet
from capacity.intake.tables.header import Wanted, label_unit, read_table

WANTED = Wanted(("Код", "cows", "Удой"), {})


def sheet(*rows, merged=()):
    return Sheet("m.csv", "", Rows.of(Row(number, tuple(row)) for number, row in enumerate(rows, 1)), merged=merged)


def columns(labels, wanted=WANTED):
    table, _ = read_table(sheet(labels, ["x"] * len(labels)), wanted)
    return [table.columns[name] for name in wanted.names]


def refused(*rows, wanted=WANTED):
    with pytest.raises(InputError) as caught:
        read_table(sheet(*rows), wanted)
    return caught.value.issues


@pytest.mark.parametrize(
    "labels",
    [
        ["Код", "cows", "Удой"],
        [" Код ", "cows\u00a0", "\ufeffУдой"],
        ["КОД", "Cows", "Удой\n"],
        ["Ко\u200bд", "cows ", "У\u00adдой"],
        ["form/Код", "production/herd/cows", "production/Удой"],
        ["form-Код", "production-cows", "production-herd-Удой"],
        ["kod", "cows", "udoy"],
        ["group/kod", "group/cows", "group-udoy"],
    ],
)
def test_a_column_is_found_whatever_surrounds_its_name(labels):
    assert columns(labels) == [0, 1, 2]


def test_a_name_with_its_group_finds_the_column_without_it():
    assert columns(["cows", "Код"], Wanted(("production/cows", "Код"), {})) == [0, 1]


def test_an_exact_label_comes_before_a_group_prefix():
    assert columns(["a/cows", "Код", "cows", "Удой"]) == [1, 2, 3]


def test_words_of_a_form_find_a_column_labelled_in_another_language():
    wanted = Wanted(("Удой", "Код"), {"Удой": ("udoy", "Саалган сүт", "Milk yield")})
    assert columns(["Код", "Саалган сүт"], wanted) == [1, 0]


def test_title_rows_above_the_header_are_passed_over():
    table, _ = read_table(sheet(["Опрос 2026", "", ""], ["", "", ""], ["Код", "cows", "Удой"], ["a", "1", "2"]), WANTED)
    assert (table.header_row, [row.number for row in table.rows]) == (3, [4])


def test_a_declared_header_row_holds():
    rows = [["Код", "cows", "Удой"], ["Код", "cows", "Удой"], ["a", "1", "2"]]
    table, _ = read_table(sheet(*rows), Wanted(WANTED.names, {}, header_row=2))
    assert [row.number for row in table.rows] == [3]
    assert refused(*rows, wanted=Wanted(WANTED.names, {}, header_row=9))[0].fix == "check survey.header_row"


def test_blank_rows_at_the_end_are_no_rows():
    table, _ = read_table(sheet(["Код", "cows", "Удой"], ["a", "1", "2"], ["", " ", ""], ["", "", ""]), WANTED)
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    ("labels", "code", "hint"),
    [
        (["Код", "cow", "Удой"], "H09", 'did you mean "cow"?'),
        (["Код", "zzz", "Удой"], "H09", "the header has: Код, zzz, Удой"),
        (["Код", "соws", "Удой"], "H08", "looks alike"),
        (["Код", "cows", "cows", "Удой"], "H04", "rename one of them"),
        (["Код", "cows", "Cows ", "Удой"], "H05", "rename one of them"),
        (["Код", "a/cows", "b/cows", "Удой"], "H05", "write the full label"),
    ],
)
def test_a_column_that_is_missing_or_doubled_is_refused_with_advice(labels, code, hint):
    (issue,) = refused(labels, ["x"] * len(labels))
    assert (issue.code, issue.column, issue.row) == (code, "cows", 1)
    assert hint in issue.fix


def test_every_missing_column_is_named_at_once():
    assert [issue.column for issue in refused(["Код", "x"], ["a", "b"])] == ["cows", "Удой"]


def test_numbers_in_the_first_row_are_no_header():
    (issue,) = refused(["1", "2", "3"], ["4", "5", "6"])
    assert issue.code == "H01"


def test_a_header_of_two_rows_is_refused_with_both():
    (issue,) = refused(["Код", "Производство", ""], ["", "cows", "Удой"], ["a", "1", "2"])
    assert (issue.code, "1 and 2" in issue.problem) == ("H03", True)


def test_a_header_without_rows_is_refused():
    assert refused(["Код", "cows", "Удой"], ["", "", ""])[0].code == "F03"


def test_unused_doubled_and_unlabelled_columns_are_said_but_do_no_harm():
    rows = [["Код", "cows", "Удой", "other", "Other ", ""], ["a", "1", "2", "x", "y", "z"]]
    _, issues = read_table(sheet(*rows), WANTED)
    assert [(issue.severity, issue.code) for issue in issues] == [
        ("note", "H10"),
        ("warning", "H04"),
        ("warning", "H06"),
    ]
    assert "other, Other" in issues[0].problem


def test_merged_cells_over_figures_are_warned_of_with_their_range():
    rows = [["Код", "cows", "Удой"], ["a", "1", "2"], ["b", "", "2"]]
    _, issues = read_table(sheet(*rows, merged=((2, 2, 3, 2), (1, 1, 1, 3))), WANTED)
    assert [(issue.code, "B2:B3" in issue.problem) for issue in issues] == [("H03", True)]


@pytest.mark.parametrize(
    ("label", "unit"),
    [("Удой, л/сут", "л/сут"), ("Мощность (т)", "т"), ("Масса [кг]", "кг"), ("Айыл (село)", "село"), ("Удой", "")],
)
def test_the_unit_of_a_label_is_its_end(label, unit):
    assert label_unit(label) == unit
