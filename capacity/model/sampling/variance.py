"""The variance of estimates by their linearised influence values: all at once, or of many domains without their zeros.

An estimate that is a smooth function of totals has, to first order, the variance of the total of its influence values
(Woodruff, J. Am. Stat. Assoc. 66, 1971; Särndal, Swensson and Wretman 1992, 5.5). Where nothing but strata and weights
is known: stratified_total.
"""

import numpy as np

from capacity.model.engine.sums import product
from capacity.model.sampling.design import Design, Stage
from capacity.model.sampling.groups import codes, first_rows, group_sums

AT_ONCE = 2**22
"""numbers that are held at once where domains cannot be kept apart"""


def covariance(design: Design, influence: np.ndarray) -> np.ndarray:
    """Return the covariance (column, column) of the totals of weighted influence values (row, column)."""
    values = design.residual(influence)
    found = np.zeros((values.shape[1],) * 2)
    for stage in design.stages:
        away = deviations(stage, values)
        found += product((away * stage.scale[:, None]).T, away)
    return found


def variances(design: Design, influence: np.ndarray) -> np.ndarray:
    """Return the variance (column,) of the totals of weighted influence values (row, column)."""
    values = design.residual(influence)
    return sum((product(s.scale, deviations(s, values) ** 2) for s in design.stages), np.zeros(values.shape[1]))


def stratum_variances(design: Design, influence: np.ndarray) -> np.ndarray:
    """Return what each stratum of the first stage adds to the variance, (stratum, column)."""
    return stage_variances(design.stages[0], design.residual(influence))


def stage_variances(stage: Stage, values: np.ndarray) -> np.ndarray:
    """Return what each stratum of a stage adds to the variance of totals of weighted values, (stratum, column)."""
    return group_sums(stage.scale[:, None] * deviations(stage, values) ** 2, stage.strata, len(stage.sizes))


def domain_variances(design: Design, influence: np.ndarray, domains: np.ndarray, count: int) -> np.ndarray:
    """Return the variances (domain, column) of the totals of influence values (row, column) within each domain (row,).

    As if each domain had columns of its own, zero outside: units without anyone of a domain count as zeros there. The
    zeros are never written down, unless known totals spread a domain's values over all rows.
    """
    if design.is_calibrated:
        return _spread(design, influence, domains, count)
    found = np.zeros((count, influence.shape[1]))
    for stage in design.stages:
        found += _apart(stage, influence, domains, count)
    return found


def deviations(stage: Stage, values: np.ndarray) -> np.ndarray:
    """Return each unit's total less the mean of its stratum, (unit, column); those asked for all of a phase."""
    sums, share = group_sums(values, stage.units, len(stage.strata)), stage.share[:, None]
    means = group_sums(sums, stage.strata, len(stage.sizes)) * (stage.centred / stage.sizes)[:, None]
    return (share * sums - means[stage.strata]) / np.sqrt(share)


def stratified_total(values: np.ndarray, weights: np.ndarray, strata: np.ndarray) -> tuple[float, float]:
    """Return the weighted total and its standard error under stratified sampling without replacement.

    Var = sum over strata of (1 - n/N) n/(n-1) sum (w y - mean)^2 with N = sum of weights; a stratum with a single
    answer that stands for others is counted with its own value as spread. As svytotal of the R package survey.
    """
    total, variance = 0.0, 0.0
    for stratum in np.unique(strata):
        y, w = values[strata == stratum], weights[strata == stratum]
        total += float((w * y).sum())
        variance += float(stratum_covariance(y, w)[0, 0])
    return total, variance**0.5


def stratum_covariance(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the sampling covariance (value, value) of weighted totals of values (value, member) or (member,)."""
    asked = len(weights)
    spread = np.atleast_2d(values) * weights
    spread = spread - spread.mean(axis=1, keepdims=True) if asked > 1 else spread
    open_share = max(0.0, 1 - asked / weights.sum()) if weights.sum() > 0 else 0.0
    return open_share * asked / max(1, asked - 1) * product(spread, spread.T)


def _apart(stage: Stage, values: np.ndarray, domains: np.ndarray, count: int) -> np.ndarray:
    """Return what one stage adds, over the pairs (unit, domain) that have rows, and the zeros of the others at once."""
    pair = codes(domains, stage.units)
    first = first_rows(pair)
    domain, unit = domains[first], stage.units[first]
    sums, stratum = group_sums(values, pair, len(first)), stage.strata[unit]
    cell = codes(domain, stratum)
    of_cell = first_rows(cell)
    here, where = stratum[of_cell], domain[of_cell]
    means = group_sums(sums, cell, len(of_cell)) * (stage.centred / stage.sizes)[here, None]
    scale, share = (stage.scale / stage.share)[unit], stage.share[unit]
    added = group_sums(scale[:, None] * (share[:, None] * sums - means[cell]) ** 2, domain, count)
    whole = group_sums(stage.scale / stage.share, stage.strata, len(stage.sizes))
    absent = np.maximum(whole[here] - group_sums(scale, cell, len(of_cell)), 0.0)
    return added + group_sums(absent[:, None] * means**2, where, count)


def _spread(design: Design, influence: np.ndarray, domains: np.ndarray, count: int) -> np.ndarray:
    rows, columns = influence.shape
    each = max(1, AT_ONCE // max(1, rows * columns))
    parts = []
    for start in range(0, count, each):
        some = np.arange(start, min(start + each, count))
        wide = (domains[:, None] == some)[:, :, None] * influence[:, None, :]
        parts.append(variances(design, wide.reshape(rows, -1)).reshape(len(some), columns))
    return np.concatenate(parts)
