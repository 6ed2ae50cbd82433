"""papermill's engine whose cells run in a process branched off from one that has everything loaded, not in a kernel."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from capacity.run.machine.prepared import STEADY, can_branch, context, how_ended, may_start, start
from capacity.run.machine.stopping import end_group
from capacity.run.notebook.cells import serve_cells

ENGINE = "capacity"
"""the engine's name for papermill"""
KERNEL = "CAPACITY_KERNEL"
"""name in the environment: set to run notebooks in ordinary kernels"""
LOADED = "capacity.run.notebook.loaded"
"""the module that loads what the cells of a report use, for the process from which they branch off"""
REHEARSED = "capacity.run.notebook.rehearsed"
"""the module that has used it once besides, which pays where many reports follow"""
_START_SECONDS = 600
"""until the process answers that is to run the cells; on a busy computer loading takes its time"""


def chosen_engine() -> str | None:
    """Return the name of the engine for this system and this process; None for papermill's own, with a kernel."""
    if os.environ.get(KERNEL) or not (can_branch() and may_start()):
        return None
    papermill_engines.register(ENGINE, BranchedEngine)
    return ENGINE


class BranchedEngine(Engine):
    """Runs the code cells of a notebook one after the other in a process of their own, until one fails."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 (papermill's interface)
        *,
        execution_timeout: float | None = None,
        resources: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> None:
        """Run the cells; their outputs and numbers stand in the notebook afterwards, an error among them.

        resources: as of nbclient, with the folder in which the cells run. RuntimeError: the process ended before its
        time. CellTimeoutError: a cell took longer than `execution_timeout` (s).
        """
        told = given.get("on_cell_start") or (lambda **_: None)
        folder = (resources or {}).get("metadata", {}).get("path") or Path.cwd()
        with _written_once(nb_man), _branched(Path(folder)) as shell:
            nb_man.nb.metadata.language_info = NotebookNode(shell.answer(_START_SECONDS))
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    if cell.cell_type == "code" and cell.source.strip():
                        told(cell=cell, cell_index=index)
                        shell.run(cell, execution_timeout)
                    if _has_failed(cell):
                        nb_man.cell_exception(cell, index)
                        return
                finally:
                    nb_man.cell_complete(cell, index)


class _Shell:
    """The other end of the pipe to the process that runs cells."""

    def __init__(self, pipe: Connection, process: BaseProcess) -> None:
        self._pipe, self._process, self._ran = pipe, process, 0

    def run(self, cell: NotebookNode, seconds: float | None) -> None:
        self._ran += 1
        cell.execution_count = self._ran
        with suppress(BrokenPipeError):
            self._pipe.send(cell.source)
        cell.execution_count, cell.outputs = self.answer(seconds)

    def answer(self, seconds: float | None) -> Any:
        end = None if seconds is None else time.monotonic() + seconds
        try:
            while not self._pipe.poll(1):
                if end is not None and time.monotonic() > end:
                    raise CellTimeoutError(f"more than {seconds} seconds")
            return self._pipe.recv()
        except (EOFError, ConnectionResetError):
            self._process.join(1)
            raise RuntimeError(f"Process died{how_ended(self._process.exitcode)}") from None


@contextmanager
def _written_once(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """Let papermill write the notebook down when its cells have ended, however they do: not twice a cell."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


@contextmanager
def _branched(folder: Path) -> Iterator[_Shell]:
    here, there = context().Pipe()
    with here:
        with there:
            process = start(serve_cells, there, folder, {**os.environ, **STEADY}, daemon=False)
        try:
            yield _Shell(here, process)
        finally:
            end_group(process.pid)
            process.kill()
            process.join()


def _has_failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))
