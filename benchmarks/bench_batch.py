"""Reports of many clusters: `capacity batch`, against a loop of commands, and against plain code in a warm fork.

    python benchmarks/bench_batch.py [FOLDER [DRAWS [WORKERS [PEERS]]]]

Prints seconds of processor time a cluster, those of all processes that were started included, and the goals. Limit: the
study, its sections and its files in a fork of a process that has loaded everything, on all clusters of FOLDER, else of
invented growers. Ours: the batch, on the same. Peer: papermill and nbconvert by command, on PEERS of them, evenly
spread. What a batch does once (it loads and rehearses, and writes the portfolio) is part of ours and of no other.
Linux only. Checks first that ours and the limit leave the same summary.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from race import Race
from spent import spend

ROOT = Path(__file__).parent.parent
PEER, MOST, INVENTED = "papermill, then nbconvert", 1.2, 24
LIMIT = """
import os, sys
import capacity.run.notebook.loaded
import capacity as cap
from capacity.present.order import SECTIONS

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


def race(folders: Sequence[Path], draws: int = 512, workers: int = 2, peers: int = 4) -> Race:
    """Return what a report takes each way, seconds of processor time."""
    taken = measure(folders, draws, workers, peers)
    work = f"a report in a batch of {len(folders)}, {draws} draws"
    return Race(work, taken["ours"], {PEER: taken["peer"]}, ("plain code in a warm fork", taken["limit"]), {PEER: 5})


def races() -> list[Race]:
    """Return the race over invented growers."""
    from bench_scale import write_candidate  # noqa: PLC0415 - it needs the tests

    with tempfile.TemporaryDirectory() as place:
        return [race([write_candidate(Path(place), number) for number in range(INVENTED)])]


def main(folder: str = "", *numbers: str) -> None:
    """Measure and print."""
    folders = sorted(path.parent.absolute() for path in Path(folder).glob("*/cluster.yml")) if folder else []
    for found in [race(folders, *map(int, numbers))] if folders else races():
        found.show()
        share = found.ours / found.limit[1]
        print(f"  goal {MOST} of the limit: {'met' if share <= MOST else 'not met'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
