"""The best plan: what the same chain could earn if one planner ran it, and what every limit is worth, proven."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.findings import InputError
from capacity.model.chain.network import Network
from capacity.model.chain.variables import dataset
from capacity.model.diagnosis.today import YEAR, Today
from capacity.model.engine.sums import product
from capacity.model.plan.certificate import TOLERANCE, Certificate, certify
from capacity.model.plan.fair import fair_plan
from capacity.model.plan.layout import ACTIVITY, BOUGHT, CLOSING, DRAWN, SOLD, Layout, make_layout
from capacity.model.plan.loads import best_pattern, most_flow
from capacity.model.plan.matrix import Leeway, Numbers, Programme, Stocks, make_programme, read_inputs
from capacity.model.plan.prices import limits, price_table, prices_of_limits
from capacity.model.plan.solver import Certified, new_highs, scaled, solve


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
    found = _prove(network, inputs, stocks, pattern, leeway)
    programme, solution = found.programme, found.solution
    chosen = fair_plan(programme, solution, most_flow(found.layout, found.x, stocks)[:, 0])
    fair = chosen is not None and certify(programme, chosen[:, None], solution.y[:, None]).holds.all()
    return _finished(found, chosen if fair else None, ranges=ranges)


class _Proved(NamedTuple):
    """An optimal plan before its goods are shared out among equal claimants, and what it is the plan of."""

    network: Network
    inputs: xr.Dataset
    stocks: Stocks | None
    leeway: Leeway | None
    layout: Layout
    x: Numbers
    on: np.ndarray
    programme: Programme
    solution: Certified


def _prove(
    network: Network, inputs: xr.Dataset, stocks: Stocks | None, pattern: np.ndarray | None, leeway: Leeway | None
) -> _Proved:
    layout, x = plan_layout(network, inputs, cyclic=stocks is None), read_inputs(inputs)
    on = best_pattern(layout, x, stocks, leeway) if pattern is None else np.asarray(pattern, dtype=bool)
    programme = make_programme(layout, x, on, stocks, leeway)
    return _Proved(network, inputs, stocks, leeway, layout, x, on, programme, certified(programme))


def _finished(found: _Proved, fair: np.ndarray | None, *, ranges: bool) -> Plan:
    """Return a plan with its goods as they are fair (column,), or as they were found."""
    programme, solution, inputs, x = found.programme, found.solution, found.inputs, found.x
    chosen = solution.x if fair is None else fair
    months = [str(month) for month in inputs["month"].values]
    prices = price_table(programme, solution, list(limits(programme, x["supply"][..., 0])), months, ranges=ranges)
    flows = plan_flows(found.layout, inputs, x, chosen, found.stocks)
    return Plan(
        network=found.network,
        inputs=inputs,
        flows=flows.assign(binds=binding(flows, prices)),
        value=float(product(programme.worth[:, 0], solution.x) + programme.constant[0]),
        pattern=_labelled(inputs, found.on, "node"),
        prices=prices,
        pool_price=_labelled(inputs, prices_of_limits(programme, solution.y[:, None])["supply_price"][..., 0], "pool"),
        certificate=certify(programme, chosen[:, None], solution.y[:, None]),
        fair=fair is not None,
        stocks=found.stocks,
        leeway=found.leeway,
    )


def _labelled(inputs: xr.Dataset, values: np.ndarray, dim: str) -> xr.DataArray:
    return xr.DataArray(values, dims=(dim, "month"), coords={name: inputs[name].values for name in (dim, "month")})


def today_plan(today: Today, *, ranges: bool = True, fair: bool = True) -> Plan:
    """Return the best plan of the second year of today's two, as a cyclic year.

    Where nobody asks for `fair` sharing its goods are shared out in any way that is as good; prices are the same.
    """
    year = one_year(today.inputs)
    if fair:
        return best_plan(today.network, year, ranges=ranges)
    return _finished(_prove(today.network, year, None, None, None), None, ranges=ranges)


def one_year(inputs: xr.Dataset) -> xr.Dataset:
    """Return the conditions of the second of two years."""
    return inputs.isel(month=YEAR)


def plan_layout(network: Network, inputs: xr.Dataset, *, cyclic: bool) -> Layout:
    """Return where everything of a chain stands in its programme."""
    arcs = tuple(str(arc) for arc in inputs["arc"].values)
    return make_layout(network, arcs, inputs.sizes["month"], cyclic=cyclic)


def certified(programme: Programme) -> Certified:
    """Return the optimal plan and prices of a programme with one draw; InputError unless they are proven to be so."""
    highs = new_highs()
    solution = solve(highs, programme.layout, scaled(programme).draw(0))
    if solution is None:
        raise InputError(
            "no plan keeps all limits: a node cannot reach its minimum load in a month in which it is to run, "
            "or a stock cannot be reached",
            fix="let another pattern of months be found, or state other stocks",
            code="Y33",
        )
    worst = float(certify(programme, solution.x[:, None], solution.y[:, None]).worst[0])
    if not worst <= TOLERANCE:
        raise InputError(
            f"the best plan could not be proven: it is {worst:.1e} away from optimal, more than {TOLERANCE:.0e}",
            fix="look for amounts or prices that are millions of times larger than all others",
            code="Y33",
        )
    return Certified(solution.x, solution.y, highs.getBasis())


_TINY = 1e-9
"""relative to the limit: what is nearer than this has reached it"""


def plan_flows(layout: Layout, labels: xr.Dataset, x: Numbers, plan: np.ndarray, stocks: Stocks | None) -> xr.Dataset:
    """Return the flows of a plan x (column,) as variables.FLOWS without `reachable`, dims (n, month).

    In every pool and month opening + supply + made + purchased = used + sales + lost + unsold + closing. `labels` are
    the inputs' coordinates; `binds` is left to who knows the prices.
    """
    x = {name: values[..., 0] for name, values in x.items()}
    flow = _amounts(layout, plan, x)
    flow["opening"] = np.roll(flow["closing"], 1, axis=1)
    if stocks is not None:
        flow["opening"][:, 0] = stocks.opening
    flow["lost"] = flow["opening"] * x["store_loss"]
    came = flow["opening"] + np.where(np.isfinite(x["supply"]), x["supply"], 0.0) + flow["made"] + flow["purchased"]
    unsold = came - flow["used"] - flow["sales"] - flow["lost"] - flow["closing"]
    flow["unsold"] = np.where(unsold > _TINY * came, unsold, 0.0)
    flow["full"] = flow["sold"] >= x["demand"] * (1 - _TINY)
    least = x["minimum_load"]
    flow["stands"] = (least > 0) & (flow["activity"] + x["busy"] < least * (1 - _TINY))
    gathers = np.array([node.gathers for node in layout.network.nodes], dtype=bool)[:, None]
    flow["stands"] = flow["stands"] & (~gathers | (flow["activity"] > 0))
    pairs = [("price", "sold", 1), ("cost", "activity", -1), ("buying_price", "bought", -1)]
    pairs += [("discard_cost", "unsold", -1), ("store_cost", "opening", -1)]
    margin = sum((sign * (x[rate] * flow[amount]).sum(axis=0) for rate, amount, sign in pairs), np.zeros(layout.months))
    coords = {name: labels[name].values for name in ("pool", "node", "market", "purchase", "month")}
    return dataset({name: values[:, :, None] for name, values in flow.items()} | {"margin": margin[:, None]}, coords)


def binding(flows: xr.Dataset, prices: pd.DataFrame) -> xr.DataArray:
    """Return whether a node's capacity is worth something, (node, month)."""
    worth = prices[(prices["kind"] == "capacity") & (prices["shadow_price"] > 0)]
    known = set(zip(worth["at"], worth["month"], strict=True))
    nodes, months = flows["node"].values, flows["month"].values
    found = np.array([(str(node), str(month)) in known for node in nodes for month in months])
    return xr.DataArray(found.reshape(len(nodes), len(months)), dims=("node", "month"))


def _amounts(layout: Layout, plan: np.ndarray, x: Numbers) -> dict[str, np.ndarray]:
    """Return activity, sales, purchases and stocks, and what they mean for each pool."""
    network, months = layout.network, layout.months
    sizes = {"activity": len(network.nodes), "sold": len(network.markets), "bought": len(network.purchases)}
    sizes |= dict.fromkeys(("made", "used", "sales", "purchased", "closing"), len(network.pools))
    flow = {name: np.zeros((size, months)) for name, size in sizes.items()}
    recipe = dict(zip(layout.arcs, x["coefficient"], strict=True))
    for c, (kind, thing, _, pool) in enumerate(layout.columns):
        amount = plan[layout.at(c)]
        if kind == ACTIVITY:
            node = network.nodes[thing]
            flow["activity"][thing] = amount
            for port in node.makes:
                flow["made"][port.pools[0]] += amount * recipe[f"{node.name}>{port.product}"]
            for port in node.takes:
                if len(port.pools) == 1:
                    flow["used"][port.pools[0]] += amount * recipe[f"{node.name}<{port.product}"]
        elif kind == DRAWN:
            flow["used"][pool] += amount
        elif kind == CLOSING:
            flow["closing"][thing] = amount
        else:
            single, total = {SOLD: ("sold", "sales"), BOUGHT: ("bought", "purchased")}[kind]
            flow[single][thing] += amount
            flow[total][pool] += amount
    return flow
