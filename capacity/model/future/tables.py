"""What may come, as tidy tables in the units people read: output and money by year, months."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import per, shown_unit
from capacity.intake.facts import Cluster, quantities
from capacity.model.chain.loads import stated_load
from capacity.model.chain.variables import UNLIMITED, grid
from capacity.model.finance import discounted
from capacity.model.future.measures import discount_rate, measures, net_present_value, yearly, yearly_cash
from capacity.model.future.monthly import outputs
from capacity.model.future.projection import Outcome
from capacity.model.uncertainty.draws import Draws, central_draws
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import SHARES, errors, percentile, quantiles, shares, spread

QUANTILES = ("p10", "p50", "p90")
ERRORS = ("p10_se", "p50_se", "p90_se")
"""Monte-Carlo standard errors"""
PROJECTION = ["scenario", "year", "product", "unit", *QUANTILES, "central", *ERRORS]
MEASURES = ["scenario", "measure", "unit", *QUANTILES, *ERRORS, *SHARES, "central", "central_percentile", "draws"]
WORTH = ("increment", "investment", "residual")
"""what a year's flow is made of"""
CHANCES = {"probability_npv_positive": "npv", "probability_npv_net_positive": "npv_net"}
"""of which measure it is the chance to be above 0"""

Futures = Mapping[str, Outcome]
"""by scenario"""


def projection_table(spec: Spec, futures: Futures) -> pd.DataFrame:
    """Return yearly sales of every product of the chain by scenario: p10, p50, p90 and the central run.

    p10_se, p50_se, p90_se are their Monte-Carlo standard errors, in the unit of the product.
    """
    rows = []
    for name, outcome in futures.items():
        sold, central = yearly(outcome.draws, "sold"), yearly(outcome.central, "sold")
        rows += projection_rows(name, spec, outputs(outcome.network), sold, central[..., 0])
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


def monthly_table(scenario: str, outcome: Outcome, paths: xr.Dataset) -> pd.DataFrame:
    """Return what members deliver (supply) and the chain sells (output) by month: `paths` are its monthly_paths."""
    rows = []
    labels = [str(label) for label in paths["month"].values]
    for series, product, many, one in _series(outcome, paths):
        unit, factor = per(outcome.spec, product, "month")
        rows += [
            (scenario, label, product, unit, series, *(many[:, i] * factor), one[i] * factor)
            for i, label in enumerate(labels)
        ]
    columns = ["scenario", "month", "product", "unit", "series", "p10", "p50", "p90", "central"]
    return pd.DataFrame(rows, columns=columns)


def _series(outcome: Outcome, paths: xr.Dataset) -> Iterator[tuple[str, str, np.ndarray, np.ndarray]]:
    """Yield supply and output by product: P10, P50 and P90 (3, month), and the central run (month,)."""
    central = outcome.central
    for product in central["product"].values:
        one = central["supplied"].sel(product=product).values[:, 0]
        yield "supply", str(product), paths["supply"].sel(product=product).values, one
    for product, markets in outputs(outcome.network).items():
        one = central["sold"].values[markets].sum(axis=0)[:, 0]
        yield "output", product, paths["output"].sel(sold=product).values, one


def plant_table(scenario: str, outcome: Outcome, paths: xr.Dataset) -> pd.DataFrame:
    """Return the path of every equipment node by month, per day: `paths` are its monthly_paths."""
    rows = []
    labels = [str(label) for label in paths["month"].values]
    names = ("capacity", "busy", "minimum_load")
    capacity, busy, minimum = (grid(outcome.central_inputs, name, len(labels), 1)[:, :, 0] for name in names)
    minimum = stated_load(outcome.spec, outcome.network, minimum)
    stands, binds = (paths[name].values for name in ("stands", "binds"))
    for index, node in enumerate(outcome.network.nodes):
        link = outcome.spec.links[node.link]
        unit, factor = per(outcome.spec, link.rated, "day")
        spreads = paths["activity"].values[index] * factor
        room = np.where(capacity[index] < UNLIMITED / 10, capacity[index], np.nan) * factor
        for i, label in enumerate(labels):
            least = minimum[index, i] * factor if minimum[index, i] > 0 else np.nan
            flags = (stands[index, i], binds[index, i])
            extra = (room[i], busy[index, i] * factor, least)
            rows.append((scenario, label, node.name, unit, *spreads[:, i], *extra, *flags))
    columns = ["scenario", "month", "node", "unit", "activity_p10", "activity_p50", "activity_p90"]
    return pd.DataFrame(rows, columns=[*columns, "capacity_p50", "busy", "minimum_load", "stands", "binds"])


def cash_table(currency: str, futures: Futures) -> pd.DataFrame:
    """Return yearly money by scenario, in the cluster's currency."""
    rows = []
    for name, outcome in futures.items():
        cash = yearly_cash(outcome.draws)
        spreads = {line: quantiles(values) for line, values in cash.items()}
        for year in range(len(cash["increment"])):
            row = {"scenario": name, "year": year + 1, "currency": currency}
            row |= {"with_p50": spreads["with_cluster"][1, year], "without_p50": spreads["without_cluster"][1, year]}
            row |= {f"increment_{q}": spreads["increment"][i, year] for i, q in enumerate(QUANTILES)}
            for line in ("investment", "residual", "grant", "loan", "debt_service"):
                row[f"{line}_p50"] = spreads[line][1, year]
            row |= {
                f"after_finance_{q}": spreads["after_finance"][i, year] for i, q in enumerate(("p10", "p50", "p90"))
            }
            rows.append(row)
    return pd.DataFrame(rows)


def central_worth(outcome: Outcome, slug: str) -> pd.DataFrame:
    """Return of the central future by year what its net present value is made of; empty without a finance block.

    increment, investment and residual, money of the start; factor: what 1 of the year is worth today. npv is the sum
    of (increment - investment + residual) x factor.
    """
    if outcome.spec.finance is None:
        return pd.DataFrame(columns=["year", *WORTH, "factor"])
    lines = yearly_cash(outcome.central)
    rate, ones = discount_rate(outcome.spec, central_draws(slug)), np.ones_like(lines["project"])
    factors = discounted(ones, rate, outcome.spec.money.convention)[:, 0]
    found = pd.DataFrame({name: lines[name][:, 0] for name in WORTH} | {"factor": factors})
    return found.assign(year=range(1, len(found) + 1))


def measures_table(futures: Futures, drawn: Draws, nets: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the measures by scenario with their Monte-Carlo standard errors; empty without a finance block.

    `nets` is npv_net by scenario (draw,), where it is known.
    """
    rows: list[tuple] = []
    for name, outcome in futures.items():
        if outcome.spec.finance is not None:
            rate = discount_rate(outcome.spec, drawn)
            central = net_present_value(outcome.spec, outcome.central, central_draws(drawn.slug))
            found = measures(outcome.spec, outcome.draws, rate)
            found |= {"npv_net": nets[name]} if name in nets else {}
            rows += measures_rows(name, outcome.spec.currency, found, float(central[0]))
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


def scenarios_table(cluster: Cluster) -> pd.DataFrame:
    """Return what every scenario changes: path, from, to, as it was written."""
    base = {q.name: q for q in quantities(cluster.spec)}
    declared = cluster.spec.scenarios
    rows = []
    for name, spec in cluster.specs.items():
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
