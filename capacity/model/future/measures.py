"""Yearly money and its measures, in every draw of a scenario."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.dated import real_discount_rate
from capacity.model.calendar.timeline import horizon
from capacity.model.finance import debt_service_cover, internal_rates, npv
from capacity.model.uncertainty.draws import Draws

OUTPUT_YEAR = 3
"""the year, counted from 1, in which what is done at the start is expected to have had its effect"""


def yearly(outcome: xr.Dataset, name: str) -> np.ndarray:
    """Return a variable summed over whole years from the first month on, (..., year, draw); as it is if it was."""
    if "year" in outcome[name].dims:
        return outcome[name].transpose(..., "year", "draw").values
    return by_year(outcome[name].transpose(..., "month", "draw").values)


def by_year(values: np.ndarray) -> np.ndarray:
    """Return monthly values (..., month, draw) summed over whole years, (..., year, draw)."""
    months = values.shape[-2] // 12 * 12
    return values[..., :months, :].reshape(*values.shape[:-2], -1, 12, values.shape[-1]).sum(axis=-2)


LINES = ("with_cluster", "without_cluster", "investment", "residual", "grant", "loan", "debt_service")


def yearly_cash(outcome: xr.Dataset) -> dict[str, np.ndarray]:
    """Return the yearly cash lines (year, draw), money: see cash_lines."""
    return cash_lines({name: yearly(outcome, name) for name in LINES})


def cash_lines(cash: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return cash lines and what follows from them: increment = with - without, and what is left after finance."""
    increment = cash["with_cluster"] - cash["without_cluster"]
    after = increment - cash["investment"]
    sources = cash["grant"] + cash["loan"] - cash["debt_service"]
    return {**cash, "increment": increment, "project": after + cash["residual"], "after_finance": after + sources}


def discount_rate(spec: Spec, draws: Draws) -> np.ndarray:
    """Return the rate that discounts flows in prices of the start: (draw,), (1,), or a path (year, draw)."""
    return real_discount_rate(spec.money, draws, spec.start, horizon(spec))


def present_value(spec: Spec, outcome: xr.Dataset, draws: Draws) -> np.ndarray | None:
    """Return the net present value of an outcome in its draws, (draw,); None without a finance block."""
    return None if spec.finance is None else net_present_value(spec, outcome, draws)


def net_present_value(spec: Spec, outcome: xr.Dataset, draws: Draws) -> np.ndarray:
    """Return the same where there is a finance block."""
    return npv(yearly_cash(outcome)["project"], discount_rate(spec, draws), spec.money.convention)


def discounted_sum(spec: Spec, flows: np.ndarray, draws: Draws) -> np.ndarray:
    """Return the present value of monthly money (month, draw), counted as the net present value counts it, (draw,)."""
    return npv(by_year(flows), discount_rate(spec, draws), spec.money.convention)


def measures(spec: Spec, outcome: xr.Dataset, rate: np.ndarray) -> dict[str, np.ndarray]:
    """Return each measure (draw,): npv, npv_after_grants, irr, irr_count, payback_years, dscr_min.

    On the increment less investment, plus what the assets are still worth at the end (but for the payback, which waits
    for no scrap); before grants and loans. The discount rate and the convention are the cluster file's. Rates are
    ranked (see Rates.ranked); the payback counts the months from the first outlay (see finance.payback_month): infinite
    is never, NaN is without an investment. NaN cover is without debt.
    """
    return cash_measures(spec, yearly_cash(outcome), yearly(outcome, "payback").sum(axis=0), rate)


def cash_measures(
    spec: Spec, cash: Mapping[str, np.ndarray], months: np.ndarray, rate: np.ndarray
) -> dict[str, np.ndarray]:
    """Return the measures (draw,) of yearly cash lines and the months after which the investment has come back."""
    convention = spec.finance.convention if spec.finance else "end-year"
    rates = internal_rates(cash["project"])
    return {
        "npv": npv(cash["project"], rate, convention),
        "npv_after_grants": npv(cash["project"] + cash["grant"], rate, convention),
        "irr": rates.ranked,
        "irr_count": rates.count.astype(float),
        "payback_years": months / 12,
        "dscr_min": debt_service_cover(cash["increment"], cash["debt_service"]),
    }
