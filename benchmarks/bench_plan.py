"""The best plan of the samples in many draws, and without each of many members, beside linprog and HiGHS kept warm.

    python benchmarks/bench_plan.py [DRAWS] [MEMBERS]

Two pieces of work, in seconds of processor time, all from this one run, in turns:

- value and shadow prices of all limits in every draw, all inputs uncertain, yields too, each draw certified;
- value and shadow prices without each of MEMBERS members of Pareto size, by critical regions (the dairy sample).

The peers do less: no certificate, no prices in the cluster's units. linprog: the programme built and solved by
scipy.optimize.linprog once a draw or member, on some of them, scaled up. HiGHS kept warm: one model, its numbers
changed for each draw or member, solved from the basis of the one before. The limit is what HiGHS takes where it is
given the optimal basis. Checks first that ours equals the peers' to 1e-9.
"""

import sys
from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import xarray as xr
from race import Race, take_turns
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
from capacity.model.plan.solver import Scaled, load, new_highs, scaled, solve
from capacity.model.uncertainty.drawing import sample_draws

DATA = Path(__file__).parent.parent / "data"
SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")
DRAWS, MEMBERS, PEERS = 512, 1000, 24
LINPROG, WARM = "build + linprog", "HiGHS kept warm, basis reused"
AIMS = {LINPROG: 10}


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


def kept_warm(layout: Layout, cases: list[Scaled]) -> list[float]:
    """Return the value of one case after another by one model of HiGHS, from the basis of the case before."""
    highs, found = new_highs(), []
    load(highs, layout, cases[0])
    places = np.arange(len(cases[0].cost), dtype=np.int32), np.arange(len(cases[0].row_upper), dtype=np.int32)
    columns = np.repeat(np.arange(len(places[0])), np.diff(layout.start))
    before = cases[0]
    for case in cases:
        for k in np.flatnonzero(case.value != before.value):
            highs.changeCoeff(int(layout.row[k]), int(columns[k]), case.value[k])
        highs.changeColsCost(len(places[0]), places[0], case.cost)
        highs.changeColsBounds(len(places[0]), places[0], case.lower, case.upper)
        highs.changeRowsBounds(len(places[1]), places[1], case.row_lower, case.row_upper)
        highs.run()
        solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found.append(-highs.getObjectiveValue() * case.amount * case.money if solved else np.nan)
        before = case
    return found


def plans_in_draws(name: str, today: Today, nominal: xr.Dataset, inputs: xr.Dataset) -> Race:
    """Measure the plans of all draws."""
    draws, x = inputs.sizes["draw"], read_inputs(inputs)
    layout = plan_layout(today.network, nominal, cyclic=True)
    on = best_pattern(layout, read_inputs(nominal))
    found = best_plans(today.network, inputs, nominal=nominal, pattern=on)
    assert found["certified"].all(), "a draw is not certified"
    keeps = np.flatnonzero(~found["own_pattern"].values)
    some = keeps[:PEERS]

    def warm() -> np.ndarray:
        programme = make_programme(layout, x, on)
        lp = scaled(programme)
        return kept_warm(layout, [lp.draw(draw) for draw in keeps]) + programme.constant[keeps]

    def linprog_each() -> list[float]:
        return [build_and_linprog(layout, x, on, draw) for draw in some]

    centre = make_programme(layout, read_inputs(nominal), on)
    basis, highs, lp = certified(centre).basis, new_highs(), scaled(centre).draw(0)
    for values, chosen in ((linprog_each(), some), (warm(), keeps)):
        assert np.allclose(found["value"].values[chosen], values, rtol=1e-9), "ours is not the peer's optimum"
    works = {
        "ours": lambda: best_plans(today.network, inputs, nominal=nominal, pattern=on),
        LINPROG: linprog_each,
        WARM: warm,
        "limit": lambda: [solve(highs, layout, lp, basis) for _ in range(64)],
    }
    taken = take_turns(works)
    peers = {LINPROG: taken[LINPROG] * draws / len(some), WARM: taken[WARM] * draws / len(keeps)}
    rows, columns = layout.size
    work = f"best plan and prices in {draws} draws, {name} ({columns} flows x {rows} rows)"
    return Race(work, taken["ours"], peers, ("HiGHS from the optimal basis", taken["limit"] / 64 * draws), AIMS)


def plans_without_members(today: Today, nominal: xr.Dataset, members: int) -> Race:
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
    sample = np.random.default_rng(3).choice(members, PEERS, replace=False)

    def ours() -> object:
        return plans_by_region(programme, certified(programme), changes, weights, allowed=everybody)

    def linprog_each() -> list[float]:
        return [by_linprog(programme, _without(programme, changes, member)) for member in sample]

    def warm() -> list[float]:
        lp = scaled(programme).draw(0)
        limits = [_without(programme, changes, member) / lp.amount for member in range(members)]
        return kept_warm(layout, [replace(lp, row_upper=limit) for limit in limits])

    found = ours().value
    for values, chosen in ((linprog_each(), sample), (warm(), slice(None))):
        assert np.allclose(found[chosen], values, rtol=1e-9), "ours is not the peer's optimum"
    works = {"ours": ours, LINPROG: linprog_each, WARM: warm, "limit": lambda: certified(programme)}
    taken = take_turns(works)
    peers = {LINPROG: taken[LINPROG] * members / len(sample), WARM: taken[WARM]}
    work = f"best plan without each of {members:,} members, chui-dairy"
    return Race(work, taken["ours"], peers, ("one certified plan", taken["limit"]), AIMS)


def _without(programme: Programme, changes: Changes, member: int) -> np.ndarray:
    row_upper = programme.row_upper[:, 0].copy()
    row_upper[changes.rows] += changes.by_row[:, member]
    return row_upper


def races(draws: int = DRAWS, members: int = MEMBERS) -> list[Race]:
    """Check and measure."""
    found = []
    for name in SAMPLES:
        cluster = read_cluster(DATA / name)
        today, uncertain = run_today(cluster), run_today(cluster, draws=sample_draws(cluster, draws, 1))
        found.append(plans_in_draws(name, today, one_year(today.inputs), one_year(uncertain.inputs)))
        if name == SAMPLES[0]:
            found.append(plans_without_members(today, one_year(today.inputs), members))
    return found


if __name__ == "__main__":
    for race in races(*(int(word) for word in sys.argv[1:])):
        race.show()
