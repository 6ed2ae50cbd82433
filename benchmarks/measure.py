"""Run every race and keep what was measured: benchmarks/measured.csv, and docs/measured.md, which is made from it.

    python -m pip install ema_workbench SALib numpy-financial pyxirr
    OPENBLAS_NUM_THREADS=1 python benchmarks/measure.py [BENCH ...]

Without names all five are run. With names those are run anew; the lines of the others stay, each with its own day.
"""

import csv
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

BENCHES = ("draws", "rule", "plan", "sensitivity", "finance")
LIBRARIES = ("numpy", "scipy", "numba", "highspy", "ema_workbench", "SALib", "numpy-financial", "pyxirr")
HERE = Path(__file__).parent
KEPT, PAGE = HERE / "measured.csv", HERE.parent / "docs" / "measured.md"
FIELDS = (
    *("bench", "day", "load", "versions", "work", "ours_s"),
    *("peer", "peer_s", "times", "aim", "limit", "limit_s", "of_limit"),
)

HEAD = """\
# Measured beside others

How long the same work takes here, and with the libraries that people would take for it, each in its best form: compiled
where it can be, asked for no more than we give, on the same numbers. The answers are checked first: the same optimum,
cash or draws to 1e-9, all rates as the eigenvalues have them, shares that are known. Seconds are of the processor, all
threads together; ours and the peers took turns in one run, so that a busy machine slows all alike, and only the ratios
mean something elsewhere. The **limit** is a piece of work that none could do without.

This page is made from `benchmarks/measured.csv` by the command that wrote it: `python benchmarks/measure.py`. Each
script in `benchmarks/` says in its first lines what it measures and how.
"""
NOTES = """\
## What is not reached, and why

- **Operating rule beside EMA workbench** (aim: 30 times). The same rule written by hand for this one chain and compiled
  by numba, which knows neither another chain nor a library, is the fastest that we know, and does not reach 30 either:
  the table has the seconds of both. Ours records the chain first and can run any chain.
- **Best plan in many draws of the dairy sample** (aim: 10 times). Four fifths of our time is HiGHS' own, some twenty
  pivots a draw from one basis, so that a draw's prices hang neither on its neighbours nor on the number of threads.
- **HiGHS kept warm** takes about as long as ours, for the values alone: it proves nothing, and which prices it finds
  where there are several hangs on the order of the draws. Only without each of many members are we far ahead of it.
"""


def measured(bench: str) -> list[dict[str, str]]:
    """Return the lines of one benchmark's races, run now."""
    about = {
        "bench": bench,
        "day": date.today().isoformat(),  # noqa: DTZ011 - the day where it was measured
        "load": f"{os.getloadavg()[0]:.0f}",
        "versions": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }
    return [about | row for race in import_module(f"bench_{bench}").races() for row in race.rows()]


def page(rows: Iterable[Mapping[str, str]]) -> str:
    """Return the page of the docs that shows what was measured, as MyST markdown."""
    rows = list(rows)
    lines = [HEAD, "| work | ours, s | peer | peer, s | peer : ours | aim | met | ours : limit |", "|" + "---|" * 8]
    for row in rows:
        met = "" if not row["aim"] else "yes" if float(row["times"]) >= float(row["aim"]) else "no"
        cells = [row[name] for name in ("work", "ours_s", "peer", "peer_s", "times", "aim")]
        lines.append("| " + " | ".join([*cells, met, f"{row['of_limit']} ({row['limit']})"]) + " |")
    days = {(row["bench"], row["day"], row["load"], row["versions"]): None for row in rows}
    ran = [f"- `bench_{bench}.py`: {day}, {load} processes waiting; {known}" for bench, day, load, known in days]
    return "\n".join([*lines, "", NOTES, "## When", "", *ran, ""])


def read_kept(path: Path = KEPT) -> list[dict[str, str]]:
    """Return the lines that were kept, as they are written."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main(benches: list[str]) -> None:
    """Measure, keep and show."""
    kept = {bench: [row for row in read_kept() if row["bench"] == bench] for bench in BENCHES} if KEPT.exists() else {}
    kept |= {bench: measured(bench) for bench in benches or BENCHES}
    rows = [row for bench in BENCHES for row in kept.get(bench, ())]
    with KEPT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    PAGE.write_text(page(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
