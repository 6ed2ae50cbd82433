"""The four lights of critical mass: heads, volume, suppliers, links. Each a number and a probability, none magic."""

from itertools import chain

import numpy as np
import pandas as pd

from capacity.intake.facts import Cluster
from capacity.intake.survey.promises import NEEDED_HEADS
from capacity.model.diagnosis.today import Today, effective_suppliers, missing_links
from capacity.model.engine.digits import by_size
from capacity.model.engine.lasting import Keeper, anew
from capacity.model.potential.aggregate import expected_joiners
from capacity.model.potential.joining import heads_of_each, joined_heads, who_joins
from capacity.model.potential.offers import offered_by_member
from capacity.model.potential.sampled import sampled
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws

NEEDED_SUPPLIERS = 5
"""fewer equal suppliers than this and one departure takes a fifth of the supply (estimate)"""
LIKELY = 0.7


def critical_mass(
    cluster: Cluster, today: Today, fared: pd.DataFrame, futures: Draws, keeper: Keeper = anew
) -> pd.DataFrame:
    """Return the four lights: light, value, needed, probability, green, note.

    heads: expected core members, P(at least as many as needed); volume: what a year works over the minimum load, the
    median of the futures, P(at least 1 in the same futures); suppliers: effective number, P(at least NEEDED_SUPPLIERS
    of those who have joined in the end); links: how many are missing. A light is green when its number is reached with
    a probability of at least 0.7. `fared` is the continuity_table; `keeper` may have heads and suppliers.
    """
    missing = missing_links(today)
    heads = keeper("heads", lambda: _heads(cluster, today, futures))
    suppliers = keeper("suppliers", lambda: _suppliers(cluster, today, futures))
    rows = [heads, _volume(fared), suppliers]
    rows.append(("links", len(missing), 0, float(not missing), ", ".join(missing)))
    frame = pd.DataFrame(rows, columns=["light", "value", "needed", "probability", "note"])
    enough = np.where(frame["light"] == "links", frame["value"] == 0, frame["value"] >= frame["needed"])
    frame.insert(4, "green", enough & (frame["probability"] >= LIKELY))
    return frame


def _heads(cluster: Cluster, today: Today, draws: Draws) -> tuple:
    members = sampled(today.spec, cluster.survey.members)
    core = ~members["cls"].map(lambda name: today.spec.classes[name].service).to_numpy(dtype=bool)
    needed = median(today.spec.joining.needed) if today.spec.joining.needed else float(NEEDED_HEADS)
    heads = joined_heads(today.spec, who_joins(members[core]), draws)
    expected = float(expected_joiners(cluster, today.spec)[core].sum())
    return "heads", expected, needed, float((heads >= needed).mean()), ""


def _volume(fared: pd.DataFrame) -> tuple:
    if fared.empty:
        return "volume", 1.0, 1.0, 1.0, "no minimum load"
    order = ["probability_volume", "volume", "node"]
    worst = fared.sort_values(order, key=by_size, ignore_index=True).iloc[0]
    return "volume", float(worst["volume"]), 1.0, float(worst["probability_volume"]), str(worst["node"])


def _suppliers(cluster: Cluster, today: Today, draws: Draws) -> tuple:
    groups = producer_groups(today.spec, sampled(today.spec, cluster.survey.members))
    number = effective_suppliers(*member_offers(today, groups))
    offers, _ = sure_offers(today, groups)
    total, squares = np.zeros(draws.size), np.zeros(draws.size)
    there = chain.from_iterable(heads_of_each(today.spec, group.people, draws) for group in groups)
    for offer, heads in zip(offers, there, strict=True):
        total += offer * heads
        squares += offer * offer * heads
    among = np.divide(total**2, squares, out=np.zeros(draws.size), where=squares > 0)
    return "suppliers", number, float(NEEDED_SUPPLIERS), float((among >= NEEDED_SUPPLIERS).mean()), ""


def member_offers(today: Today, groups: list) -> tuple[np.ndarray, np.ndarray]:
    """Return what every producing member is expected to offer in a year, P, and its sampling weight, (member,)."""
    offers, weights = sure_offers(today, groups)
    expected = np.concatenate([np.zeros(0), *(group.weight for group in groups)])
    return offers * np.divide(expected, weights, out=np.zeros(len(weights)), where=weights > 0), weights


def sure_offers(today: Today, groups: list) -> tuple[np.ndarray, np.ndarray]:
    """Return what every producing member would offer in a year if it joined, P, and its sampling weight, (member,)."""
    offers, weights = [np.zeros(0)], [np.zeros(0)]
    for group, steps in staircases(groups, today.course):
        weights.append(group.members["weight"].to_numpy())
        offers.append(offered_by_member(group, today.course, steps, slice(-12, None)))
    return np.concatenate(offers), np.concatenate(weights)
