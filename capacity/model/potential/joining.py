"""Who joins, and when: every member meets the draws once, and a row that stands for several as that many people."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import compress

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.quantities.quantity import Quantity
from capacity.model.uncertainty.draws import Draws
from capacity.model.uncertainty.sample_error import Errors, read_errors, sample_factors

ANSWERS = ("joining.", "survey.")
"""beginnings of the paths of which it depends who joins when"""
PEOPLE = 32
"""most people of one row that decide one by one; see people"""


@dataclass(frozen=True)
class People:
    """What decides who of some members joins, and for how many each stands; to be told apart by what it says."""

    names: tuple[str, ...]
    cls: tuple[str, ...]
    said: tuple[tuple, ...]
    """place, answer to "will you join?", status of the letter, whether it is signed, and whom a silent one is like"""
    weights: tuple[float, ...]
    errors: tuple[Errors, ...]
    """of the strata of those who were asked for others too; empty in a census"""

    def __len__(self) -> int:
        """Return how many members they are."""
        return len(self.names)

    def where(self, here: np.ndarray) -> "People":
        """Return those for whom `here` (member,) is true."""
        return People(**{one.name: tuple(compress(getattr(self, one.name), here.tolist())) for one in fields(self)})


def who_joins(members: pd.DataFrame) -> People:
    """Return members as people who decide; made-up ones have no likeness."""
    columns = ("place", "joins", "letter", "signed", "like")
    said = (members[name].tolist() if name in members else [()] * len(members) for name in columns)
    return People(
        names=tuple(members["member"]),
        cls=tuple(members["cls"]),
        said=tuple(zip(*said, strict=True)),
        weights=tuple(members["weight"].astype(float).tolist()),
        errors=read_errors(members),
    )


def joining_probability(spec: Spec, people: People, draws: Draws) -> np.ndarray:
    """Return each member's chance of ever joining as one array, (member, draw): for few draws, else see chances."""
    result = np.empty((len(people), draws.size))
    for row, chance in zip(result, chances(spec, people, draws), strict=True):
        row[:] = chance
    return result


def chances(spec: Spec, people: People, draws: Draws) -> Iterator[np.ndarray]:
    """Yield each member's probability of ever joining, (draw,) or (1,): one array for all who say the same.

    A signed letter counts by its own table, before the answer to "will you join?"; no answer counts as joining.silent
    says, and if it says nothing, like those of the class who answered; without such a column everybody joins. The
    common error and that of the member's place move every probability strictly between 0 and 1, and the sum is
    clipped to 0..1.
    """
    common = draws.value(spec.joining.common_error)
    found: dict[tuple, np.ndarray] = {}
    for said in people.said:
        if said not in found:
            place, *answer = said
            chance = _chance(spec, draws, *answer)
            error = common + draws.value_at(spec.joining.place_error, place)
            found[said] = np.where((chance > 0) & (chance < 1), np.clip(chance + error, 0, 1), chance)
        yield found[said]


def _chance(spec: Spec, draws: Draws, joins: object, letter: object, signed: bool, like: tuple) -> np.ndarray:
    """Return the probability that a member's letter or answer stands for, before the errors, (draw,) or (1,)."""
    if signed and spec.survey.letter:
        return _stated(spec.survey.letter, letter, draws)
    column, silent = spec.survey.joins, spec.joining.silent
    if column is None:
        return np.ones(1)
    if joins:
        return _stated(column, joins, draws)
    if isinstance(silent, Quantity):
        return draws.value(silent)
    alike = () if silent == "no" else like
    return sum((share * _stated(column, answer, draws) for answer, share in alike), np.zeros(1))


def _stated(column: Column, answer: object, draws: Draws) -> np.ndarray:
    for _ in range(len(column.values) + 1):
        answer = column.values.get(answer) if isinstance(answer, str) else answer
    return draws.value(answer) if isinstance(answer, Quantity) else np.zeros(1)


def timing_curve(spec: Spec, draws: Draws, months: int) -> np.ndarray:
    """Return the share F of those who will ever join that has joined by the end of each month, (month, draw).

    F(t) = 1 - 2^(-t / half_by): half of those who are still to come join in every `half_by`, however far one looks. All
    ones without it.
    """
    if spec.joining.half_by is None:
        return np.ones((months, 1))
    return -np.expm1(-np.log(2) * np.arange(1, months + 1)[:, None] / draws.value(spec.joining.half_by))


def joining_month(probability: np.ndarray, uniform: np.ndarray, half: np.ndarray | None, months: int) -> np.ndarray:
    """Return the month index in which a member joins, as `uniform`: the first with u < p F(month).

    `months` if it does not join in these months. F is inverted: u < p F(t) from t = -half log2(1 - u/p) on. Without a
    half-time F is 1 from the start.
    """
    never = uniform >= probability
    if half is None:
        return np.where(never, months, 0)
    share = np.where(never, 0.0, uniform / np.where(never, 1.0, probability))
    time = -half * np.log1p(-share) / np.log(2)
    return np.where(never, months, np.minimum(time, months).astype(int))


def deciding(weight: float) -> tuple[int, float, float]:
    """Return how many people of a row decide one by one, for how many each of them stands, and how many are left.

    A row of weight w is round(w) people (at least one), each w / round(w). Of more than PEOPLE those who are left join
    in their expected share, so many that the others, who stand for more, leave the spread of w people: w p (1 - p).
    """
    count = max(1, math.floor(weight + 0.5))
    if count <= PEOPLE:
        return count, weight / count, 0.0
    moved = math.sqrt(weight * PEOPLE)
    return PEOPLE, moved / PEOPLE, weight - moved


def joined_heads(spec: Spec, people: People, draws: Draws) -> np.ndarray:
    """Return how many have joined in the end, (draw,); in the central future their expected number."""
    return sum(heads_of_each(spec, people, draws), np.zeros(draws.size))


def heads_of_each(spec: Spec, people: People, draws: Draws) -> Iterator[np.ndarray]:
    """Yield how many of those that each member stands for have joined in the end, (draw,).

    In the central future their expected number.
    """
    met = zip(people.names, people.weights, chances(spec, people, draws), strict=True)
    if draws.central:
        yield from (np.broadcast_to(weight * chance, draws.size) for _, weight, chance in met)
        return
    factors = sample_factors(people.errors, draws.scores, (len(people), draws.size), counted=True)
    for (name, weight, chance), factor in zip(met, factors, strict=True):
        count, each, rest = deciding(weight)
        decided = (draws.uniform(f"joins.{name}", count) < chance).sum(axis=0)
        yield (each * decided + rest * chance) * factor


def joined_sums(
    spec: Spec, people: People, columns: np.ndarray, draws: Draws, months: int, *, counted: bool = False
) -> list[np.ndarray]:
    """Return the sum of each of the members' columns over those who have joined, (month, draw), read-only.

    (1, draw) where all who join are there from the first month, (1, 1) where all of a column are 0.

    `columns` (member, column) are summed with the sampling weights. The central future holds the expected sums,
    p x F(month); a draw holds those with u < p x F(month), u from the member's own stream, and the sampling error of
    its stratum: of heads and amounts, or of heads alone where the columns only count (`counted`). Where nobody was
    asked whether it joins, all join and nothing is drawn: a draw too holds F(month) of each. What was asked of the same
    draws before is known.
    """
    moved = any(name.startswith(ANSWERS) for name in draws.fixed)
    if draws.copies > 1 and not moved:
        sums = joined_sums(spec, people, columns, draws.one_copy(), months, counted=counted)
        return [np.tile(total, draws.copies) if total.shape[1] > 1 else total for total in sums]
    known = {} if moved else draws.joined.setdefault((people, _rules(spec, people), months, counted), {})
    wanted = [column.tobytes() for column in columns.T]
    lacking = [place for place, column in enumerate(wanted) if column not in known]
    if lacking:
        sums = _sums(spec, people, columns[:, lacking], draws, months, counted=counted)
        for place, total in zip(lacking, sums, strict=True):
            total.flags.writeable = False
            known[wanted[place]] = total
    return [known[column] for column in wanted]


def _rules(spec: Spec, people: People) -> tuple:
    """Return all that the spec says of who joins when."""
    columns = (spec.survey.joins, spec.survey.letter)
    answers = tuple(column and tuple(column.values.items()) for column in columns)
    founding = tuple(spec.classes[name].founding for name in dict.fromkeys(people.cls))
    joining = spec.joining
    return answers, founding, joining.half_by, joining.common_error, joining.place_error, joining.silent


def _sums(
    spec: Spec, people: People, columns: np.ndarray, draws: Draws, months: int, *, counted: bool
) -> list[np.ndarray]:
    """Return joined_sums; member after member, so that no more than a few rows of draws are held beside the sums."""
    founding = np.array([spec.classes[name].founding for name in people.cls], bool)
    weights = np.array(people.weights)
    if draws.central:
        curve = timing_curve(spec, draws, months)
        return list(_expected(columns * weights[:, None], chances(spec, people, draws), founding, curve, draws.size))
    at_once = spec.joining.half_by is None or bool(founding.all())
    months = 1 if at_once else months
    half = None if at_once else draws.value(spec.joining.half_by)
    used = np.flatnonzero((columns * weights[:, None]).any(axis=0))
    sums = [
        np.zeros((months + 1, draws.size)) if column in used else np.zeros((2, 1)) for column in range(columns.shape[1])
    ]
    asked = spec.survey.joins is not None or spec.survey.letter is not None
    every, left = np.arange(draws.size), np.zeros(len(weights)) if asked else weights.copy()
    factors = sample_factors(people.errors, draws.scores, (len(people), draws.size), counted=counted)
    met = zip(people.names, chances(spec, people, draws), factors, strict=True)
    for index, (name, chance, factor) in enumerate(met if asked else ()):
        count, each, left[index] = deciding(weights[index])
        uniform = draws.uniform(f"joins.{name}", count)
        when = joining_month(chance, uniform, None if founding[index] else half, months) * draws.size + every
        for column in used[columns[index, used] != 0]:
            new = columns[index, column] * each * factor
            for place in when:
                sums[column].reshape(-1)[place] += new
    for column in used:
        for month in range(1, months):
            sums[column][month] += sums[column][month - 1]
    sums = [total[:-1] for total in sums]
    if left.any():
        moved = (chance * factor for chance, factor in zip(chances(spec, people, draws), factors, strict=True))
        rest = _expected(columns * left[:, None], moved, founding, timing_curve(spec, draws, months), draws.size)
        for column in used:
            sums[column] = sums[column] + rest[column]
    return sums


def _expected(
    weighted: np.ndarray, chances: Iterable[np.ndarray], founding: np.ndarray, curve: np.ndarray, size: int
) -> np.ndarray:
    """Return the expected sum of each column over those who have joined by each month, (column, month or 1, draw)."""
    early, late = (np.zeros((weighted.shape[1], size)) for _ in range(2))
    for amounts, chance, first in zip(weighted, chances, founding, strict=True):
        total = early if first else late
        total += amounts[:, None] * chance
    return early[:, None, :] + late[:, None, :] * curve
