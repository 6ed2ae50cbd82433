"""The best plan in every draw: one programme, many numbers, each draw solved from the same basis and certified."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace

import highspy
import numpy as np
import xarray as xr

from capacity.model.chain.network import Network
from capacity.model.plan.best import certified, plan_layout
from capacity.model.plan.certificate import certify
from capacity.model.plan.layout import Layout
from capacity.model.plan.loads import best_pattern, reachable_pattern
from capacity.model.plan.matrix import Numbers, Programme, make_programme, read_inputs
from capacity.model.plan.prices import prices_of_limits
from capacity.model.plan.solver import new_highs, scaled, solve

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
    their basis and from nothing else, so that neither its neighbours nor the number of threads play a part. Where a
    load is out of reach the node stands; a draw that still cannot keep the pattern gets its best own (own_pattern). A
    draw without a certified plan has no number in any figure. Where a draw is degenerate its prices are one of
    several; best_plan gives ranges. Inputs without draws, where every number is certain, are one draw.
    """
    layout = plan_layout(network, inputs, cyclic=True)
    varies = "draw" in inputs.dims
    centre = read_inputs((inputs.median("draw") if varies else inputs) if nominal is None else nominal)
    on = best_pattern(layout, centre) if pattern is None else np.asarray(pattern, dtype=bool)
    basis = certified(make_programme(layout, centre, on)).basis
    x = read_inputs(inputs)
    draws = inputs.sizes["draw"] if varies else 1
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
    pattern = reachable_pattern(layout, x, on)
    own = (pattern != on[:, :, None]).any(axis=(0, 1))
    programme = make_programme(layout, x, pattern)
    highs, lp = new_highs(), scaled(programme)
    rows, columns = layout.size
    plan, price = np.full((columns, len(own)), np.nan), np.full((rows, len(own)), np.nan)
    for draw in range(len(own)):
        solution = solve(highs, layout, lp.draw(draw), basis)
        if solution is None:
            own[draw], single = True, _some(x, [draw])
            alone = make_programme(layout, single, best_pattern(layout, single))
            programme = _with_draw(programme, draw, alone)
            solution = solve(highs, layout, scaled(alone).draw(0), basis)
        if solution is not None:
            plan[:, draw], price[:, draw] = solution.x, solution.y
    proven = certify(programme, plan, price).holds
    value = (programme.worth * plan).sum(axis=0) + programme.constant
    found = {"value": value, **prices_of_limits(programme, price)}
    found = {name: np.where(proven, values, np.nan) for name, values in found.items()}
    return found | {"certified": proven, "own_pattern": own}


def _with_draw(programme: Programme, draw: int, alone: Programme) -> Programme:
    """Return a programme with the numbers of one draw replaced."""
    changed = {}
    for name in (field.name for field in fields(Programme) if field.name != "layout"):
        changed[name] = getattr(programme, name).copy()
        changed[name][..., draw] = getattr(alone, name)[..., 0]
    return replace(programme, **changed)
