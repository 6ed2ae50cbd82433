"""Only ordinary files are opened: pipes, folders, devices and links that lead nowhere are refused at once, by name."""

import os
import socket
import time

import pytest
from survey_folders import with_members

from capacity.intake.cluster import read_cluster
from capacity.intake.files.reading import hash_file, read_file
from capacity.intake.findings.issues import InputError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="special files of Unix")
NAMES = {
    "cluster.yml": "cluster.yml",
    "members.csv": "members.csv",
    "members.xlsx": "members.xlsx",
    "members/a.csv": "members/a.csv",
    "units.csv": "units.csv",
    "corrections.yml": "corrections.yml",
    "form.xlsx": "form.xlsx",
    "scenarios/more.yml": "more.yml",
}
"""what a cluster folder may hold -> how a finding names it"""
KINDS = {
    "pipe": (os.mkfifo, "this is a pipe, not a file"),
    "folder": (os.mkdir, "this is a folder, not a file"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "this link leads nowhere"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_no_ordinary_file_is_refused_at_once(tmp_path, name, kind):
    make, problem = KINDS[kind]
    folder = with_members(tmp_path, ["A", "ЛПХ", "10", "", "да"])
    if name.startswith("members"):
        (folder / "members.csv").unlink()
    (folder / name).unlink(missing_ok=True)
    (folder / name).parent.mkdir(exist_ok=True)
    make(folder / name)
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        read_cluster(folder)
    (issue,) = caught.value.issues
    assert (issue.file, issue.problem) == (NAMES[name], problem)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("read", [read_file, hash_file])
def test_devices_and_sockets_are_not_opened(tmp_path, monkeypatch, read):
    (tmp_path / "device").symlink_to(os.devnull)
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as here:
        here.bind("socket")
    for kind in ("device", "socket"):
        with pytest.raises(InputError, match=f"this is a {kind}, not a file"):
            read(tmp_path / kind, kind)


def test_a_file_larger_than_its_limit_is_refused_after_as_many_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 2_000_001)
    with pytest.raises(InputError, match="larger than 2 MB"):
        read_file(tmp_path / "a", "a", 2_000_000)
    assert len(read_file(tmp_path / "a", "a", 2_000_001)) == 2_000_001


def test_too_many_open_files_are_not_the_fault_of_the_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(24, "Too many open files")

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr("pathlib.Path.open", full)
    with pytest.raises(OSError, match="Too many open files"):
        read_file(tmp_path / "a", "a")


def test_the_survey_is_read_when_all_its_files_are_ordinary(tmp_path):
    assert len(read_cluster(with_members(tmp_path, ["A", "ЛПХ", "10", "", "да"])).survey.members) == 1
