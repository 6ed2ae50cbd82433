"""How far things may turn before the project no longer pays: break-even and switching values."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BreakEven:
    """Where sales just cover costs; each (...draw). NaN where a unit earns nothing over its variable cost."""

    units: np.ndarray
    """units a period"""
    load: np.ndarray
    """share of capacity"""
    sales: np.ndarray
    """money a period"""
    safety: np.ndarray
    """margin of safety: by which share the output planned may fall; below 0 where it is short of break-even"""


def break_even(
    price: np.ndarray, variable: np.ndarray, fixed: np.ndarray, capacity: np.ndarray, output: np.ndarray | None = None
) -> BreakEven:
    """Return break-even output, load and sales, and the margin of safety.

    units = fixed / (price - variable cost), both a unit; fixed costs a period include interest or not, as given (with
    finance and without are two questions). `output` planned is the capacity unless given.
    """
    margin = np.asarray(price, dtype=float) - variable
    fixed = np.broadcast_to(np.asarray(fixed, dtype=float), np.broadcast_shapes(np.shape(fixed), margin.shape))
    units = np.divide(fixed, margin, out=np.full(fixed.shape, np.nan), where=margin > 0)
    planned = np.asarray(capacity if output is None else output, dtype=float)
    return BreakEven(units[()], (units / capacity)[()], (units * price)[()], (1 - units / planned)[()])


def break_even_load(
    sales: np.ndarray, variable: np.ndarray, fixed: np.ndarray, finance: np.ndarray | float = 0.0
) -> np.ndarray:
    """Return the share of the reference load at which sales cover costs: (fixed + finance) / (sales - variable).

    Sales and variable costs are those of the reference load, money a period (...draw); NaN where they leave nothing.
    """
    costs, margin = np.broadcast_arrays(
        np.asarray(fixed, dtype=float) + finance, np.asarray(sales, dtype=float) - variable
    )
    return np.divide(costs, margin, out=np.full(costs.shape, np.nan), where=margin > 0)[()]


def break_even_price(variable: np.ndarray, fixed: np.ndarray, output: np.ndarray) -> np.ndarray:
    """Return the price a unit at which an output a period covers its costs: variable + fixed / output, (...draw)."""
    fixed, output = np.broadcast_arrays(np.asarray(fixed, dtype=float), np.asarray(output, dtype=float))
    return variable + np.divide(fixed, output, out=np.full(fixed.shape, np.nan), where=output > 0)


def switching_value(value: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Return by which share an item may change before the net present value is 0, (...draw).

    -value / item, the item being the present value of its flows with their sign: below 0 for a benefit that may fall,
    above 0 for a cost that may rise. Exact for whatever the value is linear in (a price, an output, a cost); NaN
    without the item.
    """
    value, item = np.broadcast_arrays(np.asarray(value, dtype=float), np.asarray(item, dtype=float))
    return np.divide(-value, item, out=np.full(value.shape, np.nan), where=item != 0)[()]


def sensitivity_indicator(value: np.ndarray, changed: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Return the relative change of a net present value over that of the item that changed by a share, (...draw).

    ((value - changed) / value) / share in size, of a value that is not 0; the switching value is its inverse (ADB
    1999).
    """
    return np.abs((np.asarray(value, dtype=float) - changed) / value) / np.abs(share)
