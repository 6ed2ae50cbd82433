"""Screen and pipes: a reader that goes away, a full disk or a closed stream is no reason to break down."""

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO


class Steady:
    """A stream that falls silent when it can no longer be written, and remembers why.

    `problem` is the error, None as long as all went well; a reader that has read enough (`| head`) is no problem.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.problem: OSError | None = None

    def write(self, text: str) -> int:
        """Write and return the number of characters, whether they arrived or not."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._fall_silent(error)
            return len(text)

    def flush(self) -> None:
        """Send what waits."""
        try:
            self._stream.flush()
        except OSError as error:
            self._fall_silent(error)

    def _fall_silent(self, error: OSError) -> None:
        if not isinstance(error, BrokenPipeError) and error.errno != errno.EINVAL:
            self.problem = self.problem or error
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> object:
        """Return everything else from the stream itself."""
        return getattr(self._stream, name)


def steady() -> Steady:
    """Make the streams of this process steady and return the one for answers; closed ones lead nowhere from now on."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = Steady(sys.stdout or _nowhere())
    sys.stderr = Steady(sys.stderr or _nowhere())
    return sys.stdout


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - as long as the process
