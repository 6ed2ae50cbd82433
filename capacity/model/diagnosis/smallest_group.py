"""The smallest group of members with which the chain still works, taken from the largest supplier down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from capacity.intake.cluster_file.exchange import price_at_start
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import BASE, Cluster
from capacity.model.calendar.timeline import course
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.today import YEAR, Today, cover_table, run_today
from capacity.model.engine.digits import by_size
from capacity.model.potential.offers import offered_by_member
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.potential.today import today_spec
from capacity.model.uncertainty.draws import central_draws


@dataclass(frozen=True)
class SmallestGroup:
    """Suppliers, largest first, without the last of whom the chain would not work."""

    works: bool
    """false: the chain does not work even if everybody who was asked supplies it; then the group is everybody"""
    suppliers: int
    """answers in the group"""
    heads: float
    """potential members they stand for (sampling weights)"""
    names: tuple[str, ...]
    """confidential: largest first"""
    share: float
    """of what all who were asked would deliver in a year"""
    asked: int
    """all suppliers who were asked"""
    months_below: int
    """months in which a node is below its minimum load with this group; 0 if the chain works"""
    missing: tuple[str, ...]
    """links that nobody runs"""
    loads: tuple[str, ...]
    """nodes with a minimum load; where there is none, one supplier is enough and the number says little"""


def smallest_group(cluster: Cluster, scenario: str = BASE) -> SmallestGroup:
    """Return the smallest group of suppliers, largest first, with which the chain works in today's central year.

    It works if the operating rule lets no node stand below its minimum load in any month of its season (what the node
    buys elsewhere counts, rivals for the goods too) and every link has somebody who runs it. Out of season is a month
    in which all who were asked would bring it nothing. Taken as given: the group joins for certain and from the start,
    nobody else supplies, all members who do not produce (collection points, collectors, plants) are there, nothing is
    invested, nothing happens. Suppliers of several products are ordered by what they offer at today's best price.
    Found by bisection, as if what works with some worked with more: where a rival with a minimum load of its own wakes
    up that may fail, and the group works but is not the smallest. A smaller group of other members is not looked for:
    the largest first is the fewest where one good is short.
    """
    everybody = _everybody(cluster, scenario)
    order = _largest_first(everybody, scenario)
    others = ~cluster.survey.members["member"].isin(order["member"])

    @cache
    def year(count: int) -> Today:
        chosen = others | cluster.survey.members["member"].isin(order["member"][:count])
        members = cluster.survey.members[chosen].reset_index(drop=True)
        return run_today(replace(everybody, survey=replace(cluster.survey, members=members)), scenario)

    season = _season(year(len(order)))
    count = _fewest(lambda some: not _fails(year(some), season), len(order))
    works = count is not None
    kept = order[: len(order) if count is None else count]
    last = year(len(kept))
    total = float((order["worth"] * order["weight"]).sum())
    share = float((kept["worth"] * kept["weight"]).sum()) / total if total > 0 else float("nan")
    names, heads = tuple(kept["member"]), float(kept["weight"].sum())
    below, missing, loads = (
        _months_below(last, season),
        _missing(last),
        tuple(dict.fromkeys(node for node, _ in sorted(season))),
    )
    return SmallestGroup(works, len(kept), heads, names, share, len(order), below, missing, loads)


def _everybody(cluster: Cluster, scenario: str) -> Cluster:
    """Return the cluster in which all who were asked have joined."""
    spec = cluster.specs[scenario]
    survey = spec.survey.model_copy(update={"joins": None, "letter": None})
    return replace(cluster, specs={**cluster.specs, scenario: spec.model_copy(update={"survey": survey})})


def _largest_first(cluster: Cluster, scenario: str) -> pd.DataFrame:
    """Return suppliers: member, weight, worth (of what each delivers in a year, at today's price); ties by name."""
    spec = today_spec(cluster.specs[scenario])
    way = course(spec, central_draws(cluster.slug), 12)
    frames = []
    for group, steps in staircases(producer_groups(spec, cluster.survey.members), way):
        worth = offered_by_member(group, way, steps, step="delivered") * _price(spec, group.product)
        frames.append(group.members[["member", "weight"]].assign(worth=worth))
    if not frames:
        return pd.DataFrame({"member": [], "weight": [], "worth": []})
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(less=-frame["worth"]).sort_values(["less", "member"], key=by_size, ignore_index=True)
    return frame.drop(columns="less")


def _price(spec: Spec, product: str) -> float:
    """Return today's best price of a product, money/P; 1 where today's outlets do not buy it."""
    found = (name for name, market in spec.markets.items() if market.today and market.buys == product)
    prices = [price_at_start(spec, name) for name in found]
    return max(prices, default=1.0)


def _fewest(works: Callable[[int], bool], most: int) -> int | None:
    """Return the least count from 1 to `most` that works, if what works with some works with more; None if none."""
    if most < 1 or not works(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if works(middle) else (middle, high)
    return high


def _season(today: Today) -> set[tuple[str, int]]:
    """Return the nodes with a minimum load and the calendar months in which anything can reach them."""
    cover = cover_table(today)
    here = cover[cover["minimum_load"].notna() & ~(cover["supply"] <= 0)]
    return set(zip(here["node"], here["month"], strict=True))


def _fails(today: Today, season: set[tuple[str, int]]) -> bool:
    return _months_below(today, season) > 0 or bool(_missing(today))


def _months_below(today: Today, season: set[tuple[str, int]]) -> int:
    cover = cover_table(today)
    below = cover[cover["below"].astype(bool)]
    return len({month for node, month in zip(below["node"], below["month"], strict=True) if (node, month) in season})


def _missing(today: Today) -> tuple[str, ...]:
    """Return the links with equipment that nobody has anywhere, in the order of the flow."""
    capacity = grid(today.inputs, "capacity", 24, 1)[:, YEAR, 0].max(axis=1)
    links = [node.link for node in today.network.nodes]
    present = {link for link, most in zip(links, capacity, strict=True) if most > 0}
    return tuple(link for link in dict.fromkeys(links) if link not in present)


def smallest_table(found: SmallestGroup | None) -> pd.DataFrame:
    """Return the smallest group of suppliers with which the chain works: one row, without names; none if not asked."""
    columns = ["works", "suppliers", "heads", "asked", "share", "months_below", "loads"]
    if found is None:
        return pd.DataFrame(columns=columns)
    values = [found.works, found.suppliers, found.heads, found.asked, found.share, found.months_below]
    return pd.DataFrame([[*values, ", ".join(found.loads)]], columns=columns)
