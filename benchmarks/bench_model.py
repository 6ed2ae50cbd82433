"""The model on the dairy sample: 8,192 draws, all scenarios, from draws to summary, beside one pass over the data.

    python benchmarks/bench_model.py [CLUSTER] [DRAWS]

Prints seconds of processor time by step (what a second process does of the whole study is not among them), the peer
(the chain run one draw at a time, from 16 draws) and the limit (one np.minimum over as many numbers as nodes x months x
draws). Checks first that the fast run equals the slow one.
"""

import sys
from pathlib import Path

import numpy as np
from clock import clock

from capacity.intake.cluster import read_cluster
from capacity.model.bank.net import money_beside
from capacity.model.future.case import make_case
from capacity.model.future.projection import project_in, run_case
from capacity.model.results.study import study
from capacity.model.uncertainty.drawing import sample_draws

SAMPLE = Path(__file__).parent.parent / "data" / "chui-dairy"


def main(folder: Path, draws: int) -> None:
    """Measure and print."""
    cluster = read_cluster(folder)
    case, futures = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, draws, 1)
    whole, _ = run_case(case, futures)
    singly, parts = clock(lambda: [run_case(case, futures.part(i, i + 1))[0] for i in range(16)], 1)
    for index, part in enumerate(parts):
        assert np.allclose(part["with_cluster"].values, whole["with_cluster"].values[:, [index]], rtol=1e-12)
    once, _ = clock(lambda: run_case(case, futures), 3)
    futures_time, _ = clock(lambda: project_in(cluster, futures, beside=money_beside("base")), 1)
    whole_study, _ = clock(lambda: study(cluster, draws=draws), 1)
    block = np.random.default_rng(1).random((len(case.network.nodes), whole.sizes["month"], draws))
    limit, _ = clock(lambda: np.minimum(block, 0.5), 3)
    scenarios = len(cluster.specs)
    print(f"{cluster.slug}: {draws} draws x {whole.sizes['month']} months x {len(case.network.nodes)} nodes")
    print(f"one scenario              {once:8.2f} s   {once / draws * 1e6:10.1f} us a draw")
    print(f"all {scenarios} scenarios           {futures_time:8.2f} s")
    print(f"whole study               {whole_study:8.2f} s")
    print(f"peer: one draw at a time  {singly / 16 * draws:8.0f} s   {singly / 16 / (once / draws):10.0f} times ours")
    print(f"limit: one pass           {limit:8.3f} s   ours is {once / limit:.0f} passes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE, int(sys.argv[2]) if len(sys.argv) > 2 else 8192)
