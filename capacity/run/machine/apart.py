"""A cluster folder read in a process of its own, within limits of time and memory: no file in it can end this one."""

import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from capacity.intake.findings import InputError
from capacity.run.machine.prepared import context, detach, how_ended, start
from capacity.run.machine.stopping import Terminated, stopping

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_OPENS, _ANSWER, _ERROR, _MEMORY = "opens", "answer", "error", "memory"
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Limits:
    """What the reading of one cluster folder may take; the memory (in bytes) only where the system can limit it."""

    seconds: float = 300
    memory: int = 3 * 2**30


LIMITS = Limits()


class Unread(InputError):
    """The process that read a cluster folder came to its end without an answer."""


class _Elsewhere(Exception):
    """The traceback of an error, as it was in the other process."""

    def __str__(self) -> str:
        return f"in the process that reads:\n{self.args[0]}"


def read_apart(work: Callable[..., Answer], folder: Path, *given: object, limits: Limits = LIMITS) -> Answer:
    """Return work(folder, *given) of an absolute folder, done in another process; what it raises is raised here.

    Unread (an InputError that names the file opened last): the process died or reached a limit. MemoryError: it could
    not even have the memory that a reader is allowed.
    """
    here, there = context().Pipe(duplex=False)
    with here:
        with there:
            process = start(_serve, there, limits, work, folder, *given)
        try:
            return _answer(here, process, limits)
        finally:
            process.kill()
            process.join()


def _answer(here: Connection, process: BaseProcess, limits: Limits) -> Any:
    opened = ""
    end = time.monotonic() + limits.seconds
    try:
        while here.poll(max(0.0, end - time.monotonic())):
            kind, content = here.recv()
            if kind == _ANSWER:
                return content
            if kind == _ERROR:
                error, trace = content
                raise error from (None if isinstance(error, InputError) else _Elsewhere(trace))
            if kind == _MEMORY:
                raise _unread(f"it needs more than {limits.memory / 2**30:.0f} GB of memory", opened)
            opened = content
    except EOFError:
        process.join(1)
        if stopping.is_set():
            raise Terminated from None
        raise _unread(f"the program that read it broke down{how_ended(process.exitcode)}", opened) from None
    raise _unread(f"it takes longer than {limits.seconds:.0f} seconds", opened)


def _unread(why: str, opened: str) -> Unread:
    fix = "open it in Excel or LibreOffice and save it again"
    if opened.endswith((".yml", ".yaml")):
        fix = "copy its text into a new file and save that"
    return Unread(f"the file could not be read: {why}", fix=fix, file=opened, code="F27")


def _serve(pipe: Connection, limits: Limits, work: Callable, folder: Path, *given: object) -> None:
    """Do the work in the other process and send the answer; each file of the folder is named before it is opened."""
    detach()
    is_ours = _limit(limits)
    sys.addaudithook(_teller(pipe, f"{folder}{os.sep}"))
    try:
        answer = (_ANSWER, work(folder, *given))
    except MemoryError as error:
        answer = (_MEMORY, None) if is_ours else (_ERROR, (error, ""))
    except Exception as error:  # noqa: BLE001 - every error is raised again in the process that asked
        answer = (_ERROR, (_sendable(error), traceback.format_exc()))
    pipe.send(answer)


def _teller(pipe: Connection, inside: str) -> Callable[[str, tuple], None]:
    def tell(event: str, given: tuple) -> None:
        if event == "open" and isinstance(given[0], str) and given[0].startswith(inside):
            pipe.send((_OPENS, Path(given[0].removeprefix(inside)).as_posix()))

    return tell


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever keeps it from being sent
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _limit(limits: Limits) -> bool:
    """Limit time and memory; return whether the memory is limited by us (not by the system, to even less)."""
    if resource is None:
        return False
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(limits.seconds) + 60, most))
    with suppress(ValueError, OSError):
        before, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _size() + limits.memory
        if before not in (resource.RLIM_INFINITY, -1) and before <= wanted:
            return False
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
        return True
    return False


def _size() -> int:
    """Return the bytes of addresses that this process has already."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
