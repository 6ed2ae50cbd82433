"""What a member gives per cow, hive, hectare or worker, beside what such give and what its class does: asked, counted.

Codes: R33 far from what one of them gives, or from the middle of the class.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import product

import numpy as np

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import ColumnMap, is_producer
from capacity.intake.answers.scales import AMOUNTS
from capacity.intake.cluster_file.conversion import class_product
from capacity.intake.findings import Issue
from capacity.intake.quantities.units import UnitError, known_unit
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.survey.plausibility import logs_of
from capacity.intake.survey.readings import Readings

CODE = "R33"
FAR = 5.0
"""times the middle of the class, or of it a part, that is asked about"""
ENOUGH = 8
"""members of a class from which its middle is one"""
ROBUST_Z = 3.5
"""robust standard deviations (of logs) that a figure must lie from the middle besides"""
MANY = 3
"""members outside the limits from which more than half of a class are asked about as one"""
_AMOUNT = (
    r"литр\w*|литраж|л|кг|тонн\w*|т|центнер\w*|ц|урожа\w*|түшүм\w*|сбор\w*|lit(re|er)s?|l|kg|tonn?e?s?|t|yield|harvest"
)
_EACH = r"(/|\bper\s|\bна\s|\bс\s|\bот\s|\bодн\w+\s|\bbir\s|\bбир\s|\b1\s)\s*(1\s*|одн\w+\s*|кажд\w+\s*)?$"
_ANIMAL = {"cow": "animal"}
"""of what is counted by heads, the count of heads"""


@dataclass(frozen=True)
class Limit:
    """What one of a thing gives in a unit, at least and at most, with the words of labels it is for and its source."""

    thing: str
    output: tuple[str, ...]
    but_not: tuple[str, ...]
    units: tuple[str, ...]
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class _Given:
    """What members of a class, of one table, give per one of what a column counts, in a unit.

    `members` are their numbers among all, `values` what each gives, (member,); with the limits of that if there are
    any. `column` is that of the figure.
    """

    readings: Readings
    members: np.ndarray
    values: np.ndarray
    column: str
    unit: str
    thing: str
    limit: Limit | None

    @property
    def is_outside(self) -> np.ndarray:
        """Whether each is outside the limits, (member,)."""
        if self.limit is None:
            return np.zeros(len(self.values), dtype=bool)
        edge = 1 + 1e-9
        return ~((self.limit.low / edge <= self.values) & (self.values <= self.limit.high * edge))

    def some(self, chosen: np.ndarray) -> list["_Each"]:
        """Return those that are chosen, (member,), one by one."""
        found = zip(self.members[chosen].tolist(), self.values[chosen].tolist(), strict=True)
        names = self.readings.members["member"]
        return [_Each(self, *self.readings.row(at), names.iloc[at], value) for at, value in found]


@dataclass(frozen=True)
class _Each:
    """What one of those members gives, in the unit and with the limits of them all."""

    of: _Given
    table: Table
    row: Row
    member: str
    value: float

    @property
    def cell(self) -> tuple[str, int, str]:
        """The file, the row and the column of the figure."""
        return self.table.file, self.row.number, self.of.column

    def say(self, problem: str, fix: str) -> Issue:
        """Return the question at the cell of the figure."""
        place = self.table.place(self.row, self.of.column)
        return Issue(problem, fix, severity="warning", code=CODE, **place).at(member=self.member)

    @property
    def amount(self) -> str:
        """Return it in words: 95 l per cow a day."""
        amount, _, period = self.of.unit.partition("/")
        return f"{_plain(self.value)} {amount} per {self.of.thing}{f' a {period}' if period else ''}"


@cache
def _data() -> dict:
    return tomllib.loads(files("capacity.intake.survey").joinpath("per_unit.toml").read_text("utf-8"))


@cache
def _things() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return the word for one of each thing, and the words of labels that count it."""
    return {name: (entry["one"], tuple(entry["words"])) for name, entry in _data()["things"].items()}


@cache
def limits() -> tuple[Limit, ...]:
    """Return what one cow, hive, hectare or worker gives, from per_unit.toml."""
    lists = ("output", "but_not", "units")
    return tuple(Limit(**{**entry, **{key: tuple(entry[key]) for key in lists}}) for entry in _data()["limits"])


def per_unit_issues(plan: ColumnMap, readings: Readings, known: Collection[tuple[str, int, str]] = ()) -> list[Issue]:
    """Return questions on members that give far more, or less, per cow, hive, ha or worker than such give.

    `known` are the file, row and column of figures that stand out anyway: they are not compared with their class once
    more. Where most of a class are outside, one question is asked of all of them.
    """
    found: dict[tuple[str, str, str, str], list[_Given]] = {}
    for cls, variable in product(plan.spec.classes, AMOUNTS):
        for number in range(len(readings.tables)):
            if given := _given(variable, cls, number, readings, plan):
                found.setdefault((cls, variable, given.thing, given.unit), []).append(given)
    issues = []
    for (cls, *_), parts in found.items():
        outside = [each for part in parts for each in part.some(part.is_outside)]
        total = sum(len(part.values) for part in parts)
        if len(outside) >= MANY and 2 * len(outside) > total:
            issues.append(_all_outside(outside, total, cls))
        else:
            issues += [_outside(each) for each in outside]
        issues += _far(parts, {*known, *(each.cell for each in outside)}, cls)
    return issues


def _given(variable: str, cls: str, number: int, readings: Readings, plan: ColumnMap) -> _Given | None:
    """Return what the members of a class in a table give per one of what a column counts; None where none does."""
    table, names = readings.tables[number], plan.columns(variable)
    if variable in plan.repeats or not names or not is_producer(plan.spec, cls):
        return None
    own = tuple(table.columns[name] for name in names)
    counter = _counter(table.header, own, frozenset(table.columns.values()).difference(own))
    column = next((name for name in reversed(names) if counter and table.columns[name] != counter[1]), "")
    if counter is None or not column:
        return None
    thing, index = counter
    limit = _limit(thing, variable, cls, column, plan)
    scales = ((unit, _scale(plan, variable, cls, unit)) for unit in (limit.units if limit else (plan.unit(variable),)))
    unit, one = next(((unit, one) for unit, one in scales if one), ("", 0.0))
    frame = readings.members
    totals = frame[variable].to_numpy()
    given = np.flatnonzero((frame["table"] == number).to_numpy() & (frame["cls"] == cls).to_numpy() & (totals > 0))
    counts = _counts(table, index, frame["at"].to_numpy()[given])
    given, counts = given[counts > 0], counts[counts > 0]
    if not one or not len(given):
        return None
    return _Given(readings, given, totals[given] / one / counts, column, unit, _things()[thing][0], limit)


def _scale(plan: ColumnMap, variable: str, cls: str, unit: str) -> float:
    """Return what one of a unit is in the model's, 0 where it does not measure the variable."""
    try:
        return plan.find_scale(variable, cls, unit).factor
    except UnitError:
        return 0.0


@cache
def _counter(header: tuple[str, ...], own: tuple[int, ...], others: frozenset[int]) -> tuple[str, int] | None:
    """Return the thing that a column counts, and the column: of the figure's own if one does, else of those unmapped.

    Of several the one whose word stands first, as milked cows before cows; None where that leaves two.
    """
    labels = [(index, label) for index, label in enumerate(header) if index not in others]
    found = sorted((index not in own, *seen, index) for index, label in labels if (seen := _counted(label)))
    if not found or (len(found) > 1 and found[0][:3] == found[1][:3] and found[0][0]):
        return None
    return found[0][2], found[0][3]


def _counted(label: str) -> tuple[int, str] | None:
    """Return the rank of the word by which a label counts a thing, and the thing; None for an amount, also per cow."""
    text = tidy(label.replace("_", " ")).casefold()
    for thing, (_, words) in _things().items():
        for rank, word in enumerate(words):
            seen = re.search(rf"\b(?:{word})\b", text)
            if seen is None or re.search(_EACH, text[: seen.start()]):
                continue
            rest = text[: seen.start()] + " " + text[seen.end() :]
            outputs = {one for limit in limits() for one in limit.output} if thing != "ha" else set()
            if not re.search(rf"\b(?:{'|'.join([_AMOUNT, *sorted(outputs)])})\b", rest):
                return rank, thing
    return None


def _counts(table: Table, index: int, at: np.ndarray) -> np.ndarray:
    """Return how many some rows count, hectares where a column counts land, (row,); 0 where that is no plain number."""
    return table.rows.column(index)[at].each(partial(_count, label=table.header[index]))


def _count(text: str, kind: str, label: str) -> float:
    number = number_or_none(text, kind)
    return number.value * _hectares(number.unit, label) if number and number.value > 0 else 0.0


@cache
def _hectares(written: str, label: str) -> float:
    """Return how many ha one is of what a column counts, by the unit written in a cell or its label; 1 of no land."""
    words = filter(None, (written, *re.findall(r"\w+", label)))
    land = (unit for word in words if (unit := known_unit(word)) and unit.powers == (("ha", 1),))
    return next((unit.factor for unit in land), 1.0)


def _limit(thing: str, variable: str, cls: str, column: str, plan: ColumnMap) -> Limit | None:
    """Return the limits of what a thing gives of the class's product, those of the survey's period first."""
    product = class_product(plan.spec, cls)
    titles = plan.spec.products[product].title if product else ""
    named = titles.values() if isinstance(titles, Mapping) else [titles]
    text = tidy(" ".join([product or "", *map(str, named), column]).replace("_", " ")).casefold()
    period = _period(plan.unit(variable))
    fitting = [
        limit
        for limit in limits()
        if thing in (limit.thing, _ANIMAL.get(limit.thing))
        and _says(text, limit.output)
        and not _says(text, limit.but_not)
    ]
    return next((one for one in fitting if _period(one.units[0]) == period), fitting[0] if fitting else None)


def _period(unit: str) -> object:
    return known_unit(unit.rpartition("/")[2])


def _says(text: str, words: Sequence[str]) -> bool:
    return bool(words) and bool(re.search(rf"\b(?:{'|'.join(words)})\b", text))


def _far(parts: Sequence[_Given], asked: Collection[tuple[str, int, str]], cls: str) -> list[Issue]:
    """Return questions on those far from the middle one of their class, by factor and by the spread of the class."""
    logs = logs_of(np.concatenate([part.values for part in parts]))
    if len(logs) < ENOUGH:
        return []
    middle = float(np.median(logs))
    least = max(math.log(FAR), ROBUST_Z * 1.4826 * float(np.median(np.abs(logs - middle))))
    far = (each for part in parts for each in part.some(np.abs(logs_of(part.values) - middle) >= least))
    usual = _plain(math.exp(middle))
    return [
        each.say(f"{each.amount}; the middle one of the class {cls} has {usual}", _ask(each))
        for each in far
        if each.cell not in asked
    ]


def _outside(each: _Each) -> Issue:
    question = _question(each)
    return each.say(f"{each.amount}; {_usual(each)}: {question}", _ask(each))


def _all_outside(outside: Sequence[_Each], asked: int, cls: str) -> Issue:
    """Return one question for a class most of which is outside: its unit, its period or its product is another."""
    middle = sorted(outside, key=lambda each: each.value)[len(outside) // 2]
    problem = f"{len(outside)} of {asked} members of the class {cls}: {middle.amount} and the like; {_usual(middle)}"
    fix = "look at the unit and the period of the column in cluster.yml, and at what it counts; then ask one of them"
    issue = Issue(problem, fix, severity="warning", code=CODE)
    first = Counter(each.of.column for each in outside).most_common(1)[0][0]
    return issue.at(file=middle.table.file, sheet=middle.table.sheet, column=first)


def _usual(each: _Each) -> str:
    limit = each.of.limit
    return f"one {each.of.thing} gives {_plain(limit.low)} to {_plain(limit.high)}" if limit else ""


def _question(each: _Each) -> str:
    """Return what may have been meant instead."""
    if each.of.limit and each.value > each.of.limit.high:
        whole = {"cow": "the whole herd", "hive": "all hives", "ha": "the whole field", "worker": "the whole shop"}
        return f"is the figure of {whole.get(each.of.thing, 'all')} taken for one, or one of the two mistyped?"
    return "is it the figure of one taken for all, of another period, or one of the two mistyped?"


def _ask(each: _Each) -> str:
    which = f"ask which is wrong, the amount or the number ({each.of.thing})"
    return f"{which}, and correct it in corrections.yml; it is counted as it stands"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
