"""Money tied up between paying and being paid: the payment calendar inside the month, stocks, and the peak need.

What is delivered in a month is delivered evenly. Time runs in months of 365 / 12 days; inside a month it is looked at
in STEPS equal steps, so that what is paid all at once may be placed up to one step (a day) late.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.intake.findings import InputError
from capacity.intake.quantities.units import DAYS_PER_MONTH
from capacity.model.engine.digits import to_36_bits

STEPS = 30
"""looks at the cash in a month"""
NEAR = 1e-9
"""a payment due at a step is made at it, whatever rounding says"""


@dataclass(frozen=True)
class Calendar:
    """When deliveries are paid: `delay` days after each, or after the end of every `every` days of them together.

    Milk paid every 10 days: Calendar(every=10). Shops that pay 30 to 45 days after delivery: Calendar(37.5), or both
    ends. Paid in advance: a delay below 0. Cheese that ripens two months: Calendar(2 x DAYS_PER_MONTH), as its cost
    leaves the stock. A month is cut into whole windows: every 10 days is three times a month, every 7 is four times.
    """

    delay: float = 0.0
    every: float = 0.0

    def __post_init__(self) -> None:
        """Refuse windows that are longer than a month or shorter than nothing."""
        if not 0 <= self.every <= DAYS_PER_MONTH + 1:
            raise InputError(
                f"deliveries are paid every {self.every} days",
                fix="give 0 (each on its own) to 31 days; for longer periods give the delay",
            )

    def paid(self, months: np.ndarray | float) -> np.ndarray:
        """Return the share of a month's deliveries paid by a time, in months since the month began."""
        since = np.asarray(months, dtype=float) - self.delay / DAYS_PER_MONTH
        if self.every:
            windows = max(1, round(DAYS_PER_MONTH / self.every))
            since = np.floor(since * windows + NEAR) / windows
        return np.clip(since, 0.0, 1.0)

    def lags(self) -> range:
        """Return the months, from that of the delivery, in which something is paid."""
        late = self.delay / DAYS_PER_MONTH
        return range(int(np.floor(late + NEAR)), int(np.ceil(1 + late - NEAR)))


def paid_by_month(amounts: np.ndarray, calendar: Calendar) -> np.ndarray:
    """Return what is paid in each month for amounts delivered by month (month, ...draw), of the same dims.

    What falls before the first month is paid in the first, what falls after the last is not paid within the table.
    """
    amounts = np.asarray(amounts, dtype=float)
    paid, months = np.zeros_like(amounts), len(amounts)
    for lag in reversed(calendar.lags()):
        share = calendar.paid(lag + 1) - calendar.paid(lag)
        if lag < 0:
            paid[0] += amounts[:-lag].sum(axis=0) * share
        paid[max(lag, 0) : months + min(lag, 0)] += amounts[max(-lag, 0) : months - max(lag, 0)] * share
    return paid


def outstanding(amounts: np.ndarray, calendar: Calendar) -> np.ndarray:
    """Return what is delivered and not yet paid at each month's end (month, ...draw); below 0 when paid in advance.

    Of sales it is receivables, of purchases payables, of the cost of what ripens the stock.
    """
    return np.cumsum(np.asarray(amounts, dtype=float) - paid_by_month(amounts, calendar), axis=0)


@dataclass(frozen=True)
class Position:
    """Cash inside the months, money."""

    closing: np.ndarray
    """at the end of each month (month, draw)"""
    lowest: np.ndarray
    """the lowest at any step of each month (month, draw)"""

    @property
    def need(self) -> np.ndarray:
        """The most that must be lent to stay at 0 (draw,): the peak need."""
        return np.maximum(-self.lowest.min(axis=0), 0.0)

    @property
    def month(self) -> np.ndarray:
        """The month of the peak need (draw,), 0 for the first; -1 where nothing is needed."""
        return np.where(self.need > 0, to_36_bits(self.lowest).argmin(axis=0), -1)

    def needed(self) -> np.ndarray:
        """Return what must be lent in each month (month, draw)."""
        return np.maximum(-self.lowest, 0.0)


def cash_position(lines: Mapping[str, tuple[np.ndarray, Calendar]], opening: np.ndarray | float = 0.0) -> Position:
    """Return the cash that lines leave inside each month, on top of an opening amount.

    Each line is an amount delivered by month (month, draw), receipts above 0 and payments below, with its calendar.
    Paid in advance for the first month counts from the first month's beginning.
    """
    shape = np.broadcast_shapes(*(np.shape(amounts) for amounts, _ in lines.values()))
    cash = np.broadcast_to(np.asarray(opening, dtype=float), shape[1:])
    closing, lowest = np.zeros(shape), np.zeros(shape)
    shares = {calendar: _shares(calendar, len(shape)) for _, calendar in lines.values()}
    for month in range(shape[0]):
        parts = [part for amounts, calendar in lines.values() for part in _due(amounts, shares[calendar], month)]
        now = cash + sum(amount * share for amount, share in parts)
        lowest[month] = now.min(axis=0)
        cash = closing[month] = now[-1]
    return Position(closing, lowest)


def _shares(calendar: Calendar, axes: int) -> dict[int, np.ndarray]:
    """Return, by lag in months, the share of a month's deliveries paid by every step of the month (step, 1...)."""
    lags = calendar.lags()
    steps = np.linspace(0, 1, STEPS + 1).reshape(-1, *[1] * (axes - 1))
    return {lag: calendar.paid(lag + steps) for lag in range(min(lags.start, 0), max(lags.stop, 1))}


def _due(amounts: np.ndarray, shares: Mapping[int, np.ndarray], month: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return amounts (draw,) of which something falls due in a month, and the share of each due by every step.

    What was paid before the first month counts from its beginning.
    """
    return [
        (np.asarray(amounts[month - lag], dtype=float), share - share[0] if month else share)
        for lag, share in shares.items()
        if 0 <= month - lag < len(amounts)
    ]


def days_of_cover(yearly: np.ndarray, days: np.ndarray | float, year: float = 360.0) -> np.ndarray:
    """Return what is tied up in a component of working capital by its minimum days of coverage: yearly x days / year.

    UNIDO's way (Manual for the Preparation of Industrial Feasibility Studies 1991): the coefficient of turnover is
    year / days; receivables at cost, stocks of each kind at their own cost, payables against them.
    """
    return np.asarray(yearly, dtype=float) * days / year


def increase(stock: np.ndarray, returned: bool = False) -> np.ndarray:
    """Return what goes into a stock in each period (period, ...draw); its return in the last one if asked.

    The return stands in the last period, as a benefit of the end of the project.
    """
    stock = np.asarray(stock, dtype=float)
    grown = np.diff(stock, axis=0, prepend=np.zeros_like(stock[:1]))
    if returned:
        grown[-1] -= stock[-1]
    return grown
