"""Work in a process beside this one: the same result, wherever it is done, and nothing is left of the process."""

import os
import signal

import psutil
import pytest

from capacity.model.engine import second_process
from capacity.model.engine.second_process import ALONE, aside

BOTH = pytest.mark.parametrize(
    "forks",
    [pytest.param(True, marks=pytest.mark.skipif(not second_process.FORKS, reason="no forks here")), False],
)


def told(number: int) -> tuple[int, int]:
    """Return twice a number, and in which process."""
    return 2 * number, os.getpid()


def refuse(number: int) -> int:
    raise ValueError(f"not {number}")


def end_itself(number: int, parent: int) -> int:
    """Die like a process that was killed, unless it is the parent."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@BOTH
def test_work_is_done_in_another_process_and_nothing_is_left_of_it(monkeypatch, forks):
    monkeypatch.setattr(second_process, "FORKS", forks)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.delenv(ALONE, raising=False)
    with aside(told, 21) as result:
        found, process = result()
    assert found == 42
    assert process != os.getpid()
    assert not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(("worth", "cores", "alone"), [(False, 2, ""), (True, 1, ""), (True, 2, "1")])
def test_where_it_is_not_worth_it_the_work_is_done_here(monkeypatch, worth, cores, alone):
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setenv(ALONE, alone)
    with aside(told, 21, worth=worth) as result:
        assert result() == (42, os.getpid())


@BOTH
def test_a_mistake_comes_out_where_the_result_is_fetched(monkeypatch, forks):
    monkeypatch.setattr(second_process, "FORKS", forks)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with aside(refuse, 3) as result, pytest.raises(ValueError, match="not 3"):
        result()


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@BOTH
def test_if_the_process_dies_the_work_is_done_here(monkeypatch, forks):
    monkeypatch.setattr(second_process, "FORKS", forks)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with aside(end_itself, 7, os.getpid()) as result:
        assert result() == 7
