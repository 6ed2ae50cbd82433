"""What a goal measures under a spec of a cluster, in each of some futures."""

from dataclasses import replace

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import shown_unit
from capacity.intake.facts import Cluster
from capacity.intake.survey.promises import NEEDED_HEADS
from capacity.model.bank.books import keep
from capacity.model.bank.financing import covenant
from capacity.model.bank.measures import worth
from capacity.model.bank.net import net_value
from capacity.model.chain.loads import BARELY
from capacity.model.diagnosis.continuity import ALLOWED, allowed_months, fared
from capacity.model.engine.digits import snapped
from capacity.model.future.case import Case, make_case
from capacity.model.future.measures import OUTPUT_YEAR, discount_rate, measures, yearly
from capacity.model.future.monthly import loads_over, outputs
from capacity.model.future.projection import run_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.gains import gains
from capacity.model.gains.ledger import Ledger
from capacity.model.goal_seek.goal import Goal
from capacity.model.goal_seek.search import LARGEST
from capacity.model.potential.joining import joined_heads, who_joins
from capacity.model.potential.sampled import sampled
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.ranges import quantiles

MISSING = {"dscr_min": np.inf, "payback_years": np.inf, "irr": -np.inf}
"""what it is worth where there is none: no debt is covered without end, what is never paid back takes for ever"""


def measured(goal: Goal, cluster: Cluster, scenario: str, spec: Spec, draws: Draws) -> np.ndarray:
    """Return what a goal's measure is if a scenario were as `spec` has it, (draw,), in the measure's unit.

    Never NaN: see MISSING.
    """
    moved = replace(cluster, specs={**cluster.specs, scenario: spec})
    if goal.measure == "heads":
        return _heads(moved, scenario, draws)
    case = make_case(spec, cluster.survey.members)
    if goal.measure in ("months_below", "volume"):
        return _of_plant(goal, case, draws)
    if goal.measure in ("income", "lowest_income"):
        return _income(goal, keep_books(case, draws))
    if goal.measure == "output":
        return _output(goal, case, draws)
    if goal.measure == "npv_net" and not goal.whose:
        return net_value(keep_books(case, draws))
    found = _borrowed(goal, keep_books(case, draws)) if goal.whose else _of_all(goal, case, draws)
    return np.where(np.isnan(found), MISSING.get(goal.measure, 0.0), found)


def from_books(goal: Goal) -> bool:
    """Return whether a goal is measured in the books of classes and borrowers, which know the terms of every loan."""
    return goal.measure in ("income", "lowest_income", "npv_net") or (bool(goal.whose) and goal.measure != "output")


def in_line(goal: Goal, spec: Spec, values: np.ndarray) -> np.ndarray:
    """Return in which futures a measure is what its chance is the chance of, (draw,) booleans."""
    if goal.measure in ("npv", "npv_net", "npv_after_grants"):
        return values > 0
    if goal.measure == "payback_years":
        return np.isfinite(values)
    if goal.measure == "months_below":
        return values <= allowed(goal, spec) + BARELY
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


def _of_plant(goal: Goal, case: Case, draws: Draws) -> np.ndarray:
    """Return the months a year in which a plant stands, or its volume: of the one asked for, or that fares worst."""
    loads = loads_over(case, draws)
    names = [name for name in loads["loaded"].values if goal.whose in ("", name, str(name).partition("@")[0])]
    found = [fared(case.spec, loads.sel(loaded=name)) for name in names]
    if goal.measure == "volume":
        return min((one["volume"] for one in found), key=lambda values: float(np.mean(values >= 1 - BARELY)))
    over = [one["months"].mean() - allowed_months(case.spec, str(name)) for one, name in zip(found, names, strict=True)]
    return found[int(np.argmax(snapped(over)))]["months"]


def allowed(goal: Goal, spec: Spec) -> float:
    """Return how many months a year the plants of a goal may stand: the fewest of them."""
    links = [name for name, link in spec.links.items() if link.minimum_load is not None]
    wanted = [name for name in links if goal.whose.partition("@")[0] in ("", name)]
    return min((allowed_months(spec, name) for name in wanted), default=ALLOWED)


def _heads(cluster: Cluster, scenario: str, draws: Draws) -> np.ndarray:
    """Return how many core members join in the end: their expected number in the central future."""
    spec = cluster.specs[scenario]
    members = sampled(spec, cluster.survey.members)
    core = ~members["cls"].map(lambda name: spec.classes[name].service).to_numpy(dtype=bool)
    return joined_heads(spec, who_joins(members[core]), draws)
