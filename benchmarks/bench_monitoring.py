"""Reading 300 members in 12 waves and following each of them, beside pandas reading the same files: seconds.

python benchmarks/bench_monitoring.py
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

import capacity as cap
from capacity.intake.waves.waves import read_waves

MEMBERS, WAVES = 300, 12
CLUSTER = """\
cluster: bench-waves
currency: KGS
start: 2027-01
horizon: [10, year]
source: estimate
sources: {estimate: {title: Made up}}
products: {raw_milk: {unit: kg, measures: {l: [1.03, kg]}}}
links: {production: {rated: raw_milk, makes: {raw_milk: [1, kg]}}}
classes: {household: {runs: [production]}}
survey:
  member: {columns: [id]}
  place: {columns: [village]}
  class: {columns: [kind], values: {ЛПХ: household}}
  current: {columns: [cows, milk], unit: l/day}
  price: {columns: [price], unit: KGS/l}
  joins: {columns: [joins], values: {да: [0.9, share], "нет": [0, share]}}
markets: {bazaar: {buys: raw_milk, price: [35, KGS/l]}}
"""


def write_folder(folder: Path) -> list[Path]:
    """Write a cluster folder with its waves; return the paths of its surveys."""
    (folder / "waves").mkdir()
    (folder / "cluster.yml").write_text(CLUSTER, encoding="utf-8")
    months = [f"{2027 + at // 2}-{1 + 6 * (at % 2):02d}" for at in range(1, WAVES + 1)]
    paths = [folder / "members.csv", *(folder / "waves" / f"{month}.csv" for month in months)]
    for number, path in enumerate(paths):
        lines = ["id;village;kind;cows;milk;price;joins;respondent"]
        for at in range(MEMBERS):
            if (at + number) % 29:
                cows, milk = 2 + (at + number) % 5, 8 + (at * 7 + number) % 5
                lines.append(f"K-{at:03d};v{at % 9};ЛПХ;{cows};{milk};{35 + number};да;Name {at}")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return paths


def main() -> None:
    """Print the seconds of both, the best of three."""
    with TemporaryDirectory() as place:
        paths = write_folder(Path(place))
        cluster = cap.read_cluster(place)
        ours, theirs = [], []
        for _ in range(3):
            begun = time.perf_counter()
            found = read_waves(cluster)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            frames = [pd.read_csv(path, sep=";") for path in paths]
            theirs.append(time.perf_counter() - begun)
        print(f"{len(found.waves)} waves, {len(found.panel)} lines of the panel, {sum(map(len, frames))} rows")
        print(f"read and matched {min(ours):.2f} s; pandas reading the same files {min(theirs):.3f} s")


if __name__ == "__main__":
    main()
