"""Rows below a blank row, a title or a total: members go on there, other lists are asked about."""

import pytest
from survey_folders import read, with_survey

MAP = """\
  member: {columns: [id]}
  place: {columns: [village]}
  class: {columns: [kind], values: {"": household, да: household}}
  current: {columns: [milk], unit: l/day}
"""
HEADER = ["id", "village", "kind", "milk"]
A, B, C = ["A1", "Орто", "", "120"], ["A2", "Орто", "", "80"], ["A3", "Кара", "", "40"]
NAMED = [["Асанов", "Орто", "", "120"], ["Усенов", "Орто", "", "80"], ["Токтоева", "Кара", "", "40"]]
BLANK, TITLE, TOTAL = [""] * 4, ["Орто", "", "", ""], ["Итого", "", "", "240"]


def told(tmp_path, *rows):
    """The members, and how many rows are asked about as of another list."""
    data = read(with_survey(tmp_path, [HEADER, *rows], MAP))
    assert data.rows.used == len(data.members)
    asked = [issue.row for issue in data.issues if issue.code == "R23" and issue.severity == "quarantine"]
    return sorted(data.members["member"]), len(asked)


@pytest.mark.parametrize("parted", [BLANK, TOTAL])
@pytest.mark.parametrize(
    "rows",
    [
        [["Tractor", "Орто", "", "450000"], ["Seeder", "Кара", "", "120000"]],
        [["Трактор", "", "", "100"], ["Сеялка", "", "", "90"]],
        [["Maize", "kg", "", "25"], ["Flour", "kg", "", "50"]],
        [["Асан", "0555123456", "", "70"], ["Үсөн", "0700999888", "", "70"]],
        [["1", "Молоко", "", "35"], ["2", "Сыр", "", "50"]],
        [["Цена молока", "", "", "35"]],
        [["A8", "", "", "60"], ["A9", "", "", "70"]],
        [["A8", "кг", "", "60"], ["A9", "шт", "", "70"]],
        [["A8", "Орто", "", "6000"], ["A9", "Кара", "", "7000"]],
    ],
)
def test_another_list_below_the_members_is_asked_about(tmp_path, parted, rows):
    assert told(tmp_path, A, B, C, parted, *rows) == (["A1", "A2", "A3"], len(rows))


def test_machines_below_members_with_names_are_asked_about(tmp_path):
    rows = [["Комбайн Нива", "Орто", "", "100"], ["Культиватор", "Орто", "", "70"]]
    assert told(tmp_path, *NAMED, BLANK, *rows)[1] == 2


@pytest.mark.parametrize("title", ["Не вступают:", "Отказались", "Техника", "Мүчө эмес", "Not members", "Buyers"])
def test_a_title_may_say_that_no_members_follow(tmp_path, title):
    rows = [[title, "", "", ""], ["A8", "Орто", "", "70"]]
    assert told(tmp_path, A, B, C, *rows) == (["A1", "A2", "A3"], 2)


def test_a_title_with_blanks_typed_beside_it_is_one_all_the_same(tmp_path):
    rows = [["Отказались", " ", "", "\u00a0"], ["A8", "Орто", "", "70"]]
    assert told(tmp_path, A, B, C, *rows) == (["A1", "A2", "A3"], 2)


@pytest.mark.parametrize("parted", [[BLANK], [BLANK, TITLE], [TITLE], [TOTAL]])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([A, B, C], [["A8", "Жаңы", "", "90"], ["A9", "Жаңы", "", "30"]]),
        ([A, B, C], [["A8", "Жаңы", "", "900"]]),
        ([A, B, C], [["Айбек", "Орто", "да", "90"]]),
        (NAMED, [["Бакиров", "Жаңы", "", "90"], ["Каримов", "Жаңы", "", "30"]]),
        ([A], [["Айбек", "Орто", "", "90"]]),
    ],
)
def test_members_go_on_below_a_blank_row(tmp_path, parted, above, below):
    members, asked = told(tmp_path, *above, *parted, *below)
    assert (members, asked) == (sorted(row[0] for row in (*above, *below)), 0)
