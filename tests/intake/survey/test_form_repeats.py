"""A form asks a repeat as one and a unit as a choice, and its export comes back by any of its words."""

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from survey_folders import cluster_folder, read, workbook

from capacity.intake.specs import read_specs
from capacity.intake.spelling.spelling import slug
from capacity.intake.survey.forms import questions, write_form, write_members_template

HEAD = "  member: {columns: [Код]}\n  class: {columns: [Вид], values: {ЛПХ: household, вет: vet}}\n"
PLAIN = ("columns: [Удой], take: sum, unit: kg/day", {"A1": [{"Удой": 9}, {"Удой": 11}], "A2": [{"Удой": 8}]})
NAMED = (PLAIN[0] + ", of: Коровы", PLAIN[1])
WHERE = (
    PLAIN[0] + ", where: {Порода: [дойная, первотёлка]}",
    {
        "A1": [{"Удой": 20, "Порода": "дойная"}, {"Удой": 11, "Порода": "other"}],
        "A2": [{"Удой": 8, "Порода": "первотёлка"}],
    },
)
UNITS = (
    'columns: ["Голов #", "Удой #"], take: sum, unit_column: "Ед #", units: {бидон: [4, kg]}, unit: kg/day',
    {
        "A1": [{"Голов #": 2, "Удой #": 2, "Ед #": "бидон"}, {"Голов #": 1, "Удой #": 4, "Ед #": "kg"}],
        "A2": [{"Голов #": 4, "Удой #": 2, "Ед #": "kg"}],
    },
)
UNIT = (
    "columns: [Сбор], unit_column: Ед, units: {мешок: [5, kg], бак: мешок}, unit: kg/day",
    {"A1": {"Сбор": 4, "Ед": "мешок"}, "A2": {"Сбор": 8, "Ед": "kg"}},
)
LISTED = (
    "columns: [Удой 1, Удой 2], take: sum, unit: kg/day",
    {"A1": {"Удой 1": 9, "Удой 2": 11}, "A2": {"Удой 1": 8}},
)
COUNT = "columns: [Имя], take: count, unit: kg/day"


def word(question, said, language):
    """An answer as an export has it: by its name, or by its label in a language."""
    found = next((one for one in question.answers if one.word == said), None)
    return said if found is None else found.labels[language] if language else found.name


def tables(asked, answers, language):
    own, below = ([one for one in asked if bool(one.repeat) is is_below] for is_below in (False, True))
    main = [[one.label if language else one.name for one in own] + ["_uuid", "_index"]]
    rows = [[one.label if language else one.name for one in below] + ["_index", "_parent_index", "_submission__uuid"]]
    for number, (member, given) in enumerate(answers.items(), start=1):
        said = {"Код": member, "Вид": "ЛПХ", **(given if isinstance(given, dict) else {})}
        main.append([word(one, said.get(one.label), language) for one in own] + [f"u{number}", number])
        for row in given if isinstance(given, list) else ():
            rows.append([word(one, row[one.label], language) for one in below] + [len(rows), number, f"u{number}"])
    return main, rows, slug(below[0].repeat) if below else ""


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return text.getvalue().replace("_submission__uuid", "PARENT_KEY").replace("_uuid", "KEY")


def put(folder, main, rows, repeat, server):
    if server == "kobo":
        sheets = {"mini": main, **({repeat: rows} if repeat else {})}
        (folder / "members.xlsx").write_bytes(workbook(sheets))
        return
    with zipfile.ZipFile(folder / "members.zip", "w") as archive:
        archive.writestr("mini.csv", as_csv(main))
        if repeat:
            archive.writestr(f"mini-{repeat}.csv", as_csv(rows))


@pytest.mark.parametrize(("server", "language"), [("kobo", ""), ("kobo", "ru"), ("kobo", "ky"), ("odk", "")])
@pytest.mark.parametrize(("current", "answers"), [PLAIN, NAMED, WHERE, UNITS, UNIT, LISTED])
def test_what_the_form_asks_comes_back(tmp_path, current, answers, server, language):
    folder = cluster_folder(tmp_path, f"{HEAD}  current: {{{current}}}\n")
    spec = read_specs(folder)["base"]
    write_form(spec, folder / "form.xlsx")
    put(folder, *tables(questions(spec), answers, language), server)
    data = read(folder)
    milk = {m: round(v * 12 / 365, 6) for m, v in zip(data.members["member"], data.members["current"], strict=True)}
    assert milk == {"A1": 20, "A2": 8}
    assert data.rows.quarantined == 0


@pytest.mark.parametrize("current", [PLAIN[0], NAMED[0], WHERE[0], UNITS[0], COUNT])
def test_pyxform_takes_a_form_with_a_repeat(tmp_path, current):
    folder = cluster_folder(tmp_path, f"{HEAD}  current: {{{current}}}\n")
    write_form(read_specs(folder)["base"], folder / "form.xlsx")
    assert "<repeat" in convert(xlsform=folder / "form.xlsx", validate=False).xform
    kinds = [row[0].value for row in load_workbook(folder / "form.xlsx")["survey"].iter_rows(min_row=2)]
    assert (kinds.count("begin_repeat"), kinds.count("end_repeat")) == (1, 1)


def test_the_sheet_to_fill_in_has_numbered_columns(tmp_path):
    folder = cluster_folder(tmp_path, f"{HEAD}  current: {{{UNITS[0]}}}\n")
    write_members_template(read_specs(folder)["base"], folder / "sheet.xlsx")
    head = [cell.value for cell in load_workbook(folder / "sheet.xlsx")["members"][1]]
    assert head[:8] == ["Код", "Вид", "Голов 1", "Удой 1", "Ед 1", "Голов 2", "Удой 2", "Ед 2"]
    row = ["A1", "ЛПХ", 2, 2, "бидон", 1, 4, "kg"]
    (folder / "members.xlsx").write_bytes(workbook({"members": [head, [*row, *[None] * (len(head) - len(row))]]}))
    assert round(read(folder).members["current"][0] * 12 / 365, 6) == 20
