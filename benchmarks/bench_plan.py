"""The best plan on the dairy sample in many draws, and without each of many members, beside linprog in a loop.

    python benchmarks/bench_plan.py [CLUSTER] [DRAWS] [MEMBERS]

Two pieces of work, each with what is ours, the peer (the programme built and solved by scipy.optimize.linprog once a
draw or member, on a sample, scaled) and the limit, all from this one run in seconds of processor time:

- value and shadow prices of all limits in every draw, all inputs uncertain, yields too, each draw certified;
- value and shadow prices without each of MEMBERS members of Pareto size, by critical regions.

Checks first that ours equals the peer's to 1e-9.
"""

import sys
import time
from pathlib import Path

import numpy as np
import xarray as xr
from clock import clock
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from capacity.intake.cluster import read_cluster
from capacity.model.diagnosis.today import Today, run_today
from capacity.model.plan.best import certified, one_year, plan_layout
from capacity.model.plan.draws import best_plans
from capacity.model.plan.layout import BALANCE, Layout
from capacity.model.plan.loads import best_pattern
from capacity.model.plan.matrix import Numbers, Programme, make_programme, read_inputs
from capacity.model.plan.regions import Changes, plans_by_region
from capacity.model.plan.solver import new_highs, scaled, solve
from capacity.model.uncertainty.draws import sample_draws

SAMPLE = Path(__file__).parent.parent / "data" / "chui-dairy"
ROUNDS, PEERS = 5, 24


def build_and_linprog(layout: Layout, x: Numbers, on: np.ndarray, draw: int) -> float:
    """Return a draw's value as a user would get it: the numbers of one draw at a time, its matrix, linprog."""
    programme = make_programme(layout, {name: values[..., [draw]] for name, values in x.items()}, on)
    return by_linprog(programme, programme.row_upper[:, 0]) + programme.constant[0]


def by_linprog(programme: Programme, row_upper: np.ndarray) -> float:
    """Return the value of one case by linprog, in units of 100 t and 10 money so that its tolerances fit."""
    layout, unit = programme.layout, 1e5
    assert np.isinf(programme.row_lower).all(), "the sample's rows have upper limits only"
    matrix = csc_matrix((programme.value[:, 0], layout.row, layout.start), shape=layout.size)
    some = np.isfinite(row_upper)
    bounds = np.concatenate([programme.lower, programme.upper], axis=1) / unit
    worth = -programme.worth[:, 0] / 10
    found = linprog(worth, matrix[some], row_upper[some] / unit, bounds=bounds, method="highs")
    return -found.fun * 10 * unit if found.status == 0 else np.nan


def plans_in_draws(today: Today, nominal: xr.Dataset, inputs: xr.Dataset) -> None:
    """Measure the plans of all draws."""
    draws = inputs.sizes["draw"]
    layout = plan_layout(today.network, nominal, cyclic=True)
    on = best_pattern(layout, read_inputs(nominal))
    ours, found = clock(lambda: best_plans(today.network, inputs, nominal=nominal, pattern=on), 3)
    start = time.perf_counter()
    best_plans(today.network, inputs, nominal=nominal, pattern=on, threads=2)
    two = time.perf_counter() - start
    keeps = np.flatnonzero(~found["own_pattern"].values)[:PEERS]
    x = read_inputs(inputs)
    peer, values = clock(lambda: [build_and_linprog(layout, x, on, draw) for draw in keeps], 3)
    assert np.allclose(found["value"].values[keeps], values, rtol=1e-9), "ours is not the peer's optimum"
    assert found["certified"].all(), "a draw is not certified"
    programme = make_programme(layout, read_inputs(nominal), on)
    highs, lp = new_highs(), scaled(programme).draw(0)
    basis = certified(programme).basis
    limit, _ = clock(lambda: [solve(highs, layout, lp, basis) for _ in range(64)])
    rows, columns = layout.size
    own = int(found["own_pattern"].sum())
    print(
        f"best plan in {draws} draws, {columns} flows x {rows} rows; all certified, {own} with nodes that had to stand"
    )
    print(f"ours, certificate and prices {ours:8.3f} s   {ours / draws * 1e6:8.0f} us a draw")
    each = peer / len(keeps)
    print(f"peer: build + linprog        {each * draws:8.3f} s   {each / (ours / draws):8.1f} times ours")
    print(f"ours with two threads        {two:8.3f} s on the wall clock")
    print(f"limit: HiGHS, optimal basis  {limit / 64 * draws:8.3f} s   ours is {ours / draws / (limit / 64):.1f} of it")


def plans_without_members(today: Today, nominal: xr.Dataset, members: int) -> None:
    """Measure the plans without each of many members."""
    layout, x = plan_layout(today.network, nominal, cyclic=True), read_inputs(nominal)
    programme = make_programme(layout, x, best_pattern(layout, x))
    supplied = [r for r, place in enumerate(layout.rows) if place.kind == BALANCE and x["supply"][place.thing].any()]
    size = np.random.default_rng(1).pareto(2.5, members) + 0.1
    home = np.random.default_rng(2).integers(0, len(supplied), members)
    rows = np.concatenate([layout.row_at(r) for r in supplied])
    pool = np.repeat(np.arange(len(supplied)), layout.months)
    part = size / np.bincount(home, size)[home] * (pool[:, None] == home)
    changes = Changes(rows, np.zeros(0, int), -programme.row_upper[rows] * part, np.zeros((0, members)))
    weights, everybody = np.zeros(layout.size[1]), np.ones(members, dtype=bool)

    def ours() -> object:
        return plans_by_region(programme, certified(programme), changes, weights, allowed=everybody)

    taken, found = clock(ours)
    sample = np.random.default_rng(3).choice(members, PEERS, replace=False)

    def one(member: int) -> float:
        row_upper = programme.row_upper[:, 0].copy()
        row_upper[rows] += changes.by_row[:, member]
        return by_linprog(programme, row_upper)

    peer, values = clock(lambda: [one(member) for member in sample], 3)
    assert np.allclose(found.value[sample], values, rtol=1e-9), "ours is not the peer's optimum"
    once, _ = clock(lambda: certified(programme))
    print(f"without each of {members} members: {found.solves} more programmes solved, {len(found.y)} regions")
    print(f"ours, with shadow prices     {taken:8.4f} s   {taken / members * 1e6:8.1f} us a member")
    each = peer / len(sample)
    print(f"peer: linprog a member       {each * members:8.3f} s   {each / (taken / members):8.0f} times ours")
    print(f"limit: one certified plan    {once:8.4f} s   ours is {taken / once:.1f} of it")


def main(folder: Path, draws: int, members: int) -> None:
    """Measure and print."""
    cluster = read_cluster(folder)
    today = run_today(cluster)
    uncertain = run_today(cluster, draws=sample_draws(cluster, draws, 1))
    plans_in_draws(today, one_year(today.inputs), one_year(uncertain.inputs))
    plans_without_members(today, one_year(today.inputs), members)


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    main(Path(given.get(1, SAMPLE)), int(given.get(2, 512)), int(given.get(3, 1000)))
