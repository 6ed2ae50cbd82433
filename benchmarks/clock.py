"""The clock of the benchmarks: processor time; and the peak of memory."""

import re
import time
from collections.abc import Callable
from pathlib import Path


def clock(work: Callable, rounds: int = 5) -> tuple[float, object]:
    """Return the median processor time of some rounds of a piece of work, and its last result."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return sorted(times)[rounds // 2], result


def milliseconds(work: Callable) -> float:
    """Return the processor time of a piece of work done once, ms."""
    return 1000 * clock(work, 1)[0]


def peak() -> int:
    """Return the most memory that this process has held, in bytes; that of its parent is not in it (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", status)[1])
