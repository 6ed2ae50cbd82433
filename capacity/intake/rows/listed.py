"""A member on the quick list and again with its interview: the interview counts, the line of the list goes."""

from collections.abc import Mapping, Sequence

from capacity.intake.answers.answers import FULL, LIST
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.spelling import same_letters, tidy
from capacity.intake.rows.doubled import candidates
from capacity.intake.rows.fates import EXCLUDED, LISTED, Fate
from capacity.intake.sheets.sheets import Key, Row, Table


def interviewed_since(tables: Sequence[Table], plan: ColumnMap, fates: Mapping[Key, Fate]) -> dict[Key, Fate]:
    """Return the fates of lines of the list whose member has a row of its interview too; {} without two phases."""
    if "phase" not in plan.answers:
        return {}
    rows = list(candidates(tables, plan.spec.survey.member.columns, fates))
    full = {same_letters(member) for table, row, member in rows if _phase(table, row, plan) == FULL}
    return {
        table.key(row): Fate(EXCLUDED, reason=LISTED)
        for table, row, member in rows
        if same_letters(member) in full and _phase(table, row, plan) == LIST
    }


def _phase(table: Table, row: Row, plan: ColumnMap) -> object:
    cells = (tidy(row.cells[table.columns[name]]) for name in plan.columns("phase"))
    return plan.answers["phase"].end(" ".join(filter(None, cells)))
