"""HiGHS behind one door: scaled numbers in, plan and prices in original units out, from a basis that may be given."""

from dataclasses import dataclass

import highspy
import numpy as np

from capacity.intake.findings import InputError
from capacity.model.plan.layout import Layout
from capacity.model.plan.matrix import Programme

_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "presolve": "off",
    "solver": "simplex",
    "simplex_dual_edge_weight_strategy": 1,  # Devex: exact weights cost more than they save from a warm basis
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
    """A plan x (column,) and the prices of its rows y (row,)."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Certified(Solution):
    """A solution that is proven, and the basis in which it was found."""

    basis: highspy.HighsBasis


@dataclass(frozen=True)
class Scaled:
    """A programme as HiGHS sees it: min cost x, amounts in `amount`, money in `money` a unit; every array (draw, n)."""

    amount: np.ndarray
    money: np.ndarray
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    value: np.ndarray

    def draw(self, index: int) -> "Scaled":
        """Return one draw, its arrays (n,)."""
        return Scaled(*(values[index] for values in self.__dict__.values()))


def scaled(programme: Programme) -> Scaled:
    """Return a programme scaled by the medians of each draw's amounts and worths, rounded to powers of two.

    A power of two changes no digit. Limits of 1e10 medians or more count as none.
    """
    p = programme
    limits = [np.ascontiguousarray(part.T) for part in (p.lower, p.upper, p.row_lower, p.row_upper)]
    amount, worth = _medians(np.concatenate(limits, axis=1)), np.ascontiguousarray(p.worth.T)
    money = _medians(worth)
    lower, upper, row_lower, row_upper = (
        np.where(np.abs(limit) < _BEYOND * amount[:, None], limit / amount[:, None], np.copysign(np.inf, limit))
        for limit in limits
    )
    value = np.ascontiguousarray(p.value.T)
    return Scaled(amount, money, -worth / money[:, None], lower, upper, row_lower, row_upper, value)


def _medians(values: np.ndarray) -> np.ndarray:
    """Return the median size of each row's numbers that are finite and not 0, as a power of two; 1 without any."""
    sizes = np.abs(values)
    some = np.isfinite(sizes) & (sizes > 0)
    count = some.sum(axis=1)
    place = np.maximum(count - 1, 0) // 2
    if not sizes.size:
        return np.ones(len(values))
    ordered = np.partition(np.where(some, sizes, np.inf), np.unique(place), axis=1)
    middle = ordered[np.arange(len(ordered)), place]
    part, power = np.frexp(np.where(count > 0, middle, 1.0))
    return np.ldexp(1.0, power - (part < np.sqrt(0.5)))


def new_highs() -> highspy.Highs:
    """Return a silent HiGHS with our options."""
    highs = highspy.Highs()
    for name, value in _OPTIONS.items():
        highs.setOptionValue(name, value)
    return highs


def change_rows(highs: highspy.Highs, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
    """Give some rows other limits."""
    index = rows.astype(np.int32)
    highs.changeRowsBounds(len(index), index, lower, upper)  # type: ignore[attr-defined] # not in highspy's stub


def load(highs: highspy.Highs, layout: Layout, lp: Scaled, kinds: np.ndarray | None = None) -> None:
    """Put one draw's numbers into HiGHS; nothing of an earlier draw stays behind."""
    rows, columns = layout.size
    if not (np.isfinite(lp.value).all() and np.isfinite(lp.cost).all()):
        raise InputError(
            "a coefficient or a price of the plan is not a number", fix="check the numbers given", code="Y33"
        )
    kinds = np.zeros(columns, np.int32) if kinds is None else kinds
    limits = (lp.cost, lp.lower, lp.upper, lp.row_lower, lp.row_upper)
    highs.passModel(columns, rows, len(lp.value), 1, 1, 0.0, *limits, layout.start, layout.row, lp.value, kinds)


def solve(highs: highspy.Highs, layout: Layout, lp: Scaled, basis: highspy.HighsBasis | None = None) -> Solution | None:
    """Return the plan and prices of one draw, from a basis if one is given; None where no plan keeps all limits.

    The result depends on the draw and the basis alone, not on what HiGHS has solved before. A chain that nothing
    limits is refused.
    """
    load(highs, layout, lp)
    if basis is not None:
        highs.setBasis(basis)
    return run(highs, lp)


def run(highs: highspy.Highs, lp: Scaled) -> Solution | None:
    """Return the plan and prices of what HiGHS holds, in the units of `lp`; as solve does."""
    highs.run()
    status = highs.getModelStatus()
    if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        raise InputError(
            "nothing limits the chain: more can be bought, made and sold at a profit without end",
            fix="state the demand of its markets, or what is available to buy",
            file="cluster.yml",
            code="Y32",
        )
    if status != highspy.HighsModelStatus.kOptimal:
        return None
    found = highs.getSolution()
    x = np.array(found.col_value) * lp.amount
    y = -np.array(found.row_dual) * lp.money
    return Solution(x, y)
