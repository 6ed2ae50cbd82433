"""An output folder is held by one run, appears whole or not at all, and replaces nothing that is not a report."""

import errno
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from capacity.intake.findings.issues import InputError
from capacity.run import outputs
from capacity.run.outputs import FolderHeld, OutputError, hold, publish, sweep, write_file

HOLD = """
import sys, time
from pathlib import Path
from capacity.run.outputs import hold, publish
with hold(Path(sys.argv[1]), "village") as desk:
    (desk.stage / "confidential").mkdir()
    (desk.stage / "confidential" / "half.txt").write_text("half")
    print("held", flush=True)
    time.sleep(60)
"""


def make(out, text, name="village"):
    """Publish a folder with one file of this text."""
    with hold(out, name) as desk:
        (desk.stage / "confidential").mkdir()
        (desk.stage / "confidential" / "page.txt").write_text(text)
        publish(desk)


def shown(out):
    """The text of the published file, and everything that is left of the making."""
    return (out / "village" / "confidential" / "page.txt").read_text(), sorted(
        p.name for p in (out / ".capacity").iterdir()
    )


@contextmanager
def another_run(out):
    """Another process that holds the folder and is in the middle of its work."""
    run = subprocess.Popen([sys.executable, "-c", HOLD, out], stdout=subprocess.PIPE, text=True)
    assert run.stdout.readline() == "held\n"
    try:
        yield run
    finally:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("name", ["reports", "отчёты № 1 {b} %", "-x"])
def test_a_folder_appears_and_is_replaced_in_one_step(tmp_path, name):
    out = tmp_path / name
    for text in ("first", "second"):
        make(out, text)
        assert shown(out) == (text, ["village.lock"])


def test_the_old_folder_stays_when_the_new_one_is_not_finished(tmp_path):
    make(tmp_path, "old")
    with hold(tmp_path, "village") as desk:
        (desk.stage / "confidential").mkdir()
    assert shown(tmp_path) == ("old", ["village.lock"])


def test_a_second_run_is_told_which_process_holds_the_folder(tmp_path):
    with (
        another_run(tmp_path) as run,
        pytest.raises(FolderHeld, match=rf"village is held by another run \(process {run.pid} on "),
    ):
        make(tmp_path, "mine")


def test_two_clusters_of_one_output_folder_do_not_wait_for_each_other(tmp_path):
    with another_run(tmp_path):
        make(tmp_path, "mine", name="other")
    assert (tmp_path / "other" / "confidential" / "page.txt").read_text() == "mine"


def test_a_killed_run_frees_the_folder_and_its_half_is_swept(tmp_path):
    with another_run(tmp_path):
        sweep(tmp_path)
        assert (tmp_path / ".capacity" / "village.part" / "confidential" / "half.txt").exists()
    assert not (tmp_path / "village").exists()
    sweep(tmp_path)
    assert sorted(path.name for path in (tmp_path / ".capacity").iterdir()) == ["village.lock"]
    make(tmp_path, "mine")
    assert shown(tmp_path)[0] == "mine"


@pytest.mark.parametrize("swaps", [True, False], ids=["swap", "two renames"])
@pytest.mark.parametrize("call", range(1, 12))
def test_whatever_file_operation_fails_there_is_a_whole_folder(tmp_path, monkeypatch, swaps, call):
    """The k-th fsync or rename fails, for each k until none is left to fail."""
    make(tmp_path, "old")
    left = [call]

    def failing(name, owner):
        real = getattr(owner, name)

        def attempt(*arguments):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments)

        monkeypatch.setattr(owner, name, attempt)

    if not swaps:
        monkeypatch.setattr(outputs, "_swap", lambda *_: False)
    failing("fsync", os)
    failing("rename", Path)
    try:
        make(tmp_path, "new")
        said = ""
    except OutputError as error:
        said = str(error)
    monkeypatch.undo()
    assert ("No space left on device" in said and "B are free" in said) if left[0] <= 0 else not said
    assert shown(tmp_path)[0] in (("old", "new") if said else ("new",))
    make(tmp_path, "newer")
    assert shown(tmp_path) == ("newer", ["village.lock"])


KILLED = """
import os, signal, sys
from pathlib import Path
from capacity.run import outputs
left = int(sys.argv[2])
def counted(owner, name):
    real = getattr(owner, name)
    def attempt(*arguments, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    setattr(owner, name, attempt)
for owner, name in ((os, "fsync"), (Path, "rename"), (outputs, "_swap"), (outputs.shutil, "rmtree")):
    counted(owner, name)
if sys.argv[3] == "renames":
    outputs._swap = lambda *_: False
with outputs.hold(Path(sys.argv[1]), "village") as desk:
    (desk.stage / "confidential").mkdir()
    (desk.stage / "confidential" / "page.txt").write_text("new")
    outputs.publish(desk)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("how", ["swap", "renames"])
def test_whenever_a_run_is_killed_there_is_a_whole_folder(tmp_path, how):
    """Killed at the k-th fsync, rename or removal, for each k until the run comes to its end."""
    for call in range(1, 30):
        make(tmp_path, "old")
        ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path, str(call), how], check=False).returncode
        if how == "swap":
            assert shown(tmp_path)[0] in ("old", "new")
        with hold(tmp_path, "village"):
            assert shown(tmp_path)[0] in ("old", "new")
        assert shown(tmp_path)[1] == ["village.lock"]
        if ended == 0:
            break
    assert call > 8


def test_a_run_killed_between_two_renames_gets_its_old_folder_back(tmp_path):
    make(tmp_path, "old")
    (tmp_path / "village").rename(tmp_path / ".capacity" / "village.old")
    with hold(tmp_path, "village"):
        pass
    assert shown(tmp_path) == ("old", ["village.lock"])


def test_files_of_somebody_else_are_not_replaced(tmp_path):
    (tmp_path / "village").mkdir()
    (tmp_path / "village" / "members.csv").write_text("a,b")
    with pytest.raises(InputError, match=r'holds "members.csv", which is not part of a report'):
        make(tmp_path, "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["village"]


def test_a_link_or_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "village").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("")
    for out, name in ((tmp_path, "village"), (tmp_path, "file"), (tmp_path / "file", "village")):
        with pytest.raises(InputError, match=r"not a folder of reports|is a file"):
            make(out, "mine", name)


@pytest.mark.parametrize("slug", ["portfolio", "explore", "con", "lpt1"])
def test_names_that_are_taken_are_refused(slug):
    with pytest.raises(InputError, match=f'cannot be called "{slug}"'):
        outputs.check_slug(slug)


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / ".capacity").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written: File exists"):
        make(tmp_path, "mine")


def test_a_single_file_is_written_whole(tmp_path):
    write_file(tmp_path / "one.json", json.dumps([1]).encode())
    assert json.loads((tmp_path / "one.json").read_text()) == [1]
    assert list((tmp_path / ".capacity").iterdir()) == []
