"""Work that goes on in a process beside this one, so that a second core has something to do."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

ALONE = "CAPACITY_ALONE"
"""name in the environment: set where others work on the same machine already, as in a batch"""
FORKS = sys.platform == "linux"
"""whether a process may be parted in two: it has all that this one has loaded, and starts at once"""
Found = TypeVar("Found")


@contextmanager
def aside(work: Callable[..., Found], *given: object, worth: bool = True) -> Iterator[Callable[[], Found]]:
    """Yield how to fetch work(*given), which is done in another process meanwhile; the result is the same.

    Where it is not `worth` a second process, where there is one core or others work on the machine, where this process
    may have none below it, or where the process dies, the work is done here when it is fetched. Nothing is left of the
    process.
    """
    is_worker = multiprocessing.current_process().daemon
    if not worth or is_worker or (os.cpu_count() or 1) < 2 or os.environ.get(ALONE):
        yield partial(work, *given)
        return
    with (_forked if FORKS else _started)(work, given) as fetch:
        yield fetch


@contextmanager
def _forked(work: Callable[..., Found], given: tuple) -> Iterator[Callable[[], Found]]:
    """Yield how to fetch work that a fork of this process does: see aside."""
    system = multiprocessing.get_context("fork")
    here, there = system.Pipe(duplex=False)
    process = system.Process(target=_tell, args=(here, there, work, given), daemon=True)
    process.start()
    there.close()
    try:
        yield partial(_told, here, work, given)
    finally:
        process.kill()
        process.join()
        here.close()


def _tell(here: Connection, there: Connection, work: Callable, given: tuple) -> None:
    """Do the work in the fork, which keeps no end to read from: when its parent is gone, so is whoever it tells."""
    here.close()
    try:
        found, refused = work(*given), None
    except Exception as error:  # noqa: BLE001 (whatever it is, it is raised where the work is fetched)
        found, refused = None, error
    there.send((found, refused))


def _told(here: Connection, work: Callable[..., Found], given: tuple) -> Found:
    try:
        found, refused = here.recv()
    except Exception:  # noqa: BLE001 (it died before it had told all, or what it told cannot be read)
        return work(*given)
    if refused is not None:
        raise refused
    return found


@contextmanager
def _started(work: Callable[..., Found], given: tuple) -> Iterator[Callable[[], Found]]:
    """Yield how to fetch work that a new process does, which loads everything anew: see aside."""
    from loky import ProcessPoolExecutor  # noqa: PLC0415

    executor = ProcessPoolExecutor(max_workers=1)
    try:
        yield partial(_fetched, executor.submit(work, *given), work, given)
    finally:
        executor.shutdown(wait=True, kill_workers=True)


def _fetched(done: Future, work: Callable[..., Found], given: tuple) -> Found:
    try:
        return done.result()
    except BrokenExecutor:
        return work(*given)
