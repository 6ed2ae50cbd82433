"""`capacity form` renews what a cluster asks its members, and writes over nothing that was made by hand."""

import pytest
from openpyxl import load_workbook
from survey_folders import MAP, cluster_folder

from capacity.intake.findings.issues import InputError
from capacity.run.cli import main
from capacity.run.form import FORM, SHEET, renew_form
from capacity.run.new import make_cluster


@pytest.fixture
def folder(tmp_path):
    return cluster_folder(tmp_path / "made")


def became(folder, **options):
    return [one.what for one in renew_form(folder, **options)]


def labels(folder):
    return [row[2] for row in list(load_workbook(folder / FORM)["survey"].values)[1:]]


def edited(path):
    book = load_workbook(path)
    book.worksheets[0]["A9"] = "note"
    book.save(path)
    return path.read_bytes()


def test_it_is_written_then_stays_then_follows_the_cluster_file(folder):
    assert became(folder) == ["written", "written"]
    assert became(folder) == ["as it was", "as it was"]
    cluster_folder(folder, MAP.replace("[tank]", "[Танк]"))
    assert became(folder) == ["renewed", "renewed"]
    assert labels(folder) == ["id", "kind", "joins", "milk", "Танк"]


@pytest.mark.parametrize("name", [FORM, SHEET])
def test_what_was_changed_by_hand_is_not_written_over(folder, name):
    renew_form(folder)
    mine = edited(folder / name)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match="changed by hand") as caught:
        renew_form(folder)
    assert [issue.file for issue in caught.value.issues] == [name]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    aside = {one.aside.name for one in renew_form(folder, force=True) if one.aside}
    (kept,) = aside
    assert (folder / kept).read_bytes() == mine
    edited(folder / name)
    (again,) = {one.aside.name for one in renew_form(folder, force=True) if one.aside}
    assert again != kept
    assert (folder / kept).read_bytes() == mine


def test_a_form_that_is_none_is_refused_or_kept_aside(folder):
    (folder / FORM).write_bytes(b"text")
    with pytest.raises(InputError, match=r"form\.xlsx"):
        renew_form(folder)
    assert became(folder, force=True) == ["renewed", "written"]
    assert (folder / "form.old.xlsx").read_bytes() == b"text"


def test_it_can_go_elsewhere(folder, tmp_path, capsys):
    assert main(["form", str(folder), "--out", str(tmp_path / "other")]) == 0
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == [FORM, SHEET]
    assert not (folder / FORM).exists()
    assert capsys.readouterr().out.count("written") == 2


def test_no_half_made_file_is_left_where_it_is_refused(folder, capsys):
    renew_form(folder)
    edited(folder / FORM)
    assert main(["form", str(folder)]) == 2
    assert "--force" in capsys.readouterr().err
    assert not [path for path in folder.iterdir() if path.name.startswith(".form")]


@pytest.mark.parametrize("sample", ["chui-dairy", "bishkek-sewing", "talas-beans"])
def test_a_cluster_like_a_sample_does_not_have_its_sheet(tmp_path, sample):
    text = (make_cluster(str(tmp_path / "made"), sample) / "cluster.yml").read_text(encoding="utf-8")
    assert "header_row:" not in text
    assert "\n  sheet:" not in text
    assert became(tmp_path / "made") == ["as it was", "as it was"]
