"""Which steps to take together under a budget: a small integer programme, corrected by running what it proposes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from capacity.model.engine.digits import figure
from capacity.model.first_steps.step import Step
from capacity.model.first_steps.trial import Trial, median_lift, tried

ROUNDS = 12
"""packages that are proposed and run at most"""


@dataclass(frozen=True)
class Package:
    """Steps that go together; money in the cluster's currency."""

    budget: float
    steps: tuple[str, ...]
    cost: float
    """what is paid to begin, at median prices"""
    npv_lift: float
    """lift in P50 of NPV of the whole package, run as one"""
    npv_lift_se: float
    parts: float
    """sum of what its steps lift one by one: the difference is what they take from or give to each other"""
    settled: bool
    """no other package is estimated to be better; false if the search was ended before"""


@dataclass
class _Found:
    """What is known so far: lifts of single steps, of pairs beyond their parts, and of whole packages."""

    single: Mapping[str, float]
    pairs: dict[frozenset[str], float] = field(default_factory=dict)
    whole: dict[frozenset[str], float] = field(default_factory=dict)


def best_package(trial: Trial, steps: Sequence[Step], budget: float) -> Package:
    """Return the steps that together lift P50 of NPV most and cost no more to begin than the budget.

    Steps without a known cost take no part. The programme adds up what steps lift alone and what pairs lift beyond
    that, as far as known, and leaves out what excludes each other. What it proposes is run as a whole, and its pairs
    two by two; then it is solved again without what was run, until the best of the rest is estimated below the best
    that was run. In the end every further step is tried on top of the best (once the oven is larger, packing limits).
    Approximations: interplay of three and more counts only in packages that were run; two steps that pay together, but
    neither alone nor on top of the best, are not looked for. The lift given is no estimate: the package was run.
    """
    steps = sorted((step for step in steps if step.priced), key=lambda step: step.name)
    before, _ = tried(trial)
    found = _Found({step.name: _lift(trial, [step], before) for step in steps})
    found.whole |= {frozenset(): 0.0} | {frozenset([s.name]): found.single[s.name] for s in steps if s.price <= budget}
    settled = False
    for _ in range(ROUNDS):
        chosen, estimate = _solved(steps, budget, found)
        settled = figure(estimate) <= figure(max(found.whole.values()))
        if settled:
            break
        _learn(trial, chosen, before, found)
    while further := _further(steps, budget, found):
        for names in further:
            found.whole[names] = _lift(trial, [step for step in steps if step.name in names], before)
    best = _best(found)
    kept = [step for step in steps if step.name in best]
    lift, error = median_lift(tried(trial, kept)[0], before)
    cost, parts = (float(sum(some)) for some in ((s.price for s in kept), (found.single[s.name] for s in kept)))
    return Package(budget, tuple(step.name for step in kept), cost, lift, error, parts, settled)


def _best(found: _Found) -> frozenset[str]:
    """Return the package that lifts most; the one with fewer steps if two lift the same."""
    return min(found.whole, key=lambda names: (-figure(found.whole[names]), len(names), sorted(names)))


def _further(steps: list[Step], budget: float, found: _Found) -> list[frozenset[str]]:
    """Return the packages with one more step than the best that can be paid and were not run, nor are sure to lose."""
    best = _best(found)
    kept = [step for step in steps if step.name in best]
    left = budget - sum(step.price for step in kept)
    free = [step for step in steps if step.name not in best and step.price <= left and step.moves_goods]
    more = [best | {step.name} for step in free if not any(step.excludes(other) for other in kept)]
    return [names for names in more if names not in found.whole]


def _lift(trial: Trial, steps: list[Step], before: np.ndarray) -> float:
    return median_lift(tried(trial, steps)[0], before)[0]


def _learn(trial: Trial, chosen: list[Step], before: np.ndarray, found: _Found) -> None:
    """Run a package, and those of its pairs that are not known and whose steps both move goods."""
    found.whole[frozenset(step.name for step in chosen)] = _lift(trial, chosen, before)
    for pair in combinations([step for step in chosen if step.moves_goods], 2):
        names = frozenset(step.name for step in pair)
        if names not in found.pairs:
            found.pairs[names] = _lift(trial, list(pair), before) - sum(found.single[name] for name in names)


def _solved(steps: list[Step], budget: float, found: _Found) -> tuple[list[Step], float]:
    """Return the package of the highest estimate among those not run yet, and the estimate; -inf if none is left.

    max sum lift x + sum interplay y with y = x x' for known pairs (y <= x, y <= x', y >= x + x' - 1); sum price x <=
    budget; x + x' <= 1 where they exclude each other; and every package that was run is cut off.
    """
    names = [step.name for step in steps]
    pairs = [pair for pair in found.pairs if pair <= set(names)]
    gains = [found.single[name] for name in names] + [found.pairs[pair] for pair in pairs]
    if not names:
        return [], -np.inf
    rows = list(_rows(steps, budget, pairs, found))
    matrix = csr_array(np.array([row for row, _ in rows]))
    limits = LinearConstraint(matrix, ub=np.array([most for _, most in rows]))
    scale = max(1.0, *(abs(gain) for gain in gains))
    kinds = np.array([1] * len(names) + [0] * len(pairs))
    answer = milp(-np.array(gains) / scale, integrality=kinds, bounds=Bounds(0, 1), constraints=limits)
    if answer.x is None:
        return [], -np.inf
    chosen = [step for step, x in zip(steps, answer.x, strict=False) if x > 0.5]
    return chosen, float(-answer.fun * scale)


def _rows(
    steps: list[Step], budget: float, pairs: list[frozenset[str]], found: _Found
) -> Iterator[tuple[np.ndarray, float]]:
    """Yield the limits of the programme: coefficients of steps then pairs, and the most that they may sum to."""
    place = {step.name: index for index, step in enumerate(steps)}
    width = len(steps) + len(pairs)

    def row(numbers: Mapping[int, float]) -> np.ndarray:
        line = np.zeros(width)
        line[list(numbers)] = list(numbers.values())
        return line

    largest = max(1.0, *(step.price for step in steps))
    yield row({index: step.price / largest for index, step in enumerate(steps)}), budget / largest
    for one, other in combinations(steps, 2):
        if one.excludes(other):
            yield row({place[one.name]: 1, place[other.name]: 1}), 1
    for index, pair in enumerate(pairs, start=len(steps)):
        first, second = sorted(place[name] for name in pair)
        yield row({index: 1, first: -1}), 0
        yield row({index: 1, second: -1}), 0
        yield row({first: 1, second: 1, index: -1}), 1
    for names in found.whole:
        yield row({i: 1 if step.name in names else -1 for i, step in enumerate(steps)}), len(names) - 1
