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
    """End every kernel and every reader of this process, with whatever they started; who waits for one sees it die."""
    for manager in tuple(kernels):
        if manager.provisioner is not None and manager.provisioner.has_process:
            _end_group(manager.provisioner.pid)
    for reader in multiprocessing.active_children():
        reader.kill()


def _end_group(process: int) -> None:
    with suppress(OSError):
        if os.name == "posix" and os.getpgid(process) != os.getpgrp():
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)
