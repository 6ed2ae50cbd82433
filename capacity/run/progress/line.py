"""What is said on stderr while work goes on: a bar on a terminal, else lines; and the time left, which only falls."""

import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tqdm import tqdm

EVERY = 1.0
"""seconds between two looks"""
SILENT = 30.0
"""seconds after which a file gets a line though nothing new has begun"""
_LOOK = "{desc}{percentage:3.0f}%|{bar:16}| {elapsed}{postfix}"


class Seen(NamedTuple):
    """How far work is."""

    share: float
    """of it that is done, 0 to 1"""
    step: str = ""
    """what is being done"""
    left: str = ""
    """the time left, in words"""


@contextmanager
def shown(name: str, look: Callable[[], Seen], *, show: bool = True) -> Iterator[None]:
    """Show under a name what `look` returns until the block ends.

    On a terminal a bar is written anew every second. Elsewhere, where lines stay, there is a short one for each new
    step, and one when nothing has been said for long.
    """
    if not show:
        yield
        return
    ended = threading.Event()
    with (_bar if sys.stderr.isatty() else _lines)(name) as write:

        def keep_on() -> None:
            while not ended.wait(EVERY):
                write(look())

        write(look())
        writer = threading.Thread(target=keep_on, daemon=True)
        writer.start()
        try:
            yield
        finally:
            ended.set()
            writer.join()
            write(look())


@contextmanager
def _bar(name: str) -> Iterator[Callable[[Seen], None]]:
    with tqdm(total=1.0, desc=name, bar_format=_LOOK, file=sys.stderr, dynamic_ncols=True) as bar:

        def write(seen: Seen) -> None:
            bar.n = seen.share
            bar.set_postfix_str(", ".join(filter(None, seen[1:])))

        yield write


@contextmanager
def _lines(name: str) -> Iterator[Callable[[Seen], None]]:
    last, since = "", -math.inf

    def write(seen: Seen) -> None:
        nonlocal last, since
        if seen.step == last and time.monotonic() - since < SILENT:
            return
        last, since = seen.step, time.monotonic()
        far = ", ".join(filter(None, (f"{seen.share:.0%}" if seen.share else "", seen.left)))
        said = " ".join(filter(None, (seen.step, far and f"({far})")))
        print(f"{name}: {said}" if said else name, file=sys.stderr, flush=True)

    yield write


class Left:
    """The time that is left, as it is told: never more than was told before."""

    def __init__(self) -> None:
        """Begin without having told anything."""
        self._told = float("inf")

    def as_text(self, seconds: float) -> str:
        """Return an estimate in seconds as words, "" before there is one."""
        self._told = min(self._told, max(0.0, seconds))
        if self._told == float("inf"):
            return ""
        if self._told < 60:
            return f"about {max(1, round(self._told))} s left"
        if self._told < 3600:
            return f"about {round(self._told / 60)} min left"
        return f"about {self._told / 3600:.1f} h left"
