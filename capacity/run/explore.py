"""The facilitator's interactive notebook in JupyterLab: on this computer only, in a copy of her own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

from capacity.intake.cluster import BASE, read_specs
from capacity.intake.cluster_book.found import is_cluster
from capacity.intake.sheets.files import find_folder
from capacity.present.explore.panel import CLUSTER_VARIABLE
from capacity.run.manifest import sha256
from capacity.run.new import CLUSTERS
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.outputs import writing_to

NOTEBOOK = "explore.ipynb"
_MARK = "capacity"
_NO_NEWS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    }
}


def explore(cluster: Path | None, out: Path, browser: bool = True) -> int:
    """Open the notebook on a cluster or a folder of clusters; return JupyterLab's exit code, 0 when closed by Ctrl+C.

    Without one it opens the folder data under the current folder, or else the samples of the project.
    """
    folder = find_folder(cluster or CLUSTERS).absolute()
    copy = place_copy(folder, out)
    trust(copy)
    command = lab_command(copy, browser)
    with subprocess.Popen(command, env={**os.environ, CLUSTER_VARIABLE: str(folder)}) as server:
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return 0


def place_copy(folder: Path, out: Path) -> Path:
    """Return her copy of the notebook, out/explore/SLUG.ipynb; the project's own is never opened.

    What she has changed in her copy stays; a copy she has not changed follows the project's notebook.
    """
    slug = read_specs(folder)[BASE].cluster if is_cluster(folder) else "clusters"
    copy = out.absolute() / "explore" / f"{slug}.ipynb"
    with writing_to(copy):
        _place_settings(copy.parent)
        if not _is_changed(copy):
            nbformat.write(_marked(nbformat.read(find_notebook(NOTEBOOK), as_version=4)), copy)
    return copy


def trust(copy: Path) -> None:
    """Tell Jupyter that the notebook is hers, so that its Start button asks nothing."""
    notary = NotebookNotary()
    notary.sign(nbformat.read(copy, as_version=4))
    notary.store.close()


def _place_settings(folder: Path) -> None:
    """Write the settings that spare her JupyterLab's news pop-up."""
    settings = folder / ".settings"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "overrides.json").write_text(json.dumps(_NO_NEWS, indent=1), encoding="utf-8")


def _marked(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata[_MARK] = {"copied": _fingerprint(notebook)}
    return notebook


def _is_changed(copy: Path) -> bool:
    if not copy.is_file():
        return False
    notebook = nbformat.read(copy, as_version=4)
    return notebook.metadata.get(_MARK, {}).get("copied") != _fingerprint(notebook)


def _fingerprint(notebook: NotebookNode) -> str:
    return sha256("\0".join(cell.source for cell in notebook.cells).encode())


def lab_command(copy: Path, browser: bool) -> list[str]:
    """Return the command that opens a notebook in JupyterLab, answering this computer only."""
    settings = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.root_dir": str(copy.parent),
        "ServerApp.open_browser": str(browser),
        "ServerApp.answer_yes": "True",
        "LabApp.app_settings_dir": str(copy.parent / ".settings"),
        "LabApp.default_url": f"/doc/tree/{copy.name}",
    }
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in settings.items()), *root]
