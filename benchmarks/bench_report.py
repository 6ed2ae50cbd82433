"""A report of one cluster, from the command to its pages, against what people would type, and against the bare numbers.

    python benchmarks/bench_report.py [CLUSTER] [DRAWS] [ROUNDS]

Prints seconds of processor time (children included), median, lowest and highest of the rounds, which alternate:
limit, the study and its files by plain Python; ours, `capacity report`; peer, papermill and nbconvert by command.
Checks first that ours and the limit leave the same summary.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
LIMIT = """
import sys
import capacity as cap
cap.save(cap.study(cap.read_cluster(sys.argv[1]), draws=int(sys.argv[2])), sys.argv[3])
"""


def spend(*commands: list[object]) -> float:
    """Return the processor time in seconds that some commands take, their children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        words = [str(word) for word in command]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        subprocess.run(
            words, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def round_of(cluster: Path, draws: int, place: Path) -> dict[str, float]:
    """Return the processor time of each way, once."""
    python = sys.executable
    executed = place / "peer.ipynb"
    parameters = ["-p", "cluster", cluster, "-p", "draws", draws, "-p", "out", place / "peer"]
    peer = [python, "-m", "papermill", ROOT / "notebooks" / "feasibility.ipynb", executed, *parameters]
    options = ["--out", place / "ours", "--draws", draws, "--quiet"]
    return {
        "limit: the study alone": spend([python, "-c", LIMIT, cluster, draws, place / "limit"]),
        "ours: capacity report": spend([python, "-m", "capacity.run.cli", "report", cluster, *options]),
        "peer: papermill, nbconvert": spend(peer, [python, "-m", "nbconvert", "--to", "html", executed]),
    }


def main(cluster: Path, draws: int, rounds: int) -> None:
    """Measure and print."""
    taken = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            taken.append(round_of(cluster, draws, place))
            ours = next((place / "ours").glob("*/confidential/summary.json")).read_bytes()
            assert ours == (place / "limit" / "confidential" / "summary.json").read_bytes()
    print(f"{cluster.name}, {draws} draws, {rounds} rounds; seconds of processor time")
    for way in taken[0]:
        times = [each[way] for each in taken]
        ratio = median(each[way] / each["ours: capacity report"] for each in taken)
        print(f"{way:28} {median(times):7.2f}  ({min(times):.2f} to {max(times):.2f})  {ratio:5.2f} of ours")


if __name__ == "__main__":
    given = sys.argv[1:]
    folder = Path(given[0]).absolute() if given else ROOT / "data" / "chui-dairy"
    main(folder, int(given[1]) if len(given) > 1 else 8192, int(given[2]) if len(given) > 2 else 3)
