"""Work in a process beside this one: the same result, wherever it is done, and nothing is left of the process."""

import multiprocessing
import os
import signal
import time

import psutil
import pytest

from capacity.model.engine import second_process
from capacity.model.engine.second_process import ALONE, aside

LARGE = 2**20
FORKING = pytest.mark.skipif(not second_process.FORKS, reason="no forks here")
BOTH = pytest.mark.parametrize(
    "forks",
    [pytest.param(True, marks=FORKING), False],
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


class Unreadable(Exception):
    """A mistake that no other process can read: two words make it, and one is kept."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def refuse_unreadably() -> None:
    raise Unreadable("not ", "here")


def work_aside(there) -> None:
    with aside(told, 21) as result:
        there.send((*result(), os.getpid()))


def leave_a_fork(there) -> None:
    """Start work whose result does not fit into the pipe, say in which process, and be killed."""
    with aside(bytes, LARGE):
        there.send([child.pid for child in multiprocessing.active_children()])
        os.kill(os.getpid(), signal.SIGKILL)


def said_by(work, *, daemon):
    """What a fork says that does some work."""
    system = multiprocessing.get_context("fork")
    here, there = system.Pipe(duplex=False)
    process = system.Process(target=work, args=(there,), daemon=daemon)
    process.start()
    there.close()
    with here:
        found = here.recv()
    process.join()
    return found


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


@BOTH
def test_a_mistake_that_cannot_be_read_here_is_made_here(monkeypatch, forks):
    monkeypatch.setattr(second_process, "FORKS", forks)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with aside(refuse_unreadably) as result, pytest.raises(Unreadable, match="not here"):
        result()


@FORKING
def test_if_the_process_dies_while_it_tells_the_work_is_done_here(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.delenv(ALONE, raising=False)
    with aside(bytes, LARGE) as result:
        (child,) = multiprocessing.active_children()
        time.sleep(0.5)
        child.kill()
        child.join()
        assert result() == bytes(LARGE)


@FORKING
def test_a_process_that_may_have_none_below_it_does_the_work_itself(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.delenv(ALONE, raising=False)
    found, process, asked = said_by(work_aside, daemon=True)
    assert found == 42
    assert process == asked


@FORKING
def test_if_the_parent_is_killed_the_process_ends_too(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.delenv(ALONE, raising=False)
    (left,) = said_by(leave_a_fork, daemon=False)
    deadline = time.monotonic() + 20
    while psutil.pid_exists(left) and psutil.Process(left).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
