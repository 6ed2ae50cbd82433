"""A package holds what belongs to a report and nothing secret, and makes the report again; the same bytes each time."""

import io
import re
import shlex
import zipfile

import pytest
from PIL import Image

from capacity.intake.findings import InputError
from capacity.run.cli import main
from capacity.run.manifest import Request, sha256
from capacity.run.new import make_cluster
from capacity.run.package import Packed, pack
from capacity.run.package.packing import zipped

HIDDEN = "not to be told"


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """The folder of a new cluster, with a secret and a stray paper beside its files."""
    folder = make_cluster(str(tmp_path_factory.mktemp("package") / "village"))
    (folder / "sheets.key").write_text(HIDDEN, encoding="utf-8")
    (folder / "letter.txt").write_text(HIDDEN, encoding="utf-8")
    return folder


def run(folder, out, *more):
    return main(["report", str(folder), "--out", str(out), "--draws", "8", "--quiet", "--language", "en,ky", *more])


@pytest.fixture(scope="module")
def made(village, tmp_path_factory):
    """The folder of a report with its package."""
    out = tmp_path_factory.mktemp("made")
    assert run(village, out, "--package") == 0
    return out / "village"


@pytest.fixture
def archive(made):
    with zipfile.ZipFile(made / "confidential" / "village.zip") as opened:
        yield opened


def test_pages_tables_workbooks_inputs_and_pictures_are_in_it(archive, made):
    names = set(archive.namelist())
    for path in made.rglob("*"):
        name = path.relative_to(made).as_posix()
        assert not path.is_file() or name == "confidential/village.zip" or f"report/{name}" in names
    assert {"README.txt", "inputs/village/cluster.yml", "inputs/village/members.csv"} <= names
    pictures = [name for name in names if name.startswith("figures/")]
    assert len([name for name in pictures if name.endswith(".svg")]) == len(pictures) / 2 > 20
    assert {name.split("/")[1] for name in pictures} == {"en", "ky"}


def test_no_secret_and_no_stray_paper_is_in_it(archive):
    assert not [name for name in archive.namelist() if HIDDEN.encode() in archive.read(name)]


def test_pictures_are_those_of_a_printer_and_stand_alone(archive):
    name = next(name for name in archive.namelist() if name.endswith("verdict-01.png"))
    with Image.open(io.BytesIO(archive.read(name))) as picture:
        assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]
        assert picture.width == 2300
    svg = archive.read(name.replace(".png", ".svg")).decode()
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="736"')
    assert not re.search(r"<script|href=|url\(http", svg)


def test_the_same_run_gives_the_same_bytes(village, made, tmp_path):
    assert run(village, tmp_path, "--package", "all") == 0
    one, other = (folder / "confidential" / "village.zip" for folder in (made, tmp_path / "village"))
    assert one.read_bytes() == other.read_bytes()


def test_the_command_of_the_readme_makes_the_same_figures_again(archive, made, tmp_path, monkeypatch):
    archive.extractall(tmp_path)
    said = (tmp_path / "README.txt").read_text("utf-8")
    assert "Confidential: for the initiative group and the bank." in said
    assert "Купуя" in said
    line = next(line for line in said.splitlines() if line.startswith("capacity report "))
    monkeypatch.chdir(tmp_path)
    assert main([*shlex.split(line)[1:], "--out", "again", "--quiet"]) == 0
    again = tmp_path / "again" / "village" / "confidential"
    tables = [
        path for path in made.glob("confidential/tables/*.csv") if path.name != "issues.csv"
    ]  # the letter is named
    for path in [*tables, made / "confidential" / "summary.json"]:
        assert (again / path.relative_to(made / "confidential")).read_bytes() == path.read_bytes(), path.name


def test_a_report_that_has_its_package_does_for_who_asks_without(made, village, tmp_path, capsys):
    assert main(["batch", str(village.parent), "--out", str(made.parent), "--draws", "8", "--language", "en,ky",
                 "--dry-run", "--quiet"]) == 0  # fmt: skip
    assert "not yet as a package" not in capsys.readouterr().out


def test_the_public_package_holds_the_members_pages_alone(village, tmp_path):
    assert run(village, tmp_path, "--package", "public") == 0
    with zipfile.ZipFile(tmp_path / "village" / "public" / "village.zip") as opened:
        assert opened.namelist() == ["README.txt", "members.en.html", "members.ky.html"]
        assert "capacity report" not in opened.read("README.txt").decode()
        text = b"".join(map(opened.read, opened.namelist())).decode()
    ids = (village / "members.csv").read_text("utf-8").splitlines()[1:]
    assert ids
    assert not [line for line in ids if len(line.split(",")[0]) > 2 and f">{line.split(',')[0]}<" in text]


def test_what_a_link_brings_from_outside_is_not_packed(village, tmp_path):
    outside, folder = tmp_path / "outside.csv", tmp_path / "village"
    outside.write_text(HIDDEN, encoding="utf-8")
    folder.mkdir()
    (folder / "units.csv").symlink_to(outside)
    request = Request(package="all", languages=())
    inputs = {"units.csv": sha256(outside.read_bytes())}
    with pytest.raises(InputError, match="a link that leaves the folder"):
        pack(Packed(tmp_path / "stage", folder, "village", inputs, request), b"{}")


def test_files_stand_in_the_order_of_their_names_without_times():
    with zipfile.ZipFile(io.BytesIO(zipped({"b": b"2", "a": b"1"}))) as opened:
        assert opened.namelist() == ["a", "b"]
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
