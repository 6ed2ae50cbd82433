"""What a number can be by what it says: no amount or price below 0, no share above 1, no rate above 100 % a year."""

import math

SHARES = (
    *(
        "bazaar",
        "elsewhere",
        "side_selling",
        "rejects",
        "busy",
        "beside",
        "usable",
        "share",
        "chance",
        "salvage",
        "upfront_fee",
    ),
    *("own_share", "grant_share", "refinances", "refinanced", "carry_share", "vat", "input_vat", "surety", "gain"),
    *("risk", "leaves", "leaves_chance", "shadow_wage", "silent"),
)
RATES = ("discount_rate", "rate", "commitment_fee", "interest")
GROWTH = ("price_growth", "demand_growth", "inflation")


def limits(path: tuple, unit: str) -> tuple[float, float]:
    """Return the least and the most that the number at a path can be, in its canonical unit.

    Tails of normal and lognormal distributions and of estimates are cut there, so that the truncated distribution
    holds; other numbers outside are refused.
    """
    last = path[-2] if str(path[-1]).isdigit() else path[-1]
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
