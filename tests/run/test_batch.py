"""Many clusters: none stops another, a second run redoes only what it must, the ranking says what it could not rank."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from capacity.intake.findings.issues import InputError
from capacity.run import batch
from capacity.run.batch import run_batch
from capacity.run.manifest import Request, hash_inputs, make_key, write_manifest
from capacity.run.many import outlook
from capacity.run.many.outlook import Batch
from capacity.run.new import make_cluster
from capacity.run.notebook.notebooks import NotebookFailed, find_notebook
from capacity.run.outputs import FolderHeld, OutputError, hold, publish

QUICK = [sys.executable, str(Path(__file__).with_name("quick_report.py"))]
PROBLEMS = {
    "wrong": InputError("no herd", file="cluster.yml:3:1", fix="add it"),
    "held": FolderHeld("held by another run (process 7)"),
    "fails": NotebookFailed("the notebook failed in step [3]", b""),
    "full": OutputError("no room"),
    "ours": ZeroDivisionError("division by zero"),
}


@pytest.fixture
def clusters(tmp_path, monkeypatch):
    """A folder to put clusters in, and reports that take no time: the list of those that were made."""
    made, told = [], []
    lock = threading.Lock()

    def report(folder, out, request, way):
        if folder.name in PROBLEMS:
            raise PROBLEMS[folder.name]
        with hold(out, folder.name) as desk:
            (desk.stage / "confidential").mkdir()
            (desk.stage / "confidential" / "summary.json").write_text(folder.name)
            inputs = hash_inputs(folder)
            write_manifest(desk.stage, make_key(inputs, request, find_notebook(outlook.NOTEBOOK)), inputs, request)
            publish(desk)
        with lock:
            made.append(folder.name)

    monkeypatch.setattr(batch, "report", report)
    monkeypatch.setattr(batch, "write_portfolio", lambda _out, runs, *_: told.append(runs))
    return tmp_path / "data", tmp_path / "reports", made, told


def add(folder, *names, slug=None):
    """Make cluster folders that hold what a batch looks at itself."""
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "cluster.yml").write_text(f"cluster: {slug or name}\n", encoding="utf-8")


def go(clusters, workers=2, force=False, **request):
    """Run the batch and return the status of each folder."""
    asked = Batch(clusters[0], clusters[1], Request(**request), workers, None, force)
    return {outcome.folder: outcome.status for outcome in run_batch(asked).each}


def test_no_failure_stops_the_others_and_each_has_its_reason(clusters):
    add(clusters[0], "a", "b", *PROBLEMS)
    outcomes = run_batch(Batch(clusters[0], clusters[1], Request(), workers=2))
    assert {o.folder: o.status for o in outcomes.each} == {
        "a": "made",
        "b": "made",
        "wrong": "refused",
        "held": "held",
        "fails": "failed",
        "full": "failed",
        "ours": "failed",
    }
    assert outcomes.failed == 5
    lines = outcomes.as_text().splitlines()
    assert lines[-1] == "2 made, 3 failed, 1 held, 1 refused"
    assert "wrong  refused  cluster.yml:3:1: no herd. Do this: add it." in lines
    assert "ours   failed   ZeroDivisionError: division by zero" in lines


def test_the_portfolio_is_told_in_its_language_why_a_cluster_is_refused(clusters, monkeypatch):
    problem = InputError("a file was changed while it was read", file="wrong", fix="run it again", code="F35")
    monkeypatch.setitem(PROBLEMS, "wrong", problem)
    add(clusters[0], "wrong")
    go(clusters, languages=("ru", "en"))
    [[run]] = clusters[3]
    assert run["reason"] == "wrong: файл изменился, пока его читали. Что сделать: запустите ещё раз."


def test_the_portfolio_is_told_the_same_whether_reports_were_made_now_or_before(clusters):
    add(clusters[0], "a", "b", "wrong")
    go(clusters)
    go(clusters)
    first, second = clusters[3]
    assert first == second
    assert [(run["folder"], run["good"]) for run in first] == [("a", True), ("b", True), ("wrong", False)]


def test_a_second_run_redoes_only_what_is_missing_failed_changed_or_damaged(clusters):
    data, out, made, _ = clusters
    add(data, "a", "b", "c", "d", "e", "wrong")
    go(clusters)
    made.clear()
    assert go(clusters) == {**dict.fromkeys("abcde", "unchanged"), "wrong": "refused"}
    (data / "b" / "members.csv").write_text("changed")
    (out / "c" / "confidential" / "summary.json").write_text("half")
    (out / "d" / "confidential" / "manifest.json").unlink()
    os.utime(data / "e" / "cluster.yml", (0, 0))
    add(data, "f")
    assert (
        sorted(name for name, status in go(clusters).items() if status == "made")
        == sorted(made)
        == ["b", "c", "d", "f"]
    )
    assert sorted(name for name, status in go(clusters, force=True).items() if status == "made") == list("abcdef")
    assert sorted(name for name, status in go(clusters, draws=16).items() if status == "made") == list("abcdef")


@pytest.mark.parametrize("second", ["village", "Village", "VILLAGE"])
def test_two_folders_that_name_the_same_cluster_are_both_refused(clusters, second):
    add(clusters[0], "north", slug="village")
    add(clusters[0], "south", slug=second)
    add(clusters[0], "other")
    outcomes = run_batch(Batch(clusters[0], clusters[1], Request()))
    assert {o.folder: o.status for o in outcomes.each} == {"north": "refused", "south": "refused", "other": "made"}
    assert "north, south say the same behind cluster:" in outcomes.as_text()


def test_release_redoes_a_page_that_was_held_back_only_where_it_is_asked_for(clusters):
    add(clusters[0], "a", "b")
    go(clusters)
    manifest = clusters[1] / "b" / "confidential" / "manifest.json"
    kept = json.loads(manifest.read_bytes()) | {"members_page": {"state": "not written", "why": "two tell a third"}}
    manifest.write_text(json.dumps(kept))
    asked = Batch(clusters[0], clusters[1], Request(), release=True)
    assert {one.folder: one.status for one in run_batch(replace(asked, only=("a",))).each} == {
        "a": "unchanged",
        "b": "unchanged",
    }
    assert {one.folder: one.status for one in run_batch(asked).each} == {"a": "unchanged", "b": "made"}


def test_what_became_of_a_cluster_is_still_known_after_a_batch_that_did_not_ask_for_it(clusters):
    add(clusters[0], "a", "fails")
    go(clusters)
    asked = Batch(clusters[0], clusters[1], Request())
    run_batch(replace(asked, only=("a",)))
    assert [(one.status, one.reason) for one in outlook.status(asked).each] == [
        ("unchanged", ""),
        ("failed", "the notebook failed in step [3]"),
    ]


def test_a_folder_whose_file_cannot_be_read_takes_nobody_elses_name(clusters):
    add(clusters[0], "good", slug="broken")
    (clusters[0] / "broken").mkdir()
    (clusters[0] / "broken" / "cluster.yml").write_text("cluster: [", encoding="utf-8")
    assert go(clusters)["good"] == "made"


def test_a_folder_whose_cluster_file_has_another_name_is_not_passed_over(clusters):
    add(clusters[0], "a", "b")
    (clusters[0] / "b" / "cluster.yml").rename(clusters[0] / "b" / "Cluster.yaml")
    assert set(go(clusters)) == {"a", "b"}


def test_a_second_batch_on_the_same_output_is_turned_away(clusters):
    add(clusters[0], "a")
    with hold(clusters[1], "portfolio", batch.CONTENTS), pytest.raises(FolderHeld, match=str(os.getpid())):
        go(clusters)
    assert clusters[2] == []


@pytest.mark.parametrize(("make", "words"), [(False, "there is no cluster"), (True, "this is one cluster")])
def test_a_folder_that_holds_no_clusters_is_refused(clusters, make, words):
    if make:
        add(clusters[0].parent, "data")
    with pytest.raises(InputError, match=words):
        go(clusters)
    assert not clusters[1].exists()


def test_an_output_folder_that_cannot_be_written_stops_the_batch_before_the_first_cluster(clusters):
    add(clusters[0], "a")
    clusters[1].mkdir()
    (clusters[1] / ".capacity").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        go(clusters)
    assert clusters[2] == []


@pytest.mark.parametrize(("cores", "gigabytes", "expected"), [(2, 24, 2), (8, 8, 2), (8, 2, 1), (1, 64, 1)])
def test_so_many_clusters_at_a_time_as_cores_and_memory_allow(monkeypatch, cores, gigabytes, expected):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": gigabytes * 2**30 // 4096}
    monkeypatch.setattr(os, "sysconf", sizes.get, raising=False)
    assert batch.default_workers() == expected


SLOW = """
import sys, time
from pathlib import Path
from capacity.run import batch, cli

def report(folder, out, request, way):
    print("begun", flush=True)
    time.sleep(4)

batch.report = report
batch.write_portfolio = lambda *_: print("portfolio", flush=True)
sys.exit(cli.main(["batch", sys.argv[1], "--out", sys.argv[2], "--workers", "1", "--quiet"]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize(("again", "told"), [(False, 6), (True, 0)], ids=["once", "twice"])
def test_an_interrupted_batch_launches_nothing_more_and_says_what_was_not_started(tmp_path, again, told):
    add(tmp_path / "data", *"abcdef")
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, tmp_path / "data", tmp_path / "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout.readline() == "begun\n"
    run.send_signal(signal.SIGINT)
    if again:
        assert any("press Ctrl+C again" in line for line in run.stderr)
        run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=240)
    assert run.returncode == 130
    assert "portfolio" not in said
    assert said.count("not started") == told  # five lines and the sum


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_a_batch_that_the_system_ends_is_gone_in_ten_seconds_with_all_it_started(tmp_path):
    data, out = tmp_path / "data", tmp_path / "out"
    for name in "abc":
        make_cluster(str(data / name))
    with hold(out, "a") as desk:
        (desk.stage / "confidential").mkdir()
        (desk.stage / "confidential" / "summary.json").write_text("earlier")
        publish(desk)
    short = tempfile.mkdtemp()
    run = subprocess.Popen(
        [*QUICK, "batch", str(data), "--out", str(out), "--workers", "2", "--quiet"],
        env={**os.environ, "QUICK_SECONDS": "300", "TMPDIR": short},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: all((out / ".capacity" / f"{name}.part" / "confidential").exists() for name in "ab"))
    started = psutil.Process(run.pid).children(recursive=True)
    begun = time.monotonic()
    run.terminate()
    said, trouble = run.communicate(timeout=60)
    assert time.monotonic() - begun < 10
    assert run.returncode == 130
    assert said.splitlines()[-1] == "2 broken off, 1 not started"
    assert "Traceback" not in trouble
    assert psutil.wait_procs(started, timeout=10)[1] == []
    assert sorted(path.name for path in out.iterdir()) == [".capacity", "a"]
    assert (out / "a" / "confidential" / "summary.json").read_text() == "earlier"
    assert {path.suffix for path in (out / ".capacity").iterdir()} == {".lock", ".jsonl"}
    assert not list(Path(short).glob("capacity-*"))
    shutil.rmtree(short)


def wait_until(condition, seconds=240):
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
