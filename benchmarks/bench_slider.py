"""From slider to summary: prices turned in three scenarios, 8,192 draws, ten years, in a warm process.

    python benchmarks/bench_slider.py [CLUSTER] [DRAWS]

Prints milliseconds of processor time and of the clock for one move in all three scenarios, and beside them the usual
way (each scenario recorded anew) and the limit (one np.minimum over as many numbers as nodes x months x draws). Checks
first that the figures of a move equal those of the usual way.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from capacity.intake.cluster import read_cluster
from capacity.intake.schema import Spec
from capacity.model.dials import make_dials
from capacity.model.draws import sample_draws
from capacity.model.measures import measures, quantiles, spread, yearly
from capacity.model.projection import make_case, run_case

SAMPLE = Path(__file__).parent.parent / "data" / "chui-dairy"
SCENARIOS, TARGET = 3, 150


def clock(work: Callable, rounds: int = 5) -> tuple[float, float]:
    """Return the least milliseconds of the processor and of the clock of some rounds of a piece of work."""
    taken = []
    for _ in range(rounds):
        start, wall = time.process_time(), time.perf_counter()
        work()
        taken.append((time.process_time() - start, time.perf_counter() - wall))
    return tuple(1000 * np.min(taken, axis=0))


def dearer(spec: Spec, times: float) -> Spec:
    """Return a scenario in which all markets pay so many times as much."""
    markets = {}
    for name, market in spec.markets.items():
        low, mode, high = (times * end for end in (market.price.low, market.price.mode, market.price.high))
        markets[name] = market.model_copy(update={"price": replace(market.price, low=low, mode=mode, high=high)})
    return spec.model_copy(update={"markets": markets})


def main(folder: Path, draws: int) -> None:
    """Check, measure and print."""
    cluster = read_cluster(folder)
    futures, members = sample_draws(cluster, draws, 1), cluster.survey.members
    specs = list(cluster.specs.values())[:SCENARIOS]
    start = time.perf_counter()
    ready = [make_dials(make_case(spec, members), futures) for spec in specs]
    opening = time.perf_counter() - start

    def usual(times: float) -> list:
        found = [run_case(make_case(dearer(spec, times), members), futures, ("sold",))[0] for spec in specs]
        return [
            (
                quantiles(yearly(one, "sold")),
                {
                    name: spread(values)
                    for name, values in measures(spec, one, futures.value(spec.finance.discount_rate)).items()
                },
            )
            for spec, one in zip(specs, found, strict=True)
        ]

    def turned(times: float) -> list:
        return [dials.turned(dearer(spec, times)) for dials, spec in zip(ready, specs, strict=True)]

    for fast, (sold, money) in zip(turned(1.1), usual(1.1), strict=True):
        np.testing.assert_allclose(fast.sold, sold, rtol=1e-12, atol=1e-12 * sold.max())
        for name, ends in money.items():
            np.testing.assert_allclose(
                [x or np.nan for x in fast.measures[name].values()], [x or np.nan for x in ends.values()], rtol=1e-9
            )
    moves = iter(np.linspace(0.8, 1.2, 100))
    mine, old = clock(lambda: turned(next(moves))), clock(lambda: usual(next(moves)), 2)
    block = np.random.default_rng(1).random((len(ready[0].case.network.nodes), ready[0].tape.months, draws))
    limit = SCENARIOS * clock(lambda: np.minimum(block, 0.5))[0]
    print(f"{cluster.slug}: {draws} draws, {len(specs)} scenarios, {len(ready[0].tape.dials)} dials each")
    print(f"a move, dials       {mine[0]:7.0f} ms of processor  {mine[1]:7.0f} ms   (target {TARGET} ms)")
    print(f"recorded anew       {old[0]:7.0f} ms of processor  {old[1]:7.0f} ms   {old[0] / mine[0]:.1f} times ours")
    print(f"limit: one pass     {limit:7.0f} ms of processor  ours is {mine[0] / limit:.0f} passes")
    print(f"recorded once in {opening:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE, int(sys.argv[2]) if len(sys.argv) > 2 else 8192)
