"""What became of each cluster folder of a batch, line by line as it happens, so that a killed batch leaves word too."""

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from capacity.run.outputs import WORKROOM, write_file, writing_to

MADE, UNCHANGED, REFUSED, FAILED, HELD = "made", "unchanged", "refused", "failed", "held"
TIMED_OUT, KILLED = "timed out", "killed"
STOPPED, ENDED, LEFT = "not started", "broken off", "not asked for"
BEGUN, DUE = "at work", "to be made"
_NAME = "batch.jsonl"


@dataclass(frozen=True)
class Outcome:
    """What became of one cluster folder."""

    folder: str
    slug: str
    status: str
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Return whether the cluster has a report of this batch, made now or before."""
        return self.status in (MADE, UNCHANGED)

    def as_run(self) -> dict[str, object]:
        """Return what the portfolio is told; the same whether the report was made now or before."""
        told = {"folder": self.folder, "slug": self.slug, "good": self.is_good, "status": "", "reason": ""}
        return told if self.is_good else {**told, "status": self.status, "reason": self.reason}


@dataclass(frozen=True)
class Outcomes:
    """What became of every cluster folder, in the order of their names."""

    each: tuple[Outcome, ...]
    problem: str = ""
    """why there is no portfolio of this batch"""

    @property
    def interrupted(self) -> bool:
        """Return whether the batch was stopped before every cluster had its turn."""
        return any(outcome.status in (STOPPED, ENDED) for outcome in self.each)

    @property
    def failed(self) -> int:
        """Return how many of the clusters that were asked for have no report of this run."""
        return sum(not outcome.is_good and outcome.status != LEFT for outcome in self.each)

    @property
    def refused(self) -> int:
        """Return how many clusters were refused or failed; those that are still due are neither."""
        return sum(outcome.status in (REFUSED, FAILED, TIMED_OUT, KILLED) for outcome in self.each)

    def as_text(self) -> str:
        """Return one line a cluster, its reason beside it, then the count of each status."""
        folder = max((len(outcome.folder) for outcome in self.each), default=0)
        status = max((len(outcome.status) for outcome in self.each), default=0)
        lines = [f"{o.folder:{folder}}  {o.status:{status}}  {_one_line(o.reason)}".rstrip() for o in self.each]
        counts = Counter(outcome.status for outcome in self.each)
        sums = ", ".join(f"{count} {status}" for status, count in counts.items())
        return "\n".join([*lines, sums, *([self.problem] if self.problem else [])])


class Ledger:
    """The lines of an output folder, one for each time a cluster was begun or ended; the last one counts."""

    def __init__(self, out: Path) -> None:
        """Take the ledger of an output folder, which is not written before something is added."""
        self.path = out / WORKROOM / _NAME
        self._lock = threading.Lock()

    def shorten(self) -> None:
        """Leave one line a folder, the last."""
        if self.path.is_file():
            lines = [_line(outcome) for outcome in self.read().values()]
            write_file(self.path, "".join(lines).encode(), out=self.path.parents[1])

    def add(self, outcome: Outcome) -> None:
        """Add a line: it stands when this returns."""
        with self._lock, writing_to(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(_line(outcome))

    def read(self) -> Mapping[str, Outcome]:
        """Return the last that is known of each folder, by its name; a line that was cut short counts as none."""
        return {outcome.folder: outcome for outcome in self._lines()}

    def _lines(self) -> Iterator[Outcome]:
        with suppress(OSError):
            for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(ValueError, TypeError):
                    yield Outcome(**json.loads(line))


def _one_line(reason: str) -> str:
    lines = reason.splitlines()
    return lines[0] + (f" (and {len(lines) - 1} more)" if len(lines) > 1 else "") if lines else ""


def _line(outcome: Outcome) -> str:
    return json.dumps(asdict(outcome), ensure_ascii=False) + "\n"
