"""The executed notebook as it is kept: without the paths, times and random names of the run that made it."""

import copy
import json
from collections.abc import Mapping

from nbformat import NotebookNode

_INJECTED = "injected-parameters"
_KEPT = ("kernelspec", "language_info")
_CELL_KEPT = ("tags", "jupyter")


def clean_notebook(executed: NotebookNode, shown: Mapping[str, str]) -> NotebookNode:
    """Return a copy with the same cells and results, the same bytes for the same run.

    shown: parameters whose value in the run was a path of this machine, and what is written in its place.
    """
    notebook = copy.deepcopy(executed)
    notebook.metadata = NotebookNode({name: notebook.metadata[name] for name in _KEPT if name in notebook.metadata})
    for cell in notebook.cells:
        if _INJECTED in cell.metadata.get("tags", ()):
            cell.id = _INJECTED
            cell.source = "\n".join(_replaced(line, shown) for line in cell.source.splitlines())
        cell.metadata = NotebookNode({name: cell.metadata[name] for name in _CELL_KEPT if cell.metadata.get(name)})
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def _replaced(line: str, shown: Mapping[str, str]) -> str:
    name = line.split("=", maxsplit=1)[0].strip()
    return f"{name} = {json.dumps(shown[name], ensure_ascii=False)}" if name in shown else line
