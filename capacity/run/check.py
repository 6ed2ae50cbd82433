"""What `capacity check` says: every finding in a cluster's files, where each row went, and if a report is ready."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from capacity.intake.catalogue import KINDS, STOPS, kind_of
from capacity.intake.cluster_book.found import cluster_file
from capacity.intake.facts import LOST, Rows
from capacity.intake.files import find_folder
from capacity.intake.findings import InputError, Issue
from capacity.intake.survey.hanging import Hanging, hanging
from capacity.intake.survey.promises import Counted, counted
from capacity.run.finding_lines import Lines, lines_of
from capacity.run.machine.apart import LIMITS, Limits, read_apart


@dataclass(frozen=True)
class Findings:
    """The findings of one cluster folder; rows and how much hangs on them only where the survey could be read."""

    cluster: str
    issues: tuple[Issue, ...]
    rows: Rows | None = None
    hanging: Hanging | None = None
    lines: Lines = field(default_factory=Lines)
    counted: Counted | None = None

    @property
    def errors(self) -> int:
        """Return how many findings stop a report."""
        return len(self.of_kind(STOPS))

    def of_kind(self, kind: str) -> list[Issue]:
        """Return the findings that stop a report, that change its figures, or that are for information."""
        return [issue for issue in self.issues if kind_of(issue) == kind]

    def as_text(self) -> str:
        """Return the three groups with their counts, who signed, how the rows add up, and whether it is ready."""
        groups = [line for kind in KINDS for line in self._group(kind)]
        counter = [self.lines.say("counter", **asdict(self.counted))] if self.counted else []
        return "\n".join([*groups, *self._aside(), *counter, self._sum(), self._verdict()])

    def as_json(self) -> str:
        """Return the same for programs."""
        rows = asdict(self.rows) if self.rows else None
        counter = asdict(self.counted) if self.counted else None
        content = {"cluster": self.cluster, "errors": self.errors, "rows": rows, "counter": counter}
        content["issues"] = [
            {
                **issue.as_row(),
                "text": self.lines.finding(issue),
                "kind": kind_of(issue),
                "hangs_on_it": self._share(issue),
            }
            for issue in self.issues
        ]
        return json.dumps(content, ensure_ascii=False, indent=1)

    def _group(self, kind: str) -> list[str]:
        found = self.of_kind(kind)
        heading = self.lines.heading(kind, len(found))
        return [heading, *(self.lines.finding(issue, self._on(issue)) for issue in found), ""] if found else []

    def _on(self, issue: Issue) -> tuple[str, float] | None:
        return self.hanging.on(issue) if self.hanging else None

    def _share(self, issue: Issue) -> float | None:
        found = self._on(issue)
        return round(found[1], 4) if found else None

    def _aside(self) -> list[str]:
        """Return how much the rows set aside stand for, by class, then those that were set aside before it was read."""
        if not self.hanging or not self.rows:
            return []
        said = [self.lines.aside(name, *found) for name, found in self.hanging.aside.items()]
        rest = self.rows.quarantined - sum(count for count, *_ in self.hanging.aside.values())
        members = self.rows.used + self.rows.quarantined
        return [*said, *([self.lines.unsorted(rest, members)] if rest else [])]

    def _sum(self) -> str:
        if self.rows is None:
            return self.lines.say("unread", cluster=self.cluster, n=self.errors)
        why = [self.lines.say(reason, n=count) for reason, count in self.rows.reasons.items()]
        return self.lines.say("rows", **asdict(self.rows)) + (f" ({', '.join(why)})" if why else "")

    def _verdict(self) -> str:
        if stopping := self.of_kind(STOPS):
            return self.lines.say("not_ready", n=len(stopping), place=self.lines.place(stopping[0]) or self.cluster)
        if halved := [(name, *found) for name, found in self._lost() if 2 * found[0] >= found[1]]:
            return self.lines.halved(*halved[0])
        if self.rows and 2 * self.rows.quarantined >= self.rows.used + self.rows.quarantined:
            return self.lines.say("halved_rows", n=self.rows.quarantined, all=self.rows.used + self.rows.quarantined)
        return self.lines.say("ready", n=len(self.of_kind(KINDS[1])))

    def _lost(self) -> Iterable[tuple[str, tuple[int, int, float]]]:
        """Return how many answers of how many are set aside, by class, the fullest first."""
        return sorted(self.hanging.aside.items(), key=lambda one: -one[1][1]) if self.hanging else ()


def check_cluster(folder: Path, limits: Limits = LIMITS, language: str = "en") -> Findings:
    """Return the findings of a cluster folder, errors first; that it cannot be read within the limits is one too."""
    try:
        return read_apart(partial(find, language=language), find_folder(folder).absolute(), limits=limits)
    except InputError as error:
        return Findings(folder.absolute().name, error.issues, lines=lines_of(folder, language))


def find(folder: Path, language: str = "en") -> Findings:
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
    issues = sorted(cluster.survey.issues, key=lambda issue: (issue.severity != "error", issue.code != LOST))
    titles = {name: kind.title for name, kind in cluster.spec.classes.items()}
    lines = Lines(language, titles, cluster_file(cluster.folder).name)
    counter = counted(cluster.spec, cluster.survey.members) if cluster.spec.survey.joins else None
    return Findings(cluster.slug, tuple(issues), cluster.survey.rows, hanging(cluster.survey), lines, counter)
