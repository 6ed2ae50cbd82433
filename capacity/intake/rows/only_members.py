"""What only a member answers: its class, whether it joins, its letter. No total says so, and no machine."""

from collections.abc import Sequence

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import tidy

DECISIONS = ("joins", "letter")
TOLD = ("member_class", *DECISIONS)
"""variables of which a member says something"""


def has_answered(row: Row, table: Table, plan: ColumnMap, variables: Sequence[str] = TOLD) -> bool:
    """Return whether a row has a declared answer to a question that only a member can answer."""
    return any(
        tidy(text) and plan.answers[variable].find(text) is not None
        for variable in variables
        if variable in plan.answers
        for text in (row.cells[table.columns[name]] for name in plan.columns(variable))
    )
