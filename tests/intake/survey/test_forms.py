"""The form and the sheet ask exactly what the column map needs, and what comes back is read without a change."""

import csv
import io
import warnings

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from survey_folders import MAP, cluster_folder, read

from capacity.intake.answers.column_map import mapped_columns
from capacity.intake.answers.form import Form, read_form
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs
from capacity.intake.spelling.spelling import fold
from capacity.intake.survey.forms import LANGUAGES, questions, write_form, write_members_template

RICH = """\
  member: {columns: [Код]}
  place: {columns: [Айыл], values: {Кара-Суу: upper, Ак-Суу: lower}}
  class:
    columns: [Вид]
    values: {ЛПХ: household, пункт: point, завод: anchor, вет: vet, нежилой: exclude, двор: household}
  owner: {columns: [Владелец]}
  current: {columns: [Дойных коров, "Удой, л/сут"], unit: l/day}
  capacity: {columns: ["Мощность, т/день"], unit: t/day}
  own_use: {columns: ["Дома, %"], unit: percent}
  price: {columns: [=Цена], unit: KGS/l}
  weight: {columns: [Вес]}
  joins: {columns: [Вступите?], values: {да: [0.9, share], может быть: [0.5, share], "нет": [0, share], ооба: да}}
  letter: {columns: [Письмо], values: {подписано: [0.97, share]}}
  status: {columns: [_validation_status], values: {validation_status_not_approved: exclude}}
"""
ANSWERS = {
    "Код": "007",
    "Айыл": "Кара-Суу",
    "Вид": "ЛПХ",
    "Дойных коров": "3",
    "Удой, л/сут": "12",
    "Дома, %": "40",
    "=Цена": "35",
    "Вес": "1",
    "Вступите?": "может быть",
    "Письмо": "подписано",
}


@pytest.fixture
def folder(tmp_path):
    return cluster_folder(tmp_path, RICH)


@pytest.fixture
def spec(folder):
    return read_specs(folder)["base"]


@pytest.fixture
def form(folder, spec):
    write_form(spec, folder / "form.xlsx")
    return load_workbook(folder / "form.xlsx")


def table(sheet):
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_pyxform_accepts_the_form_without_a_warning(folder, form):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = convert(xlsform=folder / "form.xlsx", validate=False)
    assert result.warnings == []
    assert "<h:title>mini-dairy</h:title>" in result.xform


def test_the_form_asks_each_mapped_column_once_and_nothing_else(spec, form):
    asked = [row["label::Русский (ru)"] for row in table(form["survey"])]
    mapped = [name for column in mapped_columns(spec).values() for name in column.columns]
    assert sorted(asked) == sorted({*mapped} - {"_validation_status"})


def test_field_names_are_plain_and_every_label_and_hint_is_in_three_languages(form):
    for row in table(form["survey"]):
        assert row["name"].isascii()
        assert row["name"].replace("_", "a").isalnum()
        for language in LANGUAGES.values():
            assert row[f"label::{language}"]
            assert row[f"hint::{language}"]


def test_figures_are_numbers_with_a_bound_and_answers_are_lists(form):
    kinds = {row["label::English (en)"]: (row["type"], row["constraint"]) for row in table(form["survey"])}
    assert kinds["Удой, л/сут"] == ("decimal", ". >= 0")
    assert kinds["Дома, %"] == ("decimal", ". >= 0 and . <= 100")
    assert kinds["Вид"] == ("select_one vid", None)
    assert kinds["Код"] == ("text", None)


def test_every_declared_answer_is_a_choice_titled_where_its_class_has_a_title(form):
    choices = {(row["list_name"], row["name"]): row for row in table(form["choices"])}
    assert choices["vid", "lpkh"]["label::Русский (ru)"] == "Дворы"
    assert choices["vid", "lpkh"]["label::English (en)"] == "Households"
    assert choices["vid", "lpkh"]["label::Кыргызча (ky)"] == "ЛПХ"
    assert [row["label::Русский (ru)"] for key, row in choices.items() if key[0] == "vstupite"] == [
        "да",
        "может быть",
        "нет",
    ]


@pytest.mark.parametrize("language", [None, "Русский (ru)", "English (en)", "Кыргызча (ky)"])
@pytest.mark.parametrize("group", ["", "farm/", "farm-"])
def test_an_export_by_names_or_by_labels_of_any_language_is_read_unchanged(folder, form, language, group):
    names = {row["label::English (en)"]: row["name"] for row in table(form["survey"])}
    choices = {row["label::English (en)"]: row for row in table(form["choices"])} | {
        "ЛПХ": next(row for row in table(form["choices"]) if row["name"] == "lpkh")
    }
    key = f"label::{language}" if language else "name"
    asked = {row["label::English (en)"]: row for row in table(form["survey"])}
    header = [group + (asked[label][key] if language else names[label]) for label in asked]
    values = [ANSWERS.get(label, "") for label in asked]
    answered = [choices[value][key] if value in choices else value for value in values]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([[*header, "_validation_status"], [*answered, ""]])
    (folder / "members.csv").write_text(text.getvalue(), encoding="utf-8")
    row = read(folder).members.iloc[0]
    assert (row["member"], row["cls"], row["place"]) == ("007", "household", "upper")
    assert (row["joins"], row["letter"], row["own_use"]) == ("может быть", "подписано", 0.4)
    assert row["current"] == pytest.approx(36 * 1.03 * 365 / 12)


def test_two_columns_with_one_latin_spelling_get_two_names(tmp_path):
    twins = MAP.replace("columns: [milk]", 'columns: ["Удой", "удой!"]')
    names = [question.name for question in questions(read_specs(cluster_folder(tmp_path, twins))["base"])]
    assert len(names) == len(set(names))
    assert {"udoy", "udoy_2"} <= set(names)


def test_the_template_has_the_headers_lists_to_choose_from_and_an_explanation_of_each(folder, spec):
    write_members_template(spec, folder / "members-sheet.xlsx")
    book = load_workbook(folder / "members-sheet.xlsx")
    header = [cell.value for cell in book["members"][1]]
    assert header[:4] == ["Код", "Владелец", "Айыл", "Вид"]
    assert [cell.value for cell in book["guide"]["A"][1:]] == header
    lists = {str(rule.sqref): rule.formula1 for rule in book["members"].data_validations.dataValidation}
    assert lists["D2:D1000"] == "answers!$D$2:$D$6"
    assert [book["answers"][f"D{row}"].value for row in range(1, 7)] == [
        "Вид",
        "ЛПХ",
        "пункт",
        "завод",
        "вет",
        "нежилой",
    ]
    assert book["members"]["A5"].number_format == "@"
    assert all(cell.data_type == "s" for cell in book["members"][1])


def test_a_template_that_is_filled_in_is_read_without_a_change(folder, spec):
    write_members_template(spec, folder / "members.xlsx")
    book = load_workbook(folder / "members.xlsx")
    sheet = book["members"]
    for column, cell in enumerate(sheet[1], start=1):
        sheet.cell(2, column).value = ANSWERS.get(cell.value)
    sheet.cell(1, sheet.max_column + 1).value = "_validation_status"
    book.save(folder / "members.xlsx")
    data = read(folder)
    assert (data.rows.read, data.rows.used, data.members["member"][0]) == (1, 1, "007")


@pytest.mark.parametrize("write", [write_form, write_members_template])
def test_the_bytes_are_the_same_every_time(tmp_path, spec, write):
    write(spec, tmp_path / "a.xlsx")
    write(spec, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_words_of_a_form_mean_the_same(folder, form):
    found = read_form(folder / "form.xlsx")
    assert set(found.answers(["Вид"])[fold("ЛПХ")]) >= {"lpkh", "Дворы", "Households"}
    assert read_form(folder / "nothing.xlsx") == Form()


def test_a_form_that_is_no_form_is_refused(tmp_path):
    (tmp_path / "form.xlsx").write_bytes(b"text")
    with pytest.raises(InputError, match=r"form\.xlsx"):
        read_form(tmp_path / "form.xlsx")
