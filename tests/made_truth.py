"""Truths made up to see whether forecasts hold: a population, how it decides and what it earns, and a survey of it.

Shares nothing with the model but the words of the cluster file: its own random numbers, its own arithmetic, person by
person and month by month. Everything is drawn from the distributions that the cluster file states, unless a misfit says
what is otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

YEARS = 3
CHANCES = {"yes": (0.7, 0.85, 0.95), "maybe": (0.2, 0.45, 0.7), "no": (0.0, 0.0, 0.0)}
COMMON = (-0.15, 0.0, 0.10)
HALF = (4.0, 7.0, 14.0)
KEPT = {"home": (0.15, 0.25, 0.45), "farm": (0.02, 0.05, 0.1)}
PRICE, TODAY, COST = (36.0, 42.0, 46.0), (28.0, 31.0, 36.0), (14.0, 18.0, 24.0)
STRATA = {("home", "upper"): (90, 15), ("home", "lower"): (60, 15), ("farm", "lower"): (24, 8)}
"""of each class at each place: how many there are, how many are asked"""
LITRES = {"home": (5.8, 0.5), "farm": (7.6, 0.4)}
"""of each class: mean and standard deviation of the logarithm of what one produces a month, kg"""
ANSWERS = {"home": (0.5, 0.3, 0.2), "farm": (0.4, 0.3, 0.3)}
SILENT = 0.1

MISFITS = {
    "they overstate what they produce by a fifth": {"overstated": 1.2},
    "a village decides as one": {"herd": 0.35},
    "the price falls out of its range": {"price": 0.8},
    "those who will not join do not answer": {"shy": 0.6},
    "the larger ones were asked, at equal weights": {"large": 1.5},
}

CLUSTER = """cluster: truth
currency: KGS
start: 2027-01
horizon: [{years}, year]
source: guess
sources: {{guess: {{title: Made up}}}}
products: {{milk: {{unit: kg}}}}
links: {{keeping: {{rated: milk, makes: {{milk: [1, kg]}}, cost: [{cost}, KGS/kg]}}}}
classes:
  home: {{runs: [keeping], own_use: [{home}, share]}}
  farm: {{runs: [keeping], own_use: [{farm}, share]}}
survey:
  member: {{columns: [id]}}
  place: {{columns: [village]}}
  class: {{columns: [kind], values: {{home: home, farm: farm}}}}
  current: {{columns: [milk], unit: kg/month}}
  weight: {{columns: [stands for]}}
  joins: {{columns: [joins], values: {{"yes": [{yes}, share], maybe: [{maybe}, share], "no": [0, share]}}}}
joining: {{common_error: [{common}, share], half_by: [{half}, month], silent: as_answered}}
markets:
  dairy: {{buys: milk, price: [{price}, KGS/kg]}}
  trader: {{buys: milk, today: true, price: [{today}, KGS/kg]}}
"""


@dataclass(frozen=True)
class Truth:
    """What came of it, by year: sold to the dairy, kg, and what those who joined had of it, KGS."""

    output: np.ndarray
    income: np.ndarray


def make_truth(folder: Path, seed: int, misfit: Mapping[str, float] | None = None) -> Truth:
    """Write cluster.yml and members.csv of a survey of a made-up population; return what will come of it."""
    rng, wrong = np.random.default_rng([seed, 20261129]), dict(misfit or {})
    world = _world(rng, wrong)
    rows, output, income = [], np.zeros(YEARS), np.zeros(YEARS)
    for (cls, village), (size, asked) in STRATA.items():
        litres = rng.lognormal(*LITRES[cls], size)
        answers = rng.choice(list(CHANCES), size, p=ANSWERS[cls])
        herd = wrong.get("herd", 0.0) * rng.choice([-1.0, 1.0])
        brought = _brought(rng, world, litres, answers, herd)
        kept = world["kept"][cls]
        output += brought * (1 - kept)
        income += brought * ((1 - kept) * world["price"] + kept * world["today"] - world["cost"])
        chosen = _asked(rng, litres, asked, wrong.get("large", 0.0))
        said = np.where(_silent(rng, answers, wrong.get("shy", 0.0)), "", answers)
        stated = litres * wrong.get("overstated", 1.0)
        rows += [(f"{cls}-{village}-{i}", village, cls, stated[i], size / asked, said[i]) for i in chosen]
    _write(folder, rows)
    return Truth(output, income)


def pert(rng: np.random.Generator, low: float, mode: float, high: float) -> float:
    """One value of a PERT distribution: a beta of which the most likely value weighs four times the ends."""
    if high == low:
        return low
    rise, fall = (1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low))
    return low + (high - low) * rng.beta(rise, fall)


def _world(rng: np.random.Generator, wrong: Mapping[str, float]) -> dict:
    return {
        "chance": {answer: pert(rng, *stated) for answer, stated in CHANCES.items()},
        "common": pert(rng, *COMMON),
        "half": pert(rng, *HALF),
        "kept": {cls: pert(rng, *stated) for cls, stated in KEPT.items()},
        "price": pert(rng, *PRICE) * wrong.get("price", 1.0),
        "today": pert(rng, *TODAY),
        "cost": pert(rng, *COST),
    }


def _brought(rng: np.random.Generator, world: dict, litres: np.ndarray, answers: np.ndarray, herd: float) -> np.ndarray:
    """What those who have joined produce in each year: each person decides once, and comes when its time has come."""
    found = np.zeros(YEARS)
    for amount, answer in zip(litres, answers, strict=True):
        chance = world["chance"][answer]
        if 0 < chance < 1:
            chance = min(1.0, max(0.0, chance + world["common"] + herd))
        if rng.random() < chance:
            waits = rng.exponential(world["half"] / np.log(2))
            for month in range(int(waits), 12 * YEARS):
                found[month // 12] += amount
    return found


def _asked(rng: np.random.Generator, litres: np.ndarray, count: int, large: float) -> np.ndarray:
    """Who is asked: everybody alike, or the larger ones rather."""
    wanted = litres**large
    return rng.choice(len(litres), count, replace=False, p=wanted / wanted.sum())


def _silent(rng: np.random.Generator, answers: np.ndarray, shy: float) -> np.ndarray:
    """Who does not say whether he joins: some at random, and the shy among those who will not."""
    return rng.random(len(answers)) < np.where(answers == "no", max(SILENT, shy), SILENT)


def _write(folder: Path, rows: list[tuple]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stated = {**CHANCES, **KEPT, "common": COMMON, "half": HALF, "price": PRICE, "today": TODAY, "cost": COST}
    words = {name: ", ".join(f"{value:g}" for value in numbers) for name, numbers in stated.items()}
    (folder / "cluster.yml").write_text(CLUSTER.format(years=YEARS, **words), encoding="utf-8")
    lines = ["id,village,kind,milk,stands for,joins"]
    lines += [f"{name},{place},{cls},{milk:.4f},{weight:.6f},{said}" for name, place, cls, milk, weight, said in rows]
    (folder / "members.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
