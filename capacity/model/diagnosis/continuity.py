"""Does the plant run? Months in which it stands and the volume it works, in the futures, by the operating rule."""

import numpy as np
import pandas as pd
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.working_time import (
    ALL_YEAR,
    AS_GOODS_LAST,
    IN_MONTHS,
    working_days,
    working_months,
    works_as_goods_last,
)
from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import horizon
from capacity.model.chain.loads import BARELY
from capacity.model.engine.digits import by_size
from capacity.model.future.case import make_case
from capacity.model.future.monthly import loads_over
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.ranges import quantiles

ALLOWED = 2.0
"""months of a year that a plant may stand where the file states none (estimate)"""
LIKELY = 0.7
"""share of the futures in which it must stand no longer"""
MOSTLY_IDLE = 0.5
"""share of its working months over which a plant stands so much that nothing on it can be said to pay"""
TRIED = 1024
"""the most futures in which it is tried what would be if everybody joined"""
CONTINUITY = (
    *("node", "works", "works_stated", "working_months", "days_worked", "months_today"),
    *("expected_months", "months_members_alone", "months_if_all_join"),
    *("allowed", "allowed_stated", "probability_more", "met", "idle_share", "volume", "probability_volume"),
    *("volume_members_alone", "volume_if_all_join"),
)


def continuity_table(
    cluster: Cluster,
    scenario: str,
    paths: xr.Dataset,
    cover: pd.DataFrame,
    draws: Draws,
    everybody: xr.Dataset | None = None,
) -> pd.DataFrame:
    """Return one row for each node with a minimum load, those that stand too long first, most over what is allowed.

    All in the futures of the scenario, over its whole horizon: expected_months: months a year in which it stands, the
    mean; probability_more: that it stands more than `allowed` months a year; met: whether both are as they should be;
    months_members_alone: the mean without what it has of others; months_if_all_join: if everybody who was asked joined.
    volume: what a year works over what the minimum load comes to in its working months, the median, and
    probability_volume that the same reaches 1. months_today: in a like year as things stand. works: all_year, months
    or as_goods_last, and works_stated whether the file says so; working_months: so many of a year, and idle_share of
    them, NaN where it works as its goods last; days_worked: how many days a year what it works is worth at the minimum
    load, the median, there alone. `everybody` are the loads if all joined, where they are known.
    """
    spec = cluster.specs[scenario]
    if everybody is None:
        everybody = _if_all_join(cluster, spec, draws) if len(paths["loaded"]) else paths
    rows = []
    for name in paths["loaded"].values:
        here, all_in = (fared(spec, one.sel(loaded=name)) for one in (paths, everybody))
        link, months = spec.links[str(name).partition("@")[0]], here["months"]
        allowed, (kind, stated, working) = allowed_months(spec, str(name)), working_time(spec, str(name))
        today = int(cover.loc[cover["node"] == name, "below"].sum()) if len(cover) else 0
        more = months > allowed + BARELY
        met = bool(months.mean() <= allowed + BARELY and 1 - more.mean() >= LIKELY)
        volumes = (here["volume"], here["own_volume"], all_in["volume"])
        volume, alone, all_join = (quantiles(values)[1] for values in volumes)
        rows.append(
            (
                *(str(name), kind, stated, working, quantiles(here["days"])[1], today, months.mean()),
                *(here["alone"].mean(), all_in["months"].mean(), allowed),
                *(link.may_stand is not None, more.mean(), met, months.mean() / working),
                *(volume, (here["volume"] >= 1 - BARELY).mean(), alone, all_join),
            )
        )
    frame = pd.DataFrame(rows, columns=CONTINUITY)
    left = frame["allowed"] - frame["expected_months"]
    order = ["met", "left", "node"]
    return frame.assign(left=left).sort_values(order, key=by_size, ignore_index=True).drop(columns="left")


def fared(spec: Spec, loads: xr.Dataset) -> dict[str, np.ndarray]:
    """Return how one node fared in each future, (draw,): months a year it stands, alone, volume, own_volume, days.

    Of one that works as its goods last the volume is enough, 1, from a single day's a year on.
    """
    years, name = horizon(spec) / 12, str(loads["loaded"].values).partition("@")[0]
    stated = spec.links[name].minimum_load
    gathers = works_as_goods_last(spec, name) and stated is not None and stated.mode > 0
    found = {"months": loads["stood"].values / years, "alone": loads["alone"].values / years}
    if gathers:
        days, own_days = (loads[part].values / years / days_load(spec, name) for part in ("load", "own_load"))
        return found | {"days": days, "volume": np.minimum(days, 1.0), "own_volume": np.minimum(own_days, 1.0)}
    least = loads["least"].values
    needed = np.where(least > 0, least, 1.0)
    volume, own = (np.where(least > 0, loads[part].values / needed, 1.0) for part in ("load", "own_load"))
    return found | {"days": np.full(volume.shape, np.nan), "volume": volume, "own_volume": own}


def days_load(spec: Spec, link: str) -> float:
    """Return the median of the least that a link has to work on a day, rated P."""
    return median(spec.links[link].minimum_load) / working_days(spec.links[link])


def working_time(spec: Spec, node: str) -> tuple[str, bool, float]:
    """Return when a node works (all_year, months, as_goods_last), whether that is stated, and how many months a year.

    NaN months of one that works as its goods last.
    """
    name = node.partition("@")[0]
    link = spec.links[name]
    stated = link.working_months is not None
    if works_as_goods_last(spec, name):
        return AS_GOODS_LAST, stated, float("nan")
    return IN_MONTHS if isinstance(link.working_months, tuple) else ALL_YEAR, stated, float(len(working_months(link)))


def allowed_months(spec: Spec, node: str) -> float:
    """Return how many months of a year a node may stand: as its link states, else ALLOWED."""
    stated = spec.links[node.partition("@")[0]].may_stand
    return median(stated) if stated is not None else ALLOWED


def _if_all_join(cluster: Cluster, spec: Spec, draws: Draws) -> xr.Dataset:
    return loads_over(make_case(if_all_join(spec), cluster.survey.members), draws.part(0, TRIED))


def if_all_join(spec: Spec) -> Spec:
    """Return a spec under which everybody who was asked joins."""
    return spec.model_copy(update={"survey": spec.survey.model_copy(update={"joins": None, "letter": None})})
