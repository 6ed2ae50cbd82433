"""The portfolio: the clusters of a batch ranked, and those that have no report with the reason."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from capacity.present.portfolio import ranking, without_report
from capacity.present.report import export
from capacity.run.manifest import Request, to_json
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import find_notebook, run_notebook
from capacity.run.notebook.receipt import acknowledge
from capacity.run.outputs import Desk, publish
from capacity.run.tables import to_csv

__all__ = ["ranking", "read_portfolio", "save_portfolio", "without_report", "write_portfolio"]
PORTFOLIO = "portfolio"
NOTEBOOK = "portfolio.ipynb"
CONTENTS = ("index.html", "portfolio.csv", "portfolio.parquet", "portfolio.ipynb")
RUNS = "runs.json"
RANKED_BY = ("probability_npv_net_positive", "npv_net_per_investment")


@dataclass(frozen=True)
class Portfolio:
    """Clusters in the order of their rank, and the folders that have no report of this batch, with the reason."""

    clusters: pd.DataFrame
    failed: pd.DataFrame


def read_portfolio(reports: str | Path, runs: str = "") -> Portfolio:
    """Return the portfolio of a folder of reports: of every report in it, or of those that a batch names.

    runs: file in which a batch left what became of each cluster folder. Rank: by the probability that npv_net, the net
    present value after taxes and working capital, is positive, then by its median for each unit of money invested;
    clusters without a number come last.
    """
    reports = Path(reports)
    listed = json.loads(Path(runs).read_text(encoding="utf-8")) if runs else _found(reports)
    rows = [_row(reports / run["slug"], run["folder"]) for run in listed if run["good"]]
    clusters = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    clusters = clusters.sort_values([*RANKED_BY, "cluster"], ascending=[False, False, True], ignore_index=True)
    clusters.insert(0, "rank", range(1, len(clusters) + 1))
    failed = [(run["folder"], run["reason"]) for run in listed if not run["good"]]
    return Portfolio(clusters, pd.DataFrame(failed, columns=["folder", "reason"], dtype="str"))


_TEXTS = ("cluster", "folder", "answer", "currency", "first_step")
_NAMES = (
    *("cluster", "folder", "answer", "probability_npv_positive", "npv_per_investment", "npv_p10", "npv_p50", "npv_p90"),
    *("probability_npv_net_positive", "npv_net_per_investment", "npv_net_p10", "npv_net_p50", "npv_net_p90"),
    *("investment_p50", "currency", "irr_p50", "irr_probability_never"),
    *("payback_years_p50", "payback_probability_never"),
    *("members_surveyed", "members_expected", "members_needed", "probability_heads", "probability_volume"),
    *("months_below_minimum_load", "expected_months_below", "months_allowed", "probability_more_than_allowed"),
    *("probability_target", "probability_covenant", "least_grant", "probability_class_loses"),
    *("largest_member_share", "single_losses_that_stop", "coordination_gain", "first_step", "first_step_lift"),
    *("doubts", "npv_central", "npv_central_if_purchases_go_on"),
)
_COLUMNS = {name: "str" if name in _TEXTS else "float64" for name in _NAMES}


def _found(reports: Path) -> list[dict]:
    folders = sorted(path.parents[1].name for path in reports.glob("*/confidential/summary.json"))
    return [{"folder": name, "slug": name, "good": True, "reason": ""} for name in folders]


def _row(report: Path, folder: str) -> dict[str, object]:
    """Return one cluster's line: from its summary, its investment and its answer from the tables beside it."""
    place = report / "confidential"
    summary = json.loads((place / "summary.json").read_bytes())
    leading = summary["scenarios"].get(summary["scenario"], {})
    mass, investment = summary["critical_mass"], _investment(place / "tables" / "cash.csv", summary["scenario"])
    answers = pd.read_csv(place / "tables" / "verdict.csv")["answer"]
    return {
        "cluster": summary["cluster"],
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


def save_portfolio(portfolio: Portfolio, out: str | Path) -> None:
    """Write the ranking as CSV and Parquet to the folder `out`; with "" write nothing. Failed clusters come last."""
    if not str(out):
        return
    table = pd.concat([portfolio.clusters, portfolio.failed], ignore_index=True)
    table["reason"] = table["reason"].fillna("")
    table["rank"] = table["rank"].astype("Int64")
    (Path(out) / "portfolio.csv").write_bytes(to_csv(table))
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), Path(out) / "portfolio.parquet")
    acknowledge(Path(out))


def write_portfolio(reports: Path, outcomes: Iterable[Mapping[str, object]], request: Request, desk: Desk) -> None:
    """Write reports/portfolio from what became of each cluster folder of a batch, by the portfolio notebook."""
    runs = desk.stage / RUNS
    runs.write_bytes(to_json(list(outcomes)))
    given = {"reports": str(reports.absolute()), "runs": str(runs), "languages": ",".join(request.languages)}
    executed = run_notebook(find_notebook(NOTEBOOK), given, desk.stage)
    notebook = clean_notebook(executed, {"reports": "reports", "runs": "", "out": ""})
    runs.unlink()
    (desk.stage / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    page = export(notebook, request.languages[0])
    (desk.stage / "index.html").write_text(page, encoding="utf-8", newline="\n")
    publish(desk)
