"""Numbers in force from a year on: inflation and the price level, exchange rates, tax rates, along the months."""

import numpy as np

from capacity.intake.cluster_file.lending import Dated
from capacity.intake.cluster_file.schema import Finance
from capacity.model.finance import real_rate
from capacity.model.uncertainty.draws import Draws


def calendar_years(start: str, months: int) -> np.ndarray:
    """Return the calendar year of every month from the start on, (month,)."""
    return int(start[:4]) + (int(start[5:]) - 1 + np.arange(months)) // 12


def in_force_by_month(value: Dated | None, draws: Draws, start: str, months: int, default: float = 0.0) -> np.ndarray:
    """Return what is in force in each month, (month, draw), draws of 1 where it is certain; a default if not stated.

    A number with dates holds from January of its year until the next one.
    """
    if not isinstance(value, dict):
        return np.broadcast_to(draws.value(value, default), (months, *draws.value(value, default).shape))
    dates = sorted(value)
    values = np.array(np.broadcast_arrays(*(draws.value(value[date]) for date in dates)))
    latest = np.searchsorted([int(date) for date in dates], calendar_years(start, months), side="right") - 1
    return values[np.maximum(latest, 0)]


def price_level(finance: Finance, draws: Draws, start: str, months: int) -> np.ndarray:
    """Return the price level of each month, (month, draw), 1 in the first; it grows month by month at equal pace."""
    yearly = in_force_by_month(finance.inflation, draws, start, months)
    steps = np.log1p(yearly) / 12
    return np.exp(np.cumsum(steps, axis=0) - steps[:1])


def year_level(finance: Finance, draws: Draws, start: str, months: int) -> np.ndarray:
    """Return the price level at the end of each whole year against the start's, (year, draw)."""
    yearly = in_force_by_month(finance.inflation, draws, start, months)
    return np.exp(np.cumsum(np.log1p(yearly) / 12, axis=0))[11::12]


def real_discount_rate(finance: Finance, draws: Draws, start: str, months: int) -> np.ndarray:
    """Return the discount rate for flows in prices of the start, 1/year: (draw,), or (year, draw) where prices move.

    As stated, if it is real; a nominal one is cleared of each year's inflation after Fisher, never by a difference.
    """
    rate = draws.value(finance.discount_rate)
    if finance.prices == "real" or finance.inflation is None:
        return rate
    level = year_level(finance, draws, start, months)
    inflation = level / np.concatenate([np.ones_like(level[:1]), level[:-1]]) - 1
    return real_rate(rate, inflation)
