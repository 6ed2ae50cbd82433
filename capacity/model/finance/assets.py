"""What assets lose in value, when they are replaced, and what they are worth at the end."""

from dataclasses import dataclass

import numpy as np

from capacity.intake.findings import InputError

METHODS = ("straight", "sum-of-years", "double-declining", "declining-then-straight")


def book_value(
    cost: np.ndarray | float,
    salvage: np.ndarray | float,
    life: np.ndarray | float,
    age: np.ndarray,
    method: str = "straight",
) -> np.ndarray:
    """Return what an asset stands for in the books after `age` whole periods of use, in its cost's money.

    All broadcast, so that each draw keeps its own life. straight: cost - salvage in equal parts; sum-of-years: in parts
    falling as the periods left; double-declining: 2 / life of what is left, never below salvage, and what is left above
    it at the end of life stays (Excel's DDB); declining-then-straight: the same, in equal parts as soon as these are
    larger (Excel's VDB). Age is held between 0 and life.
    """
    cost, salvage, life, age = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (cost, salvage, life, age)))
    age = np.clip(age, 0, life)
    if method == "straight":
        return cost - (cost - salvage) * age / life
    if method == "sum-of-years":
        return salvage + (cost - salvage) * (life - age) * (life - age + 1) / (life * (life + 1))
    keeps = 1 - np.minimum(2 / life, 1.0)
    if method == "double-declining":
        return np.maximum(cost * keeps**age, np.minimum(salvage, cost))
    if method != "declining-then-straight":
        raise InputError(f"there is no depreciation {method!r}", fix=f"take one of {', '.join(METHODS)}")
    book = cost
    for period in range(int(age.max(initial=0))):
        declined = np.maximum(book * keeps, salvage)
        straight = book - (book - salvage) / np.maximum(life - period, 1)
        book = np.where(period < age, np.minimum(declined, straight), book)
    return book


def depreciation(
    cost: np.ndarray | float,
    salvage: np.ndarray | float,
    life: np.ndarray | float,
    periods: int,
    method: str = "straight",
) -> np.ndarray:
    """Return what an asset bought for use from period 0 loses in each period, (period, ...draw); 0 after its life."""
    shape = np.broadcast_shapes(np.shape(cost), np.shape(salvage), np.shape(life))
    age = np.arange(periods + 1).reshape(-1, *[1] * len(shape))
    book = np.broadcast_to(book_value(cost, salvage, life, age, method), (periods + 1, *shape))
    return book[:-1] - book[1:]


@dataclass(frozen=True)
class Item:
    """One capital item: when it is bought and used, how long it lasts and what is left of it."""

    first: int
    """period of the purchase"""
    life: np.ndarray | float
    """periods of use, (draw,); rounded to whole ones, at least 1"""
    in_use: int | None = None
    """first period of use and depreciation; that of the purchase unless given"""
    salvage: np.ndarray | float = 0.0
    """share of the cost"""
    method: str = "straight"
    replaced: bool = True


@dataclass(frozen=True)
class Assets:
    """One capital item by period, each (period, draw), money: book = book before + bought - depreciation - sold."""

    bought: np.ndarray
    depreciation: np.ndarray
    sold: np.ndarray
    """book value given for the old asset when it is replaced or taken out: its salvage"""
    book: np.ndarray
    """at the end of the period; that of the last is the residual value"""


def fixed_assets(cost: np.ndarray, item: Item) -> Assets:
    """Return purchases, depreciation, salvage and book value of a capital item by period.

    `cost` (period, draw) is its price in each period, so that a replacement costs what it costs then; (period, 1) where
    only life or salvage have draws. It is used for its life, and replaced (or taken out) in the period after: year
    life + 1 of its use.
    """
    cost = np.asarray(cost, dtype=float)
    draws = np.broadcast_shapes(cost.shape[1:], np.shape(item.life), np.shape(item.salvage))
    cost = np.broadcast_to(cost, (len(cost), *draws))
    life = np.broadcast_to(np.maximum(1, np.round(item.life)), draws)
    begins = item.first if item.in_use is None else item.in_use
    period = np.arange(len(cost)).reshape(-1, *[1] * len(draws))
    age = period - begins
    ends = (age > 0) & (age % life == 0)
    new = (ends & item.replaced) | (period == item.first)
    bought, taken_out = (np.maximum.accumulate(np.where(one, period, -1)) for one in (new, ends & ~new))
    paid = np.take_along_axis(cost, np.maximum(bought, 0), axis=0) * (bought > taken_out)
    used = book_value(paid, paid * item.salvage, life, age % life + 1, item.method)
    book = np.where(age >= 0, np.minimum(used, paid), paid)
    before = np.concatenate([np.zeros_like(book[:1]), book[:-1]])
    sold = np.where(ends, before, 0.0)
    spent = np.where(new, cost, 0.0)
    return Assets(spent, np.where(new, cost, before - sold) - book, sold, book)
