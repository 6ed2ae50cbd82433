"""How a run ends before its time: on Ctrl+C, or at once when the system asks it to."""

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from weakref import WeakSet

stopping = threading.Event()
"""set when everything is to end now; what breaks off afterwards is no failure"""
kernels: WeakSet = WeakSet()
"""managers of the kernels that this process has started"""


class Terminated(KeyboardInterrupt):
    """The system asked the run to end (SIGTERM)."""


def end_children() -> None:
    """End every kernel and process that this one has started, with whatever they started; who waits sees it die."""
    for manager in tuple(kernels):
        if manager.provisioner is not None and manager.provisioner.has_process:
            end_group(manager.provisioner.pid)
    for process in multiprocessing.active_children():
        end_group(process.pid)
        process.kill()


def end_group(process: int | None) -> None:
    """End a process that leads a group of its own, with the whole group; nothing where it was never started."""
    if process is None:
        return
    with suppress(OSError):
        if os.name == "posix" and os.getpgid(process) != os.getpgrp():
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)
