"""Stage 5 of one cluster: its waves held against its forecast, as tidy tables and one answer."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from capacity.intake.facts import BASE, Cluster
from capacity.intake.findings import InputError
from capacity.intake.waves.waves import Waves
from capacity.model.engine.digits import written
from capacity.model.monitoring.brought import brought
from capacity.model.monitoring.forecast import Forecast, forecast_rows, make_forecast, path_rows
from capacity.model.monitoring.indicators import indicators
from capacity.model.monitoring.reasons import COLUMNS as REASONS
from capacity.model.monitoring.reasons import reasons, trend
from capacity.model.monitoring.reweighting import FAR, LEAST, distance, effective, weights
from capacity.model.monitoring.volumes import sightings, volumes
from capacity.model.results.study import Study

MORE = 4
"""times as many draws that are made where those there are do not agree with what was seen"""
UPDATED, REFUSED, EXACT = "updated", "refused", "exact"
UPDATE = ("wave", "draws", "effective", "needed", "state")


def monitor(cluster: Cluster, waves: Waves, draws: int = 8192, seed: int = 1) -> Study:
    """Return a cluster's waves held against the forecast of its base scenario: a study of the tables monitoring_*.

    Same cluster, waves, draws and seed give the same figures to the last digit.
    """
    if not 2 <= draws <= 2**20:
        fix = "use a power of two from 2 to 1048576, e.g. 8192"
        raise InputError(f"{draws} draws cannot be made", fix=fix, code="F40")
    spec = cluster.spec
    parts = {one.month: brought(spec, one) for one in waves.rounds}
    forecast = make_forecast(cluster, draws, seed)
    seen = volumes(cluster, waves, forecast)
    updated = _updated(cluster, waves, seen, forecast, seed)
    tables = {
        "monitoring_volumes": seen,
        "monitoring_reasons": _reasons(cluster, waves, parts),
        "monitoring_indicators": indicators(cluster, waves, forecast, seen, parts),
        "monitoring_trend": trend(spec, waves, parts),
        "monitoring_update": updated.steps,
        "monitoring_paths": updated.paths,
        "monitoring_forecast": updated.forecast,
        "monitoring_waves": _counts(waves),
        "monitoring_members": waves.panel,
        "monitoring_issues": pd.DataFrame([issue.as_row() for issue in waves.issues]),
    }
    summary = {"cluster": cluster.slug, "start": spec.start, "currency": spec.currency, "units": waves.units}
    summary |= {"waves": [one.month for one in waves.waves], "light": _worst(seen, waves.waves[-1].month)}
    return Study(cluster, BASE, draws, seed, summary, {name: written(table) for name, table in tables.items()})


def _reasons(cluster: Cluster, waves: Waves, parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return why each wave differs from the first round, and from the one before it."""
    months = [one.month for one in waves.rounds]
    pairs = dict.fromkeys([*((months[0], month) for month in months[1:]), *pairwise(months)])
    rows = [row for a, b in pairs for row in reasons(cluster.spec, (a, parts[a]), (b, parts[b]))]
    return pd.DataFrame(rows, columns=list(REASONS))


@dataclass(frozen=True)
class _Updated:
    steps: pd.DataFrame
    forecast: pd.DataFrame
    paths: pd.DataFrame


def _updated(cluster: Cluster, waves: Waves, seen: pd.DataFrame, forecast: Forecast, seed: int) -> _Updated:
    """Return the forecast before and after the waves, with more draws where those there are do not suffice."""
    steps, weight = _weighed(cluster, waves, seen, forecast)
    if steps["state"].iloc[-1] == REFUSED:
        forecast = make_forecast(cluster, MORE * forecast.draws, seed)
        steps, weight = _weighed(cluster, waves, seen, forecast)
    return _Updated(steps, forecast_rows(forecast, weight), path_rows(forecast, weight, seen))


def _weighed(
    cluster: Cluster, waves: Waves, seen: pd.DataFrame, forecast: Forecast
) -> tuple[pd.DataFrame, np.ndarray | None]:
    """Return how many draws still say something after each wave, and their weights after the last if enough do."""
    rows, weight = [], None
    for wave in waves.waves:
        found = sightings(cluster, seen, forecast, wave.month)
        if any(not one.error > 0 for one in found):
            rows.append((wave.month, forecast.draws, float("nan"), LEAST, EXACT))
            weight = None
            continue
        weight = weights(found, forecast.draws)
        left = effective(weight)
        good = left >= LEAST and distance(found) <= FAR
        rows.append((wave.month, forecast.draws, left, LEAST, UPDATED if good else REFUSED))
        weight = weight if good else None
    return pd.DataFrame(rows, columns=list(UPDATE)), weight


def _counts(waves: Waves) -> pd.DataFrame:
    """Return how each round went: answers used and set aside, and how many members stayed, joined, left."""
    rows = []
    for one in waves.rounds:
        became = waves.panel.loc[waves.panel["wave"] == one.month, "status"].value_counts()
        counts = {name: int(became.get(name, 0)) for name in _STATUSES}
        rows.append({"wave": one.month, "file": one.file, "used": one.survey.rows.used, **counts})
    return pd.DataFrame(rows)


_STATUSES = ("stayed", "renamed", "split", "joined", "heard", "returned", "left", "set_aside")


def _worst(seen: pd.DataFrame, month: str) -> str:
    """Return the least favourable light of a wave."""
    lights = set(seen.loc[seen["wave"] == month, "light"])
    return next((light for light in ("below", "near", "inside", "above") if light in lights), "")
