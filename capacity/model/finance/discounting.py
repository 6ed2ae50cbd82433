"""Money of different years made comparable: discounting, annuities, and real against nominal rates and prices."""

import numpy as np

from capacity.intake.findings import InputError

CONVENTIONS = {"end-year": 1.0, "start-year": 0.0, "mid-year": 0.5}
"""how many periods the first period's flow is discounted: 1 as Excel's NPV, 0 as UNIDO's COMFAR and numpy-financial"""


def shift(convention: str) -> float:
    """Return how many periods the first flow is discounted under a convention; an unknown one is refused."""
    if convention not in CONVENTIONS:
        raise InputError(
            f"there is no discounting convention {convention!r}",
            fix=f"take one of {', '.join(sorted(CONVENTIONS))}; UNIDO's, first year undiscounted, is start-year",
        )
    return CONVENTIONS[convention]


def _rates(flows: np.ndarray, rate: np.ndarray | float) -> np.ndarray:
    """Return the rate of each period, (period, ...) to broadcast with flows (period, ...draw)."""
    rate = np.asarray(rate, dtype=float)
    if rate.ndim < max(flows.ndim, 1):
        return np.broadcast_to(rate, (len(flows), *[1] * (flows.ndim - 1 - rate.ndim), *rate.shape))
    if len(rate) != len(flows):
        raise InputError(
            f"{len(flows)} periods of flows meet {len(rate)} periods of rates",
            fix="give one rate, one for each draw, or one for each period",
        )
    return rate


def npv(flows: np.ndarray, rate: np.ndarray | float, convention: str = "end-year") -> np.ndarray:
    """Return the net present value of flows (period, ...draw), in their money, (...draw).

    sum of flow(k) / (1 + rate)^(k + shift), k = 0, 1, ...; the shift is 1 at the end of the period (Excel's NPV), 0 at
    its start (first year undiscounted: UNIDO, numpy-financial), 1/2 in its middle. A rate with as many axes as the
    flows is a path: the rate of each period, in which a flow at the end of its period is discounted at that period's
    rate too. Rates are per period and of the same kind, real or nominal, as the flows.
    """
    flows, late = np.asarray(flows, dtype=float), shift(convention)
    discount = 1 / (1 + _rates(flows, rate))
    value = np.zeros(np.broadcast_shapes(flows.shape[1:], discount.shape[1:]))
    for flow, factor in zip(flows[::-1], discount[::-1], strict=True):
        value = value * factor + flow * factor**late
    return value[()]


def discounted(flows: np.ndarray, rate: np.ndarray | float, convention: str = "end-year") -> np.ndarray:
    """Return flows (period, ...draw) in the money of time 0, each, of the same dims; npv is their sum."""
    flows, late = np.asarray(flows, dtype=float), shift(convention)
    growth = 1 + _rates(flows, rate)
    before = np.concatenate([np.ones((1, *growth.shape[1:])), np.cumprod(growth, axis=0)[:-1]])
    return flows / (before * growth**late)


def annuity_factor(rate: np.ndarray | float, periods: np.ndarray | float) -> np.ndarray:
    """Return the value today of 1 at the end of each of some periods: (1 - (1 + rate)^-n) / rate; n at a rate of 0."""
    rate, periods = np.broadcast_arrays(np.asarray(rate, dtype=float), np.asarray(periods, dtype=float))
    whole = -np.expm1(-periods * np.log1p(rate))
    return np.divide(whole, rate, out=np.array(periods), where=rate != 0)[()]


def annuity(amount: np.ndarray | float, rate: np.ndarray | float, periods: np.ndarray | float) -> np.ndarray:
    """Return the level payment at the end of each of some periods that pays an amount back with interest."""
    return np.asarray(amount) / annuity_factor(rate, periods)


def equivalent_annual_value(flows: np.ndarray, rate: np.ndarray | float, convention: str = "end-year") -> np.ndarray:
    """Return the level yearly sum worth as much as the flows (year, ...draw), at their rate, (...draw).

    With flows at the start of years the first is at time 0 and the level sum falls at the end of each year after it;
    with flows at the end or in the middle of years the level sum falls when they do. NaN for one flow at the start of
    its year: there is no year after it. A rate may be a path, as in npv.
    """
    flows, late = np.asarray(flows, dtype=float), shift(convention)
    years = len(flows) - (late == 0)
    if years == 0:
        return npv(flows, rate, convention) * np.nan
    level = np.ones((years, *[1] * (flows.ndim - 1)))
    return npv(flows, rate, convention) / npv(level, _rates(flows, rate)[:years], convention if late else "end-year")


def real_rate(nominal: np.ndarray | float, inflation: np.ndarray | float) -> np.ndarray:
    """Return the real rate: (1 + nominal) / (1 + inflation) - 1 (Fisher 1896), never their difference."""
    return (1 + np.asarray(nominal)) / (1 + np.asarray(inflation)) - 1


def within_life(flows: np.ndarray, life: np.ndarray | int, left: np.ndarray | float = 0.0) -> np.ndarray:
    """Return flows (period, ...draw) up to each draw's life (...draw), whole periods, and what is left at its end.

    `left` (period, ...draw), or a number, is what would be got back if the project ended in a period (residual value,
    working capital); it is added in the last period of each draw. A life longer than the table is refused.
    """
    flows = np.asarray(flows, dtype=float)
    life = np.broadcast_to(np.asarray(life), flows.shape[1:])
    if (life > len(flows)).any() or (life < 1).any() or (life != np.round(life)).any():
        raise InputError(
            f"a project lives from {life.min()} to {life.max()} periods, and the table has {len(flows)}",
            fix="give whole periods of at least 1, and a table as long as the longest life",
        )
    age = np.arange(1, len(flows) + 1).reshape(-1, *[1] * life.ndim)
    return np.where(age <= life, flows, 0.0) + np.where(age == life, left, 0.0)


def at_end(stock: np.ndarray, life: np.ndarray | int) -> np.ndarray:
    """Return a balance (period, ...draw) at the end of each draw's own life, (...draw)."""
    stock = np.asarray(stock)
    last = np.broadcast_to(np.asarray(life) - 1, stock.shape[1:])
    return np.take_along_axis(stock, last[None], axis=0)[0][()]
