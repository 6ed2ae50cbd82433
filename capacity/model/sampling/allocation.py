"""What more interviews would add: shared out among strata, spent on new clusters, or within those visited already.

The variance of a stratum with a answers is slope / a + a constant; every further interview goes where it falls most.
Of two stages, a stratum's variance is A + B: B = sum of the clusters' own v_i, what is not known of each drawn cluster,
and A what clusters differ. k new clusters of the n drawn of N, with as many interviews in each as now, leave

    A (1/(n + k) - 1/N) / (1/n - 1/N) + B n / (n + k),

more interviews within leave A + sum of the smaller v_i. Source: Cochran, Sampling Techniques, 1977, 10.3 and 10.6.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from capacity.model.engine.digits import snapped
from capacity.model.sampling.design import Design
from capacity.model.sampling.groups import first_rows, group_sums
from capacity.model.sampling.variance import deviations, stage_variances, stratum_variances, variances

Way = Literal["members", "clusters", "within"]
"""members are drawn themselves; new clusters are drawn; more are asked in the clusters that were drawn"""


@dataclass(frozen=True)
class More:
    """What some more interviews would add."""

    way: Way
    given: np.ndarray
    """(row,) interviews that fall to each row's like"""
    variance: float
    """of the total, after them"""
    clusters: float = 0.0
    """new clusters in which they are made"""


def more_members(design: Design, influence: np.ndarray, reach: np.ndarray, more: int) -> More:
    """Return the best use of `more` interviews where members are drawn themselves; `reach` (row,): left of its like.

    `influence` (row, 1) are the weighted values of the total. Of two phases the first stays what it is.
    """
    stage, variance = design.stages[0], stratum_variances(design, influence)[:, 0]
    strata, asked = stage.strata[stage.units], stage.sizes.astype(float)
    left = group_sums(reach, strata, len(asked))
    slope = slopes(variance, asked, asked + left)
    given = share_out(slope, asked, asked + left, more)
    each = np.divide(given, left, out=np.zeros_like(left), where=left > 0)
    rest = variances(design, influence)[0] - _gained(slope, asked, given)
    return More("members", reach * each[strata], max(rest, 0.0))


def more_of_clusters(
    design: Design, influence: np.ndarray, there: np.ndarray, inside: np.ndarray, more: int
) -> tuple[More, More]:
    """Return the best use of `more` interviews in new clusters, and in those drawn already.

    `there`, `inside` (row,): clusters that there are in the row's stratum, infinite where nobody knows, and members
    that there are in its cluster.
    """
    of = _Clusters(design, influence, inside)
    variance, drawn = variances(design, influence)[0], design.stages[0].sizes
    own, asked = of.by_stratum(of.own), of.by_stratum(of.asked)
    most = asked * there[of.row][first_rows(of.stratum)] / drawn
    slope = slopes(of.whole - own, asked, most) + np.where(most > asked, own * asked, 0.0)
    given = share_out(slope, asked, most, more)
    rest, new = variance - _gained(slope, asked, given), float((given * drawn / asked).sum())
    wider = More("clusters", (given / asked)[of.stratum][of.cluster], max(rest, 0.0), new)
    slope = slopes(of.own, of.asked, of.inside)
    given = share_out(slope, of.asked, of.inside, more)
    rest = variance - _gained(slope, of.asked, given)
    return wider, More("within", (given / of.asked)[of.cluster], max(rest, 0.0))


class _Clusters:
    """The drawn clusters of a design in two stages, and what each adds to the variance by those asked in it."""

    def __init__(self, design: Design, influence: np.ndarray, inside: np.ndarray) -> None:
        first, second = design.stages
        values = design.residual(influence)
        self.cluster = second.strata[second.units]
        self.row = first_rows(self.cluster)
        self.stratum, self.strata = first.strata[first.units][self.row], len(first.sizes)
        self.asked, self.inside = second.sizes.astype(float), inside[self.row]
        added = self.by_stratum(stage_variances(second, values)[:, 0])
        self.whole = stage_variances(first, values)[:, 0] + added
        left = np.maximum(1 - self.asked / self.inside, 0.0) * self.asked / np.maximum(self.asked - 1, 1)
        own = left * group_sums(deviations(second, values)[:, 0] ** 2, second.strata, len(self.asked))
        sums = self.by_stratum(own)
        kept = np.divide(self.whole, sums, out=np.ones_like(sums), where=sums > self.whole)
        self.own = own * kept[self.stratum]

    def by_stratum(self, values: np.ndarray) -> np.ndarray:
        """Return sums of values (cluster,) by stratum, (stratum,)."""
        return group_sums(values, self.stratum, self.strata)


def slopes(variance: np.ndarray, asked: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Return by how much each stratum's variance falls with 1 / answers; 0 where all were asked."""
    before = 1 / asked - 1 / there
    return np.divide(variance, before, out=np.zeros_like(before), where=before > 1e-12)


def share_out(slope: np.ndarray, asked: np.ndarray, there: np.ndarray, more: int) -> np.ndarray:
    """Return how many of `more` interviews each stratum gets, one by one where the sum of variances falls most.

    The best allocation in whole interviews (Neyman, J. Roy. Stat. Soc. 97, 1934; Wright, Am. Stat. 66, 2012), never
    more than there are.
    """
    given = np.zeros(len(asked))
    for _ in range(more):
        now = asked + given
        gain = np.where(now + 1 <= there * (1 + 1e-9), slope / (now * (now + 1)), 0.0)
        if gain.max(initial=0.0) <= 0:
            break
        given[int(snapped(gain).argmax())] += 1
    return given


def _gained(slope: np.ndarray, asked: np.ndarray, given: np.ndarray) -> float:
    return float((slope * (1 / asked - 1 / (asked + given))).sum())
