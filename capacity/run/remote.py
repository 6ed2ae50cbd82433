"""Reports made on other machines by Dask: files go out and come back, nothing is shared, this machine writes."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from distributed import Client

from capacity.intake.findings.issues import InputError, Issue
from capacity.run.manifest import Request, hash_code, hash_inputs
from capacity.run.notebook.notebooks import NotebookFailed
from capacity.run.progress.steps import Steps
from capacity.run.report import Make, make_report

_SECONDS = 10


@dataclass(frozen=True)
class Parcel:
    """What a worker sends back: the files of a report, or why there are none, and the code that made them."""

    code: str
    files: dict[str, bytes]
    issues: tuple[Issue, ...] = ()
    failure: str = ""
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
        executor = client.get_executor(pure=False, retries=1)

        def make(folder: Path, request: Request, stage: Path, steps: Steps | None = None) -> None:  # noqa: ARG001
            _unpack(_sent(executor, folder, request), stage)

        yield make, slots


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
            return Parcel(hash_code(), {}, failure=str(error), notebook=error.notebook)
        made = (path for path in sorted(stage.rglob("*")) if path.is_file())
        return Parcel(hash_code(), {path.relative_to(stage).as_posix(): path.read_bytes() for path in made})


def _unpack(parcel: Parcel, stage: Path) -> None:
    if parcel.code != hash_code():
        fix = "install the same version on every machine"
        raise InputError("a worker of the Dask cluster runs another version of capacity", fix=fix, code="F39")
    if parcel.issues:
        raise InputError(parcel.issues)
    if parcel.failure:
        raise NotebookFailed(parcel.failure, parcel.notebook)
    _write(parcel.files, stage)


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
