"""Stress tests: each risk strikes for sure, in the month in which it hurts most, all else as expected.

One deterministic run has each risk begin in each of many months side by side, with its mitigation and without, and all
risks at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.register import decided_paths, only_what_is_valued
from capacity.intake.cluster_file.risk import Event
from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.events import effect_left, expected_strike
from capacity.model.calendar.timeline import horizon, month_labels
from capacity.model.engine.digits import by_size, snapped
from capacity.model.future.case import Case
from capacity.model.future.measures import net_present_value, yearly_cash
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws, Strike, central_draws

STRESS = (
    *("risk", "title", "begins", "year", "lasts", "npv_before", "npv_after", "loss", "loss_in_year", "share_of_year"),
    *("loss_left", "currency"),
)
TOGETHER = "together"
"""the row in which all risks begin in the same month"""
ROOM = 400
"""beginnings of single risks that are tried, at most: over a long horizon with many risks not every month is"""

Lane = Mapping[str, tuple[int, bool]]
"""one future: the risks that strike in it, the month in which each begins, and whether its mitigation is there"""


def stress_tests(case: Case) -> pd.DataFrame:
    """Return what each risk does if it strikes once, for sure and at the worst time, STRESS, the worst first.

    In the central future, in which all that may happen has its expected effect in the other months: begins (YYYY-MM)
    and year (from 1) of the month that costs most net present value, for `lasts` months; npv_before, npv_after, loss;
    loss_in_year: what the members' increment loses in that year, share_of_year of it; loss_left: the loss with the
    mitigation's effect (NaN without one, and where it only makes the risk rarer). The last row has all risks begin in
    one month, the worst for that. Every month of the horizon is tried where risks x months are at most 400, else every
    second, third ... one and the months of orders: then the worst month may lie between two of them.
    """
    spec, register = case.spec, case.spec.happenings
    if spec.finance is None or not register:
        return pd.DataFrame(columns=list(STRESS))
    case = replace(case, spec=only_what_is_valued(spec))
    tried = _months_tried(spec, len(register))
    kinds: dict[tuple[str, bool], Sequence[str]] = {(name, False): [name] for name in register}
    kinds |= {(name, True): [name] for name, one in register.items() if _eases(one)}
    kinds[TOGETHER, False] = list(register)
    lanes = [dict.fromkeys(names, (month, done)) for (_, done), names in kinds.items() for month in tried]
    value, increment = _run(case, register, [{}, *lanes])
    after = dict(zip(kinds, value[1:].reshape(len(kinds), -1), strict=True))
    yearly = dict(zip(kinds, increment[:, 1:].reshape(len(increment), len(kinds), -1).swapaxes(0, 1), strict=True))
    rows = []
    for name in (*register, TOGETHER):
        worst = int(snapped(after[name, False]).argmin())
        left = value[0] - after[name, True][worst] if (name, True) in after else np.nan
        year = tried[worst] // 12
        in_year = (float(increment[year, 0]), float(yearly[name, False][year, worst]))
        row = _row(spec, tried[worst], (float(value[0]), float(after[name, False][worst])), in_year)
        rows.append(row | {"risk": name, "loss_left": float(left), **_said(register.get(name))})
    frame = pd.DataFrame(rows[:-1]).sort_values(["loss", "risk"], ascending=[False, True], key=by_size)
    return pd.concat([frame, pd.DataFrame(rows[-1:])], ignore_index=True)[list(STRESS)]


def _eases(event: Event) -> bool:
    return event.mitigation is not None and event.mitigation.leaves is not None


def _months_tried(spec: Spec, risks: int) -> list[int]:
    months = horizon(spec)
    orders = {first for first, _ in decided_paths(spec).values() if first < months}
    return sorted({*range(0, months, -(-risks * months // ROOM)), *orders})


def _run(case: Case, register: Mapping[str, Event], lanes: Sequence[Lane]) -> tuple[np.ndarray, np.ndarray]:
    """Return the net present value (lane,) and the yearly increment (year, lane) of some deterministic futures."""
    months = horizon(case.spec)
    struck = {name: _strike(name, one, lanes, months) for name, one in register.items()}
    draws = Draws(len(lanes), 0, case.spec.cluster, {}, central=True, total=len(lanes), strikes=struck)
    flows, _ = run_case(case, draws, keep=())
    return net_present_value(case.spec, flows, draws), yearly_cash(flows)["increment"]


def _strike(name: str, event: Event, lanes: Sequence[Lane], months: int) -> Strike:
    month, lasts, central = np.arange(months)[:, None], round(median(event.lasts)), central_draws("")
    begins = np.array([lane[name][0] if name in lane else months for lane in lanes])
    eased = np.array([name in lane and lane[name][1] for lane in lanes])
    left = effect_left(event, central) if event.mitigation else 1.0
    expected = expected_strike(event, central, months, done=False)
    on = np.where((month >= begins) & (month < begins + lasts), np.where(eased, left, 1.0), expected.on)
    return Strike(on, np.ones(1), expected.chance)


def _row(spec: Spec, begins: int, value: tuple[float, float], in_year: tuple[float, float]) -> dict:
    (before, after), (planned, left) = value, in_year
    return {
        "begins": month_labels(spec.start, begins + 1)[begins],
        "year": begins // 12 + 1,
        "npv_before": before,
        "npv_after": after,
        "loss": before - after,
        "loss_in_year": planned - left,
        "share_of_year": (planned - left) / planned if planned > 0 else np.nan,
        "currency": spec.currency,
    }


def _said(event: Event | None) -> dict:
    return {"title": event.title, "lasts": median(event.lasts)} if event else {"title": "", "lasts": np.nan}
