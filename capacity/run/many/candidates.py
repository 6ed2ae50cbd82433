"""What a finished report says of its cluster, as one line of the portfolio, and what it takes of a fund."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from pathlib import Path

import pandas as pd

from capacity.intake.fund import Fund

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_TEXTS = ("cluster", "title", "page", "folder", "answer", "currency", "first_step")
_NAMES = (
    *("cluster", "title", "page", "folder"),
    *("answer", "probability_npv_positive", "npv_per_investment", "npv_p10", "npv_p50", "npv_p90"),
    *("probability_npv_net_positive", "npv_net_per_investment", "npv_net_p10", "npv_net_p50", "npv_net_p90"),
    *("investment_p50", "currency", "irr_p50", "irr_probability_never"),
    *("payback_years_p50", "payback_probability_never"),
    *("members_surveyed", "members_expected", "members_needed", "probability_heads", "probability_volume"),
    *(
        "mostly_idle",
        "months_below_minimum_load",
        "expected_months_below",
        "months_allowed",
        "probability_more_than_allowed",
    ),
    *("probability_target", "probability_covenant", "least_grant", "probability_class_loses"),
    *("largest_member_share", "single_losses_that_stop", "coordination_gain", "first_step", "first_step_lift"),
    *("doubts", "npv_central", "npv_central_if_purchases_go_on"),
)
MEASURES = tuple(name for name in _NAMES if name not in _TEXTS)
"""what can be a fund's criterion"""
COLUMNS = {name: "str" if name in _TEXTS else "float64" for name in _NAMES}
"""columns of a line, in their order, with what they hold"""


def line_of(report: Path, folder: str, language: str) -> dict[str, object]:
    """Return one cluster's line: from its summary, its investment and its answer from the tables beside it."""
    place = report / "confidential"
    summary = json.loads((place / "summary.json").read_bytes())
    leading = summary["scenarios"].get(summary["scenario"], {})
    mass, investment = summary["critical_mass"], _investment(place / "tables" / "cash.csv", summary["scenario"])
    answers = pd.read_csv(place / "tables" / "verdict.csv")["answer"]
    return {
        "cluster": summary["cluster"],
        **_titled(report, language),
        "folder": folder,
        "answer": str(answers.iloc[0]) if len(answers) else "",
        **_value(leading, "npv", investment),
        **_value(leading, "npv_net", investment),
        "investment_p50": investment,
        "currency": summary["currency"],
        "irr_p50": leading.get("irr", {}).get("p50"),
        "irr_probability_never": leading.get("irr", {}).get("probability_never"),
        "payback_years_p50": leading.get("payback_years", {}).get("p50"),
        "payback_probability_never": leading.get("payback_years", {}).get("probability_never"),
        "members_surveyed": summary["members"]["surveyed"],
        "members_expected": summary["members"]["expected_to_join"],
        "members_needed": mass["needed"],
        "probability_heads": mass["probability_heads"],
        "probability_volume": mass["probability_volume"],
        "mostly_idle": len(summary["continuity"].get("mostly_idle") or ()),
        "months_below_minimum_load": summary["continuity"]["months_below_minimum_load"],
        "expected_months_below": summary["continuity"]["expected_months_below"],
        "months_allowed": summary["continuity"]["allowed"],
        "probability_more_than_allowed": summary["continuity"]["probability_more_than_allowed"],
        **_weak_points(summary),
        **_doubtful(place / "tables"),
    }


def _value(leading: Mapping, measure: str, investment: float | None) -> dict[str, object]:
    """Return a net present value of the leading scenario: its chance, for each unit invested, and its range."""
    found = leading.get(measure, {})
    middle = found.get("p50")
    return {
        f"probability_{measure}_positive": leading.get(f"probability_{measure}_positive"),
        f"{measure}_per_investment": middle / investment if investment and middle is not None else None,
        **{f"{measure}_{end}": found.get(end) for end in ("p10", "p50", "p90")},
    }


def _weak_points(summary: dict) -> dict[str, object]:
    """Return what a cluster hangs by: the weakest of its targets, borrowers and classes, its members, its first step.

    What a summary does not say (no target, no loan) stays empty; the cluster's own body is no class.
    """
    leaving: dict = summary.get("contingency", {})
    step: dict = next(iter(summary.get("first_steps", ())), {})
    targets = [one for one in summary.get("targets", ()) if one["scenario"] == summary["scenario"]]
    classes = [one for one in summary.get("gains", ()) if one.get("members")]
    grants = [one["least_grant"] for one in summary.get("funding", ()) if one.get("least_grant") is not None]
    return {
        "probability_target": _extreme(min, targets, "probability"),
        "probability_covenant": _extreme(min, summary.get("borrowers", ()), "probability_covenant"),
        "least_grant": sum(grants) if grants else None,
        "probability_class_loses": _extreme(max, classes, "probability_loses"),
        "largest_member_share": leaving.get("largest_member_share"),
        "single_losses_that_stop": leaving.get("single_losses_that_stop"),
        "coordination_gain": summary.get("coordination_gain"),
        "first_step": step.get("step", ""),
        "first_step_lift": step.get("npv_lift"),
    }


def _doubtful(tables: Path) -> dict[str, object]:
    """Return how many figures are too good to be true, and what hangs on purchases of which nobody said if they go on.

    The latter is the net present value of the central case, as it is and if they did (model.displaced); nothing where
    none are displaced.
    """
    doubts, displaced = (pd.read_csv(tables / f"{name}.csv") for name in ("doubts", "displaced"))
    row = displaced.iloc[0] if len(displaced) else {}
    return {
        "doubts": len(doubts),
        "npv_central": row.get("npv"),
        "npv_central_if_purchases_go_on": row.get("npv_beside"),
    }


def _extreme(choose: Callable, rows: Iterable[Mapping], name: str) -> float | None:
    return choose((row[name] for row in rows if row.get(name) is not None), default=None)


def _investment(path: Path, scenario: str) -> float | None:
    cash = pd.read_csv(path)
    spent = cash.loc[cash["scenario"] == scenario, "investment_p50"].sum() if len(cash) else 0
    return float(spent) or None


def _titled(report: Path, language: str) -> dict[str, str]:
    """Return the title that a cluster has on its page, and the page as seen from the portfolio's folder.

    In the language, else in any that the report has; "" where there is no page.
    """
    pages = sorted(
        (report / "confidential").glob("feasibility.*.html"), key=lambda one: one.suffixes[0][1:] != language
    )
    if not pages:
        return {"title": "", "page": ""}
    with pages[0].open(encoding="utf-8") as file:
        found = _TITLE.search(file.read(4096))
    title = unescape(found[1]).rsplit(" · ", 1)[0] if found else ""
    return {"title": title, "page": f"../{report.name}/confidential/{pages[0].name}"}


def spending_of(report: Path, fund: Fund) -> pd.DataFrame:
    """Return what a cluster takes of a fund in each calendar year: its investment, or the grant in the first year."""
    place = report / "confidential"
    summary = json.loads((place / "summary.json").read_bytes())
    first = int(summary.get("start", "0")[:4])
    cash = pd.read_csv(place / "tables" / "cash.csv")
    cash = cash[cash["scenario"] == summary["scenario"]]
    amounts = cash["investment_p50"].to_numpy(float)
    if fund.pays == "grant" and len(cash):
        amounts = [_weak_points(summary)["least_grant"] or 0.0, *(0.0 for _ in amounts[1:])]
    years = first + cash["year"].astype(int).to_numpy() - 1
    return pd.DataFrame({"cluster": summary["cluster"], "year": years, "amount": amounts})
