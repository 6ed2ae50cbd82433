"""How long a meeting waits after moving a lever: python benchmarks/bench_explore.py [draws ...].

For every sample: opening it, then moves of its lever of prices: today's chain (numbers, bars and words follow at once),
money and output (at once too, from what was recorded when the scene was opened), and the futures (verdict, lights and
bottlenecks follow when the levers rest). Seconds of the processor, the best of three.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from capacity.intake.cluster import read_cluster
from capacity.present.explore.board import make_board, show_futures, show_hasty, show_today
from capacity.present.explore.scene import open_scene
from capacity.present.words.words import Words

SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")
DATA = Path(__file__).parents[1] / "data"
ENOUGH = 0.5
"""seconds after which a number should have moved"""


def seconds(step: Callable[[], object], times: int = 3) -> tuple[float, object]:
    """Return the least seconds of the processor that a step takes, and what it returns."""
    taken = []
    for _ in range(times):
        start = process_time()
        found = step()
        taken.append(process_time() - start)
    return min(taken), found


def measure(sample: str, draws: int) -> dict[str, float]:
    """Return the seconds of each part of a meeting's moves on one sample."""
    reading, cluster = seconds(lambda: read_cluster(DATA / sample), 1)
    opening, scene = seconds(lambda: open_scene(cluster, "base", draws), 1)
    board = make_board(scene.before, scene.before, Words("en"))
    price = next(lever for lever in scene.levers if lever.key == "price")
    settings = dict.fromkeys(scene.levers, 0.0) | {price: 10.0}
    chain, seen = seconds(lambda: scene.today(settings))
    now = scene.today_study(seen)
    shown, _ = seconds(lambda: show_today(board, now))
    turns = iter([scene.today({**settings, price: times}) for times in (5.0, 10.0, 15.0, 20.0)])
    scene.hasty_study(scene.before, now, next(turns))
    soon, hasty = seconds(lambda: scene.hasty_study(scene.before, now, next(turns)))
    drawn_soon, _ = seconds(lambda: show_hasty(board, hasty))
    ahead, after = seconds(lambda: scene.study(seen))
    drawn, _ = seconds(lambda: show_futures(board, after))
    assert after.summary["run"]["draws"] == draws
    return {
        "read": reading,
        "open": opening,
        "at once": chain + shown,
        "money": soon + drawn_soon,
        "futures": ahead + drawn,
    }


def main() -> None:
    """Print one line for each sample and number of draws."""
    for draws in [int(word) for word in sys.argv[1:]] or [512]:
        for sample in SAMPLES:
            taken = measure(sample, draws)
            parts = "  ".join(f"{part} {time:5.2f} s" for part, time in taken.items())
            print(f"{sample:16s}{draws:6d} futures  {parts}  {'ok' if taken['at once'] <= ENOUGH else 'slow'}")


if __name__ == "__main__":
    main()
