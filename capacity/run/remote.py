"""Reports made on other machines by Dask: files go out and come back, nothing is shared, this machine writes."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition

from distributed import Client
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from capacity.intake.findings import InputError, Issue
from capacity.run.manifest import Request, hash_code, hash_inputs
from capacity.run.notebook.notebooks import Killed, NotebookFailed
from capacity.run.progress import Steps
from capacity.run.report import Make, make_report

_SECONDS = 10


@dataclass(frozen=True)
class Parcel:
    """What a worker sends back: the files of a report, or why there are none, and the code that made them."""

    code: str
    files: dict[str, bytes]
    issues: tuple[Issue, ...] = ()
    failure: str = ""
    kind: type[NotebookFailed] = NotebookFailed
    notebook: bytes = b""


@contextmanager
def connected(address: str) -> Iterator[tuple[Make, int]]:
    """Yield a maker of reports that computes on a Dask cluster, and how many reports fit on it at a time."""
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as error:
        fix = "start one with: dask scheduler --host 127.0.0.1"
        raise InputError(f"no Dask scheduler answers at {address}: {error}", fix=fix, code="F39") from None
    with client:
        slots = sum(client.nthreads().values())
        if not slots:
            fix = f"start one with: dask worker {address} --nthreads 1"
            raise InputError(f"the scheduler at {address} has no workers", fix=fix, code="F39")
        executor, turns = client.get_executor(pure=False, retries=1), _Turns()

        def make(folder: Path, request: Request, stage: Path, steps: Steps | None = None) -> None:  # noqa: ARG001
            _unpack(_computed(executor, turns, folder, request), stage)

        yield make, slots


class _Turns:
    """Lets many threads work at a time, or one alone, which waits until the others have done."""

    def __init__(self) -> None:
        self._change = Condition()
        self._busy = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._change:
            self._busy += 1
        try:
            yield
        finally:
            with self._change:
                self._busy -= 1
                self._change.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._change:
            self._change.wait_for(lambda: not self._busy)
            yield


def _computed(executor: Executor, turns: _Turns, folder: Path, request: Request) -> Parcel:
    """Return a cluster's parcel; one whose worker died is tried again when no other is computed.

    Dask gives up every cluster that was on a worker when it died, also the innocent. Whoever kills a worker with
    nobody beside it is the one (Killed).
    """
    try:
        with turns.together():
            return _sent(executor, folder, request)
    except KilledWorker:
        pass
    except FutureCancelledError as error:
        raise NotebookFailed(f"the Dask cluster let go of it: {error}", b"") from None
    try:
        with turns.alone():
            return _sent(executor, folder, request)
    except KilledWorker:
        raise Killed("the worker that computed it died, also when it computed nothing else", b"") from None


def _sent(executor: Executor, folder: Path, request: Request) -> Parcel:
    files = {name: (folder / name).read_bytes() for name in hash_inputs(folder)}
    return executor.submit(make_parcel, folder.name, files, request).result()


def make_parcel(name: str, files: dict[str, bytes], request: Request) -> Parcel:
    """Return a report's files, made on the machine where this runs from a cluster's input files."""
    with TemporaryDirectory(prefix="capacity-") as place:
        folder, stage = Path(place, "input", name), Path(place, "output")
        stage.mkdir()
        _write(files, folder)
        try:
            make_report(folder, request, stage)
        except InputError as error:
            return Parcel(hash_code(), {}, issues=error.issues)
        except NotebookFailed as error:
            return Parcel(hash_code(), {}, failure=str(error), kind=type(error), notebook=error.notebook)
        made = (path for path in sorted(stage.rglob("*")) if path.is_file())
        return Parcel(hash_code(), {path.relative_to(stage).as_posix(): path.read_bytes() for path in made})


def _unpack(parcel: Parcel, stage: Path) -> None:
    if parcel.code != hash_code():
        fix = "install the same version on every machine"
        raise InputError("a worker of the Dask cluster runs another version of capacity", fix=fix, code="F39")
    if parcel.issues:
        raise InputError(parcel.issues)
    if parcel.failure:
        raise parcel.kind(parcel.failure, parcel.notebook)
    _write(parcel.files, stage)


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
