"""What becomes of a row that is no ordinary member: how it is counted, why, and the issues that say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.intake.findings import Issue, Place
from capacity.intake.rows.corrections import member_id
from capacity.intake.sheets.sheets import Row, Table

USED, QUARANTINED, ROW_BLANK, EXCLUDED = "used", "quarantined", "blank", "excluded"
ASKED_TWICE, REPLACED, REJECTED = "asked_twice", "replaced", "rejected"
TOTAL, HEADER, OTHER_TABLE = "totals", "headers", "other_table"
BY_ANSWER, DROPPED, LISTED = "by_answer", "dropped", "listed"
REASONS = (ASKED_TWICE, TOTAL, HEADER, OTHER_TABLE, REJECTED, REPLACED, BY_ANSWER, DROPPED, LISTED)
"""why a row is excluded, in the order in which it is said"""


@dataclass(frozen=True)
class Fate:
    """What becomes of a row that is no ordinary member, the issues that say so, and why it is excluded if it is."""

    kind: str
    issues: tuple[Issue, ...] = ()
    reason: str = ""


def where(table: Table, row: Row, members: Sequence[str]) -> Place:
    """Return the place of a row, with the id of its member."""
    member = member_id(row, table, members)
    return Place(file=table.file, sheet=table.sheet, row=row.number, member=member)
