"""A bar on stderr that is written anew every second, whatever the work does, and the time left, which only falls."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

EVERY = 1.0
"""seconds between two writings"""
_LOOK = "{desc}{percentage:3.0f}%|{bar:16}| {elapsed}{postfix}"


@contextmanager
def shown(name: str, look: Callable[[], tuple[float, str]], *, show: bool = True) -> Iterator[None]:
    """Show under a name what `look` returns, the share done (0 to 1) and a sentence, until the block ends."""
    if not show:
        yield
        return
    ended = threading.Event()
    with tqdm(total=1.0, desc=name, bar_format=_LOOK, file=sys.stderr, dynamic_ncols=True) as bar:

        def write() -> None:
            bar.n, said = look()
            bar.set_postfix_str(said)

        def keep_on() -> None:
            while not ended.wait(EVERY):
                write()

        write()
        writer = threading.Thread(target=keep_on, daemon=True)
        writer.start()
        try:
            yield
        finally:
            ended.set()
            writer.join()
            write()


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
