"""Totals, means and ratios over domains, with linearised standard errors and design effects.

With weights w, over the rows of a domain:

    total  Y = sum w y,          influence  w y
    mean   y = Y / sum w,        influence  w (y - mean) / sum w
    ratio  R = Y / X,            influence  w (y - R x) / X

The design effect (Kish 1965) is the variance over that of a simple sample of as many of the domain without replacement,
S^2 N^2 (1/n - 1/N), S^2 the weighted variance of y x n/(n - 1); `replace=True`: with replacement. As svytotal, svymean
and svyratio of the R package survey, over svyby's domains.
"""

from dataclasses import dataclass

import numpy as np

from capacity.intake.findings import InputError
from capacity.model.sampling.design import Design
from capacity.model.sampling.groups import group_sums
from capacity.model.sampling.variance import domain_variances


@dataclass(frozen=True)
class Estimates:
    """Estimates (domain, variable); a domain without rows has zeros as totals and NaN as means, ratios and effects."""

    value: np.ndarray
    se: np.ndarray
    """linearised standard error"""
    effect: np.ndarray
    """design effect: variance over that of a simple sample; NaN where that has none"""
    asked: np.ndarray
    """rows with a weight and an answer"""
    stand_for: np.ndarray
    """sum of their weights"""


def totals(
    design: Design, values: np.ndarray, domains: np.ndarray | None = None, *, replace: bool = False
) -> Estimates:
    """Return the totals of values (row, variable) over domains numbered from 0 (row,), all rows as one if not given.

    A missing value is refused (InputError): what it would have added must be said first (see nonresponse).
    """
    if np.isnan(values).any():
        fix = "weight those who answered (nonresponse.by_class), or take the mean"
        raise InputError(f"{int(np.isnan(values).sum())} values are missing: their total is not known", fix=fix)
    return _Asked(design, values, domains).estimates(None, replace=replace)


def means(design: Design, values: np.ndarray, domains: np.ndarray | None = None, *, replace: bool = False) -> Estimates:
    """Return the means of values (row, variable) over domains numbered from 0 (row,), of each the rows that have it."""
    return _Asked(design, values, domains).estimates(np.ones((len(design), 1)), replace=replace)


def ratios(
    design: Design,
    values: np.ndarray,
    over: np.ndarray,
    domains: np.ndarray | None = None,
    *,
    replace: bool = False,
) -> Estimates:
    """Return the ratios of the totals of values (row, variable) and of `over` (row, variable) or (row,).

    Rows that have both count; see means.
    """
    over = np.asarray(over, float)
    return _Asked(design, values, domains).estimates(over[:, None] if over.ndim == 1 else over, replace=replace)


class _Asked:
    """Values of a design by domain."""

    def __init__(self, design: Design, values: np.ndarray, domains: np.ndarray | None) -> None:
        values = np.asarray(values, float)
        self.design, self.values = design, values[:, None] if values.ndim == 1 else values
        self.domains = np.zeros(len(design), np.intp) if domains is None else np.asarray(domains)
        self.count = int(self.domains.max(initial=0)) + 1

    def total(self, values: np.ndarray) -> np.ndarray:
        return group_sums(self.design.weights[:, None] * values, self.domains, self.count)

    def estimates(self, over: np.ndarray | None, *, replace: bool) -> Estimates:
        """Return the estimates: totals without `over` (row, 1 or variable), else ratios to it."""
        known = ~np.isnan(self.values if over is None else self.values * over)
        values = np.where(known, self.values, 0.0)
        found, moved = self.total(values), values
        weighted = known & (self.design.weights != 0)[:, None]
        asked = group_sums(weighted.astype(float), self.domains, self.count)
        stand_for = self.total(known.astype(float))
        with np.errstate(divide="ignore", invalid="ignore"):
            if over is not None:
                over = np.where(known, over, 0.0)
                below = self.total(over)
                found = found / below
                moved = np.where(known, (values - found[self.domains] * over) / below[self.domains], 0.0)
            variance = domain_variances(self.design, self.design.weights[:, None] * moved, self.domains, self.count)
            away = np.where(known, moved - (self.total(moved) / stand_for)[self.domains], 0.0)
            spread = self.total(away**2) * stand_for * asked / (asked - 1)
            effect = variance / (spread * (1 / asked - (0.0 if replace else 1 / stand_for)))
        variance = np.where(np.isfinite(found), variance, np.nan)
        return Estimates(found, np.sqrt(variance), np.where(np.isfinite(effect), effect, np.nan), asked, stand_for)
