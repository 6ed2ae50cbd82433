"""What `capacity seek` says: at which value a goal turns, between which values was looked, and what it is there."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_book.found import as_described
from capacity.intake.files import find_folder
from capacity.model.goal_seek.sought import Question, Sought
from capacity.model.whatif.asked import seek
from capacity.run.machine.apart import read_apart


@dataclass(frozen=True)
class Answer:
    """The answer to one question of a cluster."""

    cluster: str
    found: Sought

    def as_text(self) -> str:
        """Return the answer in four or five lines."""
        return "\n".join([self._where(), self._what(), self._looked(), *self._also()])

    def as_json(self) -> str:
        """Return the same for programs; null for never, and where a measure is infinite."""
        found, number = self.found.search, self.found.number
        content = {
            "cluster": self.cluster,
            "scenario": self.found.scenario,
            "against": self.found.against or None,
            "set": number.path,
            "until": str(self.found.goal),
            "value": self.found.value,
            "unit": number.unit,
            "today": found.today,
            "measured_today": found.measured,
            "holds_today": found.holds,
            "measure_unit": self.found.unit,
            "looked": [found.low, found.high],
            "measured_there": [found.at_low, found.at_high],
            "measured": found.turn.measured if found.turn else None,
            "holds": found.turn.side if found.turn else None,
            "exact": found.turn.exact if found.turn else None,
            "beyond": found.turn.beyond if found.turn else None,
            "further": found.further,
        }
        return json.dumps(_finite(content), ensure_ascii=False, indent=1)

    def _where(self) -> str:
        number, value = self.found.number, self.found.value
        today = f"today {_number(number.today)} {number.unit}"
        if value is None:
            return f"{number.path}: never ({today})"
        change = (
            f", {(value - number.today) / abs(number.today):+.1%}" if number.today and value != number.today else ""
        )
        return f"{number.path}: {_number(value)} {number.unit} ({today}{change})"

    def _what(self) -> str:
        goal, found = self.found.goal, self.found.search
        less = f" less that of {self.found.against}" if self.found.against else ""
        now = f"today it is {self._measured(found.measured)}"
        if found.turn is None:
            always = "everywhere" if found.holds else "nowhere"
            return f"{goal}{less} holds {always} between the values looked at; {now}"
        if goal.condition.sign == "=":
            reached = "passes" if found.turn.beyond is not None else "is"
            number = self._measured(goal.condition.number)
            return f"{goal.name}{less} {reached} {number} there and is more {found.turn.side} it; {now}"
        return f"{goal}{less} holds there and {found.turn.side} it; {now}"

    def _looked(self) -> str:
        found, unit = self.found.search, self.found.number.unit
        ends = f"{self._measured(found.at_low)} to {self._measured(found.at_high)}"
        return f"looked from {_number(found.low)} to {_number(found.high)} {unit}: {self.found.goal.name} from {ends}"

    def _also(self) -> list[str]:
        found, unit, said = self.found.search, self.found.number.unit, []
        if found.turn:
            said.append("a straight line there: exact" if found.turn.exact else "no straight line: closed in on")
        if found.turn and found.turn.beyond is not None:
            said[0] += f"; it jumps there from {self._measured(found.turn.measured)} to "
            said[0] += self._measured(found.turn.beyond)
        for low, high in found.further:
            said.append(
                f"it turns again between {_number(low)} and {_number(high)} {unit}: the nearest to today is given"
            )
        return said

    def _measured(self, value: float) -> str:
        return _number(value) if math.isinf(value) else f"{_number(value)} {self.found.unit}"


def _number(value: float) -> str:
    """Return a number to read and to type: seven digits, no more than a whole one where it is large."""
    if math.isinf(value):
        return "more than any number" if value > 0 else "less than any number"
    near = float(f"{value:.7g}")
    return f"{near:,.0f}" if abs(near) >= 1e6 else f"{near:.7g}"


def _finite(value: object) -> object:
    """Return plain data in which what is infinite is null."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and math.isinf(value) else value


def seek_cluster(folder: Path, question: Question) -> Answer:
    """Return the answer to a question of a cluster folder, which is read apart."""
    place = find_folder(folder).absolute()
    cluster = read_apart(read_cluster, place)
    asked = (question.path, question.until, question.scenario, question.against, question.draws)
    return Answer(cluster.slug, as_described(seek)(cluster, *asked))
