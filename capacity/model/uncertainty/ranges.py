"""The range of a measure over all futures, those among them in which it has no number: "never" is a value too."""

from collections.abc import Mapping

import numpy as np

from capacity.model.uncertainty.monte_carlo_error import standard_error

RATES = ("irr", "irr_after_grants", "mirr")
"""-inf: a loss at every rate; inf: a gain at every rate, as without an outlay"""
ARRIVALS = ("payback_years", "discounted_payback_years", "payback_from_production_years", "break_even_load")
"""inf: never"""
ROUNDING = 1e-9
"""share of the largest figure by which two may differ and be the same"""
SHARES = ("probability_never", "probability_no_outlay", "probability_several", "counted")
"""of the futures: in which a measure never comes (a rate: all is lost); in which no outlay bears a rate; with several
rates of which none is the rate; those the range is over"""


def spread(values: np.ndarray) -> dict[str, float | None]:
    """Return p10, p50 and p90 over the draws in which a measure is asked for; None where it falls on an infinity.

    NaN is a measure nobody asks for (the cover of no debt): None where that is so in all draws.
    """
    known = values[~np.isnan(values)]
    found = ranked_quantiles(known) if len(known) else np.full(3, np.nan)
    return {
        name: float(end) if np.isfinite(end) else None for name, end in zip(("p10", "p50", "p90"), found, strict=True)
    }


def quantiles(values: np.ndarray) -> np.ndarray:
    """Return the 10th, 50th and 90th percentile along the last axis, (3, ...), linear between order statistics."""
    low, high, part = _around(values)
    return np.moveaxis(low + (high - low) * part, -1, 0)


def ranked_quantiles(values: np.ndarray) -> np.ndarray:
    """Return the 10th, 50th and 90th percentile along the last axis, (3, ...), of numbers among which are infinities.

    As quantiles; between a number and an infinity it is the infinity.
    """
    low, high, part = _around(values)
    with np.errstate(invalid="ignore"):
        between = np.moveaxis(np.where(part == 0, low, low + (high - low) * part), -1, 0)
    never = np.moveaxis(np.where(np.isinf(low), low, high), -1, 0)
    return np.where(np.isfinite(between), between, never)


def _around(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the order statistics below and above P10, P50 and P90, (..., 3), and how far each lies between them."""
    places = np.array([0.1, 0.5, 0.9]) * (values.shape[-1] - 1)
    ranked = np.sort(values, axis=-1)
    return ranked[..., np.floor(places).astype(int)], ranked[..., np.ceil(places).astype(int)], places % 1


def shares(name: str, found: Mapping[str, np.ndarray]) -> dict[str, float | None]:
    """Return SHARES of a measure, from all measures (draw,) by name; None where a share is not of its kind.

    The first two are shares of the futures that are counted, the others of all.
    """
    values = found[name]
    known = values[~np.isnan(values)]
    never = {**dict.fromkeys(RATES, -np.inf), **dict.fromkeys(ARRIVALS, np.inf)}.get(name)
    several = name == "irr"
    return {
        "probability_never": float((known == never).mean()) if never is not None and len(known) else None,
        "probability_no_outlay": float((known == np.inf).mean()) if name in RATES and len(known) else None,
        "probability_several": float((np.isnan(values) & (found["irr_count"] > 1)).mean()) if several else None,
        "counted": len(known) / len(values),
    }


def percentile(value: float, values: np.ndarray) -> float:
    """Return the percentile (mid-rank, 0..100) of a figure among those of the futures (draw,); NaN without either.

    Halfway between the share below it and the share not above it; what differs by rounding is equal.
    """
    known = values[~np.isnan(values)]
    if np.isnan(value) or not len(known):
        return float("nan")
    near = ROUNDING * max(abs(value), np.abs(known).max()) if np.isfinite(value) else 0.0
    return float(50 * ((known < value - near).mean() + (known <= value + near).mean()))


def beside(name: str) -> tuple[str, ...]:
    """Return the shares that a summary gives beside a measure's range."""
    never, no_outlay, several, counted = SHARES
    if name in RATES:
        return (never, no_outlay, *((several,) if name == "irr" else ()))
    if name in ARRIVALS:
        return never, counted
    return () if name.startswith("npv") else (counted,)


def errors(values: np.ndarray) -> list[float | None]:
    """Return the Monte-Carlo standard errors of p10, p50 and p90; None on an infinity, or with draws without one."""
    if np.isnan(values).any():
        return [None] * 3
    with np.errstate(invalid="ignore"):
        found = standard_error(values, ranked_quantiles)
    return [float(one) if np.isfinite(one) else None for one in found]
