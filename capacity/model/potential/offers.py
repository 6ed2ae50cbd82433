"""What each member itself brings: its own output less what it keeps and sells elsewhere, month by month.

A group's staircase is one for all its members. Here its offer is divided among them by what each has left to offer: one
that keeps nearly all of its output brings nearly nothing, however much it produces.
"""

import numpy as np

from capacity.model.calendar.timeline import Course, months_of_year
from capacity.model.engine.sums import product
from capacity.model.potential.own_use import months_fed
from capacity.model.potential.staircase import Group, pace, since_joining


def member_offers(group: Group, course: Course, steps: dict[str, np.ndarray], step: str = "offered") -> np.ndarray:
    """Return what each member of a group brings once it has joined, P/month, (member, month), central future.

    Weighted with group.weight the members' amounts add up to the group's own amount on the step (`offered` or a later
    one: what is sold past the cluster and what is refused are shares of the offer). A member offers what is left of its
    output after its own use and after the shares that its class sells at the bazaar and elsewhere, never less than 0.
    0 in months in which the group brings nothing.
    """
    left = _left_to_offer(group, course, steps)
    return left * _scale(group, left, steps[step][:, 0])


def member_output(group: Group, course: Course) -> np.ndarray:
    """Return what each member of a group produces, whether or not it joins, P/month, (member, month)."""
    return group.profile[:, months_of_year(course.spec.start, course.months)] * _speed(group, course)


def unit_offers(group: Group, course: Course, steps: dict[str, np.ndarray], step: str = "offered") -> np.ndarray:
    """Return what a unit of each member's surveyed output brings in every month, P/month, (member, month).

    Before its own answer on what it keeps is taken off: the factor by which the model, which is no secret, turns an
    answer into an amount. Members with the same factors cannot be told apart by any sum of their amounts.
    """
    scale = _scale(group, _left_to_offer(group, course, steps), steps[step][:, 0])
    stays = 1 - _sold_share(steps) - np.where(_silent(group), _usual_share(group, course), 0.0)
    return group.weight[:, None] * _speed(group, course) * np.maximum(stays, 0.0) * scale


def offered_by_member(
    group: Group, course: Course, steps: dict[str, np.ndarray], months: slice = slice(None), step: str = "offered"
) -> np.ndarray:
    """Return what each member of a group brings in some months together once it has joined, P, (member,)."""
    return member_offers(group, course, steps, step)[:, months].sum(axis=1)


def _left_to_offer(group: Group, course: Course, steps: dict[str, np.ndarray]) -> np.ndarray:
    """Return what each member has left of its output, P/month, (member, month)."""
    output = member_output(group, course)
    return np.maximum(output - _kept(group, course, output) - _sold_share(steps) * output, 0.0)


def _scale(group: Group, left: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Return by what the members' own amounts (member, month) are to be taken to add up to the group's, (month,)."""
    total = product(group.weight, left)
    return np.divide(amount, total, out=np.zeros_like(total), where=total > 0)


def _speed(group: Group, course: Course) -> np.ndarray:
    """Return what turns the surveyed figures into P/month, (month,)."""
    (speed,) = course.tape.read([pace(group, course)])
    return np.broadcast_to(speed[:, 0], course.months)


def _sold_share(steps: dict[str, np.ndarray]) -> np.ndarray:
    """Return the share of the group's output that goes to the bazaar and elsewhere, (month,)."""
    produced, sold = steps["produced"][:, 0], steps["bazaar"][:, 0] + steps["elsewhere"][:, 0]
    return np.divide(sold, produced, out=np.zeros_like(sold), where=produced > 0)


def _silent(group: Group) -> np.ndarray:
    """Return who has not said what it keeps, (member, 1)."""
    return group.members["own_use"].isna().to_numpy()[:, None]


def _keeps_shares(group: Group, course: Course) -> bool:
    own_use = course.spec.classes[group.cls].own_use
    return own_use is None or own_use.unit == "share"


def _usual(group: Group, course: Course) -> np.ndarray:
    """Return what the class states for its members' own use, P/month or a share, (month,)."""
    kind, course = course.spec.classes[group.cls], since_joining(group, course)
    (stated,) = course.tape.read([course.moved(kind.own_use, f"classes.{group.cls}.own_use")])
    return np.broadcast_to(stated[:, 0], course.months)


def _usual_share(group: Group, course: Course) -> np.ndarray:
    """Return the share that the class states for its members' own use, (month,); 0 where it states an amount."""
    return _usual(group, course) if _keeps_shares(group, course) else np.zeros(course.months)


def _kept(group: Group, course: Course, output: np.ndarray) -> np.ndarray:
    """Return what each member keeps at home: its own answer, else its class's amount or share; at most its output."""
    usual = _usual(group, course)
    said_share = group.members["own_use_is_share"].to_numpy(dtype=bool)[:, None]
    said = np.nan_to_num(group.members["own_use"].to_numpy(dtype=float))[:, None]
    fed = months_fed(course.spec, group.cls, group.product)[months_of_year(course.spec.start, course.months)]
    answered = np.where(said_share, output * said, said * fed)
    kept = np.where(_silent(group), output * usual if _keeps_shares(group, course) else usual * fed, answered)
    return np.clip(kept, 0.0, output)
