"""A report of one cluster, from the command to its pages, against a commit, what people type, and the numbers alone.

    python benchmarks/bench_report.py [CLUSTER] [DRAWS] [ROUNDS]

Prints processor time (s) and peak memory (MB) of whole trees of processes, median, lowest and highest of the rounds,
in which the ways alternate: before, `capacity report` of commit 0f7d0dd on its own sample of that name, left out where
it had none; now, the tree as it is; limit, the study and its files by plain Python; peer, papermill and nbconvert by
command. Then goal, before, now and ratio. Checks first that now and the limit leave the same summary.
"""

import io
import os
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parent.parent
GIT = shutil.which("git") or "git"
BEFORE = "0f7d0dd"
GOALS = {"processor time, s": 1 / 3, "peak memory, MB": 1 / 2}
"""what a report may take at most, as a share of what it took before"""
EVERY = 0.05
"""seconds between two looks at the memory"""
LIMIT = """
import sys
import capacity as cap
cap.save(cap.study(cap.read_cluster(sys.argv[1]), draws=int(sys.argv[2])), sys.argv[3])
"""


class Spent(NamedTuple):
    """What commands took, their children included: processor time, s, and the most memory at once, MB."""

    time: float
    memory: float


def spend(root: Path, *commands: list[object]) -> Spent:
    """Return what some commands take, one after the other, with the package that stands in `root`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    highest = 0.0
    fixed = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(root)}
    for command in commands:
        words = [str(word) for word in command]
        with subprocess.Popen(
            words, env={**os.environ, **fixed}, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            highest = max(highest, _highest(process))
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, highest)


def _highest(process: subprocess.Popen) -> float:
    """Return the most memory a command and all below it take together until it ends, MB."""
    highest, ended = 0.0, threading.Event()
    threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
    while not ended.wait(EVERY):
        highest = max(highest, _memory(process.pid))
    return highest / 1e6


def _memory(root: int) -> int:
    """Return the memory of a process and all below it, bytes: what several share counts once (PSS, where known)."""
    total = 0
    try:
        tree = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    except psutil.NoSuchProcess:
        return total
    for process in tree:
        try:
            known = process.memory_full_info() if psutil.LINUX else process.memory_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        total += getattr(known, "pss", known.rss)
    return total


def unpack(commit: str, place: Path) -> Path:
    """Return a folder with the tree of a commit."""
    archive = subprocess.run([GIT, "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(place, filter="data")
    return place


def report(root: Path, cluster: Path, draws: int, out: Path) -> Spent:
    """Return what `capacity report` of a tree takes."""
    options = ["--out", out, "--draws", draws, "--quiet"]
    return spend(root, [sys.executable, "-m", "capacity.run.cli", "report", cluster, *options])


def round_of(cluster: Path, draws: int, place: Path, before: Path) -> dict[str, Spent]:
    """Return what each way takes, once."""
    python, executed = sys.executable, place / "peer.ipynb"
    parameters = ["-p", "cluster", cluster, "-p", "draws", draws, "-p", "out", place / "peer"]
    peer = [python, "-m", "papermill", ROOT / "notebooks" / "feasibility.ipynb", executed, *parameters]
    page = [python, "-m", "nbconvert", "--to", "html", executed]
    sample = before / "data" / cluster.name
    past = {"before": report(before, sample, draws, place / "before")} if sample.is_dir() else {}
    return past | {
        "now": report(ROOT, cluster, draws, place / "now"),
        "limit": spend(ROOT, [python, "-c", LIMIT, cluster, draws, place / "limit"]),
        "peer": spend(ROOT, peer, page),
    }


def show(taken: list[dict[str, Spent]]) -> None:
    """Print what each way took, and the goals."""
    for number, (kind, goal) in enumerate(GOALS.items()):
        print(kind)
        for way in taken[0]:
            found = [each[way][number] for each in taken]
            ratio = median(each[way][number] / each["now"][number] for each in taken)
            print(f"  {way:8} {median(found):8.1f}  ({min(found):.1f} to {max(found):.1f})  {ratio:5.2f} of now")
        if "before" in taken[0]:
            share = median(each["now"][number] / each["before"][number] for each in taken)
            past, now = (median(each[way][number] for each in taken) for way in ("before", "now"))
            met = "met" if share <= goal else "not met"
            print(f"  goal {goal:.2f} of before; before {past:.1f}, now {now:.1f}: {share:.2f}, {met}")


def main(cluster: Path, draws: int, rounds: int) -> None:
    """Measure and print."""
    taken = []
    with tempfile.TemporaryDirectory() as kept:
        before = unpack(BEFORE, Path(kept))
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as name:
                place = Path(name)
                taken.append(round_of(cluster, draws, place, before))
                ours = next((place / "now").glob("*/confidential/summary.json")).read_bytes()
                assert ours == (place / "limit" / "confidential" / "summary.json").read_bytes()
    print(f"{cluster.name}, {draws} draws, {rounds} rounds")
    show(taken)


if __name__ == "__main__":
    given = sys.argv[1:]
    folder = Path(given[0]).absolute() if given else ROOT / "data" / "chui-dairy"
    main(folder, int(given[1]) if len(given) > 1 else 8192, int(given[2]) if len(given) > 2 else 3)
