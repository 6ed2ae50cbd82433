"""The best plan in every draw: one programme, many numbers, each draw solved from the same basis and certified."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import highspy
import numpy as np
import xarray as xr

from capacity.model.network import Network
from capacity.model.plan import certified, plan_layout
from capacity.model.plan_certificate import certify
from capacity.model.plan_layout import ACTIVITY, Layout
from capacity.model.plan_loads import best_pattern, most_flow
from capacity.model.plan_matrix import Numbers, Programme, least_activity, make_programme, read_inputs
from capacity.model.plan_solver import Solution, new_highs, scaled, solve
from capacity.model.plan_worths import prices_of_limits

PART = 128
"""draws worked on at once; results do not depend on it"""


def best_plans(
    network: Network,
    inputs: xr.Dataset,
    *,
    nominal: xr.Dataset | None = None,
    pattern: np.ndarray | None = None,
    threads: int = 1,
) -> xr.Dataset:
    """Return the best plan's value and shadow prices in every draw of a cyclic year.

    value (draw) money/year, capacity_price (node, month, draw) money per rated P, demand_price (market, month, draw)
    and supply_price (pool, month, draw) money/P, certified (draw), own_pattern (draw). The pattern of minimum loads is
    that of the `nominal` inputs (without them: the median of every input over the draws), and every draw starts from
    their basis and from nothing else, so that neither its neighbours nor the number of threads play a part. In a draw
    that cannot keep the pattern nodes stand where their load is out of reach (own_pattern). A draw without a certified
    plan has no number in any figure. Where a draw is degenerate its prices are one of several; best_plan gives ranges.
    """
    layout = plan_layout(network, inputs, cyclic=True)
    centre = read_inputs(inputs.median("draw") if nominal is None else nominal)
    on = best_pattern(layout, centre) if pattern is None else np.asarray(pattern, dtype=bool)
    basis = certified(make_programme(layout, centre, on)).basis
    x = read_inputs(inputs)
    draws = inputs.sizes["draw"]
    parts = [slice(start, min(start + PART, draws)) for start in range(0, draws, PART)]
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda part: _solve_part(layout, _some(x, part), on, basis), parts))
    dims = {"capacity_price": "node", "demand_price": "market", "supply_price": "pool"}
    found = {
        name: ((dims[name], "month", "draw") if name in dims else ("draw",), np.concatenate(arrays, axis=-1))
        for name, arrays in ((name, [part[name] for part in done]) for name in done[0])
    }
    return xr.Dataset(found, coords={name: inputs[name].values for name in (*dims.values(), "month")})


def _some(x: Numbers, part: slice | list[int]) -> Numbers:
    return {name: values[..., part] for name, values in x.items()}


def _solve_part(layout: Layout, x: Numbers, on: np.ndarray, basis: highspy.HighsBasis) -> dict[str, np.ndarray]:
    programme = make_programme(layout, x, on)
    draws, highs = len(programme.constant), new_highs()
    rows, columns = layout.size
    plan, price = np.full((columns, draws), np.nan), np.full((rows, draws), np.nan)
    own, lp = np.zeros(draws, dtype=bool), scaled(programme)
    for draw in range(draws):
        solution = solve(highs, layout, lp.draw(draw), basis)
        if solution is None:
            own[draw] = True
            alone, solution = _by_itself(highs, layout, _some(x, [draw]), on, basis)
            programme = _with_draw(programme, draw, alone)
        if solution is not None:
            plan[:, draw], price[:, draw] = solution.x, solution.y
    proven = certify(programme, plan, price).holds
    value = (programme.worth * plan).sum(axis=0) + programme.constant
    found = {"value": value, **prices_of_limits(programme, price)}
    found = {name: np.where(proven, values, np.nan) for name, values in found.items()}
    return found | {"certified": proven, "own_pattern": own}


def _by_itself(
    highs: highspy.Highs, layout: Layout, x: Numbers, on: np.ndarray, basis: highspy.HighsBasis
) -> tuple[Programme, Solution | None]:
    """Return programme and plan of a draw that cannot keep the pattern: nodes stand where their load is out of reach.

    Where that is not enough the draw's own best pattern is found.
    """
    most, near = most_flow(layout, x), on.copy()
    least = least_activity(x)[:, :, 0]
    for c, (kind, thing, _, _) in enumerate(layout.columns):
        if kind == ACTIVITY:
            near[thing] &= (least[thing] == 0) | (most[layout.at(c)] >= least[thing])
    programme = make_programme(layout, x, near)
    solution = solve(highs, layout, scaled(programme).draw(0), basis)
    if solution is None:
        programme = make_programme(layout, x, best_pattern(layout, x))
        solution = solve(highs, layout, scaled(programme).draw(0), basis)
    return programme, solution


def _with_draw(programme: Programme, draw: int, alone: Programme) -> Programme:
    """Return a programme with the numbers of one draw replaced."""
    changed = {}
    for name in (field.name for field in fields(Programme) if field.name != "layout"):
        changed[name] = getattr(programme, name).copy()
        changed[name][..., draw] = getattr(alone, name)[..., 0]
    return replace(programme, **changed)
