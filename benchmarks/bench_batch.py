"""Reports of many clusters: `capacity batch`, against a loop of commands, and against plain code in a warm fork.

    python benchmarks/bench_batch.py FOLDER [DRAWS] [WORKERS] [PEERS]

Prints seconds of processor time a cluster, those of all processes that were started included, and the goals: limit,
the study, its sections and its files in a fork of a process that has loaded everything, on all clusters of FOLDER;
ours, the batch, on the same; peer, papermill and nbconvert by command, on PEERS of them, evenly spread. What a batch
does once (it loads and rehearses, and writes the portfolio) is part of ours and of no other, so let there be many.
Linux only. Checks first that ours and the limit leave the same summary.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from spent import spend

ROOT = Path(__file__).parent.parent
GOALS = {"peer": ("peer : ours, at least", 5.0), "limit": ("ours : limit, at most", 1.2)}
LIMIT = """
import os, sys
import capacity.run.notebook.loaded
import capacity as cap
from capacity.present.chapters.order import SECTIONS

def make(folder, out, draws):
    study = cap.study(cap.read_cluster(folder), draws=draws)
    for section in SECTIONS:
        cap.show.show(study, section, "en")._repr_mimebundle_()
    cap.save(study, out)

out, draws, *folders = sys.argv[1:]
for folder in folders:
    child = os.fork()
    if not child:
        make(folder, os.path.join(out, os.path.basename(folder)), int(draws))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, folder
"""


def by_command(folders: Sequence[Path], draws: int, place: Path) -> Iterator[list[object]]:
    """Yield the commands that people would type, two a cluster."""
    for folder in folders:
        executed = place / f"{folder.name}.ipynb"
        given = ["-p", "cluster", folder, "-p", "draws", draws, "-p", "out", place / "peer" / folder.name]
        yield [sys.executable, "-m", "papermill", ROOT / "notebooks" / "feasibility.ipynb", executed, *given]
        yield [sys.executable, "-m", "nbconvert", "--to", "html", executed]


def measure(folders: Sequence[Path], draws: int, workers: int, peers: int) -> dict[str, float]:
    """Return the seconds of processor time that each way takes a cluster."""
    some = folders[:: max(1, len(folders) // peers)][:peers]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        options = ["--out", place / "ours", "--draws", draws, "--workers", workers, "--quiet"]
        limit = [sys.executable, "-c", LIMIT, place / "limit", draws, *folders]
        ours = [sys.executable, "-m", "capacity.run.cli", "batch", folders[0].parent, *options]
        taken = {
            "limit": spend(ROOT, limit, alone=True).time / len(folders),
            "ours": spend(ROOT, ours, alone=True).time / len(folders),
            "peer": spend(ROOT, *by_command(some, draws, place), alone=True).time / len(some),
        }
        for each in folders:
            told = [place / way / each.name / "confidential" / "summary.json" for way in ("ours", "limit")]
            assert told[0].read_bytes() == told[1].read_bytes(), each.name
    return taken


def main(folder: Path, draws: int, workers: int, peers: int) -> None:
    """Measure and print."""
    folders = sorted(path.parent.absolute() for path in folder.glob("*/cluster.yml"))
    taken = measure(folders, draws, workers, peers)
    print(f"{len(folders)} clusters, {draws} draws, {workers} at a time; seconds of processor time a cluster")
    for way, seconds in taken.items():
        print(f"  {way:6} {seconds:7.2f}")
    reached = {"peer": taken["peer"] / taken["ours"], "limit": taken["ours"] / taken["limit"]}
    for way, (words, goal) in GOALS.items():
        met = reached[way] >= goal if way == "peer" else reached[way] <= goal
        print(f"  {words} {goal}: {reached[way]:.2f}, {'met' if met else 'not met'}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[2:]]
    main(Path(sys.argv[1]).absolute(), *[*numbers, *(512, 2, 4)[len(numbers) :]])
