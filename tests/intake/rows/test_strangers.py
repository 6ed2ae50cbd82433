"""Rows that are no answers of anybody: totals, lines of the header, other tables; and members that look like one."""

import pytest
from survey_folders import read, with_survey

from capacity.intake.catalogue.kinds import CHANGES, INFORMS, kind_of

MAP = """\
  member: {columns: [id]}
  place: {columns: [village]}
  class: {columns: [kind], values: {"": household, средний: household, да: household}}
  current: {columns: [milk], unit: l/day}
"""
HEADER = ["id", "village", "kind", "milk"]
A, B, C = ["A1", "Орто", "да", "120"], ["A2", "Орто", "да", "80"], ["A3", "Кара", "да", "40"]


def told(tmp_path, *rows, header=HEADER):
    data = read(with_survey(tmp_path, [header, *rows], MAP))
    rows = data.rows
    assert sum(rows.reasons.values()) == rows.excluded
    return rows.used, rows.quarantined, dict(rows.reasons)


@pytest.mark.parametrize(
    "word",
    [
        *(
            "Орто Итог",
            "Общий итог",
            "Кара Total",
            "Total (12 farms)",
            "Total Кара",
            "Итого Орто",
            "Всего хозяйств: 12",
        ),
        *(
            "Сумма",
            "Sub-total",
            "Average",
            "Среднее",
            "Mean",
            "Жалпы",
            "Бардыгы",
            "Орточо",
            "Grand total",
            "Σ",
            "ИТОГО:",
        ),
        *("Орто боюнча жалпы", "Итого по Ак-Суйскому району", "Бардыгы болуп", "Average milk", "Среднее значение"),
    ],
)
def test_a_total_in_any_wording_is_left_out(tmp_path, word):
    assert told(tmp_path, A, B, C, [word, "", "", "999"]) == (3, 0, {"totals": 1})


@pytest.mark.parametrize("word", ["Total north", "Итог северный", "Max", "Ак-Суу Количество"])
def test_figures_show_a_total(tmp_path, word):
    value = {"Max": "120", "Ак-Суу Количество": "3"}.get(word, "240")
    assert told(tmp_path, A, B, C, [word, "", "", value]) == (3, 0, {"totals": 1})


@pytest.mark.parametrize("name", ["Total Energies", "ОсОО Итог Плюс", "Жалпы Береке"])
def test_a_name_with_such_a_word_is_asked_about_and_never_lost(tmp_path, name):
    assert told(tmp_path, A, B, [name, "Орто", "", "170"]) == (2, 1, {})
    assert told(tmp_path / "2", A, B, [name, "Орто", "да", "170"]) == (3, 0, {})
    assert told(tmp_path / "3", A, B, [name, "Орто", "", "70"]) == (3, 0, {})


@pytest.mark.parametrize("name", ["Жалпы-Суу", "Тоталь", "Max", "Средний"])
def test_a_member_whose_name_only_looks_so_stays(tmp_path, name):
    row = [name, "Орто", "да", "70"] if name != "Средний" else ["A9", "Орто", "средний", "70"]
    assert told(tmp_path, A, B, row) == (3, 0, {})


@pytest.mark.parametrize(
    "line",
    [
        ["1", "2", "3", "4"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["а", "б", "в", "г"],
        ["А", "Б", "1", "2"],
        ["1.", "2.", "", "3."],
        ["1.0", "2.0", "3.0", "4.0"],
        ["3", "4", "5", "6"],
        ["2", "3", "4", "5"],
        ["0", "1", "2", "3"],
        ["гр.1", "гр.2", "гр.3", "гр.4"],
        ["гр. 3", "гр. 4", "гр. 5", "гр. 6"],
        ["графа 1", "графа 2", "графа 3", "графа 4"],
        ["1-мамыча", "2-мамыча", "3-мамыча", "4-мамыча"],
        ["тилке 5", "тилке 6", "тилке 7", "тилке 8"],
        ["A", "B", "C", "D"],
        ["C", "D", "E", "F"],
        ["I", "II", "III", "IV"],
        ["①", "②", "③", "④"],
        ["№1", "№2", "№3", "№4"],
        ["[1]", "[2]", "[3]", "[4]"],
        ["col 2", "col 3", "col 4", "col 5"],
        ["1", "2", "2а", "3"],
        ["1", "2", "2.1", "2.2"],
        ["1)", "2)", "3)", "4)"],
    ],
)
def test_numbers_of_columns_are_part_of_the_header(tmp_path, line):
    assert told(tmp_path, line, A, B) == (2, 0, {"headers": 1})


@pytest.mark.parametrize("line", [["", "", "", "л"], ["", "", "", "л/день"], ["", "-", "", "(l)"]])
def test_units_are_part_of_the_header(tmp_path, line):
    assert told(tmp_path, line, A, HEADER, ["1", "2", "3", "4"], B) == (2, 0, {"headers": 3})


def test_numbers_of_columns_on_a_new_page_are_left_out(tmp_path):
    assert told(tmp_path, A, B, ["1", "2", "3", "4"], C) == (3, 0, {"headers": 1})


def test_numbers_of_columns_with_gaps_are_asked_about(tmp_path):
    assert told(tmp_path, ["1", "2", "5", "9"], A, B) == (2, 1, {})


def test_members_of_numbered_villages_stay(tmp_path):
    assert told(tmp_path, ["1", "2", "", "3"], ["2", "1", "", "5"], ["3", "2", "", "8"]) == (3, 0, {})
    assert told(tmp_path / "2", ["3", "4", "", "5"], ["4", "4", "", "6"], ["5", "7", "", "8"]) == (3, 0, {})
    assert told(tmp_path / "3", ["1", "4", "", "50"], ["2", "4", "", "6"], ["3", "7", "", "8"]) == (3, 0, {})


@pytest.mark.parametrize(
    "word",
    [
        *("И Т О Г О", "В С Е Г О :", "Жами", "Tot.", "Баардыгы", "В среднем", "Gesamt", "Toplam", "Барлығы", "Разом"),
        *("合计", "المجموع", "Всего по списку", "в т.ч. Орто", "из них женщины", "of which women", "анын ичинде Кара"),
    ],
)
def test_further_words_for_a_total(tmp_path, word):
    assert told(tmp_path, A, B, C, [word, "", "", "999"]) == (3, 0, {"totals": 1})


@pytest.mark.parametrize("word", ["Kokku", "Баарыбыз", "7"])
def test_the_sum_of_all_rows_above_is_no_member_unasked(tmp_path, word):
    assert told(tmp_path, A, B, C, [word, "", "", "240"])[0] == 3
    assert told(tmp_path / "2", A, B, C, [word, "Орто", "да", "240"]) == (4, 0, {})


@pytest.mark.parametrize("name", ["Сумма", "Среднее", "Итого", "Total", "Jami", "ИТОГО:"])
def test_a_farm_of_such_a_name_with_a_place_and_figures_of_its_own_is_asked_about(tmp_path, name):
    for index, (place, milk) in enumerate([("Орто", "70"), ("Жаңы", "70"), ("Жаңы", "900"), ("Орто", "120")]):
        assert told(tmp_path / f"asked{index}", A, B, C, [name, place, "", milk]) == (3, 1, {})
    for index, (place, milk) in enumerate([("Орто", "240"), ("Орто", "200"), ("Жаңы", "80"), ("", "70")]):
        assert told(tmp_path / f"left{index}", A, B, C, [name, place, "", milk]) == (3, 0, {"totals": 1})


def test_a_farm_of_such_a_name_that_says_whether_it_joins_is_a_member(tmp_path):
    survey_map = MAP + '  joins: {columns: [joins], values: {да: [0.9, share], "нет": [0, share]}}\n'
    rows = [
        [*HEADER, "joins"],
        [*A, "да"],
        [*B, "да"],
        ["Сумма", "Орто", "", "70", "да"],
        ["Итого", "", "", "270", "2"],
    ]
    data = read(with_survey(tmp_path, rows, survey_map))
    assert sorted(data.members["member"]) == ["A1", "A2", "Сумма"]
    assert dict(data.rows.reasons) == {"totals": 1}


def test_the_sum_of_a_place_under_its_name_is_no_member(tmp_path):
    assert told(tmp_path, A, B, ["Орто", "", "", "200"], C, ["Кара", "", "", "40"]) == (3, 0, {"totals": 2})
    assert told(tmp_path / "2", A, B, ["орто", "Орто", "", "200"], C) == (3, 0, {"totals": 1})
    assert told(tmp_path / "3", A, B, ["Орто", "", "", "210"], C) == (3, 1, {})
    assert told(tmp_path / "4", A, B, ["Орто", "Орто", "", "70"], C) == (4, 0, {})


def test_a_place_may_be_called_like_a_total(tmp_path):
    assert told(tmp_path, ["A1", "Сумма", "", "5"], ["A2", "Сумма", "", "9"], C) == (3, 0, {})
    assert told(tmp_path / "2", A, B, C, ["4", "Итого", "", "240"]) == (3, 0, {"totals": 1})
    assert told(tmp_path / "3", A, B, C, ["4", "Итого", "", "999"]) == (3, 1, {})


def test_members_that_are_counted_1_2_3_stay(tmp_path):
    assert told(tmp_path, ["1", "", "", "2"], ["2", "", "", "8"], ["3", "", "", "9"]) == (3, 0, {})


@pytest.mark.parametrize(
    "header",
    [
        ["Item", "village", "", "Price, som"],
        ["Техника", "Айыл", "", "Баасы, сом"],
        ["Наименование", "Кол-во", "", "Цена"],
    ],
)
def test_a_table_below_is_left_out_with_its_title(tmp_path, header):
    rows = [
        A,
        B,
        [""] * 4,
        ["Equipment", "", "", ""],
        header,
        ["Tractor", "Орто", "", "450000"],
        ["Seeder", "", "", "9"],
    ]
    assert told(tmp_path, *rows) == (2, 0, {"other_table": 4})
    assert told(tmp_path / "2", *rows, HEADER, C) == (3, 0, {"other_table": 4, "headers": 1})


@pytest.mark.parametrize("answer", ["не знаю", "скоро", "жок"])
def test_words_for_a_figure_begin_no_other_table(tmp_path, answer):
    used, quarantined, reasons = told(tmp_path, A, [""] * 4, ["Асан", "Орто", "да", answer], C)
    assert (used, quarantined, reasons) == (2, 1, {})


@pytest.mark.parametrize("name", ["Сумма", "Всего", "Жалпы", "Баары", "Total", "Итого", "Total Farm LLC"])
def test_who_is_named_like_a_total_and_answers_like_a_member_is_counted_or_changes_the_figures(tmp_path, name):
    data = read(with_survey(tmp_path, [HEADER, A, B, C, [name, "", "да", "77"]], MAP))
    found = [issue for issue in data.issues if issue.code in ("R06", "R36")]
    assert data.rows.used == 4 or {kind_of(issue) for issue in found} == {CHANGES}
    assert data.rows.used == 4 or "is a member" in found[0].fix or "give it another id" in found[0].fix


def test_its_place_and_its_whole_name_bring_it_in(tmp_path):
    data = read(with_survey(tmp_path, [HEADER, A, B, C, ["Айбек Всего", "Кара", "да", "77"]], MAP))
    assert (data.rows.used, dict(data.rows.reasons)) == (4, {})


@pytest.mark.parametrize("row", [["Итого", "", "", "77"], ["Итого", "", "да", "240"]])
def test_a_total_without_answers_or_of_the_sum_is_for_information(tmp_path, row):
    data = read(with_survey(tmp_path, [HEADER, A, B, C, row], MAP))
    assert [(issue.code, kind_of(issue)) for issue in data.issues if issue.row == 5] == [("R06", INFORMS)]
