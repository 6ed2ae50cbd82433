"""Stage 3, today: the staircase and the aggregate production potential, with its sampling and joining errors."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster, SurveyData
from capacity.model.calendar.timeline import course
from capacity.model.potential.designed import designed_error
from capacity.model.potential.estimates import COLUMNS as ESTIMATES
from capacity.model.potential.estimates import estimate_rows
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.more_answers import COLUMNS as SAMPLING
from capacity.model.potential.more_answers import sampling_rows
from capacity.model.potential.offers import member_offers
from capacity.model.potential.staircase import Group, producer_groups, staircases
from capacity.model.potential.today import JANUARY, today_spec
from capacity.model.potential.visits import COLUMNS as VISITS
from capacity.model.potential.visits import by_place, of_the_list, of_the_silent
from capacity.model.sampling import stratified_total
from capacity.model.uncertainty.draws import Draws, central_draws


@dataclass(frozen=True)
class Potential:
    """What the members produce, offer and are expected to bring today, P/month of each product."""

    staircase: pd.DataFrame
    """product, cls, place, month (1..12), step, amount"""
    totals: pd.DataFrame
    """by product: produced .. expected, se, se_joining (P/year), owners, month_1..12 (expected, P/month)"""
    sampling: pd.DataFrame = field(default_factory=pd.DataFrame)
    """of a sample, by product, class and place: more_answers.COLUMNS (P/year)"""
    estimates: pd.DataFrame = field(default_factory=pd.DataFrame)
    """of a sample, by product, class, place and month: estimates.COLUMNS (P/year, P/month)"""
    visits: pd.DataFrame = field(default_factory=pd.DataFrame)
    """whom to visit next, by product: visits.COLUMNS (P/year)"""


def potential(cluster: Cluster, scenario: str = "base") -> Potential:
    """Return what the cluster's members produce and offer today, and what is expected of those who will join.

    expected = sum over members of weight x joining probability x delivered amount, month by month, at the medians of
    all ranges. `se` is its sampling error: by the stated design, else stratified by class and place, with finite
    population correction; 0 for a census. `se_joining` is the spread that the members' yes or no leaves, the common
    error included.

    >>> import capacity as cap
    >>> beans = cap.read_cluster("data/talas-beans")
    >>> totals = cap.potential(beans).totals.set_index("product")
    >>> bool(0 < totals.loc["raw_beans", "expected"] < totals.loc["raw_beans", "produced"])
    True
    """
    spec = cluster.under(scenario).model_copy(update={"start": JANUARY})
    draws = central_draws(cluster.slug)
    members = cluster.survey.members
    frames, offers = [], []
    for everyone in (True, False):
        today = today_spec(spec, everyone=everyone)
        way = course(today, draws, 12)
        for group, steps in staircases(producer_groups(today, members), way):
            frames += _frames(today, group, steps, draws, everyone=everyone)
            if not everyone:
                offers.append((group, member_offers(group, way, steps)))
    staircase = pd.DataFrame(frames, columns=["product", "cls", "place", "month", "step", "amount"])
    totals = [
        _totals(spec, members, product, staircase, offers, draws) for product in dict.fromkeys(staircase["product"])
    ]
    return Potential(staircase, pd.DataFrame(totals), *_sampling(spec, cluster.survey, offers, draws))


def _sampling(spec: Spec, survey: SurveyData, offers: list, draws: Draws) -> tuple[pd.DataFrame, ...]:
    """Return how sure each product is by class and place, its estimates by month, and whom to visit next."""
    members = survey.members
    chance, place = np.zeros(len(members)), pd.Series(np.arange(len(members)), members["member"])
    for group, _ in offers:
        chance[place[group.members["member"]]] = joining_probability(spec, group.people, draws)[:, 0]
    made, estimates, visits = [], [], []
    for product in dict.fromkeys(group.product for group, _ in offers):
        offered = np.zeros((len(members), 12))
        for group, amounts in offers:
            if group.product == product:
                offered[place[group.members["member"]]] = amounts
        year = offered.sum(axis=1)
        picks = of_the_list(spec, members, product, year * chance, survey.listed)
        made.append(by_place(sampling_rows(spec, members, product, year * chance), picks))
        estimates.append(estimate_rows(spec, members, product, offered, chance))
        visits += [picks, of_the_silent(members, product, year, chance)]
    return _together(made, SAMPLING), _together(estimates, ESTIMATES), _together(visits, VISITS)


def _together(made: list[pd.DataFrame], columns: tuple[str, ...]) -> pd.DataFrame:
    known = [rows for rows in made if len(rows)]
    return pd.concat(known, ignore_index=True) if known else pd.DataFrame(columns=list(columns))


def _frames(spec: Spec, group: Group, steps: dict, draws: Draws, *, everyone: bool) -> list[tuple]:
    wanted = ("produced", "kept", "bazaar", "elsewhere", "offered") if everyone else ("expected", "delivered")
    values = {**steps, "expected": steps["offered"]}
    if everyone:
        kind = spec.classes[group.cls]
        for step in ("attainable", "with_investment"):
            if getattr(kind, step) is not None:
                values[step] = steps["produced"] * draws.value(getattr(kind, step))
                wanted = (*wanted, step)
    return [
        (
            group.product,
            group.cls,
            group.place,
            month + 1,
            step,
            float(values[step][month, 0]),
        )
        for step in wanted
        for month in range(12)
    ]


def _totals(
    spec: Spec, members: pd.DataFrame, product: str, staircase: pd.DataFrame, offers: list, draws: Draws
) -> dict:
    here = staircase[staircase["product"] == product]
    year = here.groupby("step")["amount"].sum()
    by_month = here[here["step"] == "expected"].groupby("month")["amount"].sum()
    brought = [(group, amounts.sum(axis=1)) for group, amounts in offers if group.product == product]
    probability = [joining_probability(spec, group.people, draws)[:, 0] for group, _ in brought]
    owners = {owner for group, amounts in brought for owner in group.members["owner"][amounts > 0]}
    result: dict[str, object] = {"product": product}
    result |= {step: float(year.get(step, 0.0)) for step in ("produced", "kept", "offered", "expected", "delivered")}
    result["sold_elsewhere"] = float(year.get("bazaar", 0.0) + year.get("elsewhere", 0.0))
    result["se"] = _sampling_error(spec, members, brought, probability)
    result["se_joining"] = _joining_error(spec, brought, probability)
    result["owners"] = len(owners)
    return result | {f"month_{m}": float(by_month.get(m, 0.0)) for m in range(1, 13)}


def _sampling_error(spec: Spec, members: pd.DataFrame, brought: list, probability: list) -> float:
    if spec.survey.design is not None:
        return designed_error(spec, members, _of_members(members, brought, probability))
    values = np.concatenate([y * p for (_, y), p in zip(brought, probability, strict=True)] or [np.zeros(0)])
    weights = np.concatenate([group.members["weight"].to_numpy() for group, _ in brought] or [np.zeros(0)])
    strata = np.concatenate([np.full(len(group.members), i) for i, (group, _) in enumerate(brought)] or [np.zeros(0)])
    return stratified_total(values, weights, strata)[1]


def _of_members(members: pd.DataFrame, brought: list, probability: list) -> np.ndarray:
    """Return what each of all members brings by its chance of joining, (member,)."""
    parts = zip(brought, probability, strict=True)
    offered = {m: v for (group, y), p in parts for m, v in zip(group.members["member"], y * p, strict=True)}
    return members["member"].map(offered).fillna(0.0).to_numpy(dtype=float)


def _joining_error(spec: Spec, brought: list, probability: list) -> float:
    """Return the standard deviation of the joined total: independent answers, each place's error, the common error."""
    everywhere, here = (q.variance if q else 0.0 for q in (spec.joining.common_error, spec.joining.place_error))
    own, moved = 0.0, dict.fromkeys((group.place for group, _ in brought), 0.0)
    for (group, y), p in zip(brought, probability, strict=True):
        weight = group.members["weight"].to_numpy()
        amount = y * weight
        own += float((weight * np.minimum(weight, 1.0) * y**2 * p * (1 - p)).sum())
        moved[group.place] += float((amount * ((p > 0) & (p < 1))).sum())
    together, apart = sum(moved.values()) ** 2, sum(amount**2 for amount in moved.values())
    return (own + together * everywhere + apart * here) ** 0.5


def expected_joiners(cluster: Cluster, spec: Spec) -> np.ndarray:
    """Return each member's weight x joining probability in the central case, (member,)."""
    members = cluster.survey.members
    return (
        members["weight"].to_numpy() * joining_probability(spec, who_joins(members), central_draws(cluster.slug))[:, 0]
    )
