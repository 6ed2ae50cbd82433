"""How large the survey's own error is: of each stratum's heads and of what they bring, by the rule of the potential."""

import numpy as np
import pandas as pd

from capacity.intake.scales import equipment_link
from capacity.intake.schema import Spec
from capacity.model.draws import central_draws
from capacity.model.joining import joining_probability
from capacity.model.offers import offered_by_member
from capacity.model.potential import JANUARY, today_spec
from capacity.model.sample_error import COLUMNS, open_strata
from capacity.model.stratified import stratum_covariance
from capacity.model.supply import producer_groups, staircases
from capacity.model.timeline import course


def sampled(spec: Spec, members: pd.DataFrame) -> pd.DataFrame:
    """Return the members with the errors of their stratum (sample_error.COLUMNS); a census is returned as it is.

    Per stratum, with p each member's chance of joining and y what it brings: heads are the total of w p, the amount a
    head brings is the ratio of the totals of w p y and w p. Their errors are those of totals (see potential), the
    ratio's by its residuals p (y - ratio), so that heads x amount has the error that the potential states. Of a single
    answer that stands for others the heads are taken as they are, and the amount has its own size as error.
    """
    strata = open_strata(members)
    if not strata:
        return members
    chance = joining_probability(spec, members, central_draws(spec.cluster))[:, 0]
    brings, weights = _brings(spec, members), members["weight"].to_numpy(dtype=float)
    errors = np.tile([0.0, 0.0, 0.0, 1.0], (len(members), 1))
    for cls, place in strata:
        here = ((members["cls"] == cls) & (members["place"] == place)).to_numpy()
        errors[here] = _errors(chance[here], brings[here], weights[here])
    return members.assign(**dict(zip(COLUMNS, errors.T, strict=True)))


def _errors(chance: np.ndarray, brings: np.ndarray, weights: np.ndarray) -> tuple[float, float, float, float]:
    heads, amount = (weights * chance).sum(), (weights * chance * brings).sum()
    if heads <= 0:
        return 0.0, 0.0, 0.0, 1.0
    most = weights.sum() / heads
    if len(weights) == 1:
        return 0.0, stratum_covariance(chance * 1.0, weights)[0, 0] ** 0.5 / heads, 0.0, most
    values = np.stack([chance, chance * (brings - amount / heads)])
    covariance = stratum_covariance(values, weights)
    one, other = np.sqrt(np.diag(covariance))
    together = covariance[0, 1] / (one * other) if one * other > 0 else 0.0
    return one / heads, other / amount if amount > 0 else 0.0, float(np.clip(together, -1, 1)), most


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
