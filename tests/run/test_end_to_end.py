"""The whole way, with the real notebooks: what a command leaves is what the library computes, with the same bytes."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest

import capacity as cap
from capacity.model.results.study import study
from capacity.run.new import make_cluster
from capacity.run.tables import to_csv

OPTIONS = ["--draws", "16", "--seed", "7", "--language", "en,ky", "--quiet"]


def run(*arguments, **options):
    """Run the command line in its own process."""
    command = [sys.executable, "-m", "capacity.run.cli", *map(str, arguments), *OPTIONS]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with two clusters, one of them wrong."""
    folder = tmp_path_factory.mktemp("кластеры {в} 1")
    for name in ("village", "wrong"):
        make_cluster(str(folder / "data" / name))
    text = (folder / "data" / "wrong" / "cluster.yml").read_text(encoding="utf-8")
    (folder / "data" / "wrong" / "cluster.yml").write_text(text.replace("[plant]", "[plnt]"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def batched(place):
    """The outcome of a batch over the folder."""
    return run("batch", place / "data", "--out", place / "reports", "--workers", "2")


@pytest.fixture(scope="module")
def report(place, batched):
    """The report that the batch made."""
    return place / "reports" / "village"


def bytes_of(folder):
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_batch_says_what_became_of_each_and_where_the_ranking_is(batched, place):
    assert batched.returncode == 1
    lines = batched.stdout.splitlines()
    assert lines[0] == "village  made"
    assert lines[1].startswith("wrong    refused  cluster.yml:")
    assert lines[2:] == ["1 made, 1 refused", str(place / "reports" / "portfolio" / "index.html")]
    assert batched.stderr == ""
    ranked = pd.read_csv(place / "reports" / "portfolio" / "portfolio.csv")
    assert list(ranked["folder"]) == ["village", "wrong"]


def test_a_report_is_for_three_audiences_and_nothing_else_is_left(report):
    names = list(bytes_of(report))
    assert [name for name in names if "/tables/" not in name] == [
        "confidential/feasibility.en.html",
        "confidential/feasibility.ipynb",
        "confidential/feasibility.ky.html",
        "confidential/feasibility.xlsx",
        "confidential/issues.csv",
        "confidential/manifest.json",
        "confidential/released.json",
        "confidential/summary.json",
        "confidential/tables.xlsx",
        "public/members.en.html",
        "public/members.ky.html",
    ]
    left = {path.name for path in (report.parent / ".capacity").iterdir() if path.suffix != ".lock"}
    assert left == {"batch.jsonl"}  # what a batch says of its candidates


def test_a_report_alone_in_another_place_time_and_language_has_the_same_bytes(report, place, tmp_path):
    other = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "TZ": "Asia/Bishkek", "PYTHONHASHSEED": "5"}
    alone = run("report", "village", "--out", tmp_path, cwd=place / "data", env={**os.environ, **other})
    assert alone.returncode == 0, alone.stderr
    assert bytes_of(tmp_path / "village") == bytes_of(report)


def test_the_report_holds_what_the_library_computes(report, place):
    computed = study(cap.read_cluster(place / "data" / "village"), "base", 16, 7)
    assert json.loads((report / "confidential" / "summary.json").read_text(encoding="utf-8")) == computed.summary
    for name, table in computed.tables.items():
        assert (report / "confidential" / "tables" / f"{name}.csv").read_bytes() == to_csv(table)
    assert (report / "confidential" / "issues.csv").read_bytes() == to_csv(computed.tables["issues"])


def test_nothing_in_a_report_tells_of_the_computer_it_was_made_on(report, place):
    words = [str(place).encode(), str(cap.__file__).rsplit("/", 2)[0].encode() + b"/", b"ipykernel_", b"papermill"]
    found = [(name, word) for name, content in bytes_of(report).items() for word in words if word in content]
    assert [(name, word) for name, word in found if name != "confidential/manifest.json"] == []


def test_what_members_get_names_nobody(report):
    for language in ("en", "ky"):
        assert "EXAMPLE-" not in (report / "public" / f"members.{language}.html").read_text(encoding="utf-8")
