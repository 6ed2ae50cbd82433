"""Memory, open files or room at their end: a sentence with what to free and how much is needed, and exit code 2."""

import errno
import os
import re
import subprocess
import sys

import pytest
from run.quick_report import make_quick

from capacity.run import batch, cli
from capacity.run.batch import Batch, run_batch
from capacity.run.machine.means import shortage, shortage_told
from capacity.run.manifest import Request
from capacity.run.new import make_cluster
from capacity.run.notebook.notebooks import Starved
from capacity.run.report import report

MEMORY = "the memory is not enough"
FILES = "too many files are open at once"


def system_error(number, file=None):
    """An error of the operating system."""
    return OSError(number, os.strerror(number), file)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), (MEMORY, "needs about 3 GB", "--draws 1024")),
        (system_error(errno.ENOMEM), (MEMORY,)),
        (system_error(errno.EAGAIN), (MEMORY,)),
        (system_error(errno.EMFILE), (FILES, "ulimit -n 1024")),
        (system_error(errno.ENFILE), (FILES,)),
        (system_error(errno.ENOSPC, "there"), ("there cannot be written: the disk is full", "B are free", "MB")),
        (system_error(errno.EDQUOT), ("a file cannot be written: the disk is full",)),
    ],
)
def test_what_runs_out_is_said_with_what_to_free(error, words):
    assert all(word in shortage(error) for word in words)
    wrapped = RuntimeError("while doing something else")
    wrapped.__cause__ = error
    assert shortage(wrapped) == shortage(error)


def test_other_errors_are_none_of_a_shortage():
    assert shortage(ZeroDivisionError()) == shortage(system_error(errno.ENOENT)) == ""
    assert shortage_told("ZeroDivisionError", "[Errno 28] in words") != shortage_told("ZeroDivisionError", "")
    assert shortage_told("OSError", "[Errno 2] No such file") == shortage_told("KeyError", "'x'") == ""


def test_a_shortage_is_known_by_its_words_too():
    assert MEMORY in shortage_told("_ArrayMemoryError", "Unable to allocate 8. GiB")
    assert FILES in shortage_told("OSError", "[Errno 24] Too many open files: 'x'")
    assert "the disk is full" in shortage_told("OSError", "[Errno 28] No space left on device")


def without_figures(said: str) -> str:
    """A sentence without what is free just now: others write too."""
    return re.sub(r"[\d.]+ [MG]B are free", "so much is free", said)


@pytest.mark.parametrize("command", ["check", "report", "batch", "new", "explore"])
@pytest.mark.parametrize("error", [MemoryError(), system_error(errno.EMFILE), system_error(errno.ENOSPC)])
def test_every_command_ends_with_a_sentence(command, error, monkeypatch, capsys):
    def fail(**_):
        raise error

    monkeypatch.setattr(getattr(cli, command), "callback", fail)
    assert cli.main([command, "x"]) == 2
    said = capsys.readouterr().err
    assert without_figures(said) == without_figures(f"{shortage(error)}\n")
    assert "Traceback" not in said


@pytest.fixture
def village(tmp_path, monkeypatch):
    """A cluster, and reports that take a second."""
    (tmp_path / "notebook").mkdir()
    make_quick(tmp_path / "notebook", monkeypatch.setattr)
    return make_cluster(str(tmp_path / "data" / "village"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise MemoryError", MEMORY),
        ("raise OSError(28, 'No space left on device')", "the disk is full"),
        ("raise OSError(24, 'Too many open files')", FILES),
        ("os._exit(9)", MEMORY),
    ],
)
def test_a_notebook_that_runs_out_of_means_says_so(village, tmp_path, monkeypatch, code, words):
    monkeypatch.setenv("QUICK_CODE", code)
    with pytest.raises(Starved, match=words):
        report(village, tmp_path / "out", Request())


def test_exit_code_2_where_a_notebook_runs_out_of_means(monkeypatch, capsys):
    def fail(**_):
        raise Starved("the notebook failed in step [3]: MemoryError\nthe memory is not enough", b"")

    monkeypatch.setattr(cli.report, "callback", fail)
    assert cli.main(["report", "x"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_one_cluster_of_a_batch_that_runs_out_of_means_has_its_sentence(village, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(batch, "report", fail)
    (outcome,) = run_batch(Batch(village.parent, tmp_path / "out", Request())).each
    assert outcome.status == "failed"
    assert outcome.reason.startswith(MEMORY)


STARVED = """
import resource, sys
_, most = resource.getrlimit(resource.{limit})
resource.setrlimit(resource.{limit}, ({soft}, most))
from capacity.run.cli import main
code = main(["{command}", *sys.argv[1:]])
sys.stdout.flush()
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize(
    ("command", "limit", "soft"),
    [
        ("check", "RLIMIT_NOFILE", 8),
        ("batch", "RLIMIT_NOFILE", 8),
        ("check", "RLIMIT_AS", 300 * 2**20),
        ("report", "RLIMIT_AS", 300 * 2**20),
    ],
)
def test_a_real_shortage_is_a_sentence_and_exit_code_2(village, tmp_path, command, limit, soft):
    given = [village.parent if command == "batch" else village]
    given += [] if command == "check" else ["--out", tmp_path / "out", "--draws", "8", "--quiet"]
    ran = subprocess.run(
        [sys.executable, "-c", STARVED.format(limit=limit, soft=soft, command=command), *given],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 2, ran.stderr
    assert (FILES if limit == "RLIMIT_NOFILE" else MEMORY) in ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr
