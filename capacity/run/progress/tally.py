"""How far a batch is: clusters done and at work, and the time that the rest takes at the pace so far."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from capacity.run.progress.line import Left, Seen

_MOST = 0.9
"""share that a cluster at work counts at most"""
_NAMED = 3
_SHORTEST = 1e-3


class Tally:
    """Counts the clusters of a batch while threads work on them."""

    def __init__(
        self, total: int, workers: int, clock: Callable[[], float] = time.monotonic, guess: float = math.inf
    ) -> None:
        """Begin with nothing done; `guess`: the seconds that one takes, until one is done."""
        self._guess, self._share = guess, 0.0
        self._total, self._workers, self._clock = total, workers, clock
        self._begun: dict[str, float] = {}
        self._took: list[float] = []
        self._left = Left()
        self._lock = threading.Lock()

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Count one cluster as at work, and as done when the block ends."""
        with self._lock:
            self._begun[name] = self._clock()
        try:
            yield
        finally:
            with self._lock:
                self._took.append(self._clock() - self._begun.pop(name))

    def look(self) -> Seen:
        """Return the share that is done, and how many, which ones are at work and the time left."""
        with self._lock:
            names, done, now = list(self._begun), len(self._took), self._clock()
            pace = (sum(self._took) / done if done else self._guess) or _SHORTEST
            under_way = sum(min(_MOST, (now - begun) / pace) for begun in self._begun.values())
            rest = self._total - done - under_way
            left = self._left.as_text(rest * pace / min(self._workers, max(1, self._total - done))) if done else ""
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        at_work = f"at work: {', '.join(names[:_NAMED])}{more}" if names else ""
        self._share = max(self._share, (done + under_way) / max(1, self._total))
        return Seen(self._share, ", ".join(filter(None, (f"{done} of {self._total} done", at_work))), left)
