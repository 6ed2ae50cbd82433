"""What a number can be: by what it says, and at all, so wide that nothing real is refused.

No amount or price below 0, no share above 1, no rate above 100 % a year (`limits`); no life of 0 months, no price of
1e14 (`bounds`). Where a number is uncertain with tails, its central value counts.
"""

import math
import re
from collections.abc import Iterator

from capacity.intake.findings import Issue
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import TAILED

SHARES = (
    *("bazaar", "elsewhere", "side_selling", "rejects", "busy", "beside", "usable", "share", "chance", "salvage"),
    *("upfront_fee", "own_share", "grant_share", "refinances", "refinanced", "carry_share", "vat", "input_vat"),
    *("surety", "gain", "risk", "leaves", "leaves_chance", "shadow_wage", "silent"),
)
RATES = ("discount_rate", "rate", "commitment_fee", "interest")
GROWTH = ("price_growth", "demand_growth", "inflation")


def limits(path: tuple, unit: str) -> tuple[float, float]:
    """Return the least and the most that the number at a path can be, in its canonical unit.

    Tails of normal and lognormal distributions and of estimates are cut there, so that the truncated distribution
    holds; other numbers outside are refused.
    """
    last = _field(path)
    if path[0] in ("events", "risks") and path[2:3] == ("times",):
        return 0.0, math.inf
    if path[:2] == ("economy", "transfers"):
        return 0.0, 1.0
    if last in ("common_error", "place_error"):
        return -1.0, 1.0
    if last in GROWTH:
        return -1.0, math.inf
    is_answer = path[:2] in (("survey", "joins"), ("survey", "letter"))
    if last in SHARES or last in RATES or is_answer or (last == "own_use" and unit == "share"):
        return 0.0, 1.0
    return 0.0, math.inf


PRICE, AMOUNT, MONEY = 1e12, 1e13, 1e16
"""the most that a price (money/P), an amount (P, P/month) and a sum of money can be, in canonical units"""
_ABOVE_0 = math.ulp(0.0)
_MONTHS = {
    **dict.fromkeys(("lasts", "term", "half_by"), (_ABOVE_0, 600.0)),
    **dict.fromkeys(("starts", "lead", "grace", "interest_grace", "holiday", "vat_due", "vat_refund"), (0.0, 600.0)),
    "life": (1.0, 2400.0),
    "may_stand": (0.0, 12.0),
    "keeps": (0.0, 1200.0),
    "carry": (0.0, 1200.0),
}
_DAYS = dict.fromkeys(("pays_after", "paid_after", "delay", "every", "stock"), (0.0, 3650.0))
_OTHERS = {
    "working_days": (_ABOVE_0, 31.0),
    "hours": (_ABOVE_0, 24.0),
    "needed": (0.0, 1e6),
    "overstated": (0.1, 3.0),
    "among": (1.0, 1e6),
    "covenant": (0.0, 10.0),
    "markup": (0.0, 5.0),
    **dict.fromkeys(("attainable", "with_investment"), (0.0, 100.0)),
    **dict.fromkeys(("price_growth", "demand_growth", "inflation"), (-1.0, 3.0)),
}
_FIELDS = _MONTHS | _DAYS | _OTHERS
_PRICES = ("price", "reserve", "cost")
_MONEY = re.compile(r"(?:k|M|bn)?[A-Z]{3}(?:/.*)?")
_ADVICE = {
    "life": "write how long it lasts, e.g. [10, year], or leave it out",
    "may_stand": "write how many months of a year it may stand, e.g. [2, month]",
    "half_by": "write e.g. [6, month], or leave it out: all join at the start",
    "covenant": "write e.g. [1.2, share]",
    "markup": "write e.g. [15, percent]",
    **dict.fromkeys(("attainable", "with_investment"), "write e.g. [1.15, share] or [115, percent]"),
    **dict.fromkeys(("price_growth", "demand_growth", "inflation"), "write e.g. [8, percent/year] or [0.08, 1/year]"),
}


def bound_issues(path: tuple, quantity: Quantity) -> Iterator[Issue]:
    """Yield what a number of the cluster file, in its canonical unit, cannot be; without its place."""
    least, most = bounds(path, quantity.unit)
    has_tails = quantity.shape.kind in TAILED
    low, high = (quantity.mode, quantity.mode) if has_tails else (quantity.low, quantity.high)
    if least <= low and high <= most:
        return
    value = low if low < least else high
    field = _field(path)
    wanted = f"{_shown(least)} up to {most:g}"
    problem = f"{field} is {value:g} {quantity.unit}: {wanted} was expected"
    yield Issue(problem, _ADVICE.get(field, "check the digits and the unit"), code="Y15")


def _shown(least: float) -> str:
    return "more than 0" if least == _ABOVE_0 else f"{least:g}"


def bounds(path: tuple, unit: str) -> tuple[float, float]:
    """Return the least and the most that the number at a path can be, in its canonical unit."""
    field = _field(path)
    found = (0.0, 600.0) if path[0] == "ramps" and field == "takes" else _FIELDS.get(field)
    if path[2:3] == ("measures",) or path[:2] == ("finance", "exchange"):
        found = 1e-9, 1e9
    elif path[0] == "classes" and path[2:3] == ("rates",):
        found = _ABOVE_0, AMOUNT
    elif path[0] in ("ramps", "events", "risks") and "times" in path:
        found = 0.0, 1000.0
    if found:
        return found
    is_price = field in _PRICES and "/" in unit and path[0] in ("products", "links", "markets", "purchases")
    return -math.inf, PRICE if is_price else MONEY if _MONEY.fullmatch(unit) else AMOUNT


def _field(path: tuple) -> str:
    """Return the key under which a number stands; of one of several (by year) that of all."""
    return str(path[-2] if str(path[-1]).isdigit() else path[-1])
