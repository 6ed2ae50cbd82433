"""What pages read of a study: its tables, and what among them comes first. The model has computed it all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeGuard

import pandas as pd

from capacity.intake.cluster_file.exchange import price_at_start

if TYPE_CHECKING:
    from collections.abc import Iterable

    from capacity.intake.quantities.quantity import Quantity
    from capacity.model.results.study import Study

Line = Any
"""a row of a table as itertuples gives it: its columns are attributes, whose types pandas does not know"""
MOSTLY = 0.5
"""share of the futures and years from which a plant is said to stand in a month of the year"""
WIDTH_80 = 1.2816
"""standard errors on either side within which four cases of five lie"""


def table(study: Study, name: str, **equal: object) -> pd.DataFrame:
    """Return a table of the study, only the rows whose columns equal the given values; empty if there is none."""
    found = study.tables.get(name)
    if found is None or found.empty:
        return pd.DataFrame()
    for column, value in equal.items():
        found = found[found[column] == value]
    return found


def convention(study: Study, name: str) -> float:
    """Return a convention of the study: see model.results.held."""
    return float(study.held["conventions"][name].iloc[0])


def margin(study: Study, error: pd.Series) -> pd.Series:
    """Return within how much a figure with a Monte-Carlo standard error lies in nine of ten cases."""
    return convention(study, "errors_90") * error


def median(study: Study, quantity: Quantity | None, scenario: str = "") -> float:
    """Return the middle of a stated number, in its unit, NaN of none; by default of the leading scenario."""
    if quantity is None:
        return math.nan
    rows = study.held["medians"]
    here = (rows["scenario"] == (scenario or study.scenario)) & (rows["path"] == quantity.name)
    return float(rows.loc[here, "median"].iloc[0])


def unit_of(rows: pd.DataFrame, column: str = "unit") -> str:
    """Return the unit or currency that all rows of a table have; nothing of a table without rows."""
    return str(rows[column].iloc[0]) if len(rows) else ""


def in_order(values: Iterable) -> list:
    """Return the distinct values in the order in which they first stand."""
    return list(dict.fromkeys(values))


def finite(value: object) -> TypeGuard[float]:
    """Return whether a value is a number one can write down."""
    return isinstance(value, (int, float)) and math.isfinite(value)


def scenarios(study: Study) -> list[str]:
    """Return the scenarios that were computed, the one the study leads with first."""
    found = in_order(table(study, "projection").get("scenario", ())) or in_order(
        table(study, "cash").get("scenario", ())
    )
    names = found or list(study.cluster.specs)
    return sorted(names, key=lambda name: (name != study.scenario, name != "base"))


def products_made(study: Study) -> list[str]:
    """Return the products of the projection, the one worth most at stated prices first."""
    rows = table(study, "projection", scenario=study.scenario)
    if rows.empty:
        return []
    prices = dear_prices(study)
    worth = {
        product: prices.get(product, 0.0) * float(part["p50"].max())
        for product, part in rows.groupby("product", sort=False)
    }
    return sorted(worth, key=lambda product: (-worth[product], product))


def dear_prices(study: Study) -> dict[str, float]:
    """Return the highest stated price of every product that a market of the cluster buys, money/P."""
    prices: dict[str, float] = {}
    spec = study.cluster.spec
    for name, market in spec.markets.items():
        if not market.today:
            prices[market.buys] = max(prices.get(market.buys, 0.0), price_at_start(spec, name))
    return prices


def years_shown(years: Iterable[int], wanted: tuple[int, ...] = (1, 3, 10)) -> list[int]:
    """Return years 1, 3 and 10 as far as they were looked at, and the last year instead of those beyond it."""
    known = sorted(set(years))
    return in_order(year for year in (min(w, known[-1]) for w in wanted) if year in known) if known else []


def nodes_with_floor(study: Study) -> list[str]:
    """Return the nodes that have a minimum load."""
    cover = table(study, "cover")
    return (
        in_order(cover.loc[cover["minimum_load"].notna() & (cover["minimum_load"] > 0), "node"]) if len(cover) else []
    )


def idle_months(study: Study, node: str) -> set[int]:
    """Return the months of the year, 1..12, in which a node stands: as things stand, or in most of the futures."""
    cover, plant = table(study, "cover", node=node), table(study, "plant", node=node, scenario=study.scenario)
    below = set(cover.loc[cover["below"].astype(bool), "month"].astype(int))
    if plant.empty:
        return below
    chance = plant.groupby(plant["month"].str[5:7].astype(int))["stands"].mean()
    return below | set(chance.index[chance >= MOSTLY])


def runs_long_enough(study: Study, node: str) -> bool:
    """Return whether a node stands no longer than it may, in the mean of the futures and likely in each."""
    return bool(table(study, "continuity", node=node).get("met", pd.Series([False])).all())


def known_cover(study: Study) -> pd.DataFrame:
    """Return the cover table without the nodes whose supply has no limit, because they buy it."""
    cover = table(study, "cover")
    return cover[cover["supply"].map(finite) & cover["cover"].map(finite)] if len(cover) else cover


def tightest_node(study: Study) -> str | None:
    """Return the node with equipment whose supply, or work, comes nearest to its capacity; None if there is none."""
    cover = table(study, "cover")
    if cover.empty:
        return None
    taken = cover["supply"].where(cover["supply"].map(finite), cover["activity"]) / cover["capacity"]
    taken = taken[taken.map(finite)]
    return None if taken.empty else str(cover.loc[taken.idxmax(), "node"])


def month_numbers(labels: Iterable[str]) -> list[int]:
    """Return the months of the year, 1..12, of labels such as 2027-01."""
    return [int(str(label)[5:7]) for label in labels]


def bottleneck_order(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the bottlenecks (kind, at), the highest worth x chance over the year first."""
    weighed = rows["shadow_price"] * rows["probability"].fillna(1.0)
    worth = weighed.groupby([rows["kind"], rows["at"]], sort=True).sum()
    return list(worth.sort_values(ascending=False, kind="stable").index)


WINTER, SUMMER = 1, 7


def months_shown(months: pd.Series, amounts: pd.Series) -> list[int]:
    """Return January and July as far as anything stands in them, else the month with the most; months are 1..12."""
    sums = amounts.groupby(months).sum()
    found = [month for month in (WINTER, SUMMER) if sums.get(month, 0.0) > 0]
    return found or ([int(sums.idxmax())] if len(sums) and sums.max() > 0 else [])
