"""HiGHS behind one door: scaled numbers in, plan and prices in original units out, from a basis that may be given."""

from dataclasses import dataclass

import highspy
import numpy as np

from capacity.intake.issues import InputError
from capacity.model.plan_matrix import Programme

_OPTIONS = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "threads": 1,
    "primal_feasibility_tolerance": 1e-10,
    "dual_feasibility_tolerance": 1e-10,
    "mip_rel_gap": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
}
_BEYOND = 1e10
"""times the median amount: a limit from here on cannot bind, and would only blur the numbers"""


@dataclass(frozen=True)
class Solution:
    """A plan x (column,), the prices of its rows y (row,), and the basis in which it was found."""

    x: np.ndarray
    y: np.ndarray
    basis: highspy.HighsBasis


@dataclass(frozen=True)
class Scaled:
    """One draw of a programme as HiGHS sees it: min cost x, amounts in `amount`, money in `money` a unit."""

    amount: float
    money: float
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    value: np.ndarray


def scaled(programme: Programme, draw: int) -> Scaled:
    """Return one draw scaled by the medians of its amounts and of its worths, rounded to powers of two.

    A power of two changes no digit. Limits of 1e10 medians or more count as none.
    """
    p = programme
    limits = [part[:, draw] for part in (p.lower, p.upper, p.row_lower, p.row_upper)]
    amount, money = _median(np.concatenate(limits)), _median(p.worth[:, draw])
    lower, upper, row_lower, row_upper = (
        np.where(np.abs(limit) < _BEYOND * amount, limit / amount, np.copysign(highspy.kHighsInf, limit))
        for limit in limits
    )
    value = np.ascontiguousarray(p.value[:, draw])
    return Scaled(amount, money, -p.worth[:, draw] / money, lower, upper, row_lower, row_upper, value)


def _median(values: np.ndarray) -> float:
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    return float(2.0 ** np.round(np.log2(np.median(sizes)))) if len(sizes) else 1.0


def new_highs() -> highspy.Highs:
    """Return a silent HiGHS with our options."""
    highs = highspy.Highs()
    for name, value in _OPTIONS.items():
        highs.setOptionValue(name, value)
    return highs


def load(highs: highspy.Highs, programme: Programme, lp: Scaled, kinds: np.ndarray | None = None) -> None:
    """Put one draw's numbers into HiGHS; nothing of an earlier draw stays behind."""
    layout = programme.layout
    rows, columns = layout.size
    if not np.isfinite(lp.value).all() or not np.isfinite(lp.cost).all():
        raise InputError("a coefficient or a price of the plan is not a number", fix="check the numbers given")
    kinds = np.zeros(columns, np.int32) if kinds is None else kinds
    start, row = layout.start.astype(np.int32), layout.row.astype(np.int32)
    limits = (lp.cost, lp.lower, lp.upper, lp.row_lower, lp.row_upper)
    highs.passModel(columns, rows, len(lp.value), 1, 1, 0.0, *limits, start, row, lp.value, kinds)


def solve(
    highs: highspy.Highs, programme: Programme, draw: int = 0, basis: highspy.HighsBasis | None = None
) -> Solution | None:
    """Return the plan and prices of one draw, from a basis if one is given; None where no plan keeps all limits.

    The result depends on the draw and the basis alone, not on what HiGHS has solved before. A chain that nothing
    limits is refused.
    """
    lp = scaled(programme, draw)
    load(highs, programme, lp)
    if basis is not None:
        highs.setBasis(basis)
    highs.run()
    status = highs.getModelStatus()
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise InputError(
            "nothing limits the chain: more can be bought, made and sold at a profit without end",
            fix="state the demand of its markets, or what is available to buy",
            file="cluster.yml",
        )
    if status != highspy.HighsModelStatus.kOptimal:
        return None
    found = highs.getSolution()
    x = np.array(found.col_value) * lp.amount
    y = -np.array(found.row_dual) * lp.money
    return Solution(x, y, highs.getBasis())
