"""What the rows of repeats say below each member: two submissions with other cows are not the same answers."""

from collections import defaultdict
from collections.abc import Mapping

from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.rows.server_columns import is_of_a_repeat, is_of_the_server
from capacity.intake.sheets.sheets import Key, Row, Table
from capacity.intake.spelling import tidy

Below = Mapping[Key, Mapping[str, str]]
"""by member's row and repeat: what the rows of the repeat say, in no order"""


def said_below(plan: ColumnMap) -> Below:
    """Return what each member's rows of the repeats of the map say; members without rows are not in it."""
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for repeat in plan.repeats.values():
        for linked in repeat.linked:
            for key, rows in linked.rows.items():
                said = sorted(_said(row, linked.table) for row in rows)
                found[key][f'repeat "{repeat.name}"'] = " + ".join(said)
    return dict(found)


def _said(row: Row, table: Table) -> str:
    answers = (
        tidy(cell)
        for label, cell in zip(table.header, row.cells, strict=True)
        if label and not is_of_the_server(label) and not is_of_a_repeat(label)
    )
    return " ".join(filter(None, answers))
