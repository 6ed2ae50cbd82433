"""The fund's order of its candidates: points, chances of ranks, the best set under its budgets, what to know first."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from capacity.intake.fund import TOTAL, Fund, Weighed
from capacity.model.engine.digits import by_size
from capacity.model.portfolio.best_set import best_set, in_shares
from capacity.model.portfolio.points import Criterion, Ranges, ranks_drawn

RANKED_BY = ("probability_npv_net_positive", "npv_net_per_investment")
LESS_IS_BETTER = (
    *("investment_p50", "irr_probability_never", "payback_years_p50", "payback_probability_never", "members_needed"),
    *("months_below_minimum_load", "expected_months_below", "probability_more_than_allowed", "least_grant"),
    *("probability_class_loses", "largest_member_share", "single_losses_that_stop", "doubts"),
)
IDLE, BANK = "idle", "bank"
_SPREAD = {
    "npv_p50": ("npv", False),
    "npv_net_p50": ("npv_net", False),
    "npv_per_investment": ("npv", True),
    "npv_net_per_investment": ("npv_net", True),
}
"""measures with a range: the names of P10 and P90, and whether they are divided by the investment"""


BUDGETS = ("budget", "amount", "spent", "price", "worth", "worth_in_shares", "is_only")
"""columns of the best set: a budget, what is spent of it, what one more unit is worth; beside it the set's worth"""


def warnings(clusters: pd.DataFrame) -> list[str]:
    """Return for each cluster what its rank must not hide: "idle", "bank", both joined by a comma, or ""."""
    idle = (clusters["mostly_idle"] > 0) | (clusters["probability_more_than_allowed"] >= 0.5)
    bank = clusters["probability_covenant"] < 0.5
    both = zip(idle, bank, strict=True)
    return [",".join(word for word, holds in zip((IDLE, BANK), one, strict=True) if holds) for one in both]


def ranked(clusters: pd.DataFrame, fund: Fund) -> pd.DataFrame:
    """Return the clusters in their order with rank, points and what to know; equal ones by name.

    By the fund's points; without criteria by the chance that npv_net is positive, then by its median for each unit
    of money invested. Clusters without a number come last.
    """
    measures = _criteria(clusters, fund)
    points = sum((one.points(clusters[one.measure].to_numpy(float)) for one in measures), np.zeros(len(clusters)))
    table = clusters.assign(points=points if fund.criteria else np.nan, warning=warnings(clusters))
    by = ["points"] if fund.criteria else list(RANKED_BY)
    ascending = [*(False for _ in by), True]
    table = table.sort_values([*by, "cluster"], ascending=ascending, ignore_index=True, key=by_size)
    table.insert(0, "rank", range(1, len(table) + 1))
    return table


def with_chances(table: pd.DataFrame, fund: Fund) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ranked table with the ranks in 8 of 10 draws, and the chance of each rank (cluster, 1, 2, ...)."""
    measures = [(one, _range(table, one.measure)) for one in _criteria(table, fund)]
    found = ranks_drawn(table["cluster"].tolist(), measures, fund.shared)
    chances = pd.DataFrame(found.chances, columns=[str(n + 1) for n in range(found.chances.shape[1])])
    first = chances["1"].to_numpy() if len(table) else []
    more = {"rank_p10": found.p10, "rank_p50": found.p50, "rank_p90": found.p90, "chance_first": first}
    return table.assign(**more), pd.concat([table[["cluster"]], chances], axis=1)


def chosen(table: pd.DataFrame, spending: pd.DataFrame, fund: Fund) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table with who is taken and what each lacks, and the best set, one row a budget (see BUDGETS).

    It has no row where no budget is stated or the candidates have several currencies.

    spending: cluster, year, amount. A candidate whose worth or cost is not known is not taken.
    """
    empty = table.assign(taken=np.nan, share=np.nan, lacks=np.nan)
    if not fund.budgets or len(set(table["currency"])) != 1:
        return empty, pd.DataFrame(columns=list(BUDGETS))
    names = list(fund.budgets)
    costs = _costs(table["cluster"].tolist(), spending, names)
    worth = table["npv_net_p50"].to_numpy(float)
    able = np.isfinite(worth) & np.isfinite(costs).all(axis=0)
    limits = np.array([fund.budgets[name] for name in names])
    whole, shares = best_set(worth[able], costs[:, able], limits), in_shares(worth[able], costs[:, able], limits)
    for column, values in (("taken", whole.taken), ("share", shares.shares), ("lacks", shares.lacks)):
        empty.loc[able, column] = np.asarray(values, float)
    told = (names, limits, whole.spent, shares.prices, whole.worth, shares.worth, whole.is_only)
    return empty, pd.DataFrame(dict(zip(BUDGETS, told, strict=True)))


def _costs(clusters: Sequence[str], spending: pd.DataFrame, budgets: Sequence[str]) -> np.ndarray:
    """Return what each cluster takes of each budget, (budget, cluster); NaN where a cluster's spending is not known."""
    by_year = spending.pivot_table(index="cluster", columns="year", values="amount", aggfunc="sum").reindex(clusters)
    known = by_year.notna().any(axis=1)
    rows = [
        by_year.sum(axis=1) if name == TOTAL else by_year.get(int(name), pd.Series(0.0, by_year.index)).fillna(0.0)
        for name in budgets
    ]
    return np.array([row.where(known).to_numpy(float) for row in rows])


def _criteria(table: pd.DataFrame, fund: Fund) -> list[Criterion]:
    asked = fund.criteria or (Weighed(measure=RANKED_BY[1]),)
    total = sum(one.weight for one in asked)
    return [_criterion(table[one.measure].to_numpy(float), one, total) for one in asked]


def _criterion(values: np.ndarray, asked: Weighed, total: float) -> Criterion:
    """Return a criterion whose ends are those of the candidates where the fund states none."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    worst, best = (high, low) if asked.measure in LESS_IS_BETTER else (low, high)
    ends = (worst if asked.worst is None else asked.worst, best if asked.best is None else asked.best)
    return Criterion(asked.measure, asked.weight / total, *ends)


def _range(table: pd.DataFrame, measure: str) -> Ranges:
    middle = table[measure].to_numpy(float)
    if measure not in _SPREAD:
        return Ranges(middle, middle, middle)
    name, is_divided = _SPREAD[measure]
    by = table["investment_p50"].to_numpy(float) if is_divided else 1.0
    return Ranges(table[f"{name}_p10"].to_numpy(float) / by, middle, table[f"{name}_p90"].to_numpy(float) / by)
