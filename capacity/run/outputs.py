"""The output folder of one run: held by one process, whole or not at all; the old one stays until the new is done."""

import ctypes
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from capacity.intake.files import SHORTAGES
from capacity.intake.findings import InputError
from capacity.run.machine.means import room_left, room_needed

WORKROOM = ".capacity"
"""folder inside the output folder in which runs prepare their results and leave their locks"""
AUDIENCES = ("confidential", "public", "personal")
_RESERVED = {
    "portfolio",
    "explore",
    "checked",
    "diagnosis",
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{d}{n}" for d in ("com", "lpt") for n in range(10)),
}
_IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini"}


class FolderHeld(Exception):
    """Another run is writing the same output folder."""


class OutputError(Exception):
    """The results cannot be written: the disk is full, or the folder is not ours to write."""


@dataclass(frozen=True)
class Desk:
    """The place where one run prepares its output: `stage` becomes `target` when it is complete."""

    target: Path
    stage: Path
    contents: tuple[str, ...] = AUDIENCES
    """names that may lie in the target; anything else is somebody's own file, and is not replaced"""


@contextmanager
def hold(out: Path, name: str, contents: tuple[str, ...] = AUDIENCES) -> Iterator[Desk]:
    """Yield an empty stage for out/name, which no other run can hold at the same time.

    What a killed run left is swept first. FolderHeld names the process that holds the folder; its death frees it.
    """
    out = out.absolute()
    room = out / WORKROOM
    desk = Desk(out / name, room / f"{name}.part", contents)
    if out.exists() and not out.is_dir():
        raise InputError("the output folder is a file", file=str(out), fix="name a folder with --out", code="F33")
    _refuse_foreign(desk)
    owner = room / f"{name}.owner"
    with writing_to(out):
        room.mkdir(parents=True, exist_ok=True)
        lock = _locked(room / f"{name}.lock", f"{desk.target} is held by another run", owner)
    try:
        with writing_to(out):
            _recover(desk)
            desk.stage.mkdir()
            owner.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname()}), encoding="utf-8")
        yield desk
    finally:
        shutil.rmtree(desk.stage, ignore_errors=True)
        owner.unlink(missing_ok=True)
        lock.release()


def sweep(out: Path) -> None:
    """Remove the half-made folders of runs that were killed; those of living runs stay."""
    for stage in sorted((out / WORKROOM).glob("*.part")):
        with suppress(FolderHeld, OutputError, InputError), hold(out, stage.stem):
            pass


def is_held(out: Path, name: str) -> bool:
    """Return whether a run is writing out/name now; nothing is written to find out."""
    path = out / WORKROOM / f"{name}.lock"
    if not path.is_file():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def _locked(path: Path, problem: str, owner: Path) -> FileLock:
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise FolderHeld(f"{problem}{_described(owner)}; wait until it has ended") from None
    return lock


def publish(desk: Desk) -> None:
    """Put the complete stage in the target's place in one step, and remove the old folder afterwards."""
    with writing_to(desk.target):
        _refuse_foreign(desk)
        _flush(desk.stage)
        if not desk.target.exists():
            desk.stage.rename(desk.target)
        elif not _swap(desk.stage, desk.target):
            _replace(desk)
        _flush_folder(desk.target.parent)
    shutil.rmtree(desk.stage, ignore_errors=True)


def write_file(path: Path, content: bytes, out: Path | None = None) -> None:
    """Write one file of an output folder whole or not at all; it lies beside the folders of the clusters or in one."""
    part = (out or path.parent) / WORKROOM / f"{path.name}.part"
    with writing_to(path):
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        _flush_file(part)
        part.replace(path)


def check_slug(slug: str) -> None:
    """Refuse names that the output folder uses itself, or that Windows cannot write."""
    if slug in _RESERVED:
        fix = "choose another name behind cluster:"
        raise InputError(f'a cluster cannot be called "{slug}"', file="cluster.yml", fix=fix, code="F37")


def _refuse_foreign(desk: Desk) -> None:
    """Refuse to replace a folder that holds anything but reports."""
    target = desk.target
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError("this is not a folder of reports", file=str(target), fix="choose another --out", code="F33")
    if target.is_dir():
        foreign = sorted({path.name for path in target.iterdir()} - {*desk.contents, *_IGNORED})
        if foreign:
            problem = f'the folder holds "{foreign[0]}", which is not part of a report, and would be replaced'
            raise InputError(problem, file=str(target), fix="move it elsewhere, or choose another --out", code="F33")


def _recover(desk: Desk) -> None:
    """Sweep what a killed run left; where it died between the two renames, the old folder comes back."""
    old = _old(desk)
    if old.exists() and not desk.target.exists():
        old.rename(desk.target)
    for left in (old, desk.stage):
        shutil.rmtree(left, ignore_errors=True)


def _old(desk: Desk) -> Path:
    return desk.stage.with_suffix(".old")


def _replace(desk: Desk) -> None:
    """Replace the target in two renames, where the system cannot swap two folders."""
    desk.target.rename(_old(desk))
    try:
        desk.stage.rename(desk.target)
    except OSError:
        _old(desk).rename(desk.target)
        raise
    shutil.rmtree(_old(desk), ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux renameat2, macOS renamex_np); False where the system cannot."""
    first, second = os.fsencode(one.absolute()), os.fsencode(other.absolute())
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return library.renamex_np(first, second, 2) == 0
        return library.renameat2(-100, first, -100, second, 2) == 0
    return False


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _flush_file(path)
    for path in [*(p for p in folder.rglob("*") if p.is_dir()), folder]:
        _flush_folder(path)


def _flush_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _described(owner: Path) -> str:
    with suppress(OSError, ValueError, KeyError, TypeError):
        held = json.loads(owner.read_text(encoding="utf-8"))
        return f" (process {held['process']} on {held['host']})"
    return ""


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Say as OutputError what cannot be written, and how much room is left, instead of a traceback."""
    try:
        yield
    except OSError as error:
        if error.errno in SHORTAGES:
            raise
        why = f"{error.strerror or error}{room_left(path)}{room_needed(error.errno)}"
        raise OutputError(f"{path} cannot be written: {why}") from error
