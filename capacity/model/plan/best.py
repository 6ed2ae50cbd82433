"""The best plan: what the same chain could earn if one planner ran it, and what every limit is worth, proven."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.findings.issues import InputError
from capacity.model.chain.network import Network
from capacity.model.diagnosis.today import YEAR, Today
from capacity.model.engine.sums import product
from capacity.model.plan.certificate import TOLERANCE, Certificate, certify
from capacity.model.plan.fair import fair_plan
from capacity.model.plan.flows import binding, plan_flows
from capacity.model.plan.layout import Layout, make_layout
from capacity.model.plan.loads import best_pattern
from capacity.model.plan.matrix import Leeway, Programme, Stocks, make_programme, read_inputs
from capacity.model.plan.prices import limits, price_table
from capacity.model.plan.reach import most_flow
from capacity.model.plan.solver import Solution, new_highs, scaled, solve
from capacity.model.plan.worths import prices_of_limits


@dataclass(frozen=True)
class Plan:
    """The best plan of one future: goods, money, prices of limits, and the proof."""

    network: Network
    inputs: xr.Dataset
    flows: xr.Dataset
    """variables.FLOWS without `reachable`"""
    value: float
    """sales less the costs of running, buying, storing and throwing away, and what closing stocks are worth: money over
    all months (a year's, if the months are a cyclic year)"""
    pattern: xr.DataArray
    """(node, month): whether the node may run"""
    prices: pd.DataFrame
    """prices.COLUMNS: every limited capacity, market and supply of every month"""
    pool_price: xr.DataArray
    """(pool, month): what one more unit in the pool is worth, money/P; where the plan is degenerate one of several"""
    certificate: Certificate
    fair: bool
    """whether equal claimants are served in proportion"""
    stocks: Stocks | None
    """None: a cyclic year"""
    leeway: Leeway | None


def best_plan(
    network: Network,
    inputs: xr.Dataset,
    *,
    stocks: Stocks | None = None,
    pattern: np.ndarray | None = None,
    leeway: Leeway | None = None,
    ranges: bool = True,
) -> Plan:
    """Return the best plan of a chain under its conditions (variables.INPUTS with one draw).

    Without `stocks` the months are a cyclic year: the stock before the first is that after the last. With them they
    are a horizon. `pattern` (node, month) says which nodes with a minimum load run; without it a small mixed-integer
    programme finds out. Prices and ranges hold for that pattern. Among plans of equal value the one is taken that
    serves equal claimants in proportion. Release calendars and reserve prices do not bind the plan. What is bought
    may be used and not resold. InputError where there is no plan, where nothing limits it, or where the solver's
    answer is not certified.
    """
    layout, x = plan_layout(network, inputs, cyclic=stocks is None), read_inputs(inputs)
    on = best_pattern(layout, x, stocks, leeway) if pattern is None else np.asarray(pattern, dtype=bool)
    programme = make_programme(layout, x, on, stocks, leeway)
    solution = certified(programme)
    chosen = fair_plan(programme, solution, most_flow(layout, x, stocks)[:, 0])
    fair = chosen is not None and certify(programme, chosen[:, None], solution.y[:, None]).holds.all()
    chosen = chosen if fair else solution.x
    months = [str(month) for month in inputs["month"].values]
    prices = price_table(programme, solution, list(limits(programme, x["supply"][..., 0])), months, ranges=ranges)
    flows = plan_flows(layout, inputs, x, chosen, stocks)
    return Plan(
        network=network,
        inputs=inputs,
        flows=flows.assign(binds=binding(flows, prices)),
        value=float(product(programme.worth[:, 0], solution.x) + programme.constant[0]),
        pattern=_labelled(inputs, on, "node"),
        prices=prices,
        pool_price=_labelled(inputs, prices_of_limits(programme, solution.y[:, None])["supply_price"][..., 0], "pool"),
        certificate=certify(programme, chosen[:, None], solution.y[:, None]),
        fair=bool(fair),
        stocks=stocks,
        leeway=leeway,
    )


def _labelled(inputs: xr.Dataset, values: np.ndarray, dim: str) -> xr.DataArray:
    return xr.DataArray(values, dims=(dim, "month"), coords={name: inputs[name].values for name in (dim, "month")})


def today_plan(today: Today, *, ranges: bool = True) -> Plan:
    """Return the best plan of the second year of today's two, as a cyclic year."""
    return best_plan(today.network, one_year(today.inputs), ranges=ranges)


def one_year(inputs: xr.Dataset) -> xr.Dataset:
    """Return the conditions of the second of two years."""
    return inputs.isel(month=YEAR)


def plan_layout(network: Network, inputs: xr.Dataset, *, cyclic: bool) -> Layout:
    """Return where everything of a chain stands in its programme."""
    arcs = tuple(str(arc) for arc in inputs["arc"].values)
    return make_layout(network, arcs, inputs.sizes["month"], cyclic=cyclic)


def certified(programme: Programme) -> Solution:
    """Return the optimal plan and prices of a programme with one draw; InputError unless they are proven to be so."""
    highs = new_highs()
    solution = solve(highs, programme.layout, scaled(programme).draw(0))
    if solution is None:
        raise InputError(
            "no plan keeps all limits: a node cannot reach its minimum load in a month in which it is to run, "
            "or a stock cannot be reached",
            fix="let another pattern of months be found, or state other stocks",
        )
    worst = float(certify(programme, solution.x[:, None], solution.y[:, None]).worst[0])
    if not worst <= TOLERANCE:
        raise InputError(
            f"the best plan could not be proven: it is {worst:.1e} away from optimal, more than {TOLERANCE:.0e}",
            fix="look for amounts or prices that are millions of times larger than all others",
        )
    return replace(solution, basis=highs.getBasis())
