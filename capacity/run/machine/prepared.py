"""The process from which others branch off: it has loaded what they need, has one thread, and computes nothing."""

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

STEADY = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA")},
}
"""what must not differ between machines for the same bytes to come out; set before any library starts a thread"""
SELDOM = (200_000, 20, 50)
"""thresholds of garbage collection: a process that ends after one run need not look as often as one that goes on"""
READERS = ("capacity.run.judging", "capacity.run.check", "click")
"""what is loaded unless more is asked for"""
_LONGEST_FOLDER = 60
"""characters of the folder for temporary files that leave room for a socket's name (104 in all on macOS)"""
_starting = threading.Lock()


def prepare(*modules: str) -> None:
    """Load these modules too, before the first process branches off; afterwards there is no need and no effect."""
    if can_branch():
        context().set_forkserver_preload([*modules, *READERS])


def can_branch() -> bool:
    """Return whether processes can branch off from one that is prepared; else each starts and loads anew."""
    has_room = len(tempfile.gettempdir()) < _LONGEST_FOLDER
    return has_room and "forkserver" in multiprocessing.get_all_start_methods()


def may_start() -> bool:
    """Return whether this process may start others: the workers of some schedulers may not."""
    return not multiprocessing.current_process().daemon


@cache
def context() -> "SpawnContext | ForkServerContext":
    """Return how processes are started: branched off, where the system can."""
    if not can_branch():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(READERS))
    return context


def start(work: Callable[..., None], *given: object, daemon: bool = True) -> BaseProcess:
    """Return a started process that does work(*given); whoever started it has to end it."""
    process = context().Process(target=work, args=given, daemon=daemon)
    if can_branch():
        with _starting, _environment(STEADY), _deaf():
            forkserver.ensure_running()
    process.start()
    return process


@contextmanager
def _environment(steady: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in steady}
    os.environ.update(steady)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _deaf() -> Iterator[None]:
    """Keep Ctrl+C from a process that is started meanwhile: it would break off its loading, with a traceback."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def detach() -> None:
    """Leave keys and screen to the process that asked, and end when that ends; called in the process that was started.

    A process that leads a group takes its group with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        if os.name == "posix" and os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)


def how_ended(code: int | None) -> str:
    """Return how a process ended, in brackets: by which signal; "" where it ended by itself or nobody knows."""
    with suppress(ValueError):
        return f" ({signal.Signals(-(code or 0)).name})"
    return ""
