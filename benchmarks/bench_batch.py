"""Reports of many clusters: `capacity batch`, against a loop of commands, and against plain code in a warm fork.

    python benchmarks/bench_batch.py FOLDER [DRAWS] [WORKERS]

Prints seconds of processor time a cluster, those of all processes that were started included: limit, the study, its
sections and its files in a fork of a process that has loaded everything; ours, the batch; peer, papermill and nbconvert
by command. All on the clusters of FOLDER, once. The portfolio is part of ours and of no other. Linux only. Checks first
that ours and the limit leave the same summary.
"""

import ctypes
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: orphans of what was started are waited for here, so that their time is counted"""
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


def spend(*commands: Sequence[object]) -> float:
    """Return the processor time in seconds that some commands take, with all that they leave behind."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pinned = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "CAPACITY_ALONE"), "1")
    environment = {**os.environ, **pinned, "PYTHONPATH": str(ROOT)}
    for command in commands:
        words = [str(word) for word in command]
        subprocess.run(
            words, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    _wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _wait_for_orphans() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def peer(folders: Sequence[Path], draws: int, place: Path) -> Iterator[list[object]]:
    """Yield the commands that people would type, two a cluster."""
    for folder in folders:
        executed = place / f"{folder.name}.ipynb"
        given = ["-p", "cluster", folder, "-p", "draws", draws, "-p", "out", place / "peer" / folder.name]
        yield [sys.executable, "-m", "papermill", ROOT / "notebooks" / "feasibility.ipynb", executed, *given]
        yield [sys.executable, "-m", "nbconvert", "--to", "html", executed]


def main(folder: Path, draws: int, workers: int) -> None:
    """Measure and print."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    folders = sorted(path.parent.absolute() for path in folder.glob("*/cluster.yml"))
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        options = ["--out", place / "ours", "--draws", draws, "--workers", workers, "--quiet"]
        taken = {
            "limit: plain code, warm fork": spend([sys.executable, "-c", LIMIT, place / "limit", draws, *folders]),
            "ours: capacity batch": spend([sys.executable, "-m", "capacity.run.cli", "batch", folder, *options]),
            "peer: papermill, nbconvert": spend(*peer(folders, draws, place)),
        }
        for each in folders:
            told = [place / way / each.name / "confidential" / "summary.json" for way in ("ours", "limit")]
            assert told[0].read_bytes() == told[1].read_bytes(), each.name
    print(f"{len(folders)} clusters, {draws} draws, {workers} at a time; seconds of processor time a cluster")
    for way, seconds in taken.items():
        ratio = seconds / taken["ours: capacity batch"]
        print(f"{way:30} {seconds / len(folders):7.2f}  {ratio:5.2f} of ours")


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0]).absolute(), int(given[1]) if len(given) > 1 else 512, int(given[2]) if len(given) > 2 else 2)
