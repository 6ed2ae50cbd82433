"""The operating rule to yearly cash: 8,192 draws x 120 months x 6 nodes with stores, beside two peers.

    python benchmarks/bench_rule.py [DRAWS]

The peers: the EMA workbench, given the rule as it was written by hand for this very chain and compiled by numba, so
that it calls no Python of a month; and that compiled rule alone, draw after draw, without a library. The limit: one
np.minimum over nodes x months x draws. Ours goes from levels to yearly cash each time: recording it and running it.
Checks first that both peers' numbers equal ours to 1e-9. Seconds of processor time from this one run, in turns; then
how they grow with draws, months and nodes, and the memory of 131,072 draws in parts.
"""

import sys
from collections.abc import Collection
from contextlib import redirect_stderr
from io import StringIO

import numpy as np
from clock import clock, peak
from ema_workbench import ArrayOutcome, Model, RealParameter, perform_experiments
from numba import njit
from race import Race, take_turns
from rule_by_hand import COMMON, EACH, FIRST, yearly_cash

from capacity.model.chain.network import Network, Node, Outlet, Pool, Port
from capacity.model.chain.operating_rule import keep_flows, record_chain
from capacity.model.chain.variables import UNLIMITED, Conditions
from capacity.model.engine.tape import Tape

DRAWS, MONTHS, NODES = 8192, 120, 6
EXPERIMENTS, PART, MANY = 2000, 8192, 131072
RANGES = {
    "supply": (80, 120), "price": (90, 130), "demand": (25, 60), "growth": (-0.02, 0.03), "outlet": (20, 35),
    "room": (10, 40), "loss": (0.01, 0.04), "store_cost": (0.2, 0.6), "capacity": (60, 120), "yield": (0.8, 1.0),
    "cost": (3, 6),
}  # fmt: skip


def level_names(nodes: int) -> list[str]:
    """Return the uncertain numbers of a chain: COMMON, then EACH of every node."""
    return [*COMMON, *(f"{name}_{node}" for node in range(nodes) for name in EACH)]


def drawn(draws: int, nodes: int = NODES) -> np.ndarray:
    """Return levels (name, draw), evenly drawn."""
    low, high = np.array([RANGES[name.split("_")[0] if name[-1].isdigit() else name] for name in level_names(nodes)]).T
    return low[:, None] + (high - low)[:, None] * np.random.default_rng(1).random((len(low), draws))


def calendar(months: int) -> np.ndarray:
    """Return the seasons (month, 3) of supply, price and demand."""
    turn = 2 * np.pi * np.arange(months)[:, None] / 12
    return 1 + np.array([0.4, -0.15, 0.1]) * np.sin(turn + np.array([0.0, 0.5, 2.0]))


def network(nodes: int) -> Network:
    """Return the nodes one after another, with stores in the middle and at the end."""
    keeps = {nodes // 2: 2, nodes: 3}
    pools = tuple(Pool(f"p{i}", f"p{i}", "", keeps.get(i, 0)) for i in range(nodes + 1))
    ports = [Port(pool.product, (i,)) for i, pool in enumerate(pools)]
    chain = tuple(Node(f"n{i}", f"n{i}", "", (ports[i],), (ports[i + 1],), None) for i in range(nodes))
    markets = Outlet("market", f"p{nodes}", (nodes,)), Outlet("today", "p0", (0,), today=True)
    return Network(pools, chain, markets, (), by_contract=False, sources=frozenset({"p0"}))


def ours(levels: np.ndarray, seasons: np.ndarray) -> np.ndarray:
    """Return yearly cash (year, draw) by the package's operating rule."""
    return recorded(levels, seasons)[1]


def recorded(levels: np.ndarray, seasons: np.ndarray, dials: Collection[str] = ()) -> tuple[Tape, np.ndarray]:
    """Return the tape on which a chain was recorded, some of its levels as dials, and its yearly cash (year, draw)."""
    months, nodes = len(seasons), (len(levels) - FIRST) // 3
    chain, tape = network(nodes), Tape(months, levels.shape[1])
    x = {
        name: tape.dial(name, row) if name in dials else tape.row(row[None, :])
        for name, row in zip(level_names(nodes), levels, strict=True)
    }
    season = [tape.row(column[:, None]) for column in seasons.T]
    yearly = np.cumprod([np.ones_like(levels[3]), *[1 + levels[3]] * (months // 12 - 1)], axis=0)
    growth = tape.row(np.repeat(yearly, 12, axis=0))
    none, one, endless = tape.row(0.0), tape.row(1.0), tape.row(UNLIMITED)
    stores = [pool.keeps > 0 for pool in chain.pools]
    rows = {
        "supply": [x["supply"] * season[0], *[none] * nodes],
        **{name: [none] * nodes for name in ("busy", "minimum_load")},
        **{name: [x[f"{name}_{node}"] for node in range(nodes)] for name in ("capacity", "cost")},
        "coefficient": [row for node in range(nodes) for row in (one, x[f"yield_{node}"])],
        "price": [x["price"] * season[1] * growth, x["outlet"]],
        "demand": [x["demand"] * season[2], endless],
        **{name: [] for name in ("buying_price", "available")},
        **{name: [none] * (nodes + 1) for name in ("discard_cost", "reserve")},
        "room": [x["room"] if store else endless for store in stores],
        "store_loss": [x["loss"] if store else none for store in stores],
        "store_cost": [x["store_cost"] if store else none for store in stores],
        "release": [one] * (nodes + 1),
    }
    arcs = [f"n{node}{side}" for node in range(nodes) for side in (f"<p{node}", f">p{node + 1}")]
    flows = record_chain(chain, Conditions(tape, rows, {"arc": arcs}))
    kept = keep_flows(tape, flows, ("margin",), 12)
    tape.run(12)
    return tape, kept["margin"][0]


one_future = njit(error_model="numpy")(yearly_cash)


@njit(error_model="numpy")
def by_numba(levels, seasons, cash, room):
    """Fill yearly cash (draw, year) from levels (draw, name)."""
    for draw in range(len(levels)):
        one_future(levels[draw], seasons, cash[draw], room)


def room_sizes(nodes: int, months: int) -> list[int]:
    """Return how long the lists are in which the loop works."""
    return [*[nodes + 1] * 3, *[months] * 3]


def hand_written(levels: np.ndarray, seasons: np.ndarray) -> np.ndarray:
    """Return yearly cash (year, draw) by the loop that was written for this chain."""
    cash = np.zeros((levels.shape[1], len(seasons) // 12))
    room = tuple(np.zeros(size) for size in room_sizes((len(levels) - FIRST) // 3, len(seasons)))
    by_numba(np.ascontiguousarray(levels.T), seasons, cash, room)
    return cash.T


def workbench_model(seasons: np.ndarray) -> Model:
    """Return the chain as a model of the EMA workbench: the compiled rule, and the ranges of its numbers."""
    names, years = level_names(NODES), len(seasons) // 12
    room = tuple(np.zeros(size) for size in room_sizes(NODES, len(seasons)))

    def experiment(**levels: float) -> dict:
        cash = np.zeros(years)
        one_future(np.array([levels[name] for name in names]), seasons, cash, room)
        return {"cash": cash}

    model = Model("chain", function=experiment)
    bounds = [RANGES[name.split("_")[0] if name[-1].isdigit() else name] for name in names]
    model.uncertainties = [RealParameter(name, *ends) for name, ends in zip(names, bounds, strict=True)]
    model.outcomes = [ArrayOutcome("cash", shape=(years,), dtype=float)]
    return model


def by_workbench(model: Model, experiments: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the levels that the EMA workbench drew, and their yearly cash (year, draw)."""
    with redirect_stderr(StringIO()):
        drawn_there, outcomes = perform_experiments(model, scenarios=experiments)
    return drawn_there[level_names(NODES)].to_numpy(float).T, outcomes["cash"].T


def check(found: np.ndarray, expected: np.ndarray) -> None:
    """Refuse to measure what is not equal to 1e-9."""
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Return the power with which seconds grow."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def print_growth() -> None:
    """Print how the seconds grow with draws, months and nodes."""
    cases = {
        "draws": ([8192, 16384, 32768], lambda n: (drawn(n), calendar(MONTHS))),
        "months": ([120, 240, 480], lambda n: (drawn(DRAWS), calendar(n))),
        "nodes": ([6, 12, 24], lambda n: (drawn(DRAWS, n), calendar(MONTHS))),
    }
    for name, (sizes, make) in cases.items():
        seconds = []
        for size in sizes:
            given = make(size)
            ours(*given)
            seconds.append(clock(lambda given=given: ours(*given), 3)[0])
        shown = "  ".join(f"{size}: {taken:.3f} s" for size, taken in zip(sizes, seconds, strict=True))
        print(f"grows with {name:7s} to the power {exponent(sizes, seconds):.2f}   {shown}")


def print_memory() -> None:
    """Print the peak memory after 131,072 draws in parts, and refuse parts that change a result."""
    levels, seasons = drawn(MANY), calendar(MONTHS)
    parts = [ours(levels[:, start : start + PART], seasons) for start in range(0, MANY, PART)]
    odd = ours(levels[:, 5 : 5 + 3000], seasons)
    assert np.array_equal(odd, np.concatenate(parts, axis=1)[:, 5 : 5 + 3000]), "a part changes the result"
    held = peak() / 2**30
    print(f"{MANY} draws in parts of {PART}: peak memory {held:.2f} GiB; the same to the last bit in other parts")


def races(draws: int = DRAWS) -> list[Race]:
    """Check and measure."""
    levels, seasons = drawn(draws), calendar(MONTHS)
    check(hand_written(levels, seasons), ours(levels, seasons))
    model = workbench_model(seasons)
    there, cash = by_workbench(model, 100)
    check(cash, ours(there, seasons))
    block = np.random.default_rng(1).random((NODES, MONTHS, draws))
    works = {
        "ours": lambda: ours(levels, seasons),
        "EMA": lambda: by_workbench(model, EXPERIMENTS),
        "by hand": lambda: hand_written(levels, seasons),
        "limit": lambda: np.minimum(block, 0.5),
    }
    taken = take_turns(works)
    compiled = "EMA workbench, the rule by hand and compiled"
    alone = "the rule by hand and compiled, no library"
    peers = {compiled: taken["EMA"] * draws / EXPERIMENTS, alone: taken["by hand"]}
    work = f"operating rule to yearly cash, {draws:,} draws x {MONTHS} months x {NODES} nodes"
    return [Race(work, taken["ours"], peers, ("one np.minimum over all numbers", taken["limit"]), {compiled: 30})]


if __name__ == "__main__":
    for race in races(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS):
        race.show()
    print_growth()
    print_memory()
