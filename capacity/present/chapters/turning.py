"""At which value does it turn? The answers to questions in words: one sentence each, as one tells a farmer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pandas import Period

from capacity.intake.numbers import DATED, MONTHS, SEASONAL
from capacity.model.results.held import read_goal
from capacity.present.parts.section import Exhibit, Table
from capacity.present.words.goals import goal_words
from capacity.present.words.levers import PERCENT, TITLES, lever_name, setting_words
from capacity.present.words.names import Names
from capacity.present.words.reading import finite, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from capacity.intake.cluster_file.schema import Spec
    from capacity.intake.quantities.strict import Title
    from capacity.model.results.study import Study

TITLE = mark("At which value does it turn?")
ANSWERS = {
    "above": mark("{number}: {goal} from {value} on; today it is {today}."),
    "below": mark("{number}: {goal} up to {value}; today it is {today}."),
    "everywhere": mark("{number}: {goal} at every value from {low} to {high}; today it is {today}."),
    "nowhere": mark("{number}: there is no value from {low} to {high} at which {goal}; today it is {today}."),
}
HEAD = (mark("Number"), mark("What is asked"), mark("Turns at"), mark("Today"), mark("Looked at"))
AGAIN = mark("It turns again between {low} and {high}.")
UNDER = mark("With the scenario “{scenario}”: {said}")
ALL_ANSWERS = mark("{cls}: what all of them together said they have")
SPANS = {
    "day": lambda words, n: words.count("{n} day", "{n} days", n, n=words.number(n)),
    "month": lambda words, n: words.count("{n} month", "{n} months", n, n=words.number(n)),
    "year": lambda words, n: words.count("{n} year", "{n} years", n, n=words.number(n)),
}
"""how spans of time are said"""
PREFIXES = {"k": 1e3, "M": 1e6}
"""of money, as units may have them"""


@dataclass(frozen=True)
class Answers:
    """How the answers of one cluster are said in one language."""

    spec: Spec
    words: Words

    @property
    def names(self) -> Names:
        """Return what things are called."""
        return Names(self.spec, self.words)

    def sentence(self, row: Mapping, title: Title = "", leading: str = "") -> str:
        """Return one answer (asked.COLUMNS) as a sentence; `title` is what its number is called.

        The scenario is named where it is not the `leading` one.
        """
        message = ANSWERS[row["holds"]]
        said = self.words.say(
            message,
            number=self.words.title(title) or self.number(row),
            goal=self.goal(row),
            value=self.value(row, "value"),
            today=self.value(row, "today"),
            low=self.value(row, "looked_low"),
            high=self.value(row, "looked_high"),
        )
        if finite(row["again_low"]):
            ends = {end: self.value(row, f"again_{end}") for end in ("low", "high")}
            said = f"{said} {self.words.say(AGAIN, **ends)}"
        under = leading and row["scenario"] != leading
        return self.words.say(UNDER, scenario=self.names.scenario(row["scenario"]), said=said) if under else said

    def goal(self, row: Mapping) -> str:
        """Return what is wanted, as a clause."""
        against = self.names.scenario(row["against"]) if row["against"] else ""
        return goal_words(read_goal(row["goal"], self.spec), self.names, row["measure_unit"], against)

    def number(self, row: Mapping) -> str:
        """Return what is moved, in words."""
        return self.called(row["number"], row["at"])

    def called(self, path: str, at: str = "") -> str:
        """Return what a path is called; `at` is what a lever speaks of."""
        if path in TITLES:
            return lever_name(path, at, self.names, self.words)
        month = SEASONAL.fullmatch(path)
        if month:
            return f"{self.names.path(month[1])}, {self.words.in_month(MONTHS.index(month[2]) + 1)}"
        parts = path.split(".")
        if parts[0] == "classes" and parts[2:] == ["answers"]:
            return self.words.say(ALL_ANSWERS, cls=self.names.cls(parts[1]))
        return self.names.path(path)

    def value(self, row: Mapping, column: str) -> str:
        """Return one of the values of the number that is moved, with its unit."""
        value, unit = row[column], str(row["unit"])
        if not finite(value):
            return self.words.amount(None)
        if row["number"] in TITLES:
            sign = "+" if value > 0 else ""
            return f"{sign}{self._amount(value, unit)}" if unit == PERCENT else setting_words(unit, value, self.words)
        if DATED.fullmatch(row["number"]):
            return str(Period(self.spec.start, "M") + round(value))
        return self._amount(value, unit)

    def _amount(self, value: float, unit: str) -> str:
        percents = {"share": 100.0, PERCENT: 1.0, "of today": 100.0}
        if unit in percents:
            return self.words.say("{percent}%", percent=self.words.number(percents[unit] * value, 1))
        if unit in SPANS:
            return SPANS[unit](self.words, value)
        times = PREFIXES.get(unit[:1], 0.0) if unit[1:].startswith(self.spec.currency) else 0.0
        return self.words.amount(value * times, unit[1:]) if times else self.words.amount(value, unit)


def turning_answers(study: Study, words: Words) -> Iterator[str]:
    """Yield the answers to the questions of the cluster file; none if it asks nothing."""
    questions = study.cluster.specs[study.scenario].questions
    for row in _rows(study):
        told = Answers(study.cluster.specs[row["scenario"]], words)
        yield told.sentence(row, questions[row["question"]].title, study.scenario)


def turning_exhibit(study: Study, words: Words) -> Iterator[Exhibit]:
    """Yield the table of the answers: what is moved, what is wanted, where it turns, and between which values."""
    body = tuple(_told_row(study, words, row) for row in _rows(study))
    if body:
        head = tuple(words.say(title) for title in HEAD)
        yield Exhibit("certainty-turning", Table(words.say(TITLE), head, body, numbers_from=2))


def _told_row(study: Study, words: Words, row: Mapping) -> tuple[str, ...]:
    told = Answers(study.cluster.specs[row["scenario"]], words)
    title = study.cluster.specs[study.scenario].questions[row["question"]].title
    ends = {end: told.value(row, f"looked_{end}") for end in ("low", "high")}
    return (
        words.title(title) or told.number(row),
        told.goal(row),
        told.value(row, "value"),
        told.value(row, "today"),
        words.say("{low} to {high}", **ends),
    )


def _rows(study: Study) -> list[dict]:
    return table(study, "turning_values").to_dict("records")
