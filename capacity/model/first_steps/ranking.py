"""What to do first: every step with its cost, its lift in NPV and output, the most it may cost; the best package."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from capacity.intake.facts import BASE, Cluster
from capacity.model.calendar.timeline import horizon
from capacity.model.diagnosis.today import Today
from capacity.model.engine.digits import by_size
from capacity.model.first_steps.candidates import candidate_steps
from capacity.model.first_steps.package import best_package
from capacity.model.first_steps.step import Step
from capacity.model.first_steps.trial import Trial, break_even, make_trial, median_lift, outlay, present, tried, upkeep
from capacity.model.uncertainty.distributions import median

DRAWS = 512
"""draws in which steps are compared; all meet the same ones, so that differences are sharper than the figures"""
FREE = 1e-3
"""a step whose payments are below this share of its lift is taken to cost nothing"""
SHARES = (0.25, 0.5, 1.0)
"""budgets that are tried where the file states none, as shares of what all its steps cost"""
COLUMNS = (
    *("step", "title", "kind", "at", "amount", "cost", "cost_a_year", "npv_lift", "npv_lift_se", "npv_lift_last"),
    *("per_cost", "output_lift", "output_lift_last_year", "output_unit", "break_even_cost", "linked", "in_package"),
)


def first_steps_and_packages(
    cluster: Cluster, scenario: str = BASE, draws: int = DRAWS, seed: int = 1, today: Today | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the steps that a scenario leaves open, ranked, COLUMNS, and the best package for each budget.

    Each step is taken alone in the scenario in which nothing is bought yet. cost: to begin, and cost_a_year: what it
    adds to the running costs, money at median prices, NaN where nothing says what it costs. npv_lift: P50 of NPV with
    it less P50 without, its cost included where known, with its Monte-Carlo error; npv_lift_last: what it still lifts
    when all other investments of the file are made (NaN for what is not in that plan). per_cost: npv_lift by the
    present value (P50) of what is paid for it; NaN if that is nothing or not known. output_lift: P50 of sales at stated
    prices in year 3, and in the last year. break_even_cost: the price at which it lifts nothing, running costs paid; 0
    where it would not even pay as a gift. linked: whether the file ties more to it than a cost: if not, its worth is
    not known and only its cost is counted. in_package: in the best package under the file's budget, or if all could be
    bought.

    Ranked: steps that lift NPV at no cost, then those that do by lift per cost, then those of unknown cost by output
    and by the most they may cost, then the rest by lift.

    Packages have the fields of Package, and currency, for each of budget_ladder. `today` is the scenario's central run
    of today, where it is known already.
    """
    trial, steps = make_trial(cluster, scenario, draws, seed), candidate_steps(cluster, scenario, today)
    packages = _packages(trial, steps)
    last = _lifts_when_last(trial, [step for step in steps if step.name.startswith("finance.items.")])
    rows = [_row(trial, step) for step in steps]
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name not in ("npv_lift_last", "in_package")])
    frame["npv_lift_last"] = np.array([last.get(step.name, np.nan) for step in steps])
    frame["in_package"] = frame["step"].isin(packages["steps"].iloc[-1])
    return _ranked(frame)[list(COLUMNS)], packages


def _packages(trial: Trial, steps: Sequence[Step]) -> pd.DataFrame:
    found = [best_package(trial, steps, budget) for budget in budget_ladder(trial, steps)]
    return pd.DataFrame([asdict(package) | {"currency": trial.spec.currency} for package in found])


def budget_ladder(trial: Trial, steps: Sequence[Step]) -> list[float]:
    """Return the budget of the file, or a quarter, half and all of what the steps of known cost come to."""
    stated = trial.spec.money.budget
    total = sum(step.price for step in steps if step.priced)
    return [median(stated)] if stated else [share * total for share in SHARES]


def _row(trial: Trial, step: Step) -> tuple:
    (before, made), (after, makes) = tried(trial), tried(trial, [step])
    lift, error = median_lift(after, before)
    paid, (kept_up, a_year) = outlay(trial, step), upkeep(trial, step)
    payments = float(np.median(paid + kept_up)) if step.priced else np.nan
    free = payments <= FREE * abs(lift)
    price = step.price if step.price > 0 else 0.0
    once = paid / price if price else _once(trial)
    return (
        *(step.name, step.title, step.kind, step.at, step.amount, step.price, a_year if step.priced else np.nan),
        *(lift, error, np.nan if free else lift / payments),
        *(median_lift(makes[year], made[year])[0] for year in (0, 1)),
        *(f"{trial.spec.currency}/year", break_even(after + paid, before, once), step.moves_goods),
    )


def _once(trial: Trial) -> np.ndarray:
    """Return the present value of 1 paid in the first month, (draw,)."""
    return present(trial, np.eye(horizon(trial.spec), 1))


def _lifts_when_last(trial: Trial, plan: list[Step]) -> dict[str, float]:
    """Return what each investment of the file lifts when all others are made: what is lost if it is not bought."""
    everything, _ = tried(trial, plan)
    return {
        step.name: median_lift(everything, tried(trial, [one for one in plan if one is not step])[0])[0]
        for step in plan
    }


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order in which the steps are worth taking; ties by name."""
    lifts, priced = frame["npv_lift"] > 0, frame["cost"].notna()
    free = lifts & priced & frame["per_cost"].isna()
    group = np.select([free, lifts & priced, lifts], [0, 1, 2], 3)
    first = np.select([group == 1, group == 2], [frame["per_cost"], frame["output_lift"]], frame["npv_lift"])
    second = np.where(group == 2, frame["break_even_cost"], 0.0)
    order = frame.assign(group=group, first=-first, second=-second)
    order = order.sort_values(["group", "first", "second", "step"], key=by_size, ignore_index=True)
    return order[list(frame.columns)]
