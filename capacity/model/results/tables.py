"""The study's arrays as tidy tables in the units people read: what pages, figures, csv and xlsx are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import ndtri

from capacity.intake.cluster import Cluster, quantities
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per, shown_unit
from capacity.intake.findings.issues import Issue
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import TAILED
from capacity.model.bank.bank import Bank
from capacity.model.bank.tables import bank_tables
from capacity.model.chain.variables import UNLIMITED, grid
from capacity.model.diagnosis.today import Today, stated_load
from capacity.model.future.measures import discount_rate, measures, present_value, yearly, yearly_cash
from capacity.model.future.monthly import outputs
from capacity.model.future.projection import Outcome
from capacity.model.gains.country import economic_view, no_view
from capacity.model.gains.run import Money
from capacity.model.gains.tables import gains_tables
from capacity.model.potential.aggregate import Potential, expected_joiners
from capacity.model.results.doubts import doubt_table
from capacity.model.results.insight import Insight
from capacity.model.results.insight_tables import insight_tables
from capacity.model.results.targets import target_table
from capacity.model.risks.register import RiskPrices, no_prices
from capacity.model.risks.stress import STRESS
from capacity.model.uncertainty.distributions import values
from capacity.model.uncertainty.draws import Draws, central_draws
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.quantiles import quantiles
from capacity.model.uncertainty.ranges import SHARES, errors, percentile, shares, spread

QUANTILES = ("p10", "p50", "p90")
ERRORS = ("p10_se", "p50_se", "p90_se")
"""Monte-Carlo standard errors"""
PROJECTION = ["scenario", "year", "product", "unit", *QUANTILES, "central", *ERRORS]
MEASURES = ["scenario", "measure", "unit", *QUANTILES, *ERRORS, *SHARES, "central", "central_percentile", "draws"]
CHANCES = {"probability_npv_positive": "npv", "probability_npv_net_positive": "npv_net"}
"""of which measure it is the chance to be above 0"""
STAIRS = (
    "produced",
    "kept",
    "bazaar",
    "elsewhere",
    "offered",
    "expected",
    "delivered",
    "attainable",
    "with_investment",
)


@dataclass(frozen=True)
class Parts:
    """Everything that was computed for one cluster, before it is put into tables."""

    cluster: Cluster
    scenario: str
    potential: Potential
    today: Today
    links: pd.DataFrame
    cover: pd.DataFrame
    fared: pd.DataFrame
    """the continuity_table"""
    insight: Insight
    lights: pd.DataFrame
    futures: Mapping[str, Outcome]
    paths: xr.Dataset
    """monthly.monthly_paths of the leading scenario"""
    drawn: Draws
    risks: RiskPrices = field(default_factory=no_prices)
    stress: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STRESS)))
    money: Money | None = None
    """the leading scenario's books; None in a quick look"""
    bank: Bank | None = None
    """what a bank asks of them; None without money"""
    nets: Mapping[str, np.ndarray] = field(default_factory=dict)
    """npv_net by scenario (draw,); none without money"""

    @property
    def spec(self) -> Spec:
        """Return the leading scenario's spec."""
        return self.cluster.specs[self.scenario]


def make_tables(parts: Parts) -> dict[str, pd.DataFrame]:
    """Return the tables by name; a table with nothing to say is empty but has its columns."""
    tables = {
        "members": members_table(parts),
        "staircase": staircase_table(parts),
        "potential": potential_table(parts),
        "links": links_table(parts),
        "cover": cover_table(parts),
        "critical_mass": parts.lights,
        "continuity": parts.fared,
        **insight_tables(parts.spec, parts.insight),
        "projection": projection_table(parts),
        "targets": target_table(parts.futures, parts.drawn),
        "monthly": monthly_table(parts),
        "plant": plant_table(parts),
        "cash": cash_table(parts),
        "measures": measures_table(parts),
        **gains_tables(parts.spec, parts.money),
        "risks": parts.risks.risks,
        "risk_bridge": parts.risks.bridge,
        "stress": parts.stress,
        **_economy_tables(parts.money),
        "scenarios": scenarios_table(parts),
        **bank_tables(parts.bank),
        "assumptions": assumptions_table(parts),
        "issues": pd.DataFrame(
            [issue.as_row() for issue in parts.cluster.survey.issues], columns=[f.name for f in fields(Issue)]
        ),
        "quality": pd.DataFrame([asdict(parts.cluster.survey.rows)]),
    }
    return tables | {"doubts": doubt_table(parts.spec, parts.scenario, tables)}


def _economy_tables(money: Money | None) -> dict[str, pd.DataFrame]:
    """Return the economic view: bridge, jobs, value added; empty where none is stated, and in a quick look."""
    view = economic_view(money.drawn) if money else no_view()
    return {"economy": view.bridge, "jobs": view.jobs, "value_added": view.value_added}


def members_table(parts: Parts) -> pd.DataFrame:
    """Return surveyed members, their weight, those expected to join and distinct owners by class and place."""
    members = parts.cluster.survey.members.assign(expected_to_join=expected_joiners(parts.cluster, parts.spec))
    grouped = members.groupby(["cls", "place"], sort=True)
    return grouped.agg(
        surveyed=("member", "size"),
        weight=("weight", "sum"),
        expected_to_join=("expected_to_join", "sum"),
        owners=("owner", "nunique"),
    ).reset_index()


def staircase_table(parts: Parts) -> pd.DataFrame:
    """Return the staircase by product, class, place and month in t/month (or the product's own unit a month)."""
    frame = parts.potential.staircase.copy()
    units = {product: per(parts.spec, product, "month") for product in frame["product"].unique()}
    frame.insert(1, "unit", frame["product"].map(lambda p: units[p][0]))
    frame["amount"] = frame["amount"] * frame["product"].map(lambda p: units[p][1]).astype(float)
    frame["order"] = frame["step"].map(STAIRS.index)
    return frame.sort_values(["product", "cls", "place", "month", "order"]).drop(columns="order").reset_index(drop=True)


def potential_table(parts: Parts) -> pd.DataFrame:
    """Return the potential by product: amounts a year, expected amounts by month, owners."""
    frame = parts.potential.totals.copy()
    if frame.empty:
        return pd.DataFrame(
            columns=["product", "unit", "produced", "offered", "expected", "se", "se_joining", "owners"]
        )
    units = [shown_unit(parts.spec, product) for product in frame["product"]]
    factor = np.array([factor for _, factor in units])
    amounts = [name for name in frame.columns if name not in ("product", "owners")]
    frame[amounts] = frame[amounts].mul(factor, axis=0)
    frame.insert(1, "unit", [f"{unit}/year" for unit, _ in units])
    return frame


def links_table(parts: Parts) -> pd.DataFrame:
    """Return the equipment nodes in the unit of their rated product a day."""
    frame = parts.links.copy()
    if frame.empty:
        return frame
    shown = [per(parts.spec, product, "day") for product in frame["product"]]
    factor = np.array([factor for _, factor in shown])
    for name in ("capacity", "capacity_expected", "current", "busy", "minimum_load"):
        frame[name] = frame[name].astype(float) * factor
    frame.insert(3, "unit", [unit for unit, _ in shown])
    return frame.drop(columns="product")


def cover_table(parts: Parts) -> pd.DataFrame:
    """Return supply, capacity and minimum load of every node by calendar month, a day."""
    frame = parts.cover.copy()
    if frame.empty:
        return frame
    shown = [per(parts.spec, product, "day") for product in frame["product"]]
    factor = np.array([factor for _, factor in shown])
    for name in ("supply", "activity", "busy", "capacity", "minimum_load", "excess"):
        frame[name] = frame[name].astype(float) * factor
    frame.insert(2, "unit", [unit for unit, _ in shown])
    return frame.drop(columns="product").sort_values(["node", "month"]).reset_index(drop=True)


def projection_table(parts: Parts) -> pd.DataFrame:
    """Return yearly sales of every product of the chain by scenario: p10, p50, p90 and the central run.

    p10_se, p50_se, p90_se are their Monte-Carlo standard errors, in the unit of the product.
    """
    rows = []
    for name, outcome in parts.futures.items():
        sold, central = yearly(outcome.draws, "sold"), yearly(outcome.central, "sold")
        rows += projection_rows(name, parts.spec, outputs(outcome.network), sold, central[..., 0])
    return pd.DataFrame(rows, columns=PROJECTION)


def projection_rows(
    name: str, spec: Spec, markets: Mapping[str, list[int]], sold: np.ndarray, central: np.ndarray
) -> list[tuple]:
    """Return the rows of one scenario from yearly sales (market, year, draw) and those of the central run."""
    rows = []
    for product, here in markets.items():
        unit, factor = shown_unit(spec, product)
        amounts = sold[here].sum(axis=0) * factor
        spreads, errors = quantiles(amounts), standard_error(amounts, quantiles)
        middle = central[here].sum(axis=0) * factor
        years = range(spreads.shape[1])
        rows += [(name, year + 1, product, unit, *spreads[:, year], middle[year], *errors[:, year]) for year in years]
    return rows


def monthly_table(parts: Parts) -> pd.DataFrame:
    """Return what members deliver (supply) and the chain sells (output) by month in the leading scenario."""
    rows = []
    labels = [str(label) for label in parts.paths["month"].values]
    for series, product, many, one in _series(parts):
        unit, factor = per(parts.spec, product, "month")
        rows += [
            (parts.scenario, label, product, unit, series, *(many[:, i] * factor), one[i] * factor)
            for i, label in enumerate(labels)
        ]
    columns = ["scenario", "month", "product", "unit", "series", "p10", "p50", "p90", "central"]
    return pd.DataFrame(rows, columns=columns)


def _series(parts: Parts) -> Iterator[tuple[str, str, np.ndarray, np.ndarray]]:
    """Yield supply and output by product: P10, P50 and P90 (3, month), and the central run (month,)."""
    central = parts.futures[parts.scenario].central
    for product in central["product"].values:
        one = central["supplied"].sel(product=product).values[:, 0]
        yield "supply", str(product), parts.paths["supply"].sel(product=product).values, one
    for product, markets in outputs(parts.futures[parts.scenario].network).items():
        one = central["sold"].values[markets].sum(axis=0)[:, 0]
        yield "output", product, parts.paths["output"].sel(sold=product).values, one


def plant_table(parts: Parts) -> pd.DataFrame:
    """Return the path of every equipment node by month in the leading scenario, per day."""
    rows = []
    outcome = parts.futures[parts.scenario]
    labels = [str(label) for label in parts.paths["month"].values]
    names = ("capacity", "busy", "minimum_load")
    capacity, busy, minimum = (grid(outcome.central_inputs, name, len(labels), 1)[:, :, 0] for name in names)
    minimum = stated_load(outcome.spec, outcome.network, minimum)
    stands, binds = (parts.paths[name].values for name in ("stands", "binds"))
    for index, node in enumerate(outcome.network.nodes):
        link = outcome.spec.links[node.link]
        unit, factor = per(parts.spec, link.rated, "day")
        spreads = parts.paths["activity"].values[index] * factor
        room = np.where(capacity[index] < UNLIMITED / 10, capacity[index], np.nan) * factor
        for i, label in enumerate(labels):
            least = minimum[index, i] * factor if minimum[index, i] > 0 else np.nan
            flags = (stands[index, i], binds[index, i])
            extra = (room[i], busy[index, i] * factor, least)
            rows.append((parts.scenario, label, node.name, unit, *spreads[:, i], *extra, *flags))
    columns = ["scenario", "month", "node", "unit", "activity_p10", "activity_p50", "activity_p90"]
    return pd.DataFrame(rows, columns=[*columns, "capacity_p50", "busy", "minimum_load", "stands", "binds"])


def cash_table(parts: Parts) -> pd.DataFrame:
    """Return yearly money by scenario, in the cluster's currency."""
    rows = []
    for name, outcome in parts.futures.items():
        cash = yearly_cash(outcome.draws)
        spreads = {line: quantiles(values) for line, values in cash.items()}
        for year in range(len(cash["increment"])):
            row = {"scenario": name, "year": year + 1, "currency": parts.spec.currency}
            row |= {"with_p50": spreads["with_cluster"][1, year], "without_p50": spreads["without_cluster"][1, year]}
            row |= {f"increment_{q}": spreads["increment"][i, year] for i, q in enumerate(QUANTILES)}
            for line in ("investment", "residual", "grant", "loan", "debt_service"):
                row[f"{line}_p50"] = spreads[line][1, year]
            row |= {
                f"after_finance_{q}": spreads["after_finance"][i, year] for i, q in enumerate(("p10", "p50", "p90"))
            }
            rows.append(row)
    return pd.DataFrame(rows)


def measures_table(parts: Parts) -> pd.DataFrame:
    """Return the measures by scenario with their Monte-Carlo standard errors; empty without a finance block."""
    rows: list[tuple] = []
    for name, outcome in parts.futures.items():
        if outcome.spec.finance is not None:
            rate = discount_rate(outcome.spec, parts.drawn)
            central = present_value(outcome.spec, outcome.central, central_draws(parts.cluster.slug))
            found = measures(outcome.spec, outcome.draws, rate)
            found |= {"npv_net": parts.nets[name]} if name in parts.nets else {}
            rows += measures_rows(name, parts.spec.currency, found, float(central[0]))
    return pd.DataFrame(rows, columns=MEASURES)


def measures_rows(name: str, money: str, found: Mapping[str, np.ndarray], central: float = np.nan) -> list[tuple]:
    """Return the rows of one scenario from its measures (draw,); ranges are over all futures: see ranges.

    `central` is the net present value of the central future, whose percentile among the draws stands beside it.
    npv_net, where it is known, may be of fewer draws than the others: how many stands in the last column.
    """
    units = dict.fromkeys(("npv", "npv_net", "npv_after_grants"), money)
    units |= {"irr": "1/year", "payback_years": "year", "dscr_min": "ratio"}
    rows = []
    for one, unit in units.items():
        if one in found:
            values, middle = found[one], central if one == "npv" else np.nan
            ends = (*spread(values).values(), *errors(values), *shares(one, found).values())
            rows.append((name, one, unit, *ends, middle, percentile(middle, values), len(values)))
    for one, of in CHANCES.items():
        if of in found:
            gains = found[of] > 0
            error = float(standard_error(gains, lambda some: some.mean(axis=-1)))
            ends = (None, float(gains.mean()), None, None, error, None, *[None] * 3, 1.0)
            rows.append((name, one, "share", *ends, np.nan, np.nan, len(gains)))
    return rows


def scenarios_table(parts: Parts) -> pd.DataFrame:
    """Return what every scenario changes: path, from, to, as it was written."""
    base = {q.name: q for q in quantities(parts.cluster.spec)}
    declared = parts.cluster.spec.scenarios
    rows = []
    for name, spec in parts.cluster.specs.items():
        scenario = declared.get(name)
        reason = scenario.reason if scenario else ""
        title = scenario.title if scenario and isinstance(scenario.title, str) else ""
        after = {q.name: q for q in quantities(spec)}
        changed = [p for p in {**base, **after} if _stated(base, p) != _stated(after, p)]
        rows += [(name, title, reason, path, _stated(base, path), _stated(after, path)) for path in changed]
        if not changed:
            rows.append((name, title, reason, "", "", ""))
    return pd.DataFrame(rows, columns=["scenario", "title", "reason", "path", "from", "to"])


def _stated(known: dict, path: str) -> str:
    return known[path].stated if path in known else ""


def assumptions_table(parts: Parts) -> pd.DataFrame:
    """Return every stated number with its source: the assumption register.

    low and high are the ends of what is possible; where a distribution has tails, its 1 % and 99 % points.
    """
    rows = [
        (q.name, q.stated, *_shown_ends(q), q.unit, q.source, q.shape.kind if q.is_range else "")
        for q in quantities(parts.spec)
    ]
    for index, entry in enumerate(parts.spec.correlations):
        ends = (entry.rank,) * 3
        rows.append((f"correlations.{index}", f"{entry.rank:g}", *ends, "", entry.source or parts.spec.source, "rank"))
    columns = ["path", "stated", "low", "mode", "high", "unit", "source", "shape"]
    frame = pd.DataFrame(rows, columns=columns)
    sources = [parts.spec.sources[source] for source in frame["source"]]
    for index, name in enumerate(("author", "date", "title")):
        frame.insert(7 + index, name, [getattr(source, name) for source in sources])
    agreed = [source.agreed for source in sources]
    return frame.assign(
        agreed_by=[one.by if one else "" for one in agreed], agreed_on=[one.date if one else "" for one in agreed]
    )


def _shown_ends(quantity: Quantity) -> tuple[float, float, float]:
    if not quantity.is_range or quantity.shape.kind not in TAILED:
        return quantity.low, quantity.mode, quantity.high
    low, high = values(quantity, ndtri(np.array([0.01, 0.99])))
    return float(low), quantity.mode, float(high)
