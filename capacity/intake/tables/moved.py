"""A question that a later version of the form has in another group stands in two columns; they are one where it can be.

Codes: H05 both are filled in one row, so that two may be meant; H14 joined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from capacity.intake.findings.issues import InputError, Issue, RowPlace
from capacity.intake.findings.spelling import tidy
from capacity.intake.sheets.sheets import Row, Rows, Table


def join_twins(table: Table, twins: Mapping[str, Sequence[int]]) -> tuple[Table, list[Issue]]:
    """Return the table with the answers of a moved question in one column, and a note for each that says so.

    `twins` are the further columns of a name. Two different answers in one row are refused (H05): two may be meant.
    """
    clashes = [clash for name, others in twins.items() for clash in _clash(table, name, others)]
    if clashes:
        raise InputError(clashes)
    rows = table.rows
    for name, others in twins.items():
        rows = Rows.of(_joined(row, table.columns[name], others) for row in rows)
    return replace(table, rows=rows), [_note(table, name, others) for name, others in twins.items()]


def _clash(table: Table, name: str, others: Sequence[int]) -> Iterator[Issue]:
    """Yield the first row with different answers in the columns of one question."""
    columns = (table.columns[name], *others)
    for row in table.rows:
        if len({tidy(row.cells[index]) for index in columns} - {""}) > 1:
            labels = _labels(table, columns)
            fix = "rename the one that is not meant in a copy, or name the other with its group in the column map"
            yield Issue(f"{len(columns)} columns may be meant: {labels}", fix, code="H05", **table.place(row, name))
            return


def _joined(row: Row, index: int, others: Sequence[int]) -> Row:
    if row.cells[index].strip():
        return row
    filled = next((other for other in others if row.cells[other].strip()), None)
    return row if filled is None else row.changed(index, row.cells[filled], row.kind(filled))


def _note(table: Table, name: str, others: Sequence[int]) -> Issue:
    problem = f"{_labels(table, (table.columns[name], *others))} are read as one question: no row fills both"
    place = RowPlace(file=table.file, sheet=table.sheet, row=table.header_row)
    fix = "if they ask different things, rename one of them in a copy"
    return Issue(problem, fix, column=name, severity="note", code="H14", **place)


def _labels(table: Table, columns: Sequence[int]) -> str:
    return ", ".join(f'"{table.header[index]}"' for index in columns)
