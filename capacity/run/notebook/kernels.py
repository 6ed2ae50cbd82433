"""Kernels for unattended runs: sockets instead of ports, own folders, nothing of the user's own Jupyter set-up."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from traitlets import Dict, Unicode
from traitlets.config import Config

from capacity.run.machine.prepared import SELDOM, STEADY
from capacity.run.machine.stopping import kernels

_LONGEST_SOCKET = 80
"""characters of a path that leave room for a socket's name under the limits of Linux (108) and macOS (104)"""
_PREFIX = "capacity-kernel-"
_FIRST = f"import gc; gc.set_threshold{SELDOM}"
"""what a kernel runs before the cells"""


class QuietKernelManager(AsyncKernelManager):
    """Starts this Python's own kernel, whatever kernels the user has installed, with a given environment."""

    environment = Dict(per_key_traits={}, value_trait=Unicode()).tag(config=True)

    @property
    def kernel_spec(self) -> KernelSpec:
        """Return the kernel of the running interpreter."""
        start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=[*start, f"--IPKernelApp.exec_lines={_FIRST}"], language="python")

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override] # the async one is untyped
        """Start the kernel with the environment of the run."""
        kernels.add(self)
        await super().start_kernel(**{**options, "env": dict(self.environment)})


@contextmanager
def kernel_settings() -> Iterator[Config]:
    """Yield the settings of one kernel; its folder for sockets, connection file and profile is removed afterwards."""
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")).resolve()
    try:
        environment = {
            **os.environ,
            **STEADY,
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_RUNTIME_DIR": str(folder),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
        }
        settings = {"environment": environment, "connection_file": str(folder / "kernel.json")}
        if os.name == "posix" and len(str(folder)) < _LONGEST_SOCKET:
            settings["transport"] = "ipc"
        yield Config({"QuietKernelManager": settings})
    finally:
        rmtree(folder, ignore_errors=True)
        _close_loop()


def _close_loop() -> None:
    """Close the event loop that the kernel's client leaves open in each thread, with what still waits in it."""
    loop = ensure_event_loop()
    if loop.is_running():
        return
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    if waiting:
        loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def _sweep() -> None:
    """Remove the kernel folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if os.name == "posix" and owner.isdigit() and not _is_alive(int(owner)):
            rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    with suppress(ProcessLookupError):
        with suppress(PermissionError):
            os.kill(process, 0)
        return True
    return False
