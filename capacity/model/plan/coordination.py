"""The worth of coordination: how much more the same chain would earn if its members planned together, and where."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import YEAR, Today
from capacity.model.engine.digits import by_size
from capacity.model.plan.best import Plan, best_plan, one_year
from capacity.model.plan.matrix import Leeway, Stocks

COLUMNS = ["month", "kind", "at", "rule", "plan", "difference", "worth"]


@dataclass(frozen=True)
class Coordination:
    """The best plan beside the operating rule over the same year, with the same stocks and the same nodes running."""

    gain: float
    """money/year: value of the plan - margin of the rule"""
    share: float
    """gain / margin of the rule; not a number where the rule earns nothing"""
    rule: float
    """margin of the rule, money/year"""
    plan: Plan
    by_month: pd.DataFrame
    """month, rule, plan, gain: money/month"""
    differences: pd.DataFrame
    """COLUMNS, the dearest first: amounts in P by node, store and market; worth in money"""
    month: str
    """the month whose margin differs most; like store and node empty where nothing differs"""
    store: str
    node: str


def _runs(inputs: xr.Dataset, flows: xr.Dataset) -> np.ndarray:
    """Return in which months each node reaches its minimum load as members run the chain, (node, month)."""
    activity = grid(flows, "activity", 12, 1)[..., 0]
    busy, least = (grid(inputs, name, 12, 1)[..., 0] for name in ("busy", "minimum_load"))
    return activity + busy >= least * (1 - 1e-9)


def coordination_of(today: Today) -> Coordination:
    """Return what planning together is worth today: the second year, central case.

    Best plan at expected prices - operating rule, both from the rule's opening to its closing stocks, with the nodes
    running that the rule runs. Nothing that the rule did is forbidden to the plan, so that gain is never below 0 (up
    to rounding). Its reason: the month, the store and the node in which the two differ most, amounts weighed with
    what the plan says a unit of them is worth.
    """
    inputs, flows = one_year(today.inputs), today.flows.isel(month=YEAR)
    plan = best_plan(
        today.network,
        inputs,
        stocks=rules_stocks(today.flows),
        pattern=_runs(inputs, flows),
        leeway=leeway_of(flows),
        ranges=False,
    )
    rule, planned = (grid(which, "margin", 12, 1)[:, 0] for which in (flows, plan.flows))
    months = [str(month) for month in inputs["month"].values]
    by_month = pd.DataFrame({"month": months, "rule": rule, "plan": planned, "gain": planned - rule})
    found = _differences(today, plan, flows)
    gain = float(plan.value - rule.sum())
    least = 1e-9 * max(1.0, abs(float(rule.sum())))
    most = by_size(by_month["gain"].abs())
    return Coordination(
        gain=gain,
        share=gain / float(rule.sum()) if rule.sum() > 0 else float("nan"),
        rule=float(rule.sum()),
        plan=plan,
        by_month=by_month,
        differences=found,
        month=str(by_month.loc[most.idxmax(), "month"]) if most.max() > least else "",
        store=_dearest(found, "store", least),
        node=_dearest(found, "node", least),
    )


def leeway_of(flows: xr.Dataset) -> Leeway:
    """Return what a way of running the chain threw away and resold in each pool and month, P (pool, month)."""
    months = flows.sizes["month"]
    thrown, bought, used = (grid(flows, name, months, 1)[..., 0] for name in ("unsold", "purchased", "used"))
    return Leeway(thrown, np.maximum(bought - used, 0.0))


def rules_stocks(flows: xr.Dataset) -> Stocks:
    """Return the stocks with which the rule begins and ends the second of two years, and what came in the year before.

    `flows` holds variables.FLOWS over 24 months.
    """
    x = {name: grid(flows, name, 24, 1)[..., 0] for name in ("opening", "closing", "made", "purchased")}
    out = {name: grid(flows, name, 24, 1)[..., 0] for name in ("used", "sales", "lost", "unsold")}
    came = sum(out.values()) + x["closing"] - x["opening"]
    return Stocks(opening=x["opening"][:, 12], closing=x["closing"][:, 23], before=np.maximum(came[:, :12], 0.0))


def _differences(today: Today, plan: Plan, flows: xr.Dataset) -> pd.DataFrame:
    """Return by node, store and market what rule and plan do in each month, with the worth of the difference."""
    network = today.network
    coefficient = dict(
        zip(map(str, plan.inputs["arc"].values), grid(plan.inputs, "coefficient", 12, 1)[..., 0], strict=True)
    )
    pool = np.maximum(plan.pool_price.values, 0.0)
    output = [
        sum(coefficient[f"{node.name}>{port.product}"] * pool[port.pools[0]] for port in node.makes)
        for node in network.nodes
    ]
    keeps = [i for i, store in enumerate(network.pools) if store.keeps]
    parts = [("node", "activity", i, node.name, output[i]) for i, node in enumerate(network.nodes)]
    parts += [("store", "closing", i, network.pools[i].name, pool[i]) for i in keeps]
    price = grid(plan.inputs, "price", 12, 1)[..., 0]
    parts += [("market", "sold", i, market.name, price[i]) for i, market in enumerate(network.markets)]
    frames = []
    for kind, name, index, at, unit in parts:
        rule, planned = (grid(which, name, 12, 1)[index, :, 0] for which in (flows, plan.flows))
        worth = np.abs(planned - rule) * unit
        columns = (list(map(str, plan.inputs["month"].values)), kind, at, rule, planned, planned - rule, worth)
        frames.append(pd.DataFrame(dict(zip(COLUMNS, columns, strict=True))))
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=COLUMNS)
    order = {"by": ["worth", "kind", "at", "month"], "ascending": [False, True, True, True]}
    return found.sort_values(**order, key=by_size, ignore_index=True)


def _dearest(found: pd.DataFrame, kind: str, least: float) -> str:
    """Return the name of the node or store whose differences over the year are worth most."""
    worth = found[found["kind"] == kind].groupby("at")["worth"].sum().pipe(by_size)
    return str(worth.idxmax()) if len(worth) and worth.max() > least else ""
