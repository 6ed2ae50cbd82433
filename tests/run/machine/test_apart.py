"""A file cannot end the program: whatever becomes of the process that reads it is a finding of its cluster."""

import os
import signal
import subprocess
import sys
import time

import pytest
from run import hard_to_read
from survey_folders import HEADER, with_members, with_survey

from capacity.intake.findings.issues import InputError
from capacity.run import batch, report
from capacity.run.batch import run_batch
from capacity.run.check import check_cluster
from capacity.run.machine.apart import Limits, Unread, read_apart
from capacity.run.manifest import Request
from capacity.run.many.outlook import Batch
from capacity.run.new import make_cluster

EXCEL = "open it in Excel or LibreOffice and save it again"
posix = pytest.mark.skipif(os.name != "posix", reason="limits and signals of Unix")


@pytest.fixture
def folder(tmp_path):
    """A folder with two files."""
    (tmp_path / "members.xlsx").write_bytes(b"x")
    (tmp_path / "cluster.yml").write_bytes(b"x")
    return tmp_path


def unread(work, folder, *given, **limits):
    """The one finding of a folder that could not be read."""
    with pytest.raises(Unread) as caught:
        read_apart(work, folder, *given, limits=Limits(**limits))
    (issue,) = caught.value.issues
    assert issue.severity == "error"
    return issue


def test_the_work_is_done_in_another_process(folder):
    names, process = read_apart(hard_to_read.lists, folder)
    assert names == ["cluster.yml", "members.xlsx"]
    assert process != os.getpid()


@posix
@pytest.mark.parametrize(
    ("how", "words"),
    [("leaves", ""), (signal.SIGABRT, "SIGABRT"), (signal.SIGSEGV, "SIGSEGV"), (signal.SIGKILL, "SIGKILL")],
)
def test_its_death_is_a_finding_that_names_the_file(folder, how, words):
    issue = unread(hard_to_read.dies, folder, "members.xlsx", how)
    assert (issue.file, issue.fix, issue.code) == ("members.xlsx", EXCEL, "F27")
    assert "could not be read" in issue.problem
    assert words in issue.problem


@posix
def test_a_text_file_is_not_to_be_opened_in_excel(folder):
    issue = unread(hard_to_read.dies, folder, "cluster.yml", "leaves")
    assert (issue.file, issue.fix) == ("cluster.yml", "copy its text into a new file and save that")


def test_what_takes_too_long_is_ended(folder):
    start = time.monotonic()
    issue = unread(hard_to_read.hangs, folder, "members.xlsx", seconds=3)
    assert "takes longer than 3 seconds" in issue.problem
    assert time.monotonic() - start < 30


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_what_takes_too_much_memory_is_refused_it(folder):
    assert read_apart(hard_to_read.eats, folder, "members.xlsx", 2**20, limits=Limits(memory=2**28)) == 2**20
    issue = unread(hard_to_read.eats, folder, "members.xlsx", 2**32, memory=2**30)
    assert (issue.file, "it needs more than 1 GB of memory" in issue.problem) == ("members.xlsx", True)


def test_findings_cross_as_they_are(folder):
    with pytest.raises(InputError) as caught:
        read_apart(hard_to_read.refuses, folder)
    with pytest.raises(InputError) as here:
        hard_to_read.refuses(folder)
    assert type(caught.value) is InputError
    assert caught.value.issues == here.value.issues
    assert (str(caught.value), caught.value.__notes__) == (str(here.value), ["said beside it"])


def test_our_own_errors_cross_with_their_traceback(folder):
    with pytest.raises(ZeroDivisionError) as caught:
        read_apart(hard_to_read.errs, folder, ZeroDivisionError("ours"))
    assert "hard_to_read.py" in str(caught.value.__cause__)


def test_a_check_says_as_a_finding_what_could_not_be_read(tmp_path):
    rows = [HEADER, *([f"K-{number}", "ЛПХ", "12", "", "да"] for number in range(20_000))]
    village = with_survey(tmp_path / "village", rows)
    found = check_cluster(village, Limits(seconds=0.05))
    assert (found.cluster, found.errors, found.rows) == ("village", 1, None)
    assert "could not be read: it takes longer than" in found.as_text()


@pytest.fixture
def without_numbers(monkeypatch):
    """Reports and portfolios of which only the surroundings are made."""

    def make(_folder, _request, stage, _progress=""):
        (stage / "confidential").mkdir()
        (stage / "confidential" / "summary.json").write_text("{}")

    monkeypatch.setattr(report, "make_report", make)
    told = []
    monkeypatch.setattr(batch, "write_portfolio", lambda _out, runs, *_: told.extend(runs))
    return told


@posix
def test_one_file_that_ends_its_reader_is_one_finding_of_a_batch(tmp_path, monkeypatch, without_numbers):
    names = ["a", "b", "c", "dies", "e"]
    for name in names:
        make_cluster(str(tmp_path / "data" / name))
    monkeypatch.setattr(report, "judge", hard_to_read.judge_or_die)
    outcomes = run_batch(Batch(tmp_path / "data", tmp_path / "out", Request(draws=8), workers=2))
    assert {o.folder: o.status for o in outcomes.each} == {**dict.fromkeys("abce", "made"), "dies": "refused"}
    assert outcomes.as_text().splitlines()[-1] == "4 made, 1 refused"
    assert [run["folder"] for run in without_numbers if not run["good"]] == ["dies"]
    (reason,) = (o.reason for o in outcomes.each if o.folder == "dies")
    assert reason.startswith("members.csv: the file could not be read: the program that read it broke down (SIGKILL)")
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name != ".capacity") == list("abce")


@posix
def test_a_pipe_among_the_surveys_is_one_finding_of_a_batch(tmp_path, without_numbers):
    for name in "abc":
        make_cluster(str(tmp_path / "data" / name))
    (tmp_path / "data" / "b" / "members.csv").unlink()
    os.mkfifo(tmp_path / "data" / "b" / "members.csv")
    outcomes = run_batch(Batch(tmp_path / "data", tmp_path / "out", Request(draws=8)))
    assert [o.status for o in outcomes.each] == ["made", "refused", "made"]
    assert outcomes.each[1].reason.startswith("members.csv: this is a pipe, not a file")


KILLED = """
import sys
from pathlib import Path
from run import hard_to_read
from capacity.run.machine.apart import read_apart
print("begun", flush=True)
read_apart(hard_to_read.hangs, Path(sys.argv[1]), "members.xlsx")
"""


@posix
def test_the_reader_does_not_outlive_who_asked(folder):
    psutil = pytest.importorskip("psutil")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.Popen([sys.executable, "-c", KILLED, folder], stdout=subprocess.PIPE, env=environment)
    assert run.stdout.readline() == b"begun\n"
    end = time.monotonic() + 60
    while len(started := psutil.Process(run.pid).children(recursive=True)) < 3 and time.monotonic() < end:
        time.sleep(0.1)
    run.kill()
    run.communicate()
    _, alive = psutil.wait_procs(started, timeout=240)
    assert alive == []


def test_a_cluster_is_read_the_same_apart_and_here(tmp_path):
    village = with_members(
        tmp_path / "village", ["A", "ЛПХ", "10", "", "да"], ["", "", "", "", ""], ["B", "?", "", "", ""]
    )
    found = check_cluster(village)
    assert (found.rows.used, found.rows.quarantined) == (1, 1)
    assert any(issue.row == 4 for issue in found.issues)


def test_a_long_path_for_temporary_files_does_no_harm(tmp_path):
    long = tmp_path / ("long" * 25)
    long.mkdir()
    village = with_members(tmp_path / "village", ["A", "ЛПХ", "10", "", "да"])
    command = [sys.executable, "-m", "capacity.run.cli", "check", village]
    ran = subprocess.run(
        command, env={**os.environ, "TMPDIR": str(long)}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert list(long.iterdir()) == []
