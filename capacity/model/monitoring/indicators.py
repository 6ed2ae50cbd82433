"""The cluster's indicators: baseline, target, actual, light, who reports. What no survey asks is said, not guessed."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from capacity.intake.answers.scales import equipment_link
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import money_per, per, shown_unit
from capacity.intake.facts import Cluster
from capacity.intake.waves.waves import Wave, Waves
from capacity.model.monitoring.brought import of_round
from capacity.model.monitoring.forecast import NONE, Forecast, band, light_of
from capacity.model.potential.aggregate import expected_joiners

COLUMNS = ("wave", "indicator", "at", "unit", "baseline", "target", "low", "high", "actual", "light", "reported_by")
SURVEY, MANAGEMENT, BANK = "survey", "management", "bank"
NOT_ASKED = {
    "jobs": MANAGEMENT,
    "markets": MANAGEMENT,
    "investments": MANAGEMENT,
    "cooperation": MANAGEMENT,
    "loans": BANK,
}
"""indicators of practice that a members' survey does not answer, and who can"""
Values = dict[tuple[str, str, str], float]
"""(indicator, at, unit) -> value"""


def indicators(
    cluster: Cluster, waves: Waves, forecast: Forecast, volumes: pd.DataFrame, brought: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Return COLUMNS of every wave and indicator; target, low and high (P10 to P90) where the forecast has them.

    `volumes` as in volumes.COLUMNS, `brought` what members bring by the month of a round.
    """
    measured = {one.month: _measured(of_round(cluster, one), one, volumes, brought[one.month]) for one in waves.rounds}
    first = measured[waves.baseline.month]
    rows: list[tuple] = []
    for wave in waves.waves:
        bands = _bands(forecast, volumes, wave)
        now = measured[wave.month]
        for key in dict.fromkeys([*first, *now]):
            actual, (low, target, high) = now.get(key, math.nan), bands.get(key[:2], (math.nan,) * 3)
            light = light_of(actual, 0.0, low, high) if math.isfinite(low) and math.isfinite(actual) else NONE
            rows.append((wave.month, *key, first.get(key, math.nan), target, low, high, actual, light, SURVEY))
        nothing = [math.nan] * 5
        rows += [(wave.month, name, "", "", *nothing, NONE, who) for name, who in NOT_ASKED.items()]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    volume = volumes.set_index(["wave", "product"])["light"]
    is_volume = found["indicator"] == "volume"
    keys = found.loc[is_volume, ["wave", "at"]].itertuples(index=False, name=None)
    found.loc[is_volume, "light"] = [volume.get(key, NONE) for key in keys]
    return found


def _bands(forecast: Forecast, volumes: pd.DataFrame, wave: Wave) -> dict[tuple[str, str], tuple[float, ...]]:
    """Return P10, P50 and P90 of what the forecast had said of some indicators."""
    here = volumes[(volumes["wave"] == wave.month) & (volumes["light"] != NONE)]
    found = {("volume", row.product): (row.p10, row.p50, row.p90) for row in here.itertuples()}
    return {("members", ""): tuple(band(forecast.heads_in(wave.month))), **found}


def _measured(cluster: Cluster, wave: Wave, volumes: pd.DataFrame, brought: pd.DataFrame) -> Values:
    """Return the value of every indicator that a round answers."""
    spec, members = cluster.spec, wave.survey.members
    joins = expected_joiners(cluster, spec)
    core = ~members["cls"].map(lambda name: spec.classes[name].service).to_numpy(dtype=bool)
    found: Values = {("members", "", "member"): float(joins[core].sum())}
    for row in volumes[volumes["wave"] == wave.month].itertuples():
        found["volume", row.product, row.unit] = row.delivered
        found["produced", row.product, row.unit] = row.produced
    for product in dict.fromkeys(brought["product"]):
        found |= _of_product(spec, product, brought[brought["product"] == product])
    return found | dict(_of_links(spec, members, joins))


def _of_product(spec: Spec, product: str, here: pd.DataFrame) -> Values:
    """Return share, price, value and, where they are counted, units and yield of those who join."""
    unit, times = shown_unit(spec, product)
    heads = here["heads"]
    produced, delivered = (float((heads * here[name]).sum()) for name in ("produced", "delivered"))
    money = float((heads * here["delivered"] * here["price"]).sum())
    found: Values = {}
    known = here["units"].notna()
    units = float((heads * here["units"]).sum())
    if known.any() and units > 0:
        found["units", product, ""] = units
        found["yield", product, f"{unit}/year"] = float((heads * here["produced"])[known].sum()) * times / units
    if produced > 0:
        found["share", product, "share"] = delivered / produced
    if delivered > 0 and here["price"].notna().all():
        named, factor = money_per(spec, product)
        found["price", product, named] = money / delivered * factor
        found["value", product, f"{spec.currency}/year"] = money
    return found


def _of_links(spec: Spec, members: pd.DataFrame, joins: np.ndarray) -> Iterator[tuple[tuple[str, str, str], float]]:
    """Yield what the equipment of those who join can do and does, by link."""
    links = members["cls"].map(lambda name: equipment_link(spec, name) or "")
    for link in sorted(set(links) - {""}):
        unit, factor = per(spec, spec.links[link].rated, "day")
        for name, column in (("capacity", "capacity"), ("throughput", "current")):
            here = (links == link) & members[column].notna()
            first = members["cls"].map(lambda cls: spec.classes[cls].runs[0] if spec.classes[cls].runs else "") == link
            here &= first | (name == "capacity")
            if here.any():
                yield (name, link, unit), float((joins * members[column].fillna(0.0))[here].sum()) * factor
