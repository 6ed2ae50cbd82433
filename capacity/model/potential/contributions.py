"""Who stands behind the figures: what each member is expected to bring to them, month by month. Control information.

The gate that decides what may be published weighs these amounts; no page, table or workbook shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from capacity.intake.facts import Cluster
from capacity.model.calendar.timeline import Course, course, horizon, months_of_year
from capacity.model.engine.tape import Row
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.offers import member_offers, unit_offers
from capacity.model.potential.staircase import Group, producer_groups, source_recipe, staircases
from capacity.model.potential.today import JANUARY, today_spec
from capacity.model.uncertainty.draws import central_draws


@dataclass(frozen=True)
class Brought:
    """What the producing members of one product, the one in which they answer, bring to it in the central future."""

    product: str
    members: np.ndarray
    """(member,) their ids"""
    owners: np.ndarray
    """(member,) who owns each: several members of one owner are one"""
    places: np.ndarray
    """(member,)"""
    answers: np.ndarray
    """(member,) label of the way in which each has answered: one figure or two seasons, own use as an amount or not"""
    amounts: np.ndarray
    """(member, month) expected amount, P/month: sampling weight x probability of having joined x what it brings"""
    factors: np.ndarray
    """(member, month) what a unit of its answer brings: who has the same factors cannot be told apart by sums"""
    seasons: np.ndarray
    """(member, month) factors of its season"""
    produced: np.ndarray
    """(month,) what they all produce, P/month; where nothing grows, nobody's figure stands behind a zero"""
    probability: np.ndarray
    """(member,) of joining"""
    makes: Mapping[str, np.ndarray]
    """product that comes to the chain -> (member,) amount of it per unit: the product itself, by-products"""


def brought_today(cluster: Cluster, scenario: str) -> dict[str, Brought]:
    """Return what members are expected to offer in each month of a year as things stand today, by product."""
    spec = today_spec(cluster.specs[scenario].model_copy(update={"start": JANUARY}))
    way = course(spec, central_draws(cluster.slug), 12)
    return _by_product(producer_groups(spec, cluster.survey.members), way, "offered")


def brought_later(cluster: Cluster, scenario: str, groups: list[Group] | None = None) -> dict[str, Brought]:
    """Return what members are expected to deliver in each month of a scenario's horizon, by product.

    groups: those of the scenario, where they are known.
    """
    spec = cluster.specs[scenario]
    way = course(spec, central_draws(cluster.slug), horizon(spec))
    groups = producer_groups(spec, cluster.survey.members) if groups is None else groups
    return _by_product(groups, way, "delivered")


def _by_product(groups: list[Group], way: Course, step: str) -> dict[str, Brought]:
    found: dict[str, list[Brought]] = {}
    for group, steps in staircases(groups, way):
        found.setdefault(group.product, []).append(_of_group(group, way, steps, step))
    return {product: _together(parts) for product, parts in found.items()}


def _of_group(group: Group, way: Course, steps: dict[str, np.ndarray], step: str) -> Brought:
    members, kind = group.members, way.spec.classes[group.cls]
    names, owners, places = (members[name].to_numpy(dtype=object) for name in ("member", "owner", "place"))
    season = np.array(way.spec.seasons[kind.season].factors) if kind.season else np.ones(12)
    along = season[months_of_year(way.spec.start, way.months)]
    return Brought(
        product=group.product,
        members=names,
        owners=owners,
        places=places,
        answers=_ways_of_answering(members),
        amounts=member_offers(group, way, steps, step) * group.weight[:, None],
        factors=unit_offers(group, way, steps, step),
        seasons=np.broadcast_to(along, (len(members), way.months)),
        produced=steps["produced"][:, 0],
        probability=joining_probability(way.spec, who_joins(members), way.draws)[:, 0],
        makes={name: _yield(way, row, len(members)) for name, row in source_recipe(way, group).items()},
    )


def _yield(way: Course, row: Row, members: int) -> np.ndarray:
    (values,) = way.tape.read([row])
    return np.full(members, float(values.mean()))


def _ways_of_answering(members: pd.DataFrame) -> np.ndarray:
    keeps_amount = members["own_use"].notna() & ~members["own_use_is_share"].astype(bool)
    two_seasons = members["good"].notna() & members["bad"].notna()
    return (keeps_amount.astype(str) + "|" + two_seasons.astype(str)).to_numpy(dtype=object)


def _together(parts: list[Brought]) -> Brought:
    names = [field.name for field in fields(Brought) if field.name not in ("product", "produced", "makes")]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    made = dict.fromkeys(product for part in parts for product in part.makes)
    nothing = [np.zeros(len(part.members)) for part in parts]
    makes = {
        product: np.concatenate([part.makes.get(product, none) for part, none in zip(parts, nothing, strict=True)])
        for product in made
    }
    return Brought(
        product=parts[0].product, produced=np.sum([part.produced for part in parts], axis=0), makes=makes, **joined
    )
