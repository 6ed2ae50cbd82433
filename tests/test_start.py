"""start.py brings any machine with Python 3.11 to a report or to the tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start
from capacity.intake.findings.typed import THROUGH
from capacity.run.cli import cli


@pytest.fixture(autouse=True)
def venv(tmp_path, monkeypatch):
    """An environment folder of its own, with an interpreter but without a stamp."""
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(start, "STAMP", tmp_path / "stamp")
    start.PYTHON.touch()


@pytest.fixture
def run(monkeypatch):
    """A run of start.py in which commands are only noted down: the exit code and the commands."""

    def run(*arguments):
        noted = []
        monkeypatch.setattr(sys, "argv", ["start.py", *arguments])
        monkeypatch.setattr(start, "do", lambda sentence, command: noted.append(command) or 0)
        monkeypatch.setattr(subprocess, "call", lambda command, **_: noted.append(command) or 7)
        monkeypatch.setattr(start.signal, "signal", lambda *_: None)
        return start.main(), [[str(word) for word in command] for command in noted]

    return run


def test_without_a_job_it_shows_the_jobs(run, capsys):
    assert run() == (0, [])
    assert "start.py report [CLUSTER]" in capsys.readouterr().out


def test_a_job_that_does_not_exist_is_refused(run, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("reprot")
    assert "choose from" in capsys.readouterr().err


def test_an_old_python_is_told_what_is_needed(run, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    with pytest.raises(SystemExit, match="2"):
        run("test")
    assert "install 3.11 or newer" in capsys.readouterr().err


def test_the_environment_is_made_once_and_the_exit_code_is_the_jobs(run):
    code, commands = run("test")
    assert (code, len(commands)) == (7, 4)
    code, commands = run("test")
    assert (code, len(commands)) == (7, 1)


@pytest.mark.parametrize("change", ["lock", "python", "place", "half-made", "no interpreter"])
def test_the_environment_is_made_anew_when_what_it_came_from_changes(run, tmp_path, monkeypatch, change):
    run("test")
    if change == "lock":
        monkeypatch.setattr(start, "INPUTS", [Path(__file__)] * 2)
    elif change == "python":
        monkeypatch.setattr(sys, "version", "3.99")
    elif change == "place":
        monkeypatch.setattr(start, "ROOT", tmp_path)
    elif change == "half-made":
        start.STAMP.unlink()
    else:
        start.PYTHON.unlink()
    assert not start.is_ready()


def test_a_failed_set_up_leaves_no_stamp(run, monkeypatch, capsys):
    def fail(sentence, command):
        raise start.Stop(sentence)

    run("test")
    monkeypatch.setattr(sys, "version", "3.99")
    monkeypatch.setattr(sys, "argv", ["start.py", "test"])
    monkeypatch.setattr(start, "do", fail)
    assert start.main() == 2
    assert not start.STAMP.exists()
    assert capsys.readouterr().err.startswith("Making ")


@pytest.mark.parametrize("uv", [None, "/bin/uv"])
def test_packages_come_from_the_lock_by_hash_and_the_package_itself_without_internet(uv):
    make, packages, itself = ([str(word) for word in command] for command in start.steps(uv, None).values())
    assert make[:2] == ([uv, "venv"] if uv else [sys.executable, "-m"])
    assert packages[-6:] == ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(start.INPUTS[0])]
    assert "--no-index" not in packages
    assert itself[-5:] == ["--no-index", "--no-deps", "--no-build-isolation", "-e", str(start.ROOT)]


@pytest.mark.parametrize("uv", [None, "/bin/uv"])
def test_a_folder_of_wheels_takes_the_place_of_the_internet(uv, tmp_path):
    _, packages, _ = start.steps(uv, tmp_path).values()
    assert packages[packages.index("--no-index") :][1:3] == ["--find-links", tmp_path]


def test_a_folder_without_wheels_is_refused_before_anything_is_changed(run, tmp_path, capsys):
    assert run("test", "--wheels", str(tmp_path)) == (2, [])
    assert "holds no wheels" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["report"], ["report", "data/chui-dairy", "--out", "reports"]),
        (["report", "--draws", "64"], ["report", "data/chui-dairy", "--out", "reports", "--draws", "64"]),
        (["report", "/a b/Талас"], ["report", "/a b/Талас", "--out", "reports"]),
        (["report", "/a", "--seed", "2"], ["report", "/a", "--out", "reports", "--seed", "2"]),
        (["test"], ["-m", "pytest", "-n", "2", "--dist", "loadfile"]),
        (["test", "-k", "floors", "-x"], ["-n", "2", "--dist", "loadfile", "-k", "floors", "-x"]),
        (["test-long"], ["--dist", "loadfile", "-m", "long"]),
        (["wheels", "/a b"], [str(start.INPUTS[0]), "--dest", "/a b"]),
    ],
)
def test_each_job_is_one_command_in_the_environment(run, arguments, command):
    _, commands = run(*arguments)
    assert commands[-1][0] == str(start.PYTHON)
    assert [word.replace(os.sep, "/") for word in commands[-1][-len(command) :]] == command


def test_wheels_needs_a_folder(run, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("wheels")
    assert "name the folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("log", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("not created successfully because ensurepip is not available", "sudo apt install python3."),
        (
            "Failed to establish: Temporary failure in name resolution\nNo matching distribution",
            "internet was not reached",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "was refused"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "Fill a folder by"),
        ("PermissionError: [WinError 5] Access is denied", "Close JupyterLab"),
        ("first\nlast", "these words:\nfirst\nlast"),
    ],
)
def test_a_failure_the_user_can_mend_is_told_in_plain_words(log, remedy):
    assert remedy in start.explain(log)


def test_a_step_that_fails_becomes_a_message(capsys):
    with pytest.raises(start.Stop, match="The disk is full"):
        start.do("Trying", [sys.executable, "-c", "raise SystemExit('No space left on device')"])
    assert capsys.readouterr().out == "Trying\n"


@pytest.mark.long
def test_a_copy_with_blanks_and_cyrillic_in_its_path_sets_itself_up_and_repairs_itself(tmp_path):
    copy = tmp_path / "Мой кластер"
    listed = subprocess.check_output(["git", "ls-files", "-coz", "--exclude-standard"], cwd=start.ROOT).decode()
    for name in filter(None, listed.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(start.ROOT / name, copy / name)

    def begin():
        command = [sys.executable, "start.py", "test", "-n", "0", "-q", "tests/test_environment.py"]
        return subprocess.run(command, cwd=copy, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    first, second = begin(), begin()
    (copy / ".venv" / "capacity.stamp").unlink()
    third = begin()
    assert all(" passed in " in each.splitlines()[-1] for each in (first, second, third))
    assert ["Making" in each for each in (first, second, third)] == [True, False, True]


def test_every_command_of_the_command_line_is_a_job():
    assert set(start.commands()) == set(cli.commands)
    assert all(text.endswith((".", "never.")) for text in start.commands().values())


@pytest.mark.parametrize(
    "command", [["check", "a b", "--json"], ["new", "x", "--like", "chui-dairy"], ["seek", "--help"]]
)
def test_a_command_goes_on_word_by_word(run, command):
    code, commands = run(*command)
    assert (code, commands[-1][1:]) == (7, ["-m", "capacity.run.cli", *command])


def test_a_command_runs_where_the_user_stands_and_knows_how_it_was_called(run, monkeypatch):
    told = []
    run("check", "x")
    monkeypatch.setattr(subprocess, "call", lambda command, **how: told.append(how) or -15)
    monkeypatch.setattr(sys, "argv", ["../start.py", "check", "x"])
    assert start.main() == 143
    monkeypatch.setattr(sys, "argv", ["../start.py", "test"])
    start.main()
    assert [how["cwd"] for how in told] == [None, start.ROOT]
    assert told[0]["env"][THROUGH].endswith(" ../start.py")
    assert THROUGH not in told[1]["env"]


def test_the_jobs_are_listed_with_the_commands_and_the_nearest_is_named(run, capsys):
    run("--help")
    listed = capsys.readouterr().out
    assert all(f"\n    {name} " in listed for name in cli.commands)
    with pytest.raises(SystemExit, match="2"):
        run("reprot")
    assert "did you mean report?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rest", "named"),
    [
        ([], False),
        (["--draws", "64"], False),
        (["--quiet", "a"], True),
        (["--draws=64", "a"], True),
        (["--seed", "2", "a"], True),
    ],
)
def test_a_report_without_a_folder_is_the_samples(rest, named):
    assert start.names_cluster(rest) == named
    assert ("chui-dairy" in str(start.job("report", rest))) == (not named)
