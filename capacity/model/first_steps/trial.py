"""What steps are worth together: a scenario in which nothing is bought yet, run again with some steps taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from capacity.intake.cluster_file.exchange import price_at_start
from capacity.intake.cluster_file.funding import Item
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import BASE, Cluster
from capacity.model.calendar.timeline import course, horizon
from capacity.model.finance import npv
from capacity.model.first_steps.step import Step, taken, without_items
from capacity.model.future.case import Case, make_case
from capacity.model.future.cash import financed, running
from capacity.model.future.measures import OUTPUT_YEAR, discount_rate, net_present_value, yearly
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import quantiles


@dataclass(frozen=True)
class Trial:
    """A scenario before any step, the draws that all steps share, and what was found with them so far."""

    draws: Draws
    case: Case
    """as it is before any step: a purchase alone changes nothing of it but the spec"""
    known: dict[frozenset[str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def spec(self) -> Spec:
        """Return the scenario in which nothing is bought yet."""
        return self.case.spec

    @property
    def rate(self) -> np.ndarray:
        """Return the discount rate of flows in prices of the start: (draw,), (1,), or a path (year, draw)."""
        return discount_rate(self.spec, self.draws)


def make_trial(cluster: Cluster, scenario: str = BASE, draws: int = 512, seed: int = 1) -> Trial:
    """Return a scenario in which nothing is bought yet."""
    spec = without_items(cluster.specs[scenario])
    return Trial(sample_draws(cluster, draws, seed), make_case(spec, cluster.survey.members))


def tried(trial: Trial, steps: Iterable[Step] = ()) -> tuple[np.ndarray, np.ndarray]:
    """Return NPV (draw,) in money and output (2, draw) in money a year, of year 3 and of the last year, after steps.

    Output is what the chain sells, but for today's outlets, at the median prices before any step: it moves with
    amounts, never with prices. A step to which the file ties nothing but its costs moves no goods and takes its
    payments off the NPV of the others; the rest are run together, and what was run once is known.
    """
    steps = list(steps)
    moving = [step for step in steps if step.moves_goods]
    key = frozenset(step.name for step in moving)
    if key not in trial.known:
        trial.known[key] = _run(trial, moving)
    worth, output = trial.known[key]
    still = [outlay(trial, step) for step in steps if not step.moves_goods]
    return worth - sum(still, np.zeros(1)), output


def _run(trial: Trial, steps: list[Step]) -> tuple[np.ndarray, np.ndarray]:
    spec, members = taken(trial.spec, trial.case.members, steps)
    same = not any(step.changes or step.members is not None for step in steps)
    case = replace(trial.case, spec=spec) if same else make_case(spec, members)
    outcome, _ = run_case(case, trial.draws, keep=("sold",), by_year=True)
    return net_present_value(spec, outcome, trial.draws), _output(trial.spec, outcome)


def _output(spec: Spec, outcome: xr.Dataset) -> np.ndarray:
    names = [str(name) for name in outcome["market"].values]
    prices = np.array([0.0 if spec.markets[name].today else price_at_start(spec, name) for name in names])
    value = (yearly(outcome, "sold") * prices[:, None, None]).sum(axis=0)
    return value[[min(OUTPUT_YEAR, len(value)) - 1, -1]]


def outlay(trial: Trial, step: Step) -> np.ndarray:
    """Return the present value of all payments for what a step buys, (draw,): replaced when worn out, less the rest."""
    return sum((_paid(trial, item) for item in step.items.values()), np.zeros(trial.draws.size))


def _paid(trial: Trial, item: Item) -> np.ndarray:
    finance = trial.spec.money.model_copy(update={"items": (item,), "loans": (), "grants": ()})
    spec = trial.spec.model_copy(update={"finance": finance})
    way = course(spec, trial.draws, horizon(spec))
    rows = financed(way, finance)
    bought, residual = way.tape.read(rows[:2])
    return present(trial, bought - residual)


def upkeep(trial: Trial, step: Step) -> tuple[np.ndarray, float]:
    """Return what a step adds to the running costs of the finance block: present value (draw,), and money a year.

    The yearly sum is that of the last year at median prices. What it adds to the costs of a link is no part of it:
    that stands in the chain's margin.
    """
    after, _ = taken(trial.spec, trial.case.members, [step])
    if after.money.running == trial.spec.money.running:
        return np.zeros(trial.draws.size), 0.0
    months = horizon(trial.spec)
    worth = [present(trial, _running(trial, spec)) for spec in (after, trial.spec)]
    last = [sum(12.0 * median(e.cost) for e in spec.money.running if e.start < months) for spec in (after, trial.spec)]
    return worth[0] - worth[1], float(last[0] - last[1])


def _running(trial: Trial, spec: Spec) -> np.ndarray:
    way = course(spec.model_copy(update={"events": {}, "risks": {}}), trial.draws, horizon(spec))
    return np.broadcast_to(way.tape.read([running(way)])[0], (way.months, trial.draws.size))


def present(trial: Trial, flows: np.ndarray) -> np.ndarray:
    """Return the present value of monthly payments (month, draw), counted as NPV counts them, (draw,)."""
    flows = np.broadcast_to(flows, (horizon(trial.spec), trial.draws.size))
    sums = yearly(xr.Dataset({"paid": (("month", "draw"), flows)}), "paid")
    return npv(sums, trial.rate, trial.spec.money.convention)


def median_lift(after: np.ndarray, before: np.ndarray) -> tuple[float, float]:
    """Return P50 after less P50 before, (draw,) each in the same draws, and its Monte-Carlo standard error."""
    pair = np.stack(np.broadcast_arrays(after, before))
    return float(_gap(pair)), float(standard_error(pair, _gap))


def _gap(pair: np.ndarray) -> np.ndarray:
    after, before = quantiles(pair)[1]
    return after - before


def break_even(gross: np.ndarray, before: np.ndarray, paid: np.ndarray) -> float:
    """Return the most that something may cost: the price at which P50 of NPV is what it was; 0 if it loses for free.

    `gross` is NPV (draw,) with the step free, `paid` the present value of paying a price of 1. NaN where nothing is
    ever paid. Found by bisection: P50 falls steadily with the price.
    """
    if not (paid > 0).any():
        return float("nan")
    target = quantiles(before)[1]
    if quantiles(gross)[1] <= target:
        return 0.0
    low, high = 0.0, 1.0
    while quantiles(gross - high * paid)[1] > target:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if quantiles(gross - middle * paid)[1] > target else (low, middle)
    return (low + high) / 2
