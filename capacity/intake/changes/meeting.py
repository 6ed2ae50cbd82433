"""Answers that changed at a meeting: the cluster read once more with them, before they stand in any file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from capacity.intake.changes.drafts import Entry
from capacity.intake.changes.filled import Signed, typed
from capacity.intake.changes.located import column_of, survey_tables
from capacity.intake.facts import Cluster
from capacity.intake.findings import InputError
from capacity.intake.survey.survey import read_survey

WHY = "changed at the meeting"


@dataclass(frozen=True)
class Answer:
    """What a member now says: its id, the survey's column, the answer as it was typed ("no answer" empties it)."""

    member: str
    column: str
    text: str

    @property
    def entry(self) -> Entry:
        """Return it as an entry of corrections.yml, without the old answer and who took it."""
        return {"member": self.member, "column": self.column, "set": typed(self.text)}


def with_answers(cluster: Cluster, answers: Sequence[Answer]) -> Cluster:
    """Return the cluster as if some members had answered so; no file is changed.

    Every row is read and judged again, so a member that was set aside can come in, and one can fall out. Refused: an id
    that no row has or several have, a column that is not in the survey, and an answer because of which its own member
    would be set aside.
    """
    survey = read_survey(cluster.folder, cluster.spec, [answer.entry for answer in answers])
    asked = {answer.member for answer in answers}
    bad = [one for one in survey.issues if one.severity == "quarantine" and one.member in asked]
    if bad:
        raise InputError(bad)
    return replace(cluster, survey=survey)


def as_corrections(cluster: Cluster, answers: Sequence[Answer], signed: Signed) -> list[Entry]:
    """Return the answers as full entries of corrections.yml: with what they replace, who took them, when and why."""
    spec = cluster.spec
    tables = survey_tables(cluster.folder, spec).now
    survey = read_survey(cluster.folder, spec, [answer.entry for answer in answers])
    made = survey.corrections[len(cluster.survey.corrections) :]
    entries: list[Entry] = []
    for answer, done in zip(answers, made, strict=True):
        table = next(one for one in tables if one.file == done.file)
        index = column_of(table, answer.column)
        label = answer.column if index is None else table.header[index] or answer.column
        place = {"member": done.member, "row": done.row, "file": done.file, "column": label}
        said = {
            "expect": done.old or None,
            "set": typed(answer.text),
            "who": signed.who,
            "when": signed.when,
            "why": WHY,
        }
        entries.append(place | said)
    return entries
