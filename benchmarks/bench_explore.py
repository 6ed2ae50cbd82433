"""How long a meeting waits after moving a lever: python benchmarks/bench_explore.py [--before ROOT] [draws ...].

For every sample, its lever of prices or of costs moved to a value that it has not had:

    key      from the move to new figures of supply, money and output (the larger of prices and costs)
    futures  the whole look that follows when the levers rest: verdict, lights and bottlenecks too
    draw     the output and the calendar of bottlenecks on the screen, from one look to another
    limit    one np.minimum over as many numbers as nodes x months x draws

Seconds of the processor, all threads, the best of three; `clock` is key by the clock. --before names a folder with
another state of the package (git worktree), which is measured in turns with this one, in processes of their own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")
HERE = Path(__file__).parents[1]
TIMES, ROUNDS = 3, 2


def seconds(step: Callable[[], object]) -> tuple[float, float]:
    """Return the least seconds of the processor, and of the clock, that a step takes."""
    taken = []
    for _ in range(TIMES):
        start, wall = process_time(), perf_counter()
        step()
        taken.append((process_time() - start, perf_counter() - wall))
    return min(one for one, _ in taken), min(one for _, one in taken)


def measure(sample: str, draws: int) -> Mapping[str, float]:
    """Return the seconds of each part of a meeting's moves on one sample."""
    import numpy as np  # noqa: PLC0415 - only where it is measured

    from capacity.intake.cluster import read_cluster  # noqa: PLC0415
    from capacity.present.explore import board as boards  # noqa: PLC0415
    from capacity.present.explore import charts  # noqa: PLC0415
    from capacity.present.explore import scene as scenes  # noqa: PLC0415
    from capacity.present.words.words import Words  # noqa: PLC0415

    words, values = Words("en"), (5 + step / 4 for step in count())
    cluster = read_cluster(HERE / "data" / sample)
    start = process_time()
    scene = scenes.open_scene(cluster, "base", draws)
    found = {"open": process_time() - start}
    board = boards.make_board(scene.before, scene.before, words)
    levers = {lever.key: lever for lever in scene.levers}

    def moved(key: str) -> object:
        return scene.today(dict.fromkeys(scene.levers, 0.0) | {levers[key]: next(values)})

    def press(key: str) -> None:
        seen = moved(key)
        now = scene.today_study(seen)
        boards.show_today(board, now)
        boards.show_hasty(board, scene.hasty_study(scene.before, now, seen))

    for key in ("price", "cost"):
        press(key)
    keys = [seconds(lambda key=key: press(key)) for key in ("price", "cost") if key in levers]
    found |= {"key": max(one for one, _ in keys), "clock": max(one for _, one in keys)}
    found["futures"] = seconds(lambda: scene.study(moved("price")))[0]
    other = scene.study(scene.today(dict.fromkeys(scene.levers, 0.0) | {levers["demand"]: -30.0}))
    looks = [scene.before, other]
    pictures = [[charts.fan_chart(scene.before, one, words), charts.calendar_chart(one, words)] for one in looks]
    figures = [charts.make_live(chart, words) for chart in pictures[0]]

    def draw() -> None:
        for chosen in (pictures[1], pictures[0]):
            for figure, chart in zip(figures, chosen, strict=True):
                charts.show(figure, chart, words)

    found["draw"] = seconds(draw)[0] / 2
    network = scene.dials.case.network
    block = np.random.default_rng(1).random((len(network.nodes), round(scene.dials.case.spec.horizon.mode), draws))
    return found | {"limit": seconds(lambda: np.minimum(block, 0.5))[0]}


def measured(root: Path, sample: str, draws: int) -> Mapping[str, float]:
    """Return what a process of its own has measured with the package that stands in `root`."""
    command = [sys.executable, __file__, "--worker", sample, str(draws)]
    fixed = {"PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env={**os.environ, **fixed}, capture_output=True, text=True, check=True, cwd=HERE)
    return json.loads(done.stdout.splitlines()[-1])


def compared(roots: list[Path], sample: str, draws: int) -> Iterator[Mapping[str, float]]:
    """Yield the least of some rounds of each state of the package, which take turns."""
    rounds = [[measured(root, sample, draws) for root in roots] for _ in range(ROUNDS)]
    for place in range(len(roots)):
        yield {part: min(one[place][part] for one in rounds) for part in rounds[0][place]}


def line(part: str, ours: Mapping[str, float], before: Mapping[str, float]) -> str:
    """Return what is said of one part."""
    told = f"  {part} {1000 * ours[part]:.0f} ms"
    if before:
        told += f" (before {1000 * before[part]:.0f}, {before[part] / ours[part]:.1f} x)"
    return told


def main(words: list[str]) -> None:
    """Print one line for each sample and number of draws."""
    if words[:1] == ["--worker"]:
        print(json.dumps(measure(words[1], int(words[2]))))
        return
    roots = [HERE]
    if words[:1] == ["--before"]:
        roots.append(Path(words[1]))
        words = words[2:]
    for draws in [int(word) for word in words] or [512, 8192]:
        for sample in SAMPLES:
            ours, before = [*compared(roots, sample, draws), {}][:2]
            parts = "".join(line(part, ours, before) for part in ("open", "key", "clock", "futures", "draw"))
            print(f"{sample:16s}{draws:6d}{parts}  limit {1000 * ours['limit']:.0f} ms", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
