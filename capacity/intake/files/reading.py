"""The files of a cluster folder as bytes: only ordinary files of a sane size are opened, anything else is refused.

Codes: F01 a link that leads nowhere, F02 no ordinary file, F04 not readable, F11 too large.
"""

import errno
import hashlib
import os
import stat
from pathlib import Path

from capacity.intake.findings import InputError, command

LARGEST_FILE = 200_000_000
SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""errors of this computer, not of the file; they are passed on as they are"""
_KINDS = {
    stat.S_ISDIR: "a folder",
    stat.S_ISFIFO: "a pipe",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
}


def find_folder(folder: Path) -> Path:
    """Return the folder, seen from the current one or else from the project: notebooks run in a folder of their own."""
    for place in (folder, Path(__file__).parents[3] / folder):
        if place.is_dir():
            return place
    raise InputError(
        "there is no such folder", file=str(folder), fix=f"make one with: {command('new', 'SLUG')}", code="F32"
    )


def is_there(path: Path) -> bool:
    """Return whether something has this name, be it a folder, a pipe or a link that leads nowhere."""
    return os.path.lexists(path)


def read_file(path: Path, name: str, largest: int = LARGEST_FILE) -> bytes:
    """Return the bytes of an ordinary file; `name` is what a refusal calls it. Anything else is not even opened."""
    try:
        refuse_special(path, name)
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise _unreadable(error, name) from None
    if len(data) > largest:
        raise InputError(f"the file is larger than {largest // 1_000_000} MB", fix=_FIX_LARGE, file=name, code="F11")
    return data


def hash_file(path: Path, name: str) -> str:
    """Return the SHA-256 of an ordinary file, in hexadecimal digits; refuse what read_file refuses."""
    try:
        refuse_special(path, name)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(error, name) from None


def refuse_special(path: Path, name: str) -> None:
    """Refuse a folder, a pipe, a socket or a device, before it is opened (a pipe would be waited for without end)."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return
    kind = next((word for is_kind, word in _KINDS.items() if is_kind(mode)), "something else")
    raise InputError(f"this is {kind}, not a file", fix="rename or remove it", file=name, code="F02")


_FIX_LARGE = "keep only what is read of it"


def _unreadable(error: OSError, name: str) -> Exception:
    if error.errno in SHORTAGES:
        return error
    if isinstance(error, FileNotFoundError):
        return InputError("this link leads nowhere", fix="copy the file itself", file=name, code="F01")
    problem = f"the file cannot be read ({error.strerror})"
    return InputError(problem, fix="close it in Excel and check its permissions", file=name, code="F04")
