"""What the best plan and the draws say of one study: prices of limits, losses, coordination, what to check first."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster import Cluster
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.bottlenecks import binding_chances, bottleneck_calendar
from capacity.model.diagnosis.smallest_group import SmallestGroup, smallest_group
from capacity.model.diagnosis.today import YEAR, Today, run_today
from capacity.model.first_steps.package import Package
from capacity.model.first_steps.ranking import COLUMNS as STEPS
from capacity.model.first_steps.ranking import first_steps_and_packages
from capacity.model.future.projection import Case
from capacity.model.plan.best import Plan, one_year, today_plan
from capacity.model.plan.calendar import plan_calendar
from capacity.model.plan.contingency import COLUMNS as LEAVING
from capacity.model.plan.contingency import contingency
from capacity.model.plan.coordination import Coordination, coordination
from capacity.model.plan.draws import best_plans
from capacity.model.sensitivity.assumptions import answer_information, assumption_sensitivity
from capacity.model.sensitivity.information import LEAST
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.quantiles import quantiles

SENSITIVITY = (
    *("path", "explained", "explained_low", "explained_high", "worth", "worth_se"),
    *("low", "high", "result_low", "result_high", "swing", "central", "switching_value", "switching_change", "cause"),
)
ANSWERS = ("member", "chance", "if_joins", "if_not", *SENSITIVITY[1:6])
PACKAGES = [*(field.name for field in fields(Package)), "currency"]
NO_STEPS = {"first_steps": pd.DataFrame(columns=STEPS), "packages": pd.DataFrame(columns=PACKAGES)}
NOTHING_MATTERS = {"sensitivity": pd.DataFrame(columns=SENSITIVITY), "answers": pd.DataFrame(columns=ANSWERS)}
PLANNED = 512
"""draws in which the best plan is found: the Monte-Carlo error of a chance is at most 0.023"""
TURNED = 12
"""numbers of which the switching value is sought: those that swing the result most"""


@dataclass(frozen=True)
class Insight:
    """What one study knows beyond its futures; tidy frames in canonical units."""

    bottlenecks: pd.DataFrame
    """month (YYYY-MM), kind, at, product, shadow_price, low, high, as_run (money/P), price_p10, price_p50, price_p90,
    lost, amount, holds_from, holds_to (P/month)"""
    chances: Mapping[tuple[str, str, str], float]
    standing: pd.DataFrame
    """node, month (YYYY-MM), probability: that the node stands below its minimum load in a like year"""
    leaving: pd.DataFrame
    """contingency.COLUMNS"""
    coordination: Coordination | None
    sensitivity: pd.DataFrame
    answers: pd.DataFrame
    first_steps: pd.DataFrame
    """first_steps.COLUMNS"""
    packages: pd.DataFrame
    smallest: SmallestGroup | None


def what_is_known(cluster: Cluster, scenario: str, draws: Draws) -> Insight:
    """Return what plan, contingencies and at most 512 draws say of today's chain, and what to do first.

    What moves the net present value is not among it: see what_matters.
    """
    today = run_today(cluster, scenario)
    some = run_today(cluster, scenario, draws.part(0, min(draws.size, PLANNED)))
    plan = today_plan(today)
    plans = best_plans(today.network, one_year(some.inputs), nominal=one_year(today.inputs), threads=2)
    return Insight(
        bottlenecks=_calendar(today, plan, plans),
        chances=binding_chances(some),
        standing=_standing(some),
        leaving=contingency(today, cluster.survey.members, plan),
        coordination=coordination(today),
        **NOTHING_MATTERS,
        **_first_steps(cluster, scenario, draws, today),
        smallest=smallest_group(cluster, scenario),
    )


def first_insight(cluster: Cluster, scenario: str, today: Today, draws: Draws) -> Insight:
    """Return what a glance can have at once: the calendar without its spread, and how often nodes stand."""
    some = run_today(cluster, scenario, draws.part(0, min(draws.size, PLANNED)))
    return Insight(
        bottlenecks=_calendar(today, today_plan(today), None),
        chances=binding_chances(some),
        standing=_standing(some),
        leaving=pd.DataFrame(columns=LEAVING),
        coordination=None,
        **NOTHING_MATTERS,
        **NO_STEPS,
        smallest=None,
    )


def _calendar(today: Today, plan: Plan, plans: xr.Dataset | None) -> pd.DataFrame:
    """Return the plan's calendar, labelled by the first year, supply by product, with its spread over the draws."""
    frame = plan_calendar(plan)
    first = dict(zip(plan.inputs["month"].values, today.inputs["month"].values[:12], strict=True))
    rows = [_row(today, row, plans) for row in frame.to_dict("records")]
    found = pd.DataFrame(rows, columns=[*frame.columns, "product", "price_p10", "price_p50", "price_p90"])
    found["month"] = found["month"].map(lambda month: str(first[month]))
    supply = found[found["kind"] == "supply"]
    merged = [_together(here) for _, here in supply.groupby(["month", "product"], sort=True)]
    found = pd.concat([found[found["kind"] != "supply"], pd.DataFrame(merged, columns=found.columns)])
    keys = ["month", "kind", "at"]
    as_run = bottleneck_calendar(today)[[*keys, "shadow_price"]].rename(columns={"shadow_price": "as_run"})
    found = found.astype(dict.fromkeys(keys, object)).merge(as_run, on=keys, how="left")
    return found.fillna({"as_run": 0.0}).sort_values(keys, ignore_index=True)


def _row(today: Today, row: dict, plans: xr.Dataset | None) -> dict:
    names = ("price_p10", "price_p50", "price_p90")
    if plans is None:
        return row | {"product": _product(today, row)} | dict.fromkeys(names, np.nan)
    variable = {"capacity": "capacity_price", "market": "demand_price", "supply": "supply_price"}[row["kind"]]
    prices = plans[variable].sel({plans[variable].dims[0]: row["at"]}).sel(month=row["month"]).values
    known = prices[np.isfinite(prices)]
    spread = quantiles(np.maximum(known, 0.0)) if len(known) else np.full(3, np.nan)
    return row | {"product": _product(today, row)} | dict(zip(names, map(float, spread), strict=True))


def _product(today: Today, row: dict) -> str:
    if row["kind"] == "market":
        return today.spec.markets[row["at"]].buys
    if row["kind"] == "supply":
        return next(pool.product for pool in today.network.pools if pool.name == row["at"])
    node = next(node for node in today.network.nodes if node.name == row["at"])
    return today.spec.links[node.link].rated


def _together(here: pd.DataFrame) -> dict:
    """Return the supply of a product at all places as one row: the mean worth, and its range over places too."""
    weight = here["amount"] / here["amount"].sum()
    row = here.iloc[0].to_dict() | {"at": here["product"].iloc[0], "amount": here["amount"].sum()}
    row |= {"shadow_price": (here["shadow_price"] * weight).sum()}
    row |= {name: (here[name] * weight).sum(skipna=False) for name in ("price_p10", "price_p50", "price_p90")}
    single = len(here) == 1
    limits = {name: row[name] if single else np.nan for name in ("holds_from", "holds_to")}
    return row | limits | {"low": here["low"].min(), "high": here["high"].max()}


def _standing(some: Today) -> pd.DataFrame:
    """Return in which share of the draws each node with a minimum load stands below it, month by month."""
    size = some.course.draws.size
    stands, least = grid(some.flows, "stands", 24, size), grid(some.inputs, "minimum_load", 24, size)
    months = [str(month) for month in some.inputs["month"].values[:12]]
    rows = [
        (node.name, month, float(stands[index, YEAR][k].mean()))
        for index, node in enumerate(some.network.nodes)
        if least[index].any()
        for k, month in enumerate(months)
    ]
    return pd.DataFrame(rows, columns=["node", "month", "probability"])


def _first_steps(cluster: Cluster, scenario: str, draws: Draws, today: Today) -> dict[str, pd.DataFrame]:
    """Return what to do first and the best packages, from at most 512 draws; nothing where money is not stated."""
    if cluster.specs[scenario].finance is None:
        return NO_STEPS
    steps, packages = first_steps_and_packages(cluster, scenario, min(draws.size, PLANNED), draws.seed, today)
    return {"first_steps": steps, "packages": packages}


def what_matters(case: Case, draws: Draws, value: np.ndarray | None) -> dict[str, pd.DataFrame]:
    """Return which numbers and which answers move the net present value: an insight's sensitivity and answers.

    `value` (draw,) is the net present value in the study's draws. Empty without money or with too few draws.
    """
    if value is None or draws.size < LEAST:
        return NOTHING_MATTERS
    table = assumption_sensitivity(case, draws, value, TURNED)
    answers = answer_information(case, draws, value)
    return {"sensitivity": table[list(SENSITIVITY)], "answers": answers[list(ANSWERS)]}
