"""The survey's files are found, read once, and refused with a reason that names the file."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from survey_folders import HEADER, MAP, cluster_folder, issues, read, saved, with_bytes, with_members, workbook

from capacity.intake.findings.issues import InputError

ROW = ["A", "ЛПХ", 120, None, "да"]
CSV = "id;kind;milk;tank;joins\nA;ЛПХ;120;;да\n"


def refused(folder):
    with pytest.raises(InputError) as caught:
        read(folder)
    return caught.value.issues


@pytest.mark.parametrize("name", ["members.csv", "members.tsv", "members/lower.csv"])
def test_a_text_file_is_found_under_its_usual_names(tmp_path, name):
    assert list(read(with_bytes(tmp_path, CSV.encode(), name)).members["file"]) == [name]


@pytest.mark.parametrize("name", ["members.xlsx", "members.xlsm", "members/lower.xlsx", "members.ods"])
def test_a_workbook_is_found_under_its_usual_names(tmp_path, name):
    data = read(with_bytes(tmp_path, workbook({"Ответы": [HEADER, ROW]}), name))
    assert list(data.members["member"]) == ["A"]


def test_several_files_of_a_folder_are_one_survey(tmp_path):
    with_bytes(tmp_path, CSV.encode(), "members/a.csv")
    with_bytes(tmp_path, workbook({"S": [HEADER, ["B", *ROW[1:]]]}), "members/b.xlsx")
    with_bytes(tmp_path, b"x", "members/~$b.xlsx")
    folder = with_bytes(tmp_path, b"x", "members/notes.docx")
    data = read(folder)
    assert list(zip(data.members["member"], data.members["file"], strict=True)) == [
        ("A", "members/a.csv"),
        ("B", "members/b.xlsx"),
    ]
    assert {issue.file for issue in data.issues if issue.severity == "note"} >= {
        "members/~$b.xlsx",
        "members/notes.docx",
    }


def test_an_id_in_two_files_with_different_answers_is_set_aside_in_both(tmp_path):
    with_bytes(tmp_path, (CSV + "B;ЛПХ;1;;да\n").encode(), "members/a.csv")
    data = read(with_bytes(tmp_path, CSV.replace("120", "12").encode(), "members/b.csv"))
    assert [issue.file for issue in data.issues if issue.code == "R02"] == ["members/a.csv", "members/b.csv"]


def test_files_of_two_kinds_of_form_are_each_refused_by_name(tmp_path):
    with_bytes(tmp_path, CSV.encode(), "members/a.csv")
    with_bytes(tmp_path, b"x;y\n1;2\n", "members/b.csv")
    found = refused(with_bytes(tmp_path, b"", "members/c.csv"))
    assert {issue.file for issue in found if issue.severity == "error"} == {"members/b.csv", "members/c.csv"}


def test_a_folder_without_a_survey_says_what_to_copy(tmp_path):
    (issue,) = refused(cluster_folder(tmp_path))
    assert (issue.code, "members.csv|" in issue.fix) == ("F01", True)


def test_an_empty_members_folder_says_so(tmp_path):
    (cluster_folder(tmp_path) / "members").mkdir()
    assert refused(tmp_path)[0].code == "F01"


@pytest.mark.parametrize("other", ["members.xlsx", "members/a.csv"])
def test_two_surveys_are_one_too_many(tmp_path, other):
    with_bytes(tmp_path, CSV.encode())
    (issue,) = refused(with_bytes(tmp_path, CSV.encode(), other))
    assert "more than once" in issue.problem


def test_a_folder_named_like_a_file_is_refused(tmp_path):
    (cluster_folder(tmp_path) / "members.csv").mkdir()
    assert refused(tmp_path)[0].code == "F02"


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    folder = with_bytes(tmp_path, CSV.encode())

    open_file = Path.open

    def deny(path, *how, **more):
        if path.name == "members.csv":
            raise PermissionError(13, "Permission denied")
        return open_file(path, *how, **more)

    monkeypatch.setattr(Path, "open", deny)
    (issue,) = refused(folder)
    assert (issue.code, "Permission denied" in issue.problem) == ("F04", True)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
def test_a_link_out_of_the_folder_is_refused(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(CSV, encoding="utf-8")
    folder = cluster_folder(tmp_path / "cluster")
    try:
        (folder / "members.csv").symlink_to(secret)
    except OSError:
        pytest.skip("this user may not make links")
    assert refused(folder)[0].code == "F17"


def test_every_file_that_was_read_has_its_hash(tmp_path):
    folder = with_members(tmp_path, ["A", "ЛПХ", "120", "", "да"])
    (folder / "units.csv").write_text("symbol,base,factor,also\n", encoding="utf-8")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "bad.yml").write_text("set: {}\n", encoding="utf-8")
    hashes = read(folder).hashes
    assert list(hashes) == ["cluster.yml", "members.csv", "scenarios/bad.yml", "units.csv"]
    assert hashes["members.csv"] == hashlib.sha256((folder / "members.csv").read_bytes()).hexdigest()


def test_reading_changes_no_file(tmp_path):
    folder = with_bytes(tmp_path, workbook({"S": [HEADER, ROW]}), "members.xlsx")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))}
    read(folder)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*"))} == before


def test_the_sheet_with_the_columns_of_the_map_is_used(tmp_path):
    sheets = {"Пояснения": [["Столбец", "Что писать"], ["id", "код"]], "Ответы": [["Опрос"], HEADER, ROW]}
    data = read(with_bytes(tmp_path, workbook(sheets), "members.xlsx"))
    assert [(issue.sheet, issue.severity) for issue in data.issues] == [("Пояснения", "note")]
    assert list(data.members["row"]) == [3]


def test_two_sheets_with_the_columns_need_a_choice(tmp_path):
    data = workbook({"верх": [HEADER, ROW], "низ": [HEADER, ["B", *ROW[1:]]]})
    (issue,) = refused(with_bytes(tmp_path, data, "members.xlsx"))
    assert ("верх, низ" in issue.problem, "survey.sheet" in issue.fix) == (True, True)
    chosen = with_bytes(tmp_path, data, "members.xlsx", MAP + "  sheet: низ\n")
    assert list(read(chosen).members["member"]) == ["B"]


def test_a_sheet_that_is_not_there_has_a_nearest_name(tmp_path):
    folder = with_bytes(tmp_path, workbook({"Ответы": [HEADER, ROW]}), "members.xlsx", MAP + "  sheet: Ответ\n")
    assert "did you mean Ответы?" in refused(folder)[0].fix


def test_a_hidden_sheet_is_never_taken_in_silence(tmp_path):
    book = Workbook()
    book.active.append(["nothing", "here"])
    hidden = book.create_sheet("H")
    hidden.append(HEADER)
    hidden.append(ROW)
    hidden.sheet_state = "hidden"
    found = refused(with_bytes(tmp_path, saved(book), "members.xlsx"))
    assert {issue.code for issue in found} == {"H09"}


def archive(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return packed.getvalue()


def test_an_archive_of_odk_central_gives_its_main_table(tmp_path):
    odk = "SubmissionDate,herd-id,herd-kind,herd-milk,tank,joins,KEY\n2026,A,ЛПХ,120,,да,uuid:1\n"
    parts = {"form.csv": odk, "form-cows.csv": "name,PARENT_KEY,KEY\nx,uuid:1,uuid:1/c[1]\n", "media/a.jpg": "x"}
    data = read(with_bytes(tmp_path, archive(parts), "members.zip"))
    assert (list(data.members["member"]), list(data.members["file"])) == (["A"], ["members.zip/form.csv"])
    assert [issue.file for issue in data.issues if issue.code == "X01"] == ["members.zip/form-cows.csv"]


def test_an_archive_with_two_main_tables_needs_a_choice(tmp_path):
    (issue,) = refused(with_bytes(tmp_path, archive({"a.csv": CSV, "b.csv": CSV}), "members.zip"))
    assert "several tables" in issue.problem


def test_an_archive_without_tables_is_refused(tmp_path):
    assert "no CSV" in refused(with_bytes(tmp_path, archive({"a.txt": "x"}), "members.zip"))[0].problem


def test_the_tail_of_a_kobo_export_is_one_note(tmp_path):
    text = "id;kind;milk;tank;joins;_id;_uuid;__version__;_index\nA;ЛПХ;120;;да;1;u;v;1\n"
    data = read(with_bytes(tmp_path, text.encode()))
    assert issues(data, "note") == [(1, "", "H10")]


def test_the_only_sheet_with_all_columns_is_read_for_one_that_is_not_there(tmp_path):
    sheets = {"village": [HEADER, ROW], "notes": [["a"], ["b"]]}
    folder = with_bytes(tmp_path, workbook(sheets), "members.xlsx", MAP + "  sheet: Ответы\n  header_row: 3\n")
    data = read(folder)
    assert data.rows.used == 1
    assert [issue.code for issue in data.issues if issue.severity == "warning"] == ["X08", "H21"]


@pytest.mark.parametrize("sheets", [{"a": [HEADER, ROW], "b": [HEADER, ROW]}, {"a": [HEADER[1:], ROW[1:]]}])
def test_where_none_or_several_have_all_columns_a_missing_sheet_is_asked_for(tmp_path, sheets):
    folder = with_bytes(tmp_path, workbook(sheets), "members.xlsx", MAP + "  sheet: Ответы\n")
    assert 'there is no sheet "Ответы"' in refused(folder)[0].problem


@pytest.mark.parametrize(("above", "stated"), [(0, 2), (0, 3), (2, 1), (2, 2), (1, 9)])
def test_a_header_row_that_is_none_is_said_and_no_row_is_lost(tmp_path, above, stated):
    rows = [["Опрос"]] * above + [HEADER, ROW, ["B", *ROW[1:]]]
    folder = with_bytes(tmp_path, workbook({"a": rows}), "members.xlsx", MAP + f"  header_row: {stated}\n")
    data = read(folder)
    assert data.rows.read == 2
    assert [issue.row for issue in data.issues if issue.code == "H21"] == [above + 1]


def test_a_header_row_that_names_nothing_is_named_where_no_row_has_all_columns(tmp_path):
    folder = with_bytes(tmp_path, workbook({"a": [HEADER[1:], ROW[1:]]}), "members.xlsx", MAP + "  header_row: 2\n")
    assert [(issue.code, "survey.header_row" in issue.fix) for issue in refused(folder)] == [("H21", True)]
