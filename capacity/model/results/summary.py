"""summary.json: the study in one small document whose keys are a contract."""

import math
from importlib.metadata import version

import pandas as pd

from capacity.intake.cluster_file.working_time import AS_GOODS_LAST
from capacity.model.bank.tables import bank_summary
from capacity.model.diagnosis.continuity import ALLOWED, MOSTLY_IDLE
from capacity.model.engine.digits import by_size, figure
from capacity.model.future.tables import CHANCES
from capacity.model.gains.tables import gains_summary
from capacity.model.results.tables import Parts
from capacity.model.risks.register import RiskPrices
from capacity.model.uncertainty.ranges import beside

QUALITY = ("used", "quarantined", "blank", "excluded", "corrected")


def summarise(parts: Parts, tables: dict[str, pd.DataFrame]) -> dict:
    """Return the summary of a study in the form of the contract; NaN becomes null."""
    spec, rows = parts.spec, parts.cluster.survey.rows
    members, stated = tables["members"], tables["assumptions"]
    summary = {
        "cluster": spec.cluster,
        "scenario": parts.scenario,
        "currency": spec.currency,
        "start": spec.start,
        "members": {
            "surveyed": int(members["surveyed"].sum()),
            "expected_to_join": float(members["expected_to_join"].sum()),
        },
        "critical_mass": _critical_mass(tables["critical_mass"]),
        "potential": [_potential(row) for row in tables["potential"].to_dict("records")],
        "links": _links(tables["links"], tables["cover"]),
        "continuity": _continuity(parts, tables["continuity"]),
        "bottlenecks": tables["bottlenecks"].to_dict("records"),
        "projection": tables["projection"].to_dict("records"),
        "targets": tables["targets"].to_dict("records"),
        "scenarios": {name: _scenario(tables["measures"], name) for name in parts.futures},
        "finance": _finance(parts),
        **gains_summary(tables),
        **bank_summary(tables),
        **_coordination(parts),
        "contingency": _contingency(tables["leaving"]),
        "first_steps": tables["first_steps"][["step", "kind", "cost", "npv_lift", "per_cost", "in_package"]].to_dict(
            "records"
        ),
        "packages": tables["packages"].to_dict("records"),
        "smallest_group": next(iter(tables["smallest_group"].to_dict("records")), None),
        "sensitivity": tables["sensitivity"].head(10)[["path", "explained", "switching_change"]].to_dict("records"),
        "risks": _risks(parts.risks, tables["stress"]),
        "economy": _economy(tables["economy"], tables["jobs"]),
        "assumptions": {"stated": len(stated), "agreed": int((stated["agreed_by"] != "").sum())},
        "data_quality": {"rows": rows.read} | {name: getattr(rows, name) for name in QUALITY},
        "run": {"draws": parts.drawn.size, "seed": parts.drawn.seed, "version": version("capacity")},
    }
    return plain(summary)


def _coordination(parts: Parts) -> dict:
    """Return the worth of coordination as a share of what the members' own rule earns, and where it comes from."""
    found = parts.insight.coordination
    if found is None:
        return {"coordination_gain": None, "coordination": None}
    reason = {"gain": found.gain, "month": found.month[5:], "store": found.store, "node": found.node}
    return {"coordination_gain": found.share, "coordination": reason}


def _contingency(leaving: pd.DataFrame) -> dict:
    """Return the largest loss by a single member, without its name, and how many single losses stop the chain."""
    members = leaving[leaving["kind"] == "member"]
    worst = members["share_lost"].max() if len(members) else None
    return {"largest_member_share": worst, "single_losses_that_stop": int(members["stops"].sum())}


def _risks(prices: RiskPrices, stress: pd.DataFrame) -> dict:
    """Return what the register takes from the expected net present value, what is done about it, and the worst stress.

    npv_without, npv_with, npv_mitigated: means over `draws` futures, money; None without a register.
    """
    steps = prices.bridge.set_index("step")["amount"]
    named = {"npv_without": "plain", "npv_with": "with_risks", "npv_mitigated": "mitigated"}
    lines = ("risk", "chance", "loss", "loss_se", "shortfall", "worth", "net_worth", "chosen")
    worst = stress.merge(prices.risks[["risk"]], on="risk").head(1)[["risk", "begins", "loss"]]
    return {
        "draws": prices.draws,
        **{name: steps.get(step) for name, step in named.items()},
        "register": prices.risks[list(lines)].to_dict("records"),
        "worst_stress": next(iter(worst.to_dict("records")), None),
    }


def _economy(bridge: pd.DataFrame, jobs: pd.DataFrame) -> dict | None:
    """Return the net present value to the country, and the jobs of year 3 by sex; None where no view is stated."""
    if bridge.empty:
        return None
    last = bridge.iloc[-1]
    year = min(3, int(jobs["year"].max())) if len(jobs) else 0
    by_sex = jobs[jobs["year"] == year].groupby("sex")["jobs"].sum()
    return {
        "npv": {"mean": last["amount"], **{name: last[name] for name in ("p10", "p50", "p90")}},
        "probability_npv_positive": last["positive"],
        "jobs": {"year": year, **by_sex.to_dict()},
    }


def _critical_mass(lights: pd.DataFrame) -> dict:
    by_light = lights.set_index("light")
    missing = str(by_light.loc["links", "note"])
    return {
        "needed": by_light.loc["heads", "needed"],
        "expected": by_light.loc["heads", "value"],
        "probability_heads": by_light.loc["heads", "probability"],
        "volume": by_light.loc["volume", "value"],
        "probability_volume": by_light.loc["volume", "probability"],
        "effective_suppliers": by_light.loc["suppliers", "value"],
        "missing_links": missing.split(", ") if missing else [],
        "green": {light: bool(row.green) for light, row in by_light.iterrows()},
    }


def _potential(row: dict) -> dict:
    names = (
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
    return {name: row[name] for name in names} | {"by_month": [row[f"month_{m}"] for m in range(1, 13)]}


def _links(links: pd.DataFrame, cover: pd.DataFrame) -> list[dict]:
    names = ("node", "unit", "capacity", "current", "utilisation", "owners")
    found = []
    for row in links.to_dict("records"):
        months = cover[cover["node"] == row["node"]].sort_values("month", kind="stable")
        found.append({name: row[name] for name in names} | {"cover_by_month": list(months["cover"])})
    return found


def _continuity(parts: Parts, fared: pd.DataFrame) -> dict:
    """Return how the node fares that stands most over what it may: in the futures, and in a like year as things stand.

    Months a year; the worst month and the months below are those of the like year. Nothing without a minimum load.
    """
    if fared.empty:
        nothing = {"months_below_members_alone": 0, "expected_months_below": 0, "months_below_if_all_join": 0}
        nothing |= {"allowed": ALLOWED, "allowed_stated": False, "probability_more_than_allowed": 0, "met": True}
        nothing |= dict.fromkeys(("works", "works_stated", "working_months", "days_worked")) | {"mostly_idle": []}
        return {"node": "", "months_below_minimum_load": 0, "worst_month": None, "below": [], **nothing}
    worst = fared.iloc[0]
    months = parts.cover[parts.cover["node"] == worst["node"]]
    if worst["works"] == AS_GOODS_LAST:
        months = months[months["supply"] > 0]
    ratio = ((months["supply"] + months["busy"]) / months["minimum_load"]).dropna()
    label = {int(str(m)[5:]): str(m) for m in parts.today.inputs["month"].values[:12]}
    return {
        "node": worst["node"],
        "months_below_minimum_load": int(worst["months_today"]),
        "worst_month": label[int(months.loc[by_size(ratio).idxmin(), "month"])] if len(ratio) else None,
        "below": [label[int(m)] for m in sorted(months.loc[months["below"], "month"])],
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


def _scenario(measures: pd.DataFrame, name: str) -> dict:
    """Return the measures of a scenario; npv_net says in how many draws it was worked out, the others are of all."""
    here = measures[measures["scenario"] == name].set_index("measure")
    wanted = ("npv", "npv_net", "npv_after_grants", "irr", "payback_years", "dscr_min")
    lines = {m: ["p10", "p50", "p90", "p50_se", *beside(m)] for m in wanted}
    lines["npv_net"].append("draws")
    found = {m: dict(here.loc[m, lines[m]]) if m in here.index else dict.fromkeys(lines[m]) for m in wanted}
    for one in CHANCES:
        chance = dict(here.loc[one, ["p50", "p50_se"]]) if one in here.index else {}
        found |= {one: chance.get("p50"), f"{one}_se": chance.get("p50_se")}
    return found | {"central_percentile": here.loc["npv", "central_percentile"] if len(here) else None}


def _finance(parts: Parts) -> dict:
    finance = parts.spec.finance
    if finance is None:
        return {"discount_rate": None, "prices": None, "convention": None}
    return {
        "discount_rate": finance.discount_rate.mode,
        "prices": finance.prices,
        "convention": finance.convention,
    }


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
