"""Work that goes on in a process beside this one, so that a second core has something to do."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from loky import ProcessPoolExecutor

ALONE = "CAPACITY_ALONE"
"""name in the environment: set where others work on the same machine already, as in a batch"""
Found = TypeVar("Found")


@contextmanager
def aside(work: Callable[..., Found], *given: object, worth: bool = True) -> Iterator[Callable[[], Found]]:
    """Yield how to fetch work(*given), which is done in another process meanwhile; the result is the same.

    Where it is not `worth` the start of a process (about two seconds), where there is one core or others work on the
    machine, or where the process dies, the work is done here when it is fetched. Nothing is left of the process.
    """
    if not worth or (os.cpu_count() or 1) < 2 or os.environ.get(ALONE):
        yield partial(work, *given)
        return
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
