"""From members to what they deliver: the staircase from produced to delivered, by place and class, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.units import parse_unit
from capacity.model.calendar.timeline import Course, months_of_year
from capacity.model.engine.tape import Row, clip, maximum, minimum, where
from capacity.model.potential.joining import People, joined_sums, joining_probability, who_joins
from capacity.model.potential.own_use import months_fed
from capacity.model.uncertainty.draws import Draws, central_draws

STEPS = ("produced", "kept", "bazaar", "elsewhere", "offered", "side_sold", "rejected", "delivered")
SHARES = ("bazaar", "elsewhere", "side_selling", "rejects")
_COLUMNS = (
    *("level", "seasonal"),
    *("own_level", "own_seasonal", "own_fixed"),
    *("silent_level", "silent_seasonal", "silent"),
)


@dataclass(frozen=True)
class Group:
    """The members of one class at one place that produce: what they make of the season, and what each keeps."""

    place: str
    cls: str
    product: str
    members: pd.DataFrame
    people: People
    profile: np.ndarray
    """output a month per member at rate 1, (member, 12), January first"""
    columns: np.ndarray
    """(member, column) of _COLUMNS: output = level + seasonal x season, split by who said what it keeps"""
    weight: np.ndarray
    """(member,) sampling weight x probability of joining in the central case"""
    silent: bool
    """nobody said what it keeps at home"""


def producer_groups(spec: Spec, members: pd.DataFrame) -> list[Group]:
    """Return the producing groups in the order of class and place."""
    groups = []
    central = central_draws(spec.cluster)
    for name, kind in sorted(spec.classes.items()):
        if any(not spec.links[link].takes for link in kind.runs):
            of_class = members[members["cls"] == name]
            for place, here in of_class.groupby("place", sort=True):
                groups.append(_group(spec, str(place), name, here.reset_index(drop=True), central))
    return groups


def _group(spec: Spec, place: str, name: str, members: pd.DataFrame, central: Draws) -> Group:
    kind = spec.classes[name]
    season = np.array(spec.seasons[kind.season].factors) if kind.season else np.ones(12)
    level, seasonal = _shape(members, season)
    fixed, shares = _own_answers(members)
    silent = members["own_use"].isna().to_numpy(dtype=float)
    amount = kind.own_use is not None and kind.own_use.unit != "share"
    mixed = silent * (not silent.all())
    parts = [
        level,
        seasonal,
        level * shares,
        seasonal * shares,
        fixed,
        level * mixed,
        seasonal * mixed,
        silent * amount,
    ]
    profile = level[:, None] + seasonal[:, None] * season
    people = who_joins(members)
    probability = joining_probability(spec, people, central)[:, 0]
    weight = members["weight"].to_numpy() * (probability if probability.any() else 1.0)
    product, columns = rated_product(spec, name), np.stack(parts, axis=1)
    return Group(place, name, product, members, people, profile, columns, weight, bool(silent.all()))


def _shape(members: pd.DataFrame, season: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each member's output as level + seasonal x season.

    One answer: current x season. Two answers: the bad season's at the season's lowest month, the good season's at
    its highest, in between along the season.
    """
    current, good, bad = (members[name].to_numpy(dtype=float) for name in ("current", "good", "bad"))
    both = ~np.isnan(good) & ~np.isnan(bad)
    spread = np.ptp(season)
    slope = np.where(both, (good - bad) / spread, 0.0) if spread > 0 else np.zeros(len(members))
    middle = bad - slope * season.min() if spread > 0 else (good + bad) / 2
    level = np.where(both, middle, 0.0)
    return level, np.where(both, slope, np.nan_to_num(current))


def _own_answers(members: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    answered = members["own_use"].to_numpy(dtype=float)
    as_share = members["own_use_is_share"].to_numpy(dtype=bool)
    return np.where(as_share, 0.0, np.nan_to_num(answered)), np.where(as_share, np.nan_to_num(answered), 0.0)


def rated_product(spec: Spec, name: str) -> str:
    """Return the product in which the output of a class that runs links counts."""
    return spec.links[spec.classes[name].runs[0]].rated


def class_rate(spec: Spec, name: str, draws: Draws) -> np.ndarray:
    """Return what a surveyed figure of the class is multiplied by to give P/month, (draw,); 1 without rates.

    With what it is known to be overstated by.
    """
    kind, design = spec.classes[name], spec.survey.design
    rate = np.ones(1) if design is None or design.overstated is None else draws.value(design.overstated)
    for quantity in kind.rates.values():
        rate = rate * draws.value(quantity)
    return rate / parse_unit(spec.products[rated_product(spec, name)].unit).factor if kind.rates else rate


@dataclass(frozen=True)
class Staircase:
    """What a group produces, P/month, and which share of it stands on each step."""

    produced: Row
    shares: dict[str, Row]

    def amount(self, step: str) -> Row:
        """Return what stands on a step, P/month."""
        return self.produced * self.shares[step]


def staircases(groups: list[Group], course: Course) -> Iterator[tuple[Group, dict[str, np.ndarray]]]:
    """Yield every group with its staircase: step -> (month, draw) in P/month of its product."""
    for group in groups:
        stairs = staircase(group, course, joined(group, course))
        amounts = course.tape.read([stairs.amount(step) for step in STEPS])
        shape = (course.months, course.draws.size)
        yield group, {step: np.broadcast_to(amount, shape) for step, amount in zip(STEPS, amounts, strict=True)}


def since_joining(group: Group, course: Course) -> Course:
    """Return the course of a group, which knows how far its ramps are on that count from each member's joining.

    The mean over those who have joined, each by its usual output; 0 while nobody has.
    """
    of_class = f"classes.{group.cls}."
    ramps = {
        name: ramp
        for name, ramp in sorted(course.spec.ramps.items())
        if ramp.counts_from == "joining" and ramp.of.startswith(of_class) and name not in course.done
    }
    if not ramps:
        return course
    output = group.columns[:, :2].sum(axis=1, keepdims=True)
    (there,) = joined_sums(course.spec, group.people, output, course.draws, course.months)
    new = np.diff(there, axis=0, prepend=0.0)
    done = {}
    for name, ramp in ramps.items():
        (progress,) = course.tape.read([course.progress(ramp)])
        on = _spread_out(new, np.broadcast_to(progress, (course.months, progress.shape[1])))
        whole = there if len(there) > 1 else np.broadcast_to(there, (course.months, there.shape[1]))
        done[name] = course.tape.row(np.divide(on, whole, out=np.zeros_like(on), where=whole > 0))
    return replace(course, done={**course.done, **done})


def _spread_out(new: np.ndarray, progress: np.ndarray) -> np.ndarray:
    """Return by month the sum over earlier months of what came new, times the progress since, (month, draw)."""
    months = len(progress)
    on = np.zeros((months, max(new.shape[1], progress.shape[1])))
    for month, came in enumerate(new):
        if came.any():
            on[month:] += came * progress[: months - month]
    return on


def joined(group: Group, course: Course) -> list[Row]:
    """Return the sums of the group's columns over those who have joined."""
    sums = joined_sums(course.spec, group.people, group.columns, course.draws, course.months)
    return [course.tape.row(total) for total in sums]


def staircase(group: Group, course: Course, sums: list[Row]) -> Staircase:
    """Return a group's staircase from its joined sums.

    produced - kept - bazaar - elsewhere = offered; offered - side_sold - rejected = delivered. Nothing goes below 0:
    a member that needs more at home than it produces keeps what it has.
    """
    course = since_joining(group, course)
    kind, path, speed = course.spec.classes[group.cls], f"classes.{group.cls}", pace(group, course)
    produced = (sums[0] + sums[1] * course.season(kind.season)) * speed
    share = {step: clip(course.moved(getattr(kind, step), f"{path}.{step}"), 0, 1) for step in SHARES}
    kept = clip(_kept_share(group, course, sums, speed, produced), 0, 1)
    bazaar = minimum(1 - kept, share["bazaar"])
    elsewhere = minimum(1 - kept - bazaar, share["elsewhere"])
    offered = 1 - kept - bazaar - elsewhere
    side_sold = offered * clip(share["side_selling"] + tempted(group, course), 0, 1)
    rejected = (offered - side_sold) * share["rejects"]
    delivered = offered - side_sold - rejected
    everything = course.tape.row(1.0)
    steps = (everything, kept, bazaar, elsewhere, offered, side_sold, rejected, delivered)
    return Staircase(produced, dict(zip(STEPS, steps, strict=True)))


def pace(group: Group, course: Course) -> Row:
    """Return what the surveyed figures of a group are multiplied by to give P/month: rates, events, ramps."""
    path, course = f"classes.{group.cls}.output", since_joining(group, course)
    rate = course.tape.row(class_rate(course.spec, group.cls, course.draws)[None, :])
    return rate * course.struck(path) * course.ramped(path)


def tempted(group: Group, course: Course) -> Row:
    """Return the share of the offer that is sold past the cluster on top of the usual one: for price and delay.

    by_gap x max(0, best price of today's outlets / the cluster's price - 1) + by_delay x days until the cluster pays;
    0 where the cluster file does not say what the cluster pays for the product.
    """
    kind, pays = course.spec.classes[group.cls], course.spec.products[group.product].pays
    if pays is None:
        return course.tape.row(0.0)
    path = f"products.{group.product}.pays"
    delay = course.moved(pays.delay, f"{path}.delay") * course.value(kind.side_selling_by_delay)
    outlets = [name for name, m in course.spec.markets.items() if m.today and m.buys == group.product]
    if not outlets:
        return delay
    inside = course.moved(pays.price, f"{path}.price") * course.season(pays.season)
    outside = reduce(maximum, [course.market_price(name) for name in outlets])
    gap = maximum(where(inside > 0, outside / where(inside > 0, inside, 1.0) - 1, 0.0), 0.0)
    return gap * course.value(kind.side_selling_by_gap) + delay


def _kept_share(group: Group, course: Course, sums: list[Row], speed: Row, produced: Row) -> Row:
    """Return the share of its output that the group keeps at home: own answers, else the class's amount or share."""
    kind = course.spec.classes[group.cls]
    amount = course.moved(kind.own_use, f"classes.{group.cls}.own_use")
    is_share = kind.own_use is None or kind.own_use.unit == "share"
    if group.silent and is_share:
        return amount
    season, fixed = course.season(kind.season), group.columns[:, 4]
    kept = (sums[2] + sums[3] * season) * speed + sums[4] * _kept_of_needs(group, fixed, speed, course)
    if is_share:
        kept = kept + amount * (sums[5] + sums[6] * season) * speed
    else:
        pace_of_one = speed / maximum(amount, 1e-12)
        kept = kept + sums[7] * amount * _kept_of_needs(group, group.columns[:, 7], pace_of_one, course)
    return where(produced > 0, kept / produced, 0.0)


def _kept_of_needs(group: Group, needs: np.ndarray, speed: Row, course: Course) -> Row:
    """Return how many months' need the members keep in each month: what the month is to feed, as far as they can.

    The share of it is the sum of min(speed x output, need) over the sum of need, `needs` (member,) a month: piecewise
    linear in the speed, exact at every member's kink. Those who have joined are taken to be like all who may join in
    this one respect.
    """
    fed = months_fed(course.spec, group.cls, group.product)
    along = course.tape.row(fed[months_of_year(course.spec.start, course.months)][:, None])
    return along * _fulfilled(group, needs, fed, speed, course)


def _fulfilled(group: Group, needs: np.ndarray, fed: np.ndarray, speed: Row, course: Course) -> Row:
    chosen = needs > 0
    if not chosen.any():
        return course.tape.row(1.0)
    output = group.profile[chosen] / (needs[chosen, None] * fed)
    weight = group.weight[chosen] * needs[chosen]
    if (output.min() * speed >= 1).always() or weight.sum() == 0:
        return course.tape.row(1.0)
    (speeds,) = course.tape.read([speed])
    result = np.empty((course.months, speeds.shape[1]))
    for index, month in enumerate(months_of_year(course.spec.start, course.months)):
        kinks = np.unique(np.concatenate([[0.0], 1 / np.maximum(output[:, month], 1e-12)]))
        kept = (np.minimum(kinks[:, None] * output[:, month], 1) * weight).sum(axis=1) / weight.sum()
        result[index] = np.interp(speeds[index if len(speeds) > 1 else 0], kinks, kept)
    return course.tape.row(result)


def source_recipe(course: Course, group: Group) -> dict[str, Row]:
    """Return what one unit of the group's rated product makes, by product: its links without inputs."""
    spec = course.spec
    runs = [spec.links[link] for link in spec.classes[group.cls].runs if not spec.links[link].takes]
    return {product: course.value(quantity) for link in runs for product, quantity in link.makes.items()}


def source_cost(course: Course, group: Group) -> Row:
    """Return what one unit of the group's rated product costs to produce, money/P."""
    spec = course.spec
    runs = [link for link in spec.classes[group.cls].runs if not spec.links[link].takes]
    return course.tape.total(course.moved(spec.links[link].cost, f"links.{link}.cost") for link in runs)
