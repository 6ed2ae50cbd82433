"""Notebooks run by papermill, strictly: parameters are checked first, and only the run's own receipt is success."""

import ast
import logging
import math
import secrets
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from papermill.exceptions import PapermillExecutionError

from capacity.intake.findings import InputError, Issue, nearest
from capacity.run.machine.means import shortage, shortage_told
from capacity.run.machine.stopping import Terminated, stopping
from capacity.run.notebook.engine import chosen_engine
from capacity.run.notebook.kernels import QuietKernelManager, kernel_settings
from capacity.run.notebook.receipt import RECEIPT, ask, is_acknowledged
from capacity.run.progress import Steps

_CELL_SECONDS = 1800
_SILENCE = logging.NullHandler()
_TYPES = {"str": str, "int": int, "float": float, "bool": bool}


class NotebookFailed(Exception):
    """A notebook did not come to its end: the message says where, `notebook` is its text as far as it came."""

    def __init__(self, message: str, notebook: bytes) -> None:
        """Keep the message for the user and the notebook for whoever looks for the cause."""
        super().__init__(message)
        self.notebook = notebook


class TimedOut(NotebookFailed):
    """A step of a notebook took longer than a step may."""


class Starved(NotebookFailed):
    """A notebook did not come to its end because memory, open files or room on the disk did not suffice."""


class Killed(Starved):
    """The process that ran a notebook came to its end before the notebook did."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook, as its tagged cell declares it."""

    kind: str
    default: object


def find_notebook(name: str) -> Path:
    """Return the path of one of the project's notebooks."""
    package = Path(__file__).parents[2]
    for folder in (package.parent / "notebooks", package / "notebooks"):
        if (folder / name).is_file():
            return folder / name
    raise InputError(
        "the notebook is not installed", file=name, fix="run capacity from the project's folder", code="F38"
    )


def read_parameters(notebook: NotebookNode, name: str) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, from its one cell tagged `parameters`; each must carry its type."""
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    if len(tagged) != 1 or tagged[0].cell_type != "code":
        raise InputError(
            "the notebook needs one code cell tagged parameters", file=name, fix="tag the second cell", code="F38"
        )
    found = {}
    for line in ast.parse(tagged[0].source).body:
        kind = line.annotation.id if isinstance(line, ast.AnnAssign) and isinstance(line.annotation, ast.Name) else ""
        if kind not in _TYPES or not isinstance(line.value, ast.Constant):
            fix = "write each parameter as name: type = value, with str, int, float or bool"
            raise InputError(
                f"line {line.lineno} of the parameters has no type or no plain value", file=name, fix=fix, code="F38"
            )
        found[line.target.id] = Parameter(kind, line.value.value)
    return found


def check_parameters(known: Mapping[str, Parameter], given: Mapping[str, object], name: str) -> None:
    """Refuse a parameter that the notebook does not have, or whose value is of another type."""
    issues = []
    for key, value in given.items():
        if key not in known:
            issues.append(Issue(f'the notebook has no parameter "{key}"', nearest(key, known), file=name, code="F38"))
        elif not _fits(value, known[key].kind):
            fix = f"give it a value of type {known[key].kind}"
            issues.append(Issue(f'the parameter "{key}" cannot be {value!r}', fix, file=name, code="F38"))
    if issues:
        raise InputError(issues)


def _fits(value: Any, kind: str) -> bool:
    if kind == "float":
        return type(value) in (int, float) and math.isfinite(value)
    return type(value) is _TYPES[kind]


def run_notebook(source: Path, given: Mapping[str, object], out: Path, steps: Steps | None = None) -> NotebookNode:
    """Return the executed notebook; its results lie in `out`, the absolute path it got as its parameter of that name.

    steps: told of each step as it begins. What the notebook refuses as InputError comes out as InputError.
    NotebookFailed: a cell failed, or the last cell did not hand over its results; TimedOut, Killed, Starved are such.
    """
    notebook = nbformat.read(source, as_version=4)
    given = {**given, "out": str(out)}
    check_parameters(read_parameters(notebook, source.name), given, source.name)
    key = secrets.token_hex(16)
    ask(out, key)
    track = out / f"{source.stem}.track.ipynb"
    executed = _execute(notebook, given, track, steps)
    if not is_acknowledged(out, key):
        raise NotebookFailed(f"the notebook ended before its last step, in {_end(executed)}", track.read_bytes())
    (out / RECEIPT).unlink()
    track.unlink()
    return executed


def _execute(notebook: NotebookNode, given: Mapping[str, object], track: Path, steps: Steps | None) -> NotebookNode:
    """Return the executed notebook, saved as `track` however it ends; a failure comes out in plain words."""
    started: list[NotebookNode] = []
    short = ""
    kind: type[NotebookFailed] = NotebookFailed

    def start(cell: NotebookNode) -> None:
        started.append(cell)
        if steps is not None and cell.cell_type == "code":
            steps.begin(cell.source)

    try:
        return _papermill(notebook, given, track, start)
    except PapermillExecutionError as error:
        if error.ename == InputError.__name__:
            raise InputError(Issue(line.removesuffix(".")) for line in error.evalue.splitlines()) from None
        problem = f"{error.ename}: {error.evalue}".splitlines()[0]
        short = shortage_told(error.ename, error.evalue)
    except CellTimeoutError:
        kind = TimedOut
        problem = f"it took longer than {_CELL_SECONDS} seconds"
    except RuntimeError as error:
        if stopping.is_set():
            raise Terminated from None
        kind = Killed
        problem = f"its process ended ({error}); it may have needed more memory than there is"
        short = shortage(MemoryError())
    place = _step(started[-1]) if started else "its start"
    message = f"the notebook failed in {place}: {problem}"
    if short:
        kind = kind if kind is Killed else Starved
        message = f"{message}\n{short}"
    raise kind(message, track.read_bytes())


def _papermill(
    notebook: NotebookNode, given: Mapping[str, object], track: Path, start: Callable[[NotebookNode], None]
) -> NotebookNode:
    papermill.log.logger.addHandler(_SILENCE)
    engine = chosen_engine()
    with kernel_settings() if engine is None else nullcontext() as settings:
        return papermill.execute_notebook(
            notebook,
            str(track).replace("{", "{{").replace("}", "}}"),
            engine_name=engine,
            parameters=dict(given),
            progress_bar=False,
            execution_timeout=_CELL_SECONDS,
            kernel_manager_class=QuietKernelManager,
            config=settings,
            shutdown_kernel="immediate",
            store_widget_state=False,
            record_timing=False,
            resources={"metadata": {"path": str(track.parent)}},
            on_cell_start=lambda cell, **_: start(cell),
        )


def _end(notebook: NotebookNode) -> str:
    """Return the step in which a notebook ended without an error."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    left = [cell for cell in cells if any(output.output_type == "error" for output in cell.outputs)]
    return _step((left or cells[-1:])[0])


def _step(cell: NotebookNode) -> str:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    count = cell.get("execution_count")
    return f"step [{count}] `{first}`" if count else f"the step `{first}`"


def marked(notebook: bytes, why: str) -> bytes:
    """Return a notebook that did not come to its end with a first cell that says so; what is no notebook stays."""
    try:
        found = nbformat.reads(notebook.decode("utf-8"), as_version=4)
    except (ValueError, nbformat.reader.NotJSONError):
        return notebook
    text = f"**This notebook did not come to its end.** {why}\n\nIts figures are no report; an earlier one stays."
    found.cells.insert(0, new_markdown_cell(text, id="did-not-end"))
    return nbformat.writes(found).encode("utf-8")
