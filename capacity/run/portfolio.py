"""The portfolio: the clusters of a batch ranked, and those that have no report with the reason."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import nbformat
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from capacity.intake.fund import FUND, Fund, read_fund
from capacity.model.portfolio.ranking import chosen, ranked, with_chances
from capacity.present.portfolio import best_set, candidates_map, compared, rank_chances, ranking, without_report
from capacity.present.report import export
from capacity.run.manifest import Request, to_json
from capacity.run.notebook.executed import clean_notebook
from capacity.run.notebook.notebooks import find_notebook, run_notebook
from capacity.run.notebook.receipt import acknowledge
from capacity.run.outputs import Desk, publish
from capacity.run.tables import to_csv

__all__ = [
    "best_set",
    "candidates_map",
    "compared",
    "rank_chances",
    "ranking",
    "read_portfolio",
    "save_portfolio",
    "without_report",
    "write_portfolio",
]
PORTFOLIO = "portfolio"
NOTEBOOK = "portfolio.ipynb"
CONTENTS = ("index.html", "portfolio.csv", "portfolio.parquet", "portfolio.ipynb")
RUNS = "runs.json"


@dataclass(frozen=True)
class Portfolio:
    """Clusters in the order of their rank, and the folders that have no report of this batch, with the reason."""

    clusters: pd.DataFrame
    failed: pd.DataFrame
    chances: pd.DataFrame
    """cluster, and the chance of rank 1, 2, ..."""
    budgets: pd.DataFrame
    """the best set under the fund's budgets, one row a budget; none where there are no budgets"""
    fund: Fund


def read_portfolio(reports: str | Path, runs: str = "", fund: str = "", languages: str = "en") -> Portfolio:
    """Return the portfolio of a folder of reports: of every report in it, or of those that a batch names.

    runs: file in which a batch left what became of each cluster folder. fund: file with the fund's criteria and
    budgets (see intake/fund.py); without it clusters are ranked as `ranked` says. languages: titles are in the first.
    """
    reports, rules = Path(reports), read_fund(Path(fund), MEASURES) if fund else Fund()
    listed = json.loads(Path(runs).read_text(encoding="utf-8")) if runs else _found(reports)
    good = [run for run in listed if run["good"]]
    language = languages.split(",", maxsplit=1)[0]
    rows = [_row(reports / run["slug"], run["folder"]) | titled(reports / run["slug"], language) for run in good]
    clusters = ranked(pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS), rules)
    clusters, chances = with_chances(clusters, rules)
    spent = [_spending(reports / run["slug"], rules) for run in good] if rules.budgets else []
    columns = ["cluster", "year", "amount"]
    clusters, best = chosen(clusters, pd.concat(spent) if spent else pd.DataFrame(columns=columns), rules)
    failed = [(run["folder"], run.get("status", ""), run["reason"]) for run in listed if not run["good"]]
    return Portfolio(
        clusters, pd.DataFrame(failed, columns=["folder", "status", "reason"], dtype="str"), chances, best, rules
    )


def titled(report: Path, language: str) -> dict[str, str]:
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


def _spending(report: Path, fund: Fund) -> pd.DataFrame:
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


def save_portfolio(portfolio: Portfolio, out: str | Path) -> None:
    """Write the ranking as CSV and Parquet to the folder `out`; with "" write nothing. Failed clusters come last."""
    if not str(out):
        return
    table = pd.concat([portfolio.clusters, portfolio.failed], ignore_index=True)
    table[["status", "reason"]] = table[["status", "reason"]].fillna("")
    table["rank"] = table["rank"].astype("Int64")
    (Path(out) / "portfolio.csv").write_bytes(to_csv(table))
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), Path(out) / "portfolio.parquet")
    acknowledge(Path(out))


def write_portfolio(
    reports: Path, outcomes: Iterable[Mapping[str, object]], request: Request, desk: Desk, fund: Path | None = None
) -> None:
    """Write reports/portfolio from what became of each cluster folder of a batch, by the portfolio notebook.

    fund: the file with the fund's criteria and budgets, if there is one.
    """
    runs = desk.stage / RUNS
    runs.write_bytes(to_json(list(outcomes)))
    given = {"reports": str(reports.absolute()), "runs": str(runs), "languages": ",".join(request.languages)}
    is_stated = fund is not None and fund.is_file()
    given |= {"fund": str(fund.absolute())} if fund is not None and is_stated else {}
    executed = run_notebook(find_notebook(NOTEBOOK), given, desk.stage)
    shown = {"reports": "reports", "runs": "", "out": "", "fund": FUND if is_stated else ""}
    notebook = clean_notebook(executed, shown)
    runs.unlink()
    (desk.stage / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    page = export(notebook, request.languages[0])
    (desk.stage / "index.html").write_text(page, encoding="utf-8", newline="\n")
    publish(desk)
