"""How large the survey's own error is: of each stratum's heads and of what they bring, by the rule of the potential."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import norm, t

from capacity.intake.answers.scales import equipment_link
from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.timeline import course
from capacity.model.potential.designed import design_covariance, lower_root
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.offers import offered_by_member
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.potential.today import JANUARY, today_spec
from capacity.model.sampling import stratum_covariance
from capacity.model.uncertainty.draws import central_draws
from capacity.model.uncertainty.sample_error import AMOUNT, COLUMNS, HEADS, LOADS, open_strata

BORROWED = 2
"""answers of the like strata that count for the spread of a stratum beside its own"""
LEAST = -0.9
"""covariance of two errors, as shares of their totals, below which a lognormal one is not taken"""
BAND = 0.9
"""quantile for which the error of a few answers is widened: the upper end of the band P10 to P90"""
Stratum = tuple[str, str]


def sampled(spec: Spec, members: pd.DataFrame) -> pd.DataFrame:
    """Return the members with the errors of their stratum (sample_error.COLUMNS); a census is returned as it is.

    Per stratum, with p each member's chance of joining and y what it brings: heads are the total of w p, the amount a
    head brings is the ratio of the totals of w p y and w p. Their errors are those of totals (see aggregate), the
    ratio's by its residuals p (y - ratio), so that heads x amount has the error that the potential states. As a few
    answers tell their own spread badly, the spread of the class at all its places counts as two more, and the errors
    are widened as Student's t is. One answer without any like it has its own size as error. Of a stated design the
    covariance of all strata's heads and amounts is the design's (see designed), as wide as its degrees of freedom tell.
    """
    strata = open_strata(members)
    if not strata:
        return members
    if spec.survey.design is not None:
        return _drawn_together(spec, members, strata)
    chance = joining_probability(spec, who_joins(members), central_draws(spec.cluster))[:, 0]
    brings, weights = _brings(spec, members), members["weight"].to_numpy(dtype=float)
    cls, place = members["cls"].to_numpy(), members["place"].to_numpy()
    where = {stratum: (cls == stratum[0]) & (place == stratum[1]) for stratum in strata}
    spread = {stratum: _spread(chance[here], brings[here], weights[here]) for stratum, here in where.items()}
    asked = {stratum: int(here.sum()) for stratum, here in where.items()}
    errors = np.tile([0.0, 0.0, 0.0, 1.0], (len(members), 1))
    for stratum, here in where.items():
        open_share = 1 - asked[stratum] / weights[here].sum()
        covariance = _borrowed(spread, asked, stratum) * open_share / asked[stratum]
        one, other = np.sqrt(np.diag(covariance))
        together = covariance[0, 1] / (one * other) if one * other > 0 else 0.0
        heads = (weights * chance)[here].sum()
        most = weights[here].sum() / heads if heads > 0 else 1.0
        errors[here] = one, other, np.clip(together, -1, 1), most
    return members.assign(**dict(zip(COLUMNS, errors.T, strict=True)))


def _drawn_together(spec: Spec, members: pd.DataFrame, strata: list[Stratum]) -> pd.DataFrame:
    """Return the members of a stated design with the errors of their class and place, and their loads."""
    chance = joining_probability(spec, who_joins(members), central_draws(spec.cluster))[:, 0]
    brings, weights = _brings(spec, members), members["weight"].to_numpy(dtype=float)
    cls, place = members["cls"].to_numpy(), members["place"].to_numpy()
    values, most = np.zeros((len(members), 2 * len(strata))), []
    where = [(cls == one) & (place == other) for one, other in strata]
    for number, here in enumerate(where):
        heads, amount = (weights * chance)[here].sum(), (weights * chance * brings)[here].sum()
        most.append(weights[here].sum() / heads if heads > 0 else 1.0)
        if heads > 0:
            values[here, 2 * number] = chance[here] / heads
        if amount > 0:
            values[here, 2 * number + 1] = (chance * (brings - amount / heads) / amount)[here]
    joint = design_covariance(spec, members, values)
    names = [f"{kind}{one}@{other}" for one, other in strata for kind in (HEADS, AMOUNT)]
    root, error = lower_root(np.log1p(np.maximum(joint, LEAST))), np.sqrt(np.diag(joint))
    errors, loads = (
        np.tile([0.0, 0.0, 0.0, 1.0], (len(members), 1)),
        pd.Series([()] * len(members), index=members.index),
    )
    for number, here in enumerate(where):
        pair = slice(2 * number, 2 * number + 2)
        both = error[pair].prod()
        together = joint[2 * number, 2 * number + 1] / both if both > 0 else 0.0
        errors[here] = *error[pair], np.clip(together, -1, 1), most[number]
        own = tuple((name, *map(float, root[pair, j])) for j, name in enumerate(names) if root[pair, j].any())
        for row in np.flatnonzero(here):
            loads.iloc[row] = own
    return members.assign(**dict(zip(COLUMNS, errors.T, strict=True)), **{LOADS: loads})


def _spread(chance: np.ndarray, brings: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the covariance (2, 2) of single answers on heads and on the amount of a head, as shares of their means."""
    heads, amount = (weights * chance).sum(), (weights * chance * brings).sum()
    if len(weights) == 1:
        return np.diag([0.0, 1.0])
    values = np.zeros((2, len(weights)))
    if heads > 0:
        values[0] = chance / heads
    if amount > 0:
        values[1] = chance * (brings - amount / heads) / amount
    return stratum_covariance(values, weights) * len(weights) / (1 - len(weights) / weights.sum())


def _borrowed(spread: Mapping[Stratum, np.ndarray], asked: Mapping[Stratum, int], stratum: Stratum) -> np.ndarray:
    """Return the spread of a stratum with what those like it tell: those of its class, else all."""
    several = [one for one in spread if asked[one] > 1]
    alike = [one for one in several if one[0] == stratum[0]] or several
    if not alike:
        return spread[stratum]
    free = asked[stratum] - 1
    whole = sum(asked[one] - 1 for one in alike)
    theirs = sum((asked[one] - 1) / whole * spread[one] for one in alike)
    wider = t.ppf(BAND, free + BORROWED) / norm.ppf(BAND)
    return wider**2 * (free * spread[stratum] + BORROWED * theirs) / (free + BORROWED)


def _brings(spec: Spec, members: pd.DataFrame) -> np.ndarray:
    """Return what each member brings if it joins, (member,): what a producer offers in a year, else its equipment.

    1 of classes that have neither: only their heads are uncertain.
    """
    owns = members["cls"].map(lambda name: equipment_link(spec, name) is not None).to_numpy(dtype=bool)
    found = np.where(owns, members["capacity"].fillna(0.0).to_numpy(dtype=float), 1.0)
    today = today_spec(spec.model_copy(update={"start": JANUARY}), everyone=True)
    way = course(today, central_draws(spec.cluster), 12)
    place = pd.Series(np.arange(len(members)), members["member"].to_numpy())
    for group, steps in staircases(producer_groups(today, members), way):
        found[place[group.members["member"]].to_numpy()] = offered_by_member(group, way, steps)
    return found
