"""Taxes by period: rates as dated data, holidays, losses carried forward, value added tax and when it is paid."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Carried:
    """What is put by and taken out again, oldest first; each (period, draw)."""

    used: np.ndarray
    lapsed: np.ndarray
    left: np.ndarray


def carry_forward(put: np.ndarray, room: np.ndarray, periods: int | None = None) -> Carried:
    """Return how amounts put by (period, draw) are used in later periods, as far as there is room, oldest first.

    What is not used within `periods` after its own lapses at the end of the last of them; None keeps it for ever, 0
    lets it lapse at once.
    """
    put, room = np.broadcast_arrays(np.asarray(put, dtype=float), np.asarray(room, dtype=float))
    if periods is None:
        return _kept_for_ever(put, room)
    used, lapsed, left = np.zeros(put.shape), np.zeros(put.shape), np.zeros(put.shape)
    store = put.copy()
    for period in range(len(put)):
        free = np.maximum(room[period], 0.0)
        for old in range(period):
            taken = np.minimum(store[old], free)
            store[old] -= taken
            free = free - taken
            used[period] += taken
        if period >= periods:
            lapsed[period] = store[period - periods]
            store[period - periods] = 0.0
        left[period] = store[: period + 1].sum(axis=0)
    return Carried(used, lapsed, left)


def _kept_for_ever(put: np.ndarray, room: np.ndarray) -> Carried:
    """Return the same where nothing lapses, so that it need not be known how old it is."""
    used, left = np.zeros(put.shape), np.zeros(put.shape)
    store = np.zeros(put.shape[1:])
    for period in range(len(put)):
        used[period] = np.minimum(store, np.maximum(room[period], 0.0))
        store = left[period] = store - used[period] + put[period]
    return Carried(used, np.zeros(put.shape), left)


@dataclass(frozen=True)
class ProfitTax:
    """Tax on profit by period, each (period, draw), money."""

    tax: np.ndarray
    losses: Carried


def profit_tax(
    profit: np.ndarray,
    rate: np.ndarray | float,
    holiday: np.ndarray | bool = False,
    carry: int | None = None,
    share: float = 1.0,
) -> ProfitTax:
    """Return the tax on profits before tax (year, draw), losses set off against later profits.

    `rate` is a number or (year,) or (year, draw); `holiday` (year,) is true where profits are exempt: they use up no
    losses. Losses are kept for `carry` years (None: for ever) and lower a year's profit by at most a share of it.
    """
    profit = np.asarray(profit, dtype=float)
    years = (len(profit), *[1] * (profit.ndim - 1))
    exempt = np.asarray(holiday).reshape(years) if np.ndim(holiday) == 1 else holiday
    rates = np.reshape(rate, years) if np.ndim(rate) == 1 else rate
    base = np.where(exempt, 0.0, np.maximum(profit, 0.0))
    losses = carry_forward(np.maximum(-profit, 0.0), base * share, carry)
    return ProfitTax((base - losses.used) * rates, losses)


def turnover_tax(sales: np.ndarray, rate: np.ndarray | float) -> np.ndarray:
    """Return the single tax on sales (period, draw) at a rate, a number or (period,), money; sales below 0 owe none."""
    sales = np.asarray(sales, dtype=float)
    rates = np.reshape(rate, (-1, *[1] * (sales.ndim - 1))) if np.ndim(rate) == 1 else rate
    return np.maximum(sales, 0.0) * rates


@dataclass(frozen=True)
class ValueAddedTax:
    """Value added tax by month, each (month, draw), money."""

    paid: np.ndarray
    """to the treasury, some months after the month it is for"""
    refunded: np.ndarray
    """by the treasury, of credits too old to wait"""
    owed: np.ndarray
    """not yet paid at the month's end"""
    credit: np.ndarray
    """tax on purchases not yet set off at the month's end"""


def value_added_tax(output: np.ndarray, inputs: np.ndarray, due: int = 1, refund: int | None = None) -> ValueAddedTax:
    """Return payments and credits of value added tax from the tax on sales and on purchases (month, draw).

    What a month's purchases carry beyond its sales waits as a credit and is set off against later months, oldest first;
    after `refund` months it is paid back (None: never). What is owed is paid `due` months later.
    """
    net = np.asarray(output, dtype=float) - inputs
    waits = carry_forward(np.maximum(-net, 0.0), np.maximum(net, 0.0), refund)
    owed = np.maximum(net, 0.0) - waits.used
    paid = np.concatenate([np.zeros_like(owed[:due]), owed])[: len(owed)]
    return ValueAddedTax(paid, waits.lapsed, np.cumsum(owed - paid, axis=0), waits.left)
