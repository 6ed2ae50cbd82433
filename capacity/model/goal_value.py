"""What a goal measures under a spec of a cluster, in each of some futures."""

from dataclasses import replace

import numpy as np

from capacity.intake.cluster import Cluster
from capacity.intake.schema import Spec
from capacity.model.critical_mass import NEEDED_HEADS
from capacity.model.cube import UNLIMITED, grid
from capacity.model.diagnosis import YEAR, run_today
from capacity.model.draws import Draws
from capacity.model.first.trial import OUTPUT_YEAR
from capacity.model.goal import Goal
from capacity.model.joining import joining_probability
from capacity.model.measures import discount_rate, measures, quantiles, yearly
from capacity.model.money.books import keep
from capacity.model.money.financing import covenant
from capacity.model.money.gains import gains
from capacity.model.money.run import Ledger, keep_books
from capacity.model.money.worth import worth
from capacity.model.paths import outputs
from capacity.model.projection import Case, make_case, run_case
from capacity.model.seek import LARGEST
from capacity.model.shown import shown_unit
from capacity.model.sums import product
from capacity.model.verdict import ENOUGH

BARELY = 1e-9
"""share of a minimum load that rounding may be short of it"""
MISSING = {"dscr_min": np.inf, "payback_years": np.inf, "irr": -np.inf}
"""what it is worth where there is none: no debt is covered without end, what is never paid back takes for ever"""


def measured(goal: Goal, cluster: Cluster, scenario: str, spec: Spec, draws: Draws) -> np.ndarray:
    """Return what a goal's measure is if a scenario were as `spec` has it, (draw,), in the measure's unit.

    Never NaN: see MISSING.
    """
    moved = replace(cluster, specs={**cluster.specs, scenario: spec})
    if of_today(goal):
        return _of_today(goal, moved, scenario, draws)
    if goal.measure == "heads":
        return _heads(moved, scenario, draws)
    case = make_case(spec, cluster.survey.members)
    if goal.measure in ("income", "lowest_income"):
        return _income(goal, keep_books(case, draws))
    if goal.measure == "output":
        return _output(goal, case, draws)
    found = _borrowed(goal, keep_books(case, draws)) if goal.whose else _of_all(goal, case, draws)
    return np.where(np.isnan(found), MISSING.get(goal.measure, 0.0), found)


def of_today(goal: Goal) -> bool:
    """Return whether a goal asks of today's chain, in which nothing is bought or lent."""
    return goal.measure in ("months_below", "volume")


def from_books(goal: Goal) -> bool:
    """Return whether a goal is measured in the books of classes and borrowers, which know the terms of every loan."""
    return goal.measure in ("income", "lowest_income") or (bool(goal.whose) and goal.measure != "output")


def in_line(goal: Goal, spec: Spec, values: np.ndarray) -> np.ndarray:
    """Return in which futures a measure is what its chance is the chance of, (draw,) booleans."""
    if goal.measure in ("npv", "npv_after_grants"):
        return values > 0
    if goal.measure == "payback_years":
        return np.isfinite(values)
    if goal.measure == "months_below":
        return values <= ENOUGH["continuity"]
    needed = spec.joining.needed.mode if spec.joining.needed else float(NEEDED_HEADS)
    least = {"income": 0.0, "lowest_income": 0.0, "volume": 1 - BARELY, "heads": needed}
    return values >= (covenant(spec, goal.whose) if goal.measure == "dscr_min" else least[goal.measure])


def middle(values: np.ndarray) -> float:
    """Return the median of some futures; infinite values take part as the least or the most."""
    found = float(quantiles(np.clip(values, -LARGEST, LARGEST))[1])
    return found if abs(found) < LARGEST / 10 else float(np.copysign(np.inf, found))


def _of_all(goal: Goal, case: Case, draws: Draws) -> np.ndarray:
    outcome, _ = run_case(case, draws, keep=(), by_year=True)
    found = measures(case.spec, outcome, discount_rate(case.spec, draws))[goal.measure]
    return np.broadcast_to(found, (draws.size,))


def _borrowed(goal: Goal, ledger: Ledger) -> np.ndarray:
    spec = ledger.case.spec
    books = keep(ledger, goal.whose)
    return worth(spec, ledger.draws, books, covenant(spec, goal.whose)).measures[goal.measure]


def _income(goal: Goal, ledger: Ledger) -> np.ndarray:
    found = gains(ledger)
    if goal.whose:
        return found.net[found.names.index(goal.whose)]
    return found.net[[index for index, name in enumerate(found.names) if name in ledger.case.spec.classes]].min(axis=0)


def _output(goal: Goal, case: Case, draws: Draws) -> np.ndarray:
    """Return what is sold of a product in year 3, or in the last, in the unit that is shown, a year."""
    outcome, _ = run_case(case, draws, keep=("sold",), by_year=True)
    sold = yearly(outcome, "sold")[outputs(case.network).get(goal.whose, [])]
    year = min(OUTPUT_YEAR, sold.shape[1]) - 1
    return sold[:, year].sum(axis=0) * shown_unit(case.spec, goal.whose)[1]


def _of_today(goal: Goal, cluster: Cluster, scenario: str, draws: Draws) -> np.ndarray:
    """Return months below the minimum load, or the volume over it, of the worst node asked for."""
    today = run_today(cluster, scenario, draws)
    size = draws.size
    reach, activity = (grid(today.flows, name, 24, size)[:, YEAR] for name in ("reachable", "activity"))
    busy, least = (grid(today.inputs, name, 24, size)[:, YEAR] for name in ("busy", "minimum_load"))
    nodes = [index for index, node in enumerate(today.network.nodes) if goal.whose in ("", node.name, node.link)]
    nodes = [index for index in nodes if today.spec.links[today.network.nodes[index].link].minimum_load]
    if goal.measure == "months_below":
        below = (least > 0) & (reach + busy < least * (1 - BARELY))
        return below[nodes].sum(axis=1).max(axis=0).astype(float)
    brought = (np.where(reach < UNLIMITED / 1e6, reach, activity) + busy)[nodes].sum(axis=1)
    needed = least[nodes].sum(axis=1)
    return np.where(needed > 0, brought / np.where(needed > 0, needed, 1.0), np.inf).min(axis=0)


def _heads(cluster: Cluster, scenario: str, draws: Draws) -> np.ndarray:
    """Return how many core members join in the end: their expected number in the central future."""
    spec, members = cluster.specs[scenario], cluster.survey.members
    core = ~members["cls"].map(lambda name: spec.classes[name].service).to_numpy(dtype=bool)
    found = joining_probability(spec, members[core], draws)
    if not draws.central:
        told = np.array([draws.uniform(f"joins.{name}")[0] for name in members["member"][core]])
        found = (told.reshape(found.shape) < found).astype(float)
    return product(members["weight"].to_numpy()[core], found)
