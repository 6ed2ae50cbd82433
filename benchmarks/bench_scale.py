"""What one more cluster costs, among ten and among ten thousand: invented growers of beans, nobody in two clusters.

    python benchmarks/bench_scale.py [STUDIES] [REPORTS]

Milliseconds of processor time a cluster, and the power with which the whole grows: 1 is the same for each. First
reading and studying (64 draws) of 10, 100 ... up to STUDIES clusters (1,000 unless given) of 40 members each, one after
another in one process, without notebooks. Then what the coordinator of a batch does beside the reports, for up to
REPORTS finished ones (10,000): it lists the folders, reads their names and hashes what went in, compares the files of
the reports with their hashes, holds the members' pages against one another, and reads and writes the portfolio's
tables. The reports are copies of one, cut to what is read here, each with its own names. At last it puts whole studies
in their places, each file flushed to the disk, as it does with what comes from other machines; for 100 at most.
"""

import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from clock import clock

import capacity as cap
from capacity.intake.cluster_book.found import is_cluster
from capacity.run.before.second_page import RECORD, judge_together
from capacity.run.judging import glance
from capacity.run.manifest import Request, hash_inputs, is_current, make_key, write_manifest
from capacity.run.notebook.notebooks import find_notebook
from capacity.run.outputs import hold, publish
from capacity.run.portfolio import read_portfolio, save_portfolio
from capacity.run.report import NOTEBOOK

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from real_clusters import Grower, write_growers

MEMBERS, DRAWS, STUDIES, REPORTS, STEP = 40, 64, 1000, 10_000, 10
READ = ("cash", "verdict", "doubts", "displaced")
"""tables that a portfolio reads"""
REQUEST = Request(draws=DRAWS)


def write_candidate(out: Path, number: int) -> Path:
    """Return the folder of an invented cluster: growers of beans whose answers are drawn."""
    chance = random.Random(number)  # noqa: S311 - invented answers
    growers = [
        Grower("invented", f"r{number}", "beans", _answers(chance, f"{number}-{member}")) for member in range(MEMBERS)
    ]
    return write_growers(out, (f"place{number:05d}", "", "beans"), growers)


def _answers(chance: random.Random, name: str) -> tuple[str, ...]:
    harvest, kept = str(chance.randrange(200, 3000)), chance.choice(("most", "half", "little", "none"))
    return name, "", "beans", harvest, kept, chance.choice(("yes", "yes", "no")), "1", "hectares", "1"


def sizes(most: int) -> list[int]:
    """Return 10, 100 ... up to the most."""
    return [STEP**power for power in range(1, 9) if STEP**power <= most]


def tell(name: str, counts: list[int], taken: list[float]) -> None:
    """Print what a cluster costs among so many, and the power with which the whole grows."""
    power = f"   grows to the power {np.polyfit(np.log(counts), np.log(taken), 1)[0]:.2f}" if len(counts) > 1 else ""
    if not counts:
        return
    each = "".join(f"{1000 * seconds / count:12.3f}" for count, seconds in zip(counts, taken, strict=True))
    print(f"{name:44}{each}{power}")


def study_all(folders: list[Path]) -> None:
    """Read and study clusters, one after another."""
    for folder in folders:
        cap.study(cap.read_cluster(folder), draws=DRAWS)


def write_report(source: Path, target: Path, inputs: Path, number: int) -> None:
    """Write the report of one candidate: the tables of another, its own name, members and manifest."""
    place = target / "confidential"
    (place / "tables").mkdir(parents=True)
    for name in READ:
        os.link(source / "tables" / f"{name}.csv", place / "tables" / f"{name}.csv")
    summary = json.loads((source / "summary.json").read_bytes()) | {"cluster": target.name}
    (place / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    owners = {f"{number}-{member}": ("0.9", f"answers {number} {member}") for member in range(MEMBERS)}
    page = {"cluster": target.name, "owners": owners, "figures": {"members": list(owners), "beans": list(owners)}}
    (target / RECORD).write_text(json.dumps(page), encoding="utf-8")
    hashes = hash_inputs(inputs)
    write_manifest(target, make_key(hashes, REQUEST, find_notebook(NOTEBOOK)), hashes, REQUEST)


def coordinator(folder: Path, out: Path, count: int) -> dict[str, Callable[[], object]]:
    """Return what a coordinator does beside the reports of the first so many clusters."""
    folders = sorted(folder.iterdir())[:count]
    reports = [out / path.name for path in folders]
    notebook = find_notebook(NOTEBOOK)
    runs = out.parent / f"runs-{count}.json"
    listed = [{"folder": path.name, "slug": path.name, "good": True, "reason": ""} for path in folders]
    runs.write_text(json.dumps(listed), encoding="utf-8")

    keys = [make_key(hash_inputs(path), REQUEST, notebook) for path in folders]
    tables = out.parent / "tables"
    tables.mkdir(exist_ok=True)
    return {
        "list the folders": lambda: [path for path in folders if is_cluster(path)],
        "read the names, hash what goes in": lambda: [glance(path) for path in folders],
        "compare reports with their hashes": lambda: list(map(is_current, reports, keys)),
        "hold the members' pages together": lambda: judge_together(reports),
        "read and write the portfolio's tables": lambda: save_portfolio(read_portfolio(out, str(runs)), tables),
    }


def put_in_place(source: Path, out: Path, count: int) -> None:
    """Write a finished study to so many folders of reports, whole or not at all."""
    for number in range(count):
        with hold(out, f"put-{number}") as desk:
            shutil.copytree(source, desk.stage, dirs_exist_ok=True)
            publish(desk)


def main(studies: int, reports: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        inputs, out, source = Path(name) / "clusters", Path(name) / "reports", Path(name) / "one"
        folders = [write_candidate(inputs, number) for number in range(max(studies, reports))]
        cap.save(cap.study(cap.read_cluster(folders[0]), draws=DRAWS), source)
        counts = sizes(max(studies, reports))
        print(f"milliseconds of processor time a cluster, {MEMBERS} members")
        print(f"{'among':44}{''.join(f'{count:12,}' for count in counts)}")
        taken = [clock(lambda count=count: study_all(folders[:count]), 1)[0] for count in sizes(studies)]
        tell(f"read and study, {DRAWS} draws", sizes(studies), taken)
        for number, folder in enumerate(folders[:reports]):
            write_report(source / "confidential", out / folder.name, folder, number)
        works = [coordinator(inputs, out, count) for count in sizes(reports)]
        for part in works[0] if works else ():
            tell(part, sizes(reports), [clock(work[part], 1)[0] for work in works])
        counts = sizes(min(reports, 100))
        taken = [clock(lambda count=count: put_in_place(source, out, count), 1)[0] for count in counts]
        tell(f"put a study of {len(list(source.rglob('*.*')))} files in its place", counts, taken)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(STUDIES, REPORTS)[len(given) :])
