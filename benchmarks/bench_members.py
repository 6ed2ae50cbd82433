"""The memory of a large survey: python benchmarks/bench_members.py [MEMBERS] [DRAWS].

The members of the beans sample, taken again and again under other names until there are so many: no weights, so that
every one of them decides in every draw. Each measurement is a process of its own: the sample as it is, and the large
survey; of both who joins and what it brings month by month, the heads in every draw, and a whole look, as a meeting has
it. Prints processor time, the peak of memory (VmHWM), what the members added to it, and the limit; and beside it what
one table of a number for each member and draw would take.
"""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
from clock import clock, peak

from capacity.intake.cluster import read_cluster
from capacity.intake.facts.cluster import Cluster
from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.potential.joining import joined_heads, who_joins
from capacity.model.results.run import Now
from capacity.model.results.study import look
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import Draws

SAMPLE = Path(__file__).parent.parent / "data" / "talas-beans"
LIMIT = 2**30
"""bytes of memory at the peak, at most"""


def enlarged(cluster: Cluster, size: int) -> Cluster:
    """Return a cluster with its members repeated under other names until there are `size`."""
    members = cluster.survey.members
    rounds = -(-size // len(members))
    many = pd.concat([members] * rounds, ignore_index=True).head(size)
    turn = (many.index // len(members)).astype(str)
    named = many.assign(**{name: many[name].astype(str) + "-" + turn for name in ("member", "owner")})
    return replace(cluster, survey=replace(cluster.survey, members=named))


def futures(cluster: Cluster, draws: Draws) -> None:
    """Work out who joins, what they bring and what comes of it, in every draw."""
    run_case(make_case(cluster.spec, cluster.survey.members), draws, ("sold",), by_year=True)


def heads(cluster: Cluster, draws: Draws) -> None:
    """Count who has joined in every draw."""
    joined_heads(cluster.spec, who_joins(cluster.survey.members), draws)


def whole(cluster: Cluster, draws: Draws) -> None:
    """Look at the cluster as a meeting does."""
    look(Now(cluster, "base", draws))


PARTS = {"futures": futures, "heads": heads, "look": whole}


def measure(part: str, size: int, draws: int) -> None:
    """Print the seconds of the processor and the peak of memory of one part, in this process."""
    cluster = read_cluster(SAMPLE).only("base")
    large = enlarged(cluster, size) if size else cluster
    drawn = sample_draws(large, draws, 1)
    seconds, _ = clock(lambda: PARTS[part](large, drawn), 1)
    print(seconds, peak())


def measured(*given: object) -> tuple[float, float]:
    """Return what `measure` prints in a process of its own."""
    command = [sys.executable, __file__, *map(str, given)]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(memory)


def main(size: int, draws: int) -> None:
    """Measure and print."""
    print(f"{size} members x {draws} draws; one number for each takes {8 * size * draws / 2**30:.2f} GiB")
    for part in PARTS:
        few, many = (measured(part, count, draws) for count in (0, size))
        print(
            f"{part:8s} the sample {few[0]:6.1f} s {few[1] / 2**30:5.2f} GiB   the large survey {many[0]:6.1f} s "
            f"{many[1] / 2**30:5.2f} GiB, {(many[1] - few[1]) / 2**30:+.2f} for its members   limit "
            f"{LIMIT / 2**30:.2f} GiB: {'met' if many[1] <= LIMIT else 'not met'}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(*(int(word) for word in sys.argv[1:] or (50000, 8192)))
