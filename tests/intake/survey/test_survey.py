"""A survey as a whole: every row counted once, members sorted, the map checked, 10,000 rows in seconds."""

import time
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from survey_folders import HEADER, MAP, issues, read, saved, with_bytes, with_members, with_survey, workbook

from capacity.intake.facts.survey import Rows
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs
from capacity.intake.survey.members import COLUMNS
from capacity.intake.survey.survey import read_survey

A = ["A", "ЛПХ", "10", "", "да"]


def refused(folder):
    with pytest.raises(InputError) as caught:
        read(folder)
    return caught.value.issues


def test_rows_that_do_not_add_up_cannot_be():
    with pytest.raises(AssertionError):
        Rows(10, 5, 2, 1, 1, 0)


def test_members_are_sorted_and_have_every_column(tmp_path):
    data = read(with_members(tmp_path, ["B", *A[1:]], ["10", *A[1:]], ["9", *A[1:]], ["А", *A[1:]]))
    assert list(data.members.columns) == list(COLUMNS)
    assert list(data.members["member"]) == ["10", "9", "B", "А"]
    kinds = data.members[["weight", "current", "signed", "own_use_is_share", "row"]].dtypes
    assert [kind.kind for kind in kinds] == ["f", "f", "b", "b", "i"]


def test_what_the_file_order_is_does_not_matter(tmp_path):
    rows = [[f"K{n}", "ЛПХ", str(n), "", "да"] for n in range(1, 30)]
    one = read(with_members(tmp_path / "a", *rows)).members.drop(columns="row")
    other = read(with_members(tmp_path / "b", *reversed(rows))).members.drop(columns="row")
    assert one.equals(other)


def test_csv_and_excel_give_the_same_members(tmp_path):
    rows = [["007", "ЛПХ", 12.5, None, "да"], ["B", "пункт", None, 2, "нет"], ["C", "ЛПХ", "10-12", None, ""]]
    text = [[str(cell or "").replace(".", ",") for cell in row] for row in rows]
    one = read(with_members(tmp_path / "a", *text)).members.drop(columns="file")
    other = read(with_bytes(tmp_path / "b", workbook({"S": [HEADER, *rows]}), "members.xlsx")).members.drop(
        columns="file"
    )
    assert one.equals(other)


def test_issues_come_with_the_worst_first(tmp_path):
    data = read(with_members(tmp_path, ["B", "ЛПХ", "8-12", "", ""], ["C", "ЛПХ", "x", "", "да"], A))
    order = [issue.severity for issue in data.issues]
    assert order == sorted(order, key=["error", "quarantine", "warning", "note"].index)


def test_a_survey_without_one_usable_row_is_refused_with_every_reason(tmp_path):
    found = refused(with_members(tmp_path, ["A", "ЛПХ", "x", "", "да"], ["B", "колхоз", "1", "", "да"]))
    assert "none of the 2 rows" in found[0].problem
    assert {issue.code for issue in found} >= {"C01", "C28"}


ANSWERS = ', values: {да: [0.9, share], возможно: [0.5, share], "нет": [0, share], ооба: да}'
CLASS = MAP.splitlines(keepends=True)[1]


@pytest.mark.parametrize(
    ("change", "problem", "line"),
    [
        (("unit: l/day}", "missing: [x]}"), "the unit is missing", "current:"),
        (("unit: l/day}", "unit: ha}"), "does not measure", "current:"),
        (("unit: l/day}", "unit: litters/day}"), "is not a unit", "current:"),
        (("unit: t/day}", "unit: t}"), "does not measure", "capacity: {columns"),
        (("unit: t/day}", "unit: t/h}"), "needs the hours worked", "capacity: {columns"),
        ((ANSWERS, ""), "no answer has", "joins:"),
        ((CLASS, ""), "no column tells the class", "survey:"),
        (("current:", "good:"), "good and bad belong together", "survey:"),
        (("  current", "  own_use: {columns: [milk]}\n  current"), "the unit is missing", "own_use:"),
    ],
)
def test_a_column_map_that_cannot_work_is_refused_with_its_line(tmp_path, change, problem, line):
    assert MAP.replace(*change) != MAP
    folder = with_members(tmp_path, A, survey_map=MAP.replace(*change))
    (issue,) = refused(folder)
    assert problem in issue.problem
    _, number, _ = issue.file.split(":")
    assert line in (folder / "cluster.yml").read_text("utf-8").splitlines()[int(number) - 1]


def test_rates_that_do_not_give_the_product_are_refused(tmp_path):
    folder = with_members(tmp_path, A)
    text = (folder / "cluster.yml").read_text("utf-8")
    wrong = text.replace("{runs: [production],", "{runs: [production], rates: {yield: [2, t/ha/year]},")
    (folder / "cluster.yml").write_text(wrong, encoding="utf-8")
    assert "times the rates of household" in refused(folder)[0].problem


@pytest.mark.parametrize(
    ("label", "code"), [("milk, кг", "H11"), ("milk (т/день)", "H11"), ("milk, л", None), ("milk (за день)", None)]
)
def test_a_label_with_another_unit_than_the_map_is_refused(tmp_path, label, code):
    named = MAP.replace("columns: [milk]", f'columns: ["{label}"]')
    folder = with_survey(tmp_path, [["id", "kind", label, "tank", "joins"], A], named)
    if code:
        assert [issue.code for issue in refused(folder)] == [code]
    else:
        assert read(folder).rows.used == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("symbol;base;factor\nx;l;1\n", 1),
        ("symbol,base,factor,also\nx,zz,1,\n", 2),
        ("symbol,base,factor,also\nx,l,-1,\n", 2),
    ],
)
def test_a_broken_units_file_is_refused_with_its_line(tmp_path, text, line):
    folder = with_members(tmp_path, A)
    (folder / "units.csv").write_text(text, encoding="utf-8")
    assert refused(folder)[0].file == f"units.csv:{line}"


def test_the_words_of_a_form_beside_the_survey_are_understood(tmp_path):
    form = {
        "survey": [
            ["type", "name", "label::Русский (ru)", "label::Кыргызча (ky)"],
            ["decimal", "milk", "Удой", "Саалган сүт"],
        ],
        "choices": [["list_name", "name", "label"], ["joins", "yes", "да"], ["joins", "later", "Кийинчерээк"]],
    }
    rows = [["id", "kind", "Саалган сүт", "tank", "joins"], ["A", "ЛПХ", "10", "", "yes"]]
    folder = with_survey(tmp_path, rows)
    (folder / "form.xlsx").write_bytes(workbook(form))
    data = read(folder)
    assert (list(data.members["joins"]), "form.xlsx" in data.hashes) == (["да"], True)


def test_ten_thousand_rows_are_read_in_seconds(tmp_path):
    rows = [[f"K{n}", "ЛПХ", f"{n % 90 + 10},5", "", "да", *["text"] * 5] for n in range(10_000)]
    header = [*HEADER, *(f"c{n}" for n in range(5))]
    for folder in (
        with_survey(tmp_path / "csv", [header, *rows]),
        with_bytes(tmp_path / "xlsx", workbook({"S": [header, *rows]}), "members.xlsx"),
    ):
        start = time.process_time()
        assert read(folder).rows.used == 10_000
        assert time.process_time() - start < 5


CELL = st.sampled_from(
    (
        *("", " ", "A", "K1", "k1", "К1", "Итого", "ЛПХ", "пункт", "вет", "нежилой", "10", "1e9", "1,5", "1.234", "-1"),
        *("x", "да", "нет", "не знаю", "10-12", "10 л", "5 т", "<script>", "=1+1", "NULL", "2026-05-02", "нет данных"),
    )
)


@cache
def usual_spec(folder):
    return read_specs(folder)["base"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=12))
def test_no_row_is_ever_lost(tmp_path, rows):
    folder = with_members(tmp_path, ["Z9", "вет", "", "", "да"], *rows, ["Z8", "вет", "", "", "да"])
    data = read_survey(folder, usual_spec(folder))
    assert data.rows.read == len(rows) + 2
    assert data.rows.used == len(data.members)
    numbers = {issue.row for issue in data.issues if issue.severity == "quarantine"}
    assert len(numbers) == data.rows.quarantined
    assert numbers.isdisjoint(data.members["row"])
    assert data.members["member"].is_unique


def test_a_survey_read_twice_is_the_same(tmp_path):
    folder = with_members(tmp_path, A, ["B", "ЛПХ", "8-12", "", ""], ["C", "ЛПХ", "x", "", "да"])
    one, other = read(folder), read(folder)
    assert one.members.equals(other.members)
    assert (one.issues, one.rows, one.hashes) == (other.issues, other.rows, other.hashes)


def test_a_mixed_decimal_sign_is_said(tmp_path):
    data = read(
        with_members(
            tmp_path, A, ["B", "ЛПХ", "2,5", "", "да"], ["C", "ЛПХ", "2.5", "", "да"], ["D", "ЛПХ", "1.234", "", "да"]
        )
    )
    assert issues(data, "warning") == [(None, "milk", "C02")]
    assert issues(data, "quarantine") == [(5, "milk", "C04")]


def test_a_declared_decimal_sign_settles_it(tmp_path):
    declared = MAP.replace("unit: l/day}", 'unit: l/day, decimal: ","}')
    data = read(with_members(tmp_path, ["D", "ЛПХ", "1.234", "", "да"], survey_map=declared))
    assert data.members["current"][0] == pytest.approx(1234 * 1.03 * 365 / 12)


@pytest.mark.parametrize(("cell", "quarantined"), [("A99999", 1), ("H99999", 1), ("B1000000", None)])
def test_a_stray_cell_far_below_costs_nothing_and_is_accounted_for_or_found(tmp_path, cell, quarantined):
    book = Workbook()
    for row in [HEADER, *([f"K-{number}", "ЛПХ", 12, None, "да"] for number in range(80))]:
        book.active.append(row)
    book.active[cell] = "x"
    folder = with_bytes(tmp_path, saved(book), "members.xlsx")
    start = time.process_time()
    if quarantined is None:
        assert "a cell stands in row 1000000, column 2" in refused(folder)[0].problem
    else:
        found = read(folder)
        assert found.rows == Rows(99_998, 80, 1, 99_917, 0, 0)
        assert [issue.row for issue in found.issues if issue.severity == "quarantine"] == [99_999]
    assert time.process_time() - start < 2


def test_blank_rows_below_the_survey_are_looked_at_once(tmp_path):
    folder = with_bytes(tmp_path, ";".join(HEADER).encode() + b"\n" + "A;ЛПХ;10;;да\n".encode() + b" ;;;;\n" * 90_000)
    start = time.process_time()
    assert read(folder).rows == Rows(1, 1, 0, 0, 0, 0)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "rows",
    [
        [["P", "завод", "", "abc", "да"]],
        [["P", "завод", "", "5", "потом"], ["Q", "завод", "", "?!", "да"]],
        [["P", "завод", "", "5", "да"], ["P", "завод", "", "6", "да"]],
        [["", "завод", "", "5", "да"]],
    ],
)
def test_a_class_that_has_lost_all_its_answers_is_said_first(tmp_path, rows):
    data = read(with_survey(tmp_path, [HEADER, ["A", "ЛПХ", "10", "", "да"], *rows]))
    first = data.issues[0]
    assert (first.code, first.value, first.severity, first.row) == ("R25", "anchor", "warning", 3)
    assert ("the only answer" in first.problem) == (len(rows) == 1)


def test_a_class_that_keeps_one_member_or_was_not_asked_has_lost_nothing(tmp_path):
    rows = [["A", "ЛПХ", "10", "", "да"], ["B", "ЛПХ", "abc", "", "да"], ["C", "нежилой", "", "", ""]]
    assert not [issue for issue in read(with_survey(tmp_path, [HEADER, *rows])).issues if issue.code == "R25"]
