"""A report appears whole or not at all, whatever happens while it is made, and with the same bytes every time."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from run.quick_report import make_quick

from capacity.intake.findings.issues import InputError
from capacity.run.manifest import MANIFEST, Request, is_current
from capacity.run.new import make_cluster
from capacity.run.notebook.notebooks import NotebookFailed
from capacity.run.outputs import OutputError
from capacity.run.report import Way, report

QUICK = [sys.executable, str(Path(__file__).with_name("quick_report.py"))]
FILES = [
    "confidential/feasibility.en.html",
    "confidential/feasibility.ipynb",
    "confidential/feasibility.ru.html",
    "confidential/manifest.json",
    "confidential/summary.json",
    "confidential/tables/cash.csv",
    "public/members.en.html",
]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A cluster folder whose path is difficult."""
    return make_cluster(str(tmp_path_factory.mktemp("сёла {1} №") / "наше село" / "village"))


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """Reports that take a second."""
    monkeypatch.delenv("QUICK_CODE", raising=False)
    (tmp_path / "notebook").mkdir()
    make_quick(tmp_path / "notebook", monkeypatch.setattr)


def bytes_of(folder):
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def start(folder, out, *more, **environment):
    """Start a quick report in its own process."""
    return subprocess.Popen(
        [*QUICK, "report", str(folder), "--out", str(out), "--quiet", *more],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def left_over(out):
    """What lies in an output folder beside reports and locks."""
    return sorted(
        p.name for p in [*out.iterdir(), *(out / ".capacity").iterdir()] if not p.name.endswith((".lock", ".capacity"))
    )


@pytest.mark.usefixtures("quick")
def test_the_same_inputs_give_the_same_bytes_wherever_and_whenever(village, tmp_path, monkeypatch):
    request = Request(draws=16, languages=("en", "ru"))
    first = bytes_of(report(village, tmp_path / "отчёты {a}", request))
    monkeypatch.chdir(village.parent)
    monkeypatch.setenv("TZ", "Asia/Bishkek")
    second = bytes_of(report(Path("village"), Path(os.path.relpath(tmp_path)) / "b", request))
    assert list(first) == FILES
    assert first == second
    assert left_over(tmp_path / "b") == ["village"]
    paths = [str(tmp_path).encode(), str(village.parent).encode()]
    assert not [name for name, content in first.items() if any(path in content for path in paths)]


@pytest.mark.usefixtures("quick")
def test_the_manifest_vouches_for_every_file_and_names_every_input(village, tmp_path):
    target = report(village, tmp_path, Request(languages=("en", "ru")))
    manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    assert sorted(manifest["files"]) == [name for name in FILES if name != MANIFEST]
    assert sorted(manifest["inputs"]) == ["cluster.yml", "form.xlsx", "members-sheet.xlsx", "members.csv"]
    assert is_current(target, manifest["key"])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("season: pasture", "season: pastures"), "is not among the seasons"),
        (("cluster: village", "cluster: portfolio"), 'cannot be called "portfolio"'),
        (("[Code]", "[Kode]"), "Kode"),
    ],
)
def test_wrong_inputs_stop_a_report_before_anything_is_written(village, tmp_path, change, words):
    folder = tmp_path / "village"
    folder.mkdir()
    for name in ("cluster.yml", "members.csv"):
        text = (village / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        report(folder, tmp_path / "out", Request())
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick")
def test_an_unknown_scenario_is_refused_with_the_nearest(village, tmp_path):
    with pytest.raises(InputError, match="did you mean cautious"):
        report(village, tmp_path / "out", Request(scenario="cautios"))
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick")
def test_a_failed_notebook_is_kept_beside_the_old_report_and_goes_when_it_is_mended(village, tmp_path, monkeypatch):
    out = tmp_path / "out"
    before = bytes_of(report(village, out, Request()))
    monkeypatch.setenv("QUICK_CODE", "1 / 0")
    with pytest.raises(NotebookFailed, match="ZeroDivisionError") as failure:
        report(village, out, Request())
    kept = out / "village.failed.ipynb"
    assert failure.value.__notes__ == [f"The notebook as far as it came: {kept}"]
    assert "ZeroDivisionError" in kept.read_text(encoding="utf-8")
    assert bytes_of(out / "village") == before
    monkeypatch.delenv("QUICK_CODE")
    report(village, out, Request())
    assert left_over(out) == ["village"]


def test_a_file_that_changes_under_the_report_makes_it_void(village, tmp_path):
    def make(folder, _request, _stage, _progress):
        (folder / "members.csv").write_text("changed", encoding="utf-8")

    folder = tmp_path / "village"
    folder.mkdir()
    for name in ("cluster.yml", "members.csv"):
        (folder / name).write_bytes((village / name).read_bytes())
    with pytest.raises(InputError, match="a file was changed while it was read"):
        report(folder, tmp_path / "out", Request(), Way(make=make))
    assert left_over(tmp_path / "out") == []


def test_a_full_disk_is_said_with_the_room_that_is_left(village, tmp_path):
    def make(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(
        OutputError, match=r"village cannot be written: No space left on device \([\d.]+ [MG]B are free\)"
    ):
        report(village, tmp_path, Request(), Way(make=make))


def test_two_reports_of_one_cluster_at_once(village, tmp_path):
    first = start(village, tmp_path, QUICK_SECONDS="120")
    try:
        wait_until((tmp_path / ".capacity" / "village.owner").exists)
        second = start(village, tmp_path)
        _, said = second.communicate(timeout=240)
        assert second.returncode == 75
        assert f"village is held by another run (process {first.pid} on " in said
        assert "Traceback" not in said
    finally:
        first.kill()
        first.communicate()


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_report_leaves_nothing_and_no_kernel(village, tmp_path, sign):
    run = start(village, tmp_path, QUICK_SECONDS="300")
    wait_until((tmp_path / ".capacity" / "village.part" / "confidential").exists)
    kernels = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(sign)
    _, said = run.communicate(timeout=240)
    assert run.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert left_over(tmp_path) == []
    wait_until(lambda: not any(kernel.is_running() for kernel in kernels))


def wait_until(condition, seconds=300):
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def kill_at_random(village, out, times, seed):
    """Kill quick reports with -9 at random moments; each time the folder is whole, old or new, or absent."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    for number in range(times):
        run = start(village, out, "--seed", str(number), QUICK_SECONDS="0.3")
        wait_until(lambda: (out / ".capacity" / "village.part").exists() or run.poll() is not None)  # noqa: B023
        time.sleep(chance.uniform(0, 2.5))
        run.kill()
        run.communicate()
        if (out / "village").exists():
            manifest = json.loads((out / "village" / MANIFEST).read_bytes())
            assert is_current(out / "village", manifest["key"])
            assert sorted(bytes_of(out / "village")) == [name for name in FILES if "ru" not in name]


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_a_report_killed_at_any_moment_leaves_a_whole_folder_or_none(village, tmp_path):
    kill_at_random(village, tmp_path, 2, seed=1)
    last = start(village, tmp_path)
    last.communicate()
    assert (last.returncode, left_over(tmp_path)) == (0, ["village"])


@pytest.mark.long
@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
def test_fifty_kills_leave_whole_folders(village, tmp_path):
    kill_at_random(village, tmp_path, 50, seed=2)
    last = start(village, tmp_path)
    last.communicate()
    assert (last.returncode, left_over(tmp_path)) == (0, ["village"])


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize("kilobytes", [0, 4, 16, 24])
def test_a_disk_that_is_really_full_keeps_the_old_report(village, tmp_path, kilobytes):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", tmp_path], check=True)
    try:
        assert finished(start(village, tmp_path))[0] == 0
        before = bytes_of(tmp_path / "village")
        room = os.statvfs(tmp_path)
        (tmp_path / "filler").write_bytes(b"x" * (room.f_bavail * room.f_frsize - 1024 * kilobytes))
        code, said = finished(start(village, tmp_path, "--seed", "2"))
        assert code == 2
        assert "No space left on device" in said
        assert "B are free" in said
        assert bytes_of(tmp_path / "village") == before
        (tmp_path / "filler").unlink()
        assert finished(start(village, tmp_path, "--seed", "2"))[0] == 0
        assert bytes_of(tmp_path / "village") != before
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def finished(run):
    """The exit code of a process and what it said on stderr."""
    _, said = run.communicate(timeout=120)
    return run.returncode, said
