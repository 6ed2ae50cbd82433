"""The process in which a notebook's cells run: the shell of a kernel, without its sockets, in a prepared process."""

import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOBase
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.profiledir import ProfileDir
from jupyter_client.session import Session
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg
from traitlets import List
from traitlets.config import Config

from capacity.run.machine.prepared import SELDOM, detach

_SETTINGS = {"HistoryManager": {"enabled": False}, "IPKernelApp": {}}
"""no history file; libraries recognise a notebook by the section of its kernel"""


class Recorder(Session):
    """Keeps what the shell would send to a notebook as the outputs of a cell."""

    outputs: List = List()

    def send(self, _stream: object, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> None:  # type: ignore[override] # nothing is sent
        """Keep a message that makes an output; text that continues the last one is added to it."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        if message["msg_type"] == "clear_output":
            self.outputs.clear()
            return
        with suppress(ValueError):
            self._keep(output_from_msg(message))

    def _keep(self, output: NotebookNode) -> None:
        last = self.outputs[-1] if self.outputs else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            self.outputs.append(output)

    def taken(self) -> list[NotebookNode]:
        """Return the outputs since the last call."""
        outputs, self.outputs = list(self.outputs), []
        return outputs


class _Written(TextIOBase):
    """A stream of the process whose text becomes an output."""

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name, self._recorder = name, recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._recorder.send(None, "stream", {"name": self._name, "text": text})
        return len(text)


def serve_cells(pipe: Connection, folder: Path, environment: Mapping[str, str]) -> None:
    """Run each piece of code that comes through the pipe, in one namespace; send its number and outputs back.

    First the description of the language is sent. The process leads a group, which ends with it.
    """
    if os.name == "posix":
        os.setpgid(0, 0)
    detach()
    gc.set_threshold(*SELDOM)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    recorder = Recorder()
    with _streams(recorder):
        shell = _shell(recorder)
        pipe.send(IPythonKernel.language_info)
        with suppress(EOFError):
            while True:
                number = shell.execution_count
                shell.run_cell(pipe.recv(), store_history=True)
                pipe.send((number, recorder.taken()))


def _shell(recorder: Recorder) -> ZMQInteractiveShell:
    shell = ZMQInteractiveShell.instance(config=Config(_SETTINGS), profile_dir=ProfileDir())
    for way_out in (shell.displayhook, shell.display_pub):
        way_out.session = recorder  # type: ignore[union-attr]
    return shell


@contextmanager
def _streams(recorder: Recorder) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Written("stdout", recorder), _Written("stderr", recorder)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
