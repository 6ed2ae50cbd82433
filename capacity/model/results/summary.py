"""summary.json: the study in one small document whose keys are a contract, each made from the tables it needs."""

import math
from collections.abc import Callable
from importlib.metadata import version

import pandas as pd

from capacity.intake.cluster_file.working_time import AS_GOODS_LAST
from capacity.model.bank.tables import bank_summary
from capacity.model.calendar.timeline import month_labels
from capacity.model.diagnosis.continuity import ALLOWED, MOSTLY_IDLE
from capacity.model.engine.digits import by_size, figure
from capacity.model.future.tables import CHANCES
from capacity.model.gains.tables import gains_summary
from capacity.model.results.answers import Frames
from capacity.model.results.run import Run
from capacity.model.uncertainty.ranges import beside

QUALITY = ("used", "quarantined", "blank", "excluded", "corrected")
POTENTIAL = (
    "product",
    "unit",
    "produced",
    "kept",
    "sold_elsewhere",
    "offered",
    "expected",
    "se",
    "se_joining",
    "owners",
)
LINK = ("node", "unit", "capacity", "current", "utilisation", "owners")
STEP = ("step", "kind", "cost", "npv_lift", "per_cost", "in_package")
RISK = ("risk", "chance", "loss", "loss_se", "shortfall", "worth", "net_worth", "chosen")


def summarise(run: Run, frames: Frames) -> dict:
    """Return the summary of a study in the form of the contract; NaN becomes null.

    `frames` are its tables and what is held beside them; a key whose tables were not asked for is left out.
    """
    spec = run.now.spec
    summary: dict = {
        "cluster": spec.cluster,
        "scenario": run.now.scenario,
        "currency": spec.currency,
        "start": spec.start,
    }
    for said, needed in PARTS:
        if set(needed) <= frames.keys():
            summary |= said(run, *(frames[name] for name in needed))
    drawn = run.now.drawn
    summary["run"] = {"draws": drawn.size, "seed": drawn.seed, "version": version("capacity")}
    return {key: plain(part) for key, part in summary.items()}


def _members(_: Run, members: pd.DataFrame) -> dict:
    surveyed, expected = int(members["surveyed"].sum()), float(members["expected_to_join"].sum())
    return {"members": {"surveyed": surveyed, "expected_to_join": expected}}


def _counter(_: Run, counter: pd.DataFrame) -> dict:
    return {"counter": counter.to_dict("records")}


def _critical_mass(_: Run, lights: pd.DataFrame) -> dict:
    by_light = lights.set_index("light")
    missing = str(by_light.loc["links", "note"])
    found = {
        "needed": by_light.loc["heads", "needed"],
        "expected": by_light.loc["heads", "value"],
        "probability_heads": by_light.loc["heads", "probability"],
        "volume": by_light.loc["volume", "value"],
        "probability_volume": by_light.loc["volume", "probability"],
        "effective_suppliers": by_light.loc["suppliers", "value"],
        "missing_links": missing.split(", ") if missing else [],
        "green": {light: bool(row.green) for light, row in by_light.iterrows()},
    }
    return {"critical_mass": found}


def _potential(_: Run, potential: pd.DataFrame) -> dict:
    rows = potential.to_dict("records")
    months = [f"month_{month}" for month in range(1, 13)]
    found = [{name: row[name] for name in POTENTIAL} | {"by_month": [row[m] for m in months]} for row in rows]
    return {"potential": found}


def _links(_: Run, links: pd.DataFrame, cover: pd.DataFrame) -> dict:
    found = []
    for row in links.to_dict("records"):
        months = cover[cover["node"] == row["node"]].sort_values("month", kind="stable")
        found.append({name: row[name] for name in LINK} | {"cover_by_month": list(months["cover"])})
    return {"links": found}


def _continuity(run: Run, fared: pd.DataFrame, cover: pd.DataFrame) -> dict:
    """Return how the node fares that stands most over what it may: in the futures, and in a like year as things stand.

    Months a year; the worst month and the months below are those of the like year. Nothing without a minimum load.
    """
    if fared.empty:
        nothing = {"node": "", "months_below_minimum_load": 0, "worst_month": None, "below": []}
        nothing |= {"months_below_members_alone": 0, "expected_months_below": 0, "months_below_if_all_join": 0}
        nothing |= {"allowed": ALLOWED, "allowed_stated": False, "probability_more_than_allowed": 0, "met": True}
        nothing |= dict.fromkeys(("works", "works_stated", "working_months", "days_worked")) | {"mostly_idle": []}
        return {"continuity": nothing}
    worst = fared.iloc[0]
    worst_month, below = _low_months(run.now.spec.start, worst, cover[cover["node"] == worst["node"]])
    found = {
        "node": worst["node"],
        "months_below_minimum_load": int(worst["months_today"]),
        "worst_month": worst_month,
        "below": below,
        "months_below_members_alone": worst["months_members_alone"],
        "expected_months_below": worst["expected_months"],
        "months_below_if_all_join": worst["months_if_all_join"],
        "allowed": worst["allowed"],
        "allowed_stated": bool(worst["allowed_stated"]),
        **{name: worst[name] for name in ("works", "working_months", "days_worked")},
        "works_stated": bool(worst["works_stated"]),
        "probability_more_than_allowed": worst["probability_more"],
        "met": bool(worst["met"]),
        "mostly_idle": list(fared.loc[fared["idle_share"] > MOSTLY_IDLE, "node"]),
    }
    return {"continuity": found}


def _low_months(start: str, node: pd.Series, months: pd.DataFrame) -> tuple[str | None, list[str]]:
    """Return the month of the like year (YYYY-MM) with least over the minimum load, and those in which it stands."""
    label = {int(month[5:]): month for month in month_labels(start, 12)}
    months = months.assign(label=months["month"].map(label)).sort_values("month", kind="stable")
    if node["works"] == AS_GOODS_LAST:
        months = months[months["supply"] > 0]
    ratio = ((months["supply"] + months["busy"]) / months["minimum_load"]).set_axis(months["label"]).dropna()
    first = by_size(ratio.sort_index()).idxmin() if len(ratio) else None
    return first, list(months.loc[months["below"], "label"])


def _projection(run: Run, projection: pd.DataFrame, targets: pd.DataFrame, measures: pd.DataFrame) -> dict:
    return {
        "projection": projection.to_dict("records"),
        "targets": targets.to_dict("records"),
        "scenarios": {name: _scenario(measures, name) for name in run.futures},
        "finance": _finance(run),
    }


def _scenario(measures: pd.DataFrame, name: str) -> dict:
    """Return the measures of a scenario; npv_net says in how many draws it was worked out, the others are of all."""
    here = measures[measures["scenario"] == name].set_index("measure")
    wanted = ("npv", "npv_net", "npv_after_grants", "irr", "payback_years", "dscr_min")
    lines = {m: ["p10", "p50", "p90", "p50_se", *beside(m)] for m in wanted}
    lines["npv_net"].append("draws")
    found: dict[str, object] = {}
    found |= {m: dict(here.loc[m, lines[m]]) if m in here.index else dict.fromkeys(lines[m]) for m in wanted}
    for one in CHANCES:
        chance = dict(here.loc[one, ["p50", "p50_se"]]) if one in here.index else {}
        found |= {one: chance.get("p50"), f"{one}_se": chance.get("p50_se")}
    return found | {"central_percentile": here.loc["npv", "central_percentile"] if len(here) else None}


def _finance(run: Run) -> dict:
    finance = run.now.spec.finance
    if finance is None:
        return {"discount_rate": None, "prices": None, "convention": None}
    return {
        "discount_rate": finance.discount_rate.mode,
        "prices": finance.prices,
        "convention": finance.convention,
    }


def _coordination(_: Run, reason: pd.DataFrame) -> dict:
    """Return the worth of coordination as a share of what the members' own rule earns, and where it comes from."""
    if reason.empty:
        return {"coordination_gain": None, "coordination": None}
    gain, *_ = reason["share"]
    return {"coordination_gain": gain, "coordination": reason.drop(columns="share").iloc[0].to_dict()}


def _contingency(_: Run, leaving: pd.DataFrame) -> dict:
    """Return the largest loss by a single member, without its name, and how many single losses stop the chain."""
    members = leaving[leaving["kind"] == "member"]
    worst = members["share_lost"].max() if len(members) else None
    return {"contingency": {"largest_member_share": worst, "single_losses_that_stop": int(members["stops"].sum())}}


def _first_steps(_: Run, steps: pd.DataFrame, packages: pd.DataFrame, smallest: pd.DataFrame) -> dict:
    return {
        "first_steps": steps[list(STEP)].to_dict("records"),
        "packages": packages.to_dict("records"),
        "smallest_group": next(iter(smallest.to_dict("records")), None),
    }


def _sensitivity(_: Run, sensitivity: pd.DataFrame) -> dict:
    return {"sensitivity": sensitivity.head(10)[["path", "explained", "switching_change"]].to_dict("records")}


def _risks(_: Run, risks: pd.DataFrame, bridge: pd.DataFrame, stress: pd.DataFrame, draws: pd.DataFrame) -> dict:
    """Return what the register takes from the expected net present value, what is done about it, and the worst stress.

    npv_without, npv_with, npv_mitigated: means over `draws` futures, money; None without a register.
    """
    steps = bridge.set_index("step")["amount"].to_dict()
    named = {"npv_without": "plain", "npv_with": "with_risks", "npv_mitigated": "mitigated"}
    worst = stress.merge(risks[["risk"]], on="risk").head(1)[["risk", "begins", "loss"]]
    found: dict[str, object] = {
        "draws": draws["draws"].iloc[0],
        **{name: steps.get(step) for name, step in named.items()},
        "register": risks[list(RISK)].to_dict("records"),
        "worst_stress": next(iter(worst.to_dict("records")), None),
    }
    return {"risks": found}


def _economy(_: Run, bridge: pd.DataFrame, jobs: pd.DataFrame) -> dict:
    """Return the net present value to the country, and the jobs of year 3 by sex; None where no view is stated."""
    if bridge.empty:
        return {"economy": None}
    last = bridge.iloc[-1]
    year = min(3, int(jobs["year"].max())) if len(jobs) else 0
    by_sex = jobs[jobs["year"] == year].groupby("sex")["jobs"].sum()
    found: dict[str, object] = {
        "npv": {"mean": last["amount"], **{name: last[name] for name in ("p10", "p50", "p90")}},
        "probability_npv_positive": last["positive"],
        "jobs": {"year": year, **by_sex.to_dict()},
    }
    return {"economy": found}


def _stated(run: Run, assumptions: pd.DataFrame) -> dict:
    rows = run.now.cluster.survey.rows
    return {
        "assumptions": {"stated": len(assumptions), "agreed": int((assumptions["agreed_by"] != "").sum())},
        "data_quality": {"rows": rows.read} | {name: getattr(rows, name) for name in QUALITY},
    }


def _bottlenecks(_: Run, bottlenecks: pd.DataFrame) -> dict:
    return {"bottlenecks": bottlenecks.to_dict("records")}


def _gains(name: str) -> Callable[..., dict]:
    """Return how one of the keys of gains_summary is said of its table."""
    return lambda _, table: gains_summary({name: table})


def _bank(_: Run, *frames: pd.DataFrame) -> dict:
    return bank_summary(dict(zip(BANK, frames, strict=True)))


GAINS = ("gains", "price_split", "price_range", "agreement")
BANK = ("borrowers", "funding", "eligibility", "covenants", "mixes")
PARTS: tuple[tuple[Callable[..., dict], tuple[str, ...]], ...] = (
    (_members, ("members",)),
    (_critical_mass, ("critical_mass",)),
    (_counter, ("counter",)),
    (_potential, ("potential",)),
    (_links, ("links", "cover")),
    (_continuity, ("continuity", "cover")),
    (_bottlenecks, ("bottlenecks",)),
    (_projection, ("projection", "targets", "measures")),
    *((_gains(name), (name,)) for name in GAINS),
    (_bank, BANK),
    (_coordination, ("coordination_reason",)),
    (_contingency, ("leaving",)),
    (_first_steps, ("first_steps", "packages", "smallest_group")),
    (_sensitivity, ("sensitivity",)),
    (_risks, ("risks", "risk_bridge", "stress", "risk_draws")),
    (_economy, ("economy", "jobs")),
    (_stated, ("assumptions",)),
)
"""what makes each part of the summary, and the frames that it is made from; in the order of the contract"""


def plain(value: object) -> object:
    """Return plain data: numpy numbers as Python's, NaN as None, floats as figures of nine digits."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return figure(value) if math.isfinite(value) else None
    return value
