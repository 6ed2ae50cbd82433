"""A form that the product writes, put on a server and exported from it, is read back without touching the map."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from survey_folders import CLUSTER, cluster_folder, read, workbook

from capacity.intake.answers.form import read_form
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs
from capacity.intake.survey.forms import LANGUAGES, questions, write_form
from capacity.run.new import make_cluster

ARABIC = """\
  member: {columns: [رمز المزرعة]}
  class: {columns: [نوع العضو], values: {أسرة: household, نقطة: point, مصنع: anchor}}
  current: {columns: [عدد الأبقار, "لتر لكل بقرة"], unit: l/day}
  capacity: {columns: [الطاقة], unit: t/day}
  joins: {columns: [هل تنضم], values: {نعم: [0.9, share], ربما: [0.5, share], لا: [0, share]}}
  status: {columns: [_validation_status], values: {validation_status_not_approved: exclude}}
"""
GEORGIAN = """\
  member: {columns: [კოდი]}
  place: {columns: [სოფელი], values: {ზემო: upper, ქვემო: lower}}
  class: {columns: [სახეობა], values: {ოჯახი: household, პუნქტი: point, ქარხანა: anchor}}
  current: {columns: [რძე], unit: l/day}
  capacity: {columns: [სიმძლავრე], unit: t/day}
  joins: {columns: [შემოხვალთ], values: {დიახ: [0.9, share], არა: [0, share]}}
  letter: {columns: [წერილი], values: {ხელმოწერილი: [0.97, share], დამფუძნებელი: [1, share]}}
"""
ALIKE = """\
  member: {columns: [Код]}
  class: {columns: [Вид], values: {ЛПХ: household, "ЛПХ!": point, 乳品厂: anchor}}
  current: {columns: [Удой], unit: l/day}
  capacity: {columns: ["Удой!"], unit: t/day}
  joins: {columns: [Вступите], values: {ооба: [0.9, share], мүмкүн: [0.5, share], жок: [0, share]}}
"""
MADE = {"arabic": ARABIC, "georgian": GEORGIAN, "alike": ALIKE}
SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")


@pytest.fixture(scope="module", params=[*SAMPLES, *MADE])
def folder(request, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("made")
    if request.param in SAMPLES:
        return make_cluster(str(place / "made"), request.param)
    made = cluster_folder(place, MADE[request.param], CLUSTER)
    write_form(read_specs(made)["base"], made / "form.xlsx")
    return made


def answered(folder: Path, language: str) -> tuple[list[tuple[str, str]], list[list[tuple[str, str]]]]:
    """The form's questions and ten members' answers, each as name and label, from what pyxform makes of the form."""
    model = ElementTree.fromstring(convert(xlsform=folder / "form.xlsx", validate=False).xform)
    names = [one.tag.rpartition("}")[2] for one in model.find(".//{*}instance/*")]
    book = load_workbook(folder / "form.xlsx")
    label = f"label::{LANGUAGES[language]}"
    asked, offered = (
        [dict(zip(next(book[sheet].values), row, strict=True)) for row in list(book[sheet].values)[1:]]
        for sheet in ("survey", "choices")
    )
    assert [row["name"] for row in asked] == [name for name in names if name != "meta"]
    members = []
    for number in range(10):
        answers = []
        for row in asked:
            choices = [one for one in offered if row["type"] == f"select_one {one['list_name']}"]
            if choices:
                one = choices[number % len(choices)]
                answers.append((one["name"], one[label]))
            else:
                said = f"M{number:03}" if row["type"] == "text" else str(2 + number % 3)
                answers.append((said, said))
        members.append(answers)
    return [(row["name"], row[label]) for row in asked], members


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def put(folder: Path, exporter: str, language: str) -> None:
    """Write the answers as a server exports them: with its own columns beside, and its own name for the review."""
    asked, members = answered(folder, language)
    word = int(exporter == "kobo labels")
    head = [one[word] for one in asked]
    rows = [[one[word] for one in answers] for answers in members]
    for old in folder.glob("members.*"):
        old.unlink()
    if exporter.startswith("kobo"):
        marks = [f"uuid-{number}" for number in range(10)]
        sheet = [["start", *head, "_id", "_uuid", "_submission_time", "_validation_status", "_status"]]
        sheet += [["x", *row, mark, mark, "2026", "", "via_web"] for row, mark in zip(rows, marks, strict=True)]
        (folder / "members.xlsx").write_bytes(workbook({folder.name: sheet}))
    elif exporter == "odk":
        sheet = [["SubmissionDate", *head, "KEY", "SubmitterID", "AttachmentsExpected", "Status", "ReviewState"]]
        sheet += [["2026", *row, f"uuid:{number}", "1", "0", "", ""] for number, row in enumerate(rows)]
        with zipfile.ZipFile(folder / "members.zip", "w") as archive:
            archive.writestr("made.csv", as_csv(sheet))
    else:
        sheet = [["CompletionDate", "SubmissionDate", *head, "formdef_version", "KEY"]]
        sheet += [["x", "y", *row, "1", f"uuid:{number}"] for number, row in enumerate(rows)]
        (folder / "members.csv").write_text(as_csv(sheet), encoding="utf-8")


def facts(folder: Path) -> tuple:
    data = read(folder)
    columns = ["member", "cls", "place", "joins", "letter", "current", "good", "bad", "capacity", "own_use", "price"]
    return data.rows, data.members[columns].fillna(-1).to_dict("records")


@pytest.fixture(scope="module")
def first(folder) -> tuple:
    put(folder, "kobo names", "en")
    return facts(folder)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("exporter", ["kobo names", "kobo labels", "odk", "surveycto"])
def test_every_exporter_and_language_gives_the_same_members(folder, first, exporter, language):
    put(folder, exporter, language)
    rows, members = facts(folder)
    assert (rows, members) == first
    assert rows.quarantined == 0
    assert len({one["cls"] for one in members}) > 1


@pytest.mark.parametrize("survey_map", [ARABIC, GEORGIAN])
def test_without_its_form_what_only_the_form_can_trace_is_refused_or_set_aside(tmp_path, survey_map):
    folder = cluster_folder(tmp_path, survey_map)
    write_form(read_specs(folder)["base"], folder / "form.xlsx")
    put(folder, "kobo names", "en")
    (folder / "form.xlsx").unlink()
    with pytest.raises(InputError, match="the column is missing"):
        read(folder)


def test_a_number_for_an_answer_counts_in_its_own_list_alone(tmp_path):
    """1 is yes in one list and no in the other, as in many forms of others."""
    survey_map = ARABIC.replace(
        "  status:", "  letter: {columns: [letter], values: {да: [0.9, share], нет: [0, share]}}\n#"
    )
    survey_map = survey_map.replace("نعم:", "да:").replace("لا:", "нет:")
    folder = cluster_folder(tmp_path, survey_map)
    spec = read_specs(folder)["base"]
    head = [question.label for question in questions(spec)]
    kinds = {"هل تنضم": "select_one first", "letter": "select_one second"}
    form = {
        "survey": [["type", "name", "label"], *([kinds.get(one, "text"), f"f{n}", one] for n, one in enumerate(head))],
        "choices": [["list_name", "name", "label"], ["first", 1, "да"], ["first", 2, "нет"], ["second", 1, "нет"]],
    }
    form["choices"].append(["second", 2, "да"])
    (folder / "form.xlsx").write_bytes(workbook(form))
    said = {"رمز المزرعة": "A", "نوع العضو": "أسرة", "هل تنضم": "1", "letter": "1"}
    row = [said.get(one, "2") for one in head]
    (folder / "members.csv").write_text(as_csv([[f"f{n}" for n in range(len(head))], row]), encoding="utf-8")
    member = read(folder).members.iloc[0]
    assert (member["joins"], member["letter"]) == ("да", "нет")


def test_a_renewed_form_keeps_its_names_and_gives_none_twice(tmp_path):
    folder = cluster_folder(tmp_path, GEORGIAN)
    write_form(read_specs(folder)["base"], folder / "form.xlsx")
    before = read_form(folder / "form.xlsx")
    cluster_folder(tmp_path, GEORGIAN.replace("დიახ: [0.9, share], არა", "შესაძლოა: [0.5, share], არა"))
    spec = read_specs(folder)["base"]
    asked = questions(spec, before)
    assert [one.name for one in asked] == [words[0] for words, _ in before.questions]
    names = {one.word: one.name for question in asked for one in question.answers}
    assert (names["არა"], names["ოჯახი"]) == ("q_2", "household")
    assert names["შესაძლოა"] == "q_3"
    assert questions(spec, before) == asked
