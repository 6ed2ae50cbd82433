"""What commands take, with all that they start: processor time, and the most memory at once. Linux only."""

import ctypes
import os
import resource
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

EVERY = 0.25
"""seconds between two looks at the memory"""
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: orphans of what was started are waited for here, so that their time is counted too"""


class Spent(NamedTuple):
    """What commands took, their children included: processor time, s, and the most memory at once, MB."""

    time: float
    memory: float


def spend(root: Path, *commands: Sequence[object], alone: bool = False) -> Spent:
    """Return what some commands take, one after the other, with the package that stands in `root`.

    alone: each keeps to one process, as clusters of a batch do. CalledProcessError: a command failed.
    """
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    fixed = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(root)}
    fixed |= {"CAPACITY_ALONE": "1"} if alone else {}
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    highest = 0.0
    for command in commands:
        words = [str(word) for word in command]
        with subprocess.Popen(words, env={**os.environ, **fixed}, cwd=root, **nowhere) as process:
            highest = max(highest, _highest(process))
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words)
    _wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, highest)


def _highest(process: subprocess.Popen) -> float:
    """Return the most memory a command and all below it take together until it ends, MB."""
    highest, ended = 0.0, threading.Event()
    threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
    while not ended.wait(EVERY):
        highest = max(highest, _memory(process.pid))
    return highest / 1e6


def _memory(root: int) -> int:
    """Return the memory of a process and all below it, bytes: what several share counts once (PSS, where known)."""
    total = 0
    try:
        tree = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    except psutil.NoSuchProcess:
        return total
    for process in tree:
        try:
            known = process.memory_full_info() if psutil.LINUX else process.memory_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        total += getattr(known, "pss", known.rss)
    return total


def _wait_for_orphans() -> None:
    with suppress(ChildProcessError):
        while True:
            os.wait()
