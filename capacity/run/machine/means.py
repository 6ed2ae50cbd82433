"""What a computer runs out of: memory, open files, room on the disk; in a sentence, with what to free."""

import errno
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FILES = (errno.EMFILE, errno.ENFILE)
_MEMORY = (errno.ENOMEM, errno.EAGAIN)
_NUMBER = re.compile(r"\[Errno (\d+)\]")
_UNMAPPED = "failed to map segment"
"""words of the loader of libraries where there is no memory for one"""
MEMORY_NEEDED = 3 * 2**30
"""bytes that one cluster needs with the usual number of draws"""
ROOM_NEEDED = 60 * 10**6
"""bytes that a report takes in three languages"""


def shortage(error: BaseException | None) -> str:
    """Return what this computer has run out of, how much is needed and what to do; "" if an error has other causes."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, ImportError | OSError) and _UNMAPPED in str(error)):
            return _memory()
        if isinstance(error, OSError) and (said := _said(error.errno, str(error.filename or ""))):
            return said
        error = error.__cause__ or error.__context__
    return ""


def shortage_told(kind: str, words: str) -> str:
    """Return the same of an error of which only the name of its class and its words are known."""
    if kind.endswith("MemoryError"):
        return _memory()
    number = _NUMBER.match(words)
    return _said(int(number[1]), "") if number and kind.endswith(("Error", "OSError")) else ""


def room_left(path: Path) -> str:
    """Return how much is free where a path lies, in brackets; "" if nobody knows."""
    for place in (path, *path.absolute().parents):
        with suppress(OSError):
            return f" ({_size(shutil.disk_usage(place).free)} are free)"
    return ""


def room_needed(number: int | None) -> str:
    """Return how much room a report takes and what to do, where a disk is full."""
    if number not in _FULL:
        return ""
    return f"; a report takes up to {ROOM_NEEDED // 10**6} MB: make room, or choose another place with --out"


def _said(number: int | None, file: str) -> str:
    if number in _FULL:
        place = Path(file or ".")
        return f"{file or 'a file'} cannot be written: the disk is full{room_left(place)}{room_needed(number)}"
    if number in _FILES:
        return _files()
    return _memory() if number in _MEMORY else ""


def _memory() -> str:
    need = f"a report of 8,192 draws needs about {MEMORY_NEEDED / 2**30:.0f} GB"
    return f"the memory is not enough{_memory_left()}: {need}; close other programs, or ask for less: --draws 1024"


def _memory_left() -> str:
    with suppress(AttributeError, ValueError, OSError):
        free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
        return f" ({_size(free)} are free)"
    return ""


def _size(free: int) -> str:
    return f"{free / 2**30:.1f} GB" if free >= 2**30 else f"{free / 2**20:.1f} MB"


def _files() -> str:
    allowed = f" ({resource.getrlimit(resource.RLIMIT_NOFILE)[0]:,} are allowed)" if resource else ""
    fix = "close other programs, use --workers 1, or allow more with: ulimit -n 1024"
    return f"too many files are open at once{allowed}: a report needs about 200; {fix}"
