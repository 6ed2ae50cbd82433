"""What was seen in each round, estimated as the study estimates today's potential, beside what had been forecast."""

import math
from collections.abc import Iterator

import pandas as pd

from capacity.intake.cluster_file.shown_units import shown_unit
from capacity.intake.facts import Cluster
from capacity.intake.waves.waves import Wave, Waves
from capacity.model.monitoring.brought import of_round
from capacity.model.monitoring.forecast import NONE, Forecast, band, light_of
from capacity.model.monitoring.reweighting import Sighting
from capacity.model.potential.aggregate import potential

COLUMNS = (
    "wave",
    "product",
    "unit",
    "produced",
    "offered",
    "expected",
    "delivered",
    "se",
    "p10",
    "p50",
    "p90",
    "light",
)


def volumes(cluster: Cluster, waves: Waves, forecast: Forecast) -> pd.DataFrame:
    """Return COLUMNS of every round and product, amounts a year; the first round has no forecast beside it.

    delivered: of those who are expected to have joined, after side-selling and rejects; se: of that, from the sampling
    error and from the yes and no of members, as the potential states both.
    """
    rows = [row for one in waves.rounds for row in _of_round(cluster, one, forecast)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_round(cluster: Cluster, wave: Wave, forecast: Forecast) -> Iterator[tuple]:
    totals = potential(of_round(cluster, wave)).totals
    for row in totals.itertuples():
        unit, times = shown_unit(cluster.spec, row.product)
        amounts = [times * value for value in (row.produced, row.offered, row.expected, row.delivered)]
        passed = row.delivered / row.expected if row.expected > 0 else 0.0
        error = times * passed * math.hypot(row.se, row.se_joining)
        known = wave.month > forecast.months[0] and ("supply", row.product) in forecast.goods
        ends = [times * end for end in band(forecast.around("supply", row.product, wave.month))] if known else []
        low, middle, high = ends or [math.nan] * 3
        light = light_of(amounts[-1], error, low, high) if ends else NONE
        yield (wave.month, row.product, f"{unit}/year", *amounts, error, low, middle, high, light)


def sightings(cluster: Cluster, found: pd.DataFrame, forecast: Forecast, last: str) -> list[Sighting]:
    """Return what the waves up to one have seen of what members deliver, with what each draw had said of it."""
    seen = []
    for row in found[(found["light"] != NONE) & (found["wave"] <= last)].itertuples():
        _, times = shown_unit(cluster.spec, row.product)
        said = forecast.around("supply", row.product, row.wave) * times
        if row.delivered > 0 or said.any():
            seen.append(Sighting(row.delivered, row.se, said))
    return seen
