"""From slider to summary: a lever turned in three scenarios, 8,192 draws, ten years, in a warm process.

    python benchmarks/bench_slider.py [CLUSTER] [DRAWS]

Two lines of work: the levers of a cluster (the dairy sample), and the demand of the six-node chain of bench_rule. For
each: one move in all three scenarios, ours (recorded once, what the lever reaches walked again); a fresh projection
(each scenario recorded anew); and the limit (one np.minimum over as many numbers as nodes x months x draws of three
scenarios). Milliseconds of processor time, and of the clock for ours; the best of some rounds in which all three take
turns. Checks first that the figures of every move equal those of a fresh projection.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
from bench_rule import MONTHS, NODES, calendar, drawn, level_names, recorded
from pydantic import BaseModel

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts.cluster import quantities
from capacity.model.future.case import make_case
from capacity.model.future.measures import discount_rate, measures, yearly
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.ranges import quantiles, spread
from capacity.model.whatif.dials import make_dials

SAMPLE = Path(__file__).parent.parent / "data" / "chui-dairy"
SCENARIOS, TARGET, ROUNDS = 3, 150, 5
LEVERS = {
    "prices": r"markets\.(?!{today}).*\.price",
    "demand": r"markets\.(?!{today}).*\.demand",
    "costs": r"links\.[^.]+\.cost",
    "outside": r"markets\.({today})\.price",
}
"""which numbers each lever of the panel turns"""


def race(*rivals: Callable) -> list[tuple[float, float]]:
    """Return the least milliseconds of the processor and of the clock of each of some works that take turns."""
    taken = [[] for _ in rivals]
    for _ in range(ROUNDS):
        for times, work in zip(taken, rivals, strict=True):
            start, wall = time.process_time(), time.perf_counter()
            work()
            times.append((time.process_time() - start, time.perf_counter() - wall))
    return [tuple(1000 * np.min(times, axis=0)) for times in taken]


def show(name: str, ours: tuple, fresh: tuple, limit: tuple) -> None:
    """Print one line."""
    within = "within" if ours[1] <= TARGET else f"{ours[1] / TARGET:.1f} x"
    print(
        f"{name:16s}{ours[0]:7.0f} ms, by the clock {ours[1]:5.0f} ({within} the target){fresh[0]:8.0f} ms fresh "
        f"({fresh[0] / ours[0]:4.1f} x ours){limit[0]:6.0f} ms limit (ours is {ours[0] / limit[0]:4.1f} passes)"
    )


def scaled(part: object, path: list[str], times: float) -> object:
    """Return a part of a spec in which the number at a path is multiplied."""
    if not path:
        return replace(part, low=part.low * times, mode=part.mode * times, high=part.high * times)
    if isinstance(part, BaseModel):
        return part.model_copy(update={path[0]: scaled(getattr(part, path[0]), path[1:], times)})
    return {**part, path[0]: scaled(part[path[0]], path[1:], times)}


def moved(spec: Spec, lever: str, times: float) -> Spec:
    """Return a scenario in which the numbers of a lever are multiplied."""
    today = "|".join(name for name, market in spec.markets.items() if market.today)
    pattern = LEVERS[lever].replace("{today}", today)
    paths = [quantity.name for quantity in quantities(spec) if re.fullmatch(pattern, quantity.name)]
    return reduce(lambda now, path: scaled(now, path.split("."), times), paths, spec)


def summary(sold: np.ndarray, money: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return p10, p50 and p90 of yearly sales by market and of all measures, one after another."""
    ends = [value for values in money.values() for value in spread(values).values()]
    return np.concatenate([quantiles(sold).ravel(), np.array(ends, float)])


def bench_cluster(folder: Path, draws: int) -> None:
    """Check, measure and print the levers of a cluster."""
    cluster = read_cluster(folder)
    futures, members = sample_draws(cluster, draws, 1), cluster.survey.members
    specs = list(cluster.specs.values())[:SCENARIOS]
    ready = [make_dials(make_case(spec, members), futures) for spec in specs]

    def turned(lever: str, times: float) -> list:
        found = (dials.turned(moved(spec, lever, times)) for dials, spec in zip(ready, specs, strict=True))
        return [summary(one.sold, one.measures) for one in found]

    def fresh(lever: str, times: float) -> Iterator[tuple]:
        for spec in specs:
            one = run_case(make_case(moved(spec, lever, times), members), futures, ("sold",))[0]
            yield summary(
                yearly(one, "sold"),
                measures(spec, one, discount_rate(spec, futures)),
            )

    block = np.random.default_rng(1).random((SCENARIOS * len(ready[0].case.network.nodes), MONTHS, draws))
    print(f"{cluster.slug}: {draws} draws, {len(specs)} scenarios, {len(ready[0].tape.dials.rows)} dials each")
    for lever in LEVERS:
        for ours, other in zip(turned(lever, 1.1), fresh(lever, 1.1), strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-12 * np.nanmax(other))
        moves = iter(np.linspace(0.8, 1.2, 2 * ROUNDS))
        works = (lambda: turned(lever, next(moves)), lambda: list(fresh(lever, next(moves))))  # noqa: B023
        show(lever, *race(*works, lambda: np.minimum(block, 0.5)))
        turned(lever, 1.0)


def bench_chain(draws: int) -> None:
    """Check, measure and print the demand of the six-node chain, with all, nine and eight tenths of the supply."""
    seasons, names = calendar(MONTHS), level_names(NODES)
    chains = [drawn(draws) for _ in range(SCENARIOS)]
    for place, levels in enumerate(chains):
        levels[names.index("supply")] *= 1 - place / 10
    ready = [recorded(levels, seasons, ("demand", "price")) for levels in chains]
    demand = names.index("demand")

    def turned(times: float) -> list[np.ndarray]:
        for levels, (tape, _) in zip(chains, ready, strict=True):
            tape.turn({"demand": levels[demand] * times})
        return [quantiles(cash) for _, cash in ready]

    def fresh(times: float) -> Iterator[np.ndarray]:
        for levels in chains:
            other = levels.copy()
            other[demand] *= times
            yield quantiles(recorded(other, seasons)[1])

    for ours, other in zip(turned(1.1), fresh(1.1), strict=True):
        np.testing.assert_allclose(ours, other, rtol=1e-12)
    moves = iter(np.linspace(0.8, 1.2, 2 * ROUNDS))
    block = np.random.default_rng(1).random((SCENARIOS * NODES, MONTHS, draws))
    works = (lambda: turned(next(moves)), lambda: list(fresh(next(moves))), lambda: np.minimum(block, 0.5))
    print(f"six nodes with two stores: {draws} draws, {SCENARIOS} supplies")
    show("demand", *race(*works))


if __name__ == "__main__":
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    bench_chain(many)
    bench_cluster(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE, many)
