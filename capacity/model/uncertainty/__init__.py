"""How far may it be off? Draws of every uncertain number, the ranges of what follows, and their own error."""

from capacity.model.uncertainty.distributions import median, values
from capacity.model.uncertainty.draws import BLOCKS, Draws, Strike, central_draws, sample_draws, side_by_side
from capacity.model.uncertainty.monte_carlo_error import TIMES_90, standard_error
from capacity.model.uncertainty.ranges import SHARES, beside, errors, percentile, quantiles, shares, spread
from capacity.model.uncertainty.sample_error import (
    COLUMNS,
    SAMPLE,
    Errors,
    is_sample,
    open_strata,
    read_errors,
    sample_factors,
)

__all__ = [
    "BLOCKS",
    "COLUMNS",
    "SAMPLE",
    "SHARES",
    "TIMES_90",
    "Draws",
    "Errors",
    "Strike",
    "beside",
    "central_draws",
    "errors",
    "is_sample",
    "median",
    "open_strata",
    "percentile",
    "quantiles",
    "read_errors",
    "sample_draws",
    "sample_factors",
    "shares",
    "side_by_side",
    "spread",
    "standard_error",
    "values",
]
