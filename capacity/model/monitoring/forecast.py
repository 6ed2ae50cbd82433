"""What the forecast had said for a wave's month, and what it says once the waves are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import shown_unit
from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import horizon, month_labels
from capacity.model.future.case import make_case
from capacity.model.future.measures import by_year
from capacity.model.future.monthly import goods_over
from capacity.model.monitoring.reweighting import weighted_quantiles
from capacity.model.potential.joining import joined_sums, who_joins
from capacity.model.potential.sampled import sampled
from capacity.model.uncertainty.drawing import sample_draws

YEAR, HALF, AHEAD = 12, 6, 61
"""months of a year; between two points of a path; after the last wave until which it goes"""
COLUMNS = (
    "series",
    "product",
    "unit",
    "year",
    *(f"{when}_{q}" for when in ("before", "after") for q in ("p10", "p50", "p90")),
)

PATHS = ("product", "month", "unit", *COLUMNS[4:], "seen")
ABOVE, INSIDE, NEAR, BELOW, NONE = "above", "inside", "near", "below", ""
"""where what was seen lies: over P90, from P10 to P90, below P10 but within the survey's own error of it, below it"""
TENTH = 1.2816
"""standard errors below the middle under which one of ten lies"""


@dataclass(frozen=True)
class Forecast:
    """The base scenario's futures, as far as waves can be held against them."""

    spec: Spec
    draws: int
    goods: Mapping[tuple[str, str], np.ndarray]
    """(supply or output, product) -> (month, draw), P"""
    heads: np.ndarray
    """core members who have joined, (month, draw)"""

    @cached_property
    def months(self) -> list[str]:
        """Return its months as YYYY-MM."""
        return month_labels(self.spec.start, horizon(self.spec))

    def around(self, series: str, product: str, month: str) -> np.ndarray:
        """Return what a year around a month brings, P/year, (draw,).

        The twelve months from six before it on, so that each season counts once and growth before and after it evens
        out; at both ends of the forecast its first or last twelve.
        """
        paths = self.goods[series, product]
        first = max(0, min(self.months.index(month) - YEAR // 2, len(paths) - YEAR))
        part = paths[first : first + YEAR]
        return part.sum(axis=0) * YEAR / len(part)

    def heads_in(self, month: str) -> np.ndarray:
        """Return how many core members have joined by a month, (draw,)."""
        at = min(self.months.index(month), len(self.heads) - 1)
        return np.broadcast_to(self.heads[at], self.draws)


def make_forecast(cluster: Cluster, draws: int, seed: int) -> Forecast:
    """Return the futures of a cluster's base scenario from its first survey, in `draws` draws."""
    base = cluster.only("base")
    drawn, spec = sample_draws(base, draws, seed), base.spec
    goods = goods_over(make_case(spec, base.survey.members), drawn)
    members = sampled(spec, base.survey.members)
    core = members[~members["cls"].map(lambda name: spec.classes[name].service).to_numpy(dtype=bool)]
    people = who_joins(core)
    (heads,) = joined_sums(spec, people, np.ones((len(core), 1)), drawn, horizon(spec), counted=True)
    drawn.joined.clear()
    return Forecast(spec, draws, goods, heads)


def forecast_rows(forecast: Forecast, weight: np.ndarray | None) -> pd.DataFrame:
    """Return COLUMNS of every product and year: P10, P50, P90 before and, under weights (draw,), after the waves."""
    alike = np.full(forecast.draws, 1.0 / forecast.draws)
    rows = []
    for (series, product), paths in forecast.goods.items():
        unit, factor = shown_unit(forecast.spec, product)
        years = by_year(paths) * factor
        before = weighted_quantiles(years, alike)
        after = np.full_like(before, np.nan) if weight is None else weighted_quantiles(years, weight)
        rows += [(series, product, unit, at + 1, *before[:, at], *after[:, at]) for at in range(before.shape[1])]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def path_rows(forecast: Forecast, weight: np.ndarray | None, seen: pd.DataFrame) -> pd.DataFrame:
    """Return PATHS of what members deliver: the forecast for every half-year, and what each wave has seen.

    seen: wave, product and delivered, in the unit of the forecast. The path ends some years after the last wave.
    """
    alike = np.full(forecast.draws, 1.0 / forecast.draws)
    last = forecast.months.index(max(seen["wave"])) + AHEAD
    months = [month for at, month in enumerate(forecast.months[:last]) if at % HALF == 0 and at]
    found = {(row.wave, row.product): row.delivered for row in seen.itertuples()}
    rows = []
    for series, product in forecast.goods:
        if series == "supply":
            unit, factor = shown_unit(forecast.spec, product)
            waves = [month for month, of in found if of == product and month > forecast.months[0]]
            for month in sorted({*months, *waves}):
                values = forecast.around(series, product, month) * factor
                after = [np.nan] * 3 if weight is None else weighted_quantiles(values, weight).tolist()
                known = found.get((month, product), np.nan) if month in waves else np.nan
                before = weighted_quantiles(values, alike).tolist()
                rows.append((product, month, f"{unit}/year", *before, *after, known))
    return pd.DataFrame(rows, columns=list(PATHS))


def band(values: np.ndarray) -> Sequence[float]:
    """Return P10, P50 and P90 of values (draw,) that weigh alike."""
    return weighted_quantiles(values, np.full(len(values), 1.0 / len(values))).tolist()


def light_of(value: float, error: float, low: float, high: float) -> str:
    """Return where a value with a standard error lies beside a range from P10 to P90."""
    if value > high:
        return ABOVE
    if value >= low:
        return INSIDE
    return NEAR if value + TENTH * error >= low else BELOW
