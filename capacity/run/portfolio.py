"""The portfolio: the clusters of a batch ranked, and those that have no report with the reason."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from capacity.intake.fund import FUND, Fund, read_fund
from capacity.model.portfolio import chosen, ranked, with_chances
from capacity.present.portfolio import best_set, candidates_map, compared, rank_chances, ranking, without_report
from capacity.present.report import export
from capacity.run.manifest import Request, to_json
from capacity.run.many.candidates import COLUMNS, MEASURES, line_of, spending_of
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
    rows = [line_of(reports / run["slug"], run["folder"], language) for run in good]
    clusters = ranked(pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS), rules)
    clusters, chances = with_chances(clusters, rules)
    spent = [spending_of(reports / run["slug"], rules) for run in good] if rules.budgets else []
    columns = ["cluster", "year", "amount"]
    clusters, best = chosen(clusters, pd.concat(spent) if spent else pd.DataFrame(columns=columns), rules)
    failed = [(run["folder"], run.get("status", ""), run["reason"]) for run in listed if not run["good"]]
    return Portfolio(
        clusters, pd.DataFrame(failed, columns=["folder", "status", "reason"], dtype="str"), chances, best, rules
    )


def _found(reports: Path) -> list[dict]:
    folders = sorted(path.parents[1].name for path in reports.glob("*/confidential/summary.json"))
    return [{"folder": name, "slug": name, "good": True, "reason": ""} for name in folders]


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
    rules = str(fund.absolute()) if fund is not None and fund.is_file() else ""
    given = {"reports": str(reports.absolute()), "runs": str(runs), "fund": rules}
    given |= {"languages": ",".join(request.languages)}
    executed = run_notebook(find_notebook(NOTEBOOK), given, desk.stage)
    shown = {"reports": "reports", "runs": "", "out": "", "fund": rules and FUND}
    notebook = clean_notebook(executed, shown)
    runs.unlink()
    (desk.stage / NOTEBOOK).write_text(nbformat.writes(notebook), encoding="utf-8", newline="\n")
    page = export(notebook, request.languages[0])
    (desk.stage / "index.html").write_text(page, encoding="utf-8", newline="\n")
    publish(desk)
