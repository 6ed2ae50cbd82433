"""How much hangs on a row of the survey: its share of what the members of its class put out, or put through, today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.intake.facts import SurveyData
from capacity.intake.findings import Issue
from capacity.intake.survey.todays_answers import throughput_said

Row = tuple[str, int | None]
"""file and row"""


@dataclass(frozen=True)
class Hanging:
    """The class of each row and its share (0..1) of its class's output today; rows set aside count as the middle ones.

    `aside`: of each class with rows set aside, how many of how many rows, and their share together.
    """

    rows: Mapping[Row, tuple[str, float]]
    silent: Mapping[tuple[str, str], frozenset[Row]]
    aside: Mapping[str, tuple[int, int, float]]

    def on(self, issue: Issue) -> tuple[str, float] | None:
        """Return the class and the share of its output that a finding is about; None where it is about no row.

        What is said of all who were silent on a question counts for all of them.
        """
        own = self.rows.get((issue.file, issue.row))
        if own is None or issue.code != "R20" or issue.severity != "warning":
            return own
        alike = self.silent.get((own[0], issue.column), frozenset())
        return own[0], sum(self.rows[row][1] for row in {*alike, (issue.file, issue.row)})


def hanging(survey: SurveyData) -> Hanging:
    """Return how much hangs on each row of a survey that was used or set aside with its class known."""
    shares = _shares(survey)
    return Hanging(shares, _silent(survey.issues, shares), _aside(survey, shares))


def _shares(survey: SurveyData) -> dict[Row, tuple[str, float]]:
    members = survey.members
    said = throughput_said(members).fillna(members["capacity"])
    found: dict[Row, tuple[str, float]] = {}
    for name in sorted({*members["cls"], *(cls for _, _, cls in survey.set_aside)}):
        own = members[members["cls"] == name]
        figures = said[own.index]
        middle = figures.mean() if figures.sum() > 0 else 1.0
        outputs = (figures.fillna(middle) if figures.sum() > 0 else figures * 0 + middle).fillna(middle) * own["weight"]
        rows = dict(zip(zip(own["file"], own["row"], strict=True), map(float, outputs), strict=True))
        rows |= {(file, row): float(middle) for file, row, cls in survey.set_aside if cls == name}
        total = sum(rows.values())
        found |= {row: (name, output / total) for row, output in rows.items()}
    return found


def _silent(issues: Iterable[Issue], shares: Mapping[Row, tuple[str, float]]) -> dict[tuple[str, str], frozenset[Row]]:
    found: dict[tuple[str, str], set[Row]] = {}
    for issue in issues:
        row = (issue.file, issue.row)
        if issue.code == "R20" and issue.severity == "note" and row in shares:
            found.setdefault((shares[row][0], issue.column), set()).add(row)
    return {key: frozenset(rows) for key, rows in found.items()}


def _aside(survey: SurveyData, shares: Mapping[Row, tuple[str, float]]) -> dict[str, tuple[int, int, float]]:
    found = {}
    for name in sorted({cls for _, _, cls in survey.set_aside}):
        rows = [(file, row) for file, row, cls in survey.set_aside if cls == name]
        asked = sum(cls == name for cls, _ in shares.values())
        found[name] = len(rows), asked, sum(shares[row][1] for row in rows)
    return found
