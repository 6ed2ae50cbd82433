"""The command line: quick to answer, exit codes that mean something, messages instead of tracebacks."""

import json
import os
import subprocess
import sys

import pytest

from capacity.intake.findings.issues import InputError, Issue
from capacity.run import cli
from capacity.run.before.second_page import Gate
from capacity.run.cli import main
from capacity.run.notebook.notebooks import NotebookFailed
from capacity.run.outputs import FolderHeld, OutputError

CAPACITY = [sys.executable, "-m", "capacity.run.cli"]


def run(*arguments, **options):
    """Run the command line in its own process."""
    return subprocess.run(
        [*CAPACITY, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


def test_help_loads_nothing_heavy():
    code = "import sys; before = len(sys.modules); sys.argv = ['capacity', '--help']\n"
    code += "from capacity.run.cli import main\nmain()\nprint(len(sys.modules) - before)\n"
    code += (
        "print(sorted({'pandas', 'numpy', 'papermill', 'scipy', 'xarray', 'plotly', 'pydantic'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *_, modules, heavy = answer.stdout.splitlines()
    assert heavy == "[]"
    assert int(modules) < 250
    assert all(f"\n  {name} " in answer.stdout for name in ("batch", "check", "explore", "new", "report", "seek"))


def test_version_is_the_installed_one(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("capacity 0.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["repot"], "No such command"),
        (["report"], "Missing argument 'CLUSTER'"),
        (["report", "x", "--draws", "many"], "'many' is not a valid integer"),
        (["report", "x", "--draws", "1"], "is not in the range"),
        (["report", "x", "--language", "de"], "is not among the languages: use en, ru, ky"),
        (["report", "x", "--language", ","], "is not among the languages"),
        (["report", "there-is-none"], "there is no such folder"),
        (["check", "there-is-none"], ""),
        (["batch", "there-is-none"], "there is no cluster in this folder"),
        (["batch", "x", "--workers", "0"], "is not in the range"),
        (["new", "Наша-ферма"], "use small Latin letters"),
        (["new", "../../con"], 'cannot be called "con"'),
        (["explore", "there-is-none"], "there is no such folder"),
    ],
)
def test_what_the_user_got_wrong_is_a_message_and_exit_code_2(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", ["report", "batch"])
@pytest.mark.parametrize(("language", "words"), [("ru", "Что сделать:"), ("ky,en", "Муну кылыңыз:")])
def test_what_is_refused_is_said_in_the_first_language(asked, language, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main([asked, "there-is-none", "--quiet", "--language", language]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "there is no" not in said


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (InputError([Issue("no herd"), Issue("no plant")]), 2, "no herd.\nno plant.\n"),
        (OutputError("reports cannot be written"), 2, "reports cannot be written\n"),
        (FolderHeld("reports is held by another run (process 7)"), 75, "(process 7)"),
        (NotebookFailed("the notebook failed in step [3]", b""), 70, "the notebook failed in step [3]\n"),
        (ZeroDivisionError("our own mistake"), 70, "Traceback"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_every_end_has_its_exit_code(problem, code, words, capsys, monkeypatch):
    def fail(**_):
        raise problem

    monkeypatch.setattr(cli.check, "callback", fail)
    assert main(["check", "x"]) == code
    said = capsys.readouterr().err
    assert words in said
    assert ("Traceback" in said) == (type(problem) is ZeroDivisionError)


def test_languages_are_named_once_each_in_the_order_given(monkeypatch, tmp_path, capsys):
    asked = []
    monkeypatch.setattr("capacity.run.report.report", lambda *given, **more: asked.append((given, more)) or tmp_path)
    assert main(["report", "village", "--language", "ky, en,ky", "--draws", "16", "--seed", "0", "--quiet"]) == 0
    (_, out, request, way), _ = asked[0]
    assert (str(out), request.languages, request.draws, request.seed) == ("reports", ("ky", "en"), 16, 0)
    assert (way.progress, way.gate) == ("", Gate(release=False))
    pages = [str(tmp_path / "confidential" / f"feasibility.{language}.html") for language in ("ky", "en")]
    assert capsys.readouterr().out.splitlines() == pages


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A new cluster in a folder with a difficult name."""
    place = tmp_path_factory.mktemp("новые {кластеры} №1") / "мои данные"
    place.mkdir()
    made = run("new", "village", cwd=place)
    assert made.returncode == 0, made.stderr
    return place / "village"


def test_a_new_cluster_passes_its_check(village):
    checked = run("check", village)
    assert (checked.returncode, checked.stderr) == (0, "")
    *_, rows, verdict = checked.stdout.splitlines()
    assert rows == "rows read 5 = used 5 + quarantined 0 + blank 0 + excluded 0"
    assert verdict.startswith("Ready for a report: nothing stops it; ")


def test_a_check_can_be_read_by_programs(village):
    found = json.loads(run("check", village, "--json").stdout)
    assert found["cluster"] == "village"
    assert found["errors"] == 0
    assert found["rows"]["read"] == sum(found["rows"][name] for name in ("used", "quarantined", "blank", "excluded"))


def test_a_check_is_the_same_where_the_system_knows_no_letters_but_ascii(village):
    plain = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}
    assert run("check", village, env=plain).stdout == run("check", village).stdout


def test_a_check_lists_each_finding_on_a_line_and_where_it_stands(village, tmp_path):
    folder = tmp_path / "village"
    folder.mkdir()
    text = (village / "cluster.yml").read_text(encoding="utf-8")
    broken = text.replace("runs: [plant]", "runs: [plannt]").replace("season: pasture", "season: pastures")
    (folder / "cluster.yml").write_text(broken, encoding="utf-8")
    checked = run("check", folder)
    assert checked.returncode == 2
    heading, *lines = checked.stdout.splitlines()
    assert heading == "Stops the report: 2"
    assert [line.split(": ")[1] for line in lines[:2]] == [
        '"pastures" is not among the seasons. Do this',
        '"plannt" is not among the links. Do this',
    ]
    assert all(line.startswith("cluster.yml:") for line in lines[:2])
    assert json.loads(run("check", folder, "--json").stdout)["errors"] == 2


def test_a_folder_that_is_there_is_never_touched(village):
    before = {path: path.read_bytes() for path in village.iterdir()}
    again = run("new", "village", cwd=village.parent)
    assert again.returncode == 2
    assert "the folder is there already" in again.stderr
    assert {path: path.read_bytes() for path in village.iterdir()} == before


def test_the_help_of_seek_keeps_its_lines():
    said = run("seek", "--help").stdout
    assert "\\b" not in said
    assert "\n    heads                           core members who join\n" in said
    assert '\n    capacity seek data/chui-dairy --set markets.retail.price --until "npv = 0"\n' in said
