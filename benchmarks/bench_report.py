"""A report of one cluster, from the command to its pages, against a commit, what people type, and the numbers alone.

    python benchmarks/bench_report.py [CLUSTER] [DRAWS] [ROUNDS]

Prints processor time (s) and peak memory (MB) of whole trees of processes, median, lowest and highest of the rounds,
in which the ways alternate: before, `capacity report` of commit 0f7d0dd on its own sample of that name, left out where
it had none; now, the tree as it is; limit, the study and its files by plain Python; peer, papermill and nbconvert by
command. Then goal, before, now and ratio. Checks first that now and the limit leave the same summary.
"""

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from statistics import median

from spent import Spent, spend

ROOT = Path(__file__).parent.parent
GIT = shutil.which("git") or "git"
BEFORE = "0f7d0dd"
GOALS = {"processor time, s": 1 / 3, "peak memory, MB": 1 / 2}
"""what a report may take at most, as a share of what it took before"""
LIMIT = """
import sys
import capacity as cap
cap.save(cap.study(cap.read_cluster(sys.argv[1]), draws=int(sys.argv[2])), sys.argv[3])
"""


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
