"""A notebook of the project in JupyterLab: on this computer only, in a copy of the user's own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import nbformat
from jupyter_core.paths import jupyter_runtime_dir
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

from capacity.run.manifest import sha256
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.outputs import writing_to
from capacity.run.progress import Seen, shown

_MARK = "capacity"
_SECONDS_TO_START = 120
_NO_NEWS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    }
}


def open_lab(copy: Path, browser: bool, told: Mapping[str, str]) -> int:
    """Open a copy in JupyterLab and return its exit code, 0 when closed by Ctrl+C.

    told: what the notebook reads from its environment.
    """
    trust(copy)
    with subprocess.Popen(lab_command(copy, browser), env={**os.environ, **told}) as server:
        try:
            with shown("starting", lambda: Seen(0.0, "JupyterLab opens; Ctrl+C here closes it")):
                _wait_until_up(server)
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return 0


def _wait_until_up(server: subprocess.Popen) -> None:
    """Return once a server has written where it answers, has ended, or has been waited for long enough."""
    end = time.monotonic() + _SECONDS_TO_START
    told = Path(jupyter_runtime_dir()) / f"jpserver-{server.pid}.json"
    while not told.is_file() and server.poll() is None and time.monotonic() < end:
        time.sleep(0.2)


def place_copy(notebook: str, copy: Path) -> Path:
    """Return the copy of a notebook of the project at its place; the project's own is never opened.

    What the user has changed in the copy stays; a copy that was not changed follows the project's notebook.
    """
    with writing_to(copy):
        _place_settings(copy.parent)
        if not _is_changed(copy):
            nbformat.write(_marked(nbformat.read(find_notebook(notebook), as_version=4)), copy)
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
