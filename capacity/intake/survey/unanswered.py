"""Answers that are asked for and lacking, said for each class. Code: R20 own use not known."""

import math
from collections.abc import Iterator, Sequence

from capacity.intake.answers.column_map import ColumnMap, is_producer
from capacity.intake.findings.issues import Issue
from capacity.intake.survey.members import Reading
from capacity.intake.survey.selection import USED


def unanswered_issues(plan: ColumnMap, readings: Sequence[Reading]) -> Iterator[Issue]:
    """Yield a warning for each class of which some did not say what they keep at home, and the file does not either.

    They count as keeping nothing, which offers more than there is; where the file states own_use, that counts for them.
    """
    column, spec = plan.column("own_use"), plan.spec
    for name in spec.classes if column else ():
        members = [reading.member for reading in readings if reading.kind == USED and reading.cls == name]
        silent = [member for member in members if math.isnan(member["own_use"])]
        if silent and spec.classes[name].own_use is None and is_producer(spec, name):
            problem = (
                f"{len(silent)} of {len(members)} members of the class {name} did not say what they keep at home: "
                "they count as keeping nothing"
            )
            fix = f"ask once more, or state classes.{name}.own_use, which then counts for them"
            first = {"file": silent[0]["file"], "row": silent[0]["row"], "member": str(silent[0]["member"])}
            yield Issue(problem, fix, column=column.columns[-1], severity="warning", code="R20", **first)
