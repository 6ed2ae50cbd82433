"""What `capacity check` says: every finding in a cluster's files, and where each row of the survey went."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.sheets.files import find_folder
from capacity.intake.survey.promises import Counted, counted
from capacity.intake.survey.survey import Rows
from capacity.run.machine.apart import LIMITS, Limits, read_apart


@dataclass(frozen=True)
class Findings:
    """The findings of one cluster folder; rows only where the survey could be read."""

    cluster: str
    issues: tuple[Issue, ...]
    rows: Rows | None = None
    counted: Counted | None = None

    @property
    def errors(self) -> int:
        """Return how many findings stop a report."""
        return sum(issue.severity == "error" for issue in self.issues)

    def as_text(self) -> str:
        """Return one finding a line, then who signed and promised, and last the line in which the rows add up."""
        counter = [self.counted.as_text()] if self.counted else []
        return "\n".join([*(str(issue) for issue in self.issues), *counter, self._sum()])

    def as_json(self) -> str:
        """Return the same for programs."""
        rows = asdict(self.rows) if self.rows else None
        counter = asdict(self.counted) if self.counted else None
        content = {"cluster": self.cluster, "errors": self.errors, "rows": rows, "counter": counter}
        content["issues"] = [{**issue.as_row(), "text": str(issue)} for issue in self.issues]
        return json.dumps(content, ensure_ascii=False, indent=1)

    def _sum(self) -> str:
        if self.rows is None:
            return f"{self.cluster}: {self.errors} to mend before the survey can be counted"
        rows = self.rows
        parts = f"used {rows.used} + quarantined {rows.quarantined} + blank {rows.blank} + excluded {rows.excluded}"
        return f"rows read {rows.read} = {parts}"


def check_cluster(folder: Path, limits: Limits = LIMITS) -> Findings:
    """Return the findings of a cluster folder, errors first; that it cannot be read within the limits is one too."""
    try:
        return read_apart(find, find_folder(folder).absolute(), limits=limits)
    except InputError as error:
        return Findings(folder.absolute().name, error.issues)


def find(folder: Path) -> Findings:
    """Return the findings of a cluster folder that can be read, read in this process; else InputError has them."""
    # whoever only asks for the findings does without what reads
    from capacity.intake.cluster import read_cluster  # noqa: PLC0415
    from capacity.run.outputs import check_slug  # noqa: PLC0415

    cluster = read_cluster(folder)
    check_slug(cluster.slug)
    if cluster.spec.questions:
        # what measures goals is not loaded for a file that asks nothing
        from capacity.model.goal_seek.questions import refuse_questions  # noqa: PLC0415

        refuse_questions(cluster)
    issues = sorted(cluster.survey.issues, key=lambda issue: issue.severity != "error")
    counter = counted(cluster.spec, cluster.survey.members) if cluster.spec.survey.joins else None
    return Findings(cluster.slug, tuple(issues), cluster.survey.rows, counter)
