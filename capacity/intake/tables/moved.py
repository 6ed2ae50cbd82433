"""A question that a later version of the form has in another group stands in two columns; they are one where it can be.

Codes: H05 both are filled in one row, so that two may be meant; H14 joined.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from capacity.intake.findings import InputError, Issue, RowPlace
from capacity.intake.sheets.columns import Column, small, told_apart
from capacity.intake.sheets.sheets import Table
from capacity.intake.spelling import tidy


def join_twins(table: Table, twins: Mapping[str, Sequence[int]]) -> tuple[Table, list[Issue]]:
    """Return the table with the answers of a moved question in one column, and a note for each that says so.

    `twins` are the further columns of a name. Two different answers in one row are refused (H05): two may be meant.
    """
    clashes = [clash for name, others in twins.items() for clash in _clash(table, name, others)]
    if clashes:
        raise InputError(clashes)
    columns = list(table.rows.columns)
    for name, others in twins.items():
        index = table.columns[name]
        columns[index] = _joined([columns[index], *(columns[other] for other in others)])
    notes = [_note(table, name, others) for name, others in twins.items()]
    return replace(table, rows=replace(table.rows, columns=columns)), notes


def _clash(table: Table, name: str, others: Sequence[int]) -> Iterator[Issue]:
    """Yield the first row with different answers in the columns of one question."""
    columns = (table.columns[name], *others)
    first, _ = told_apart([table.rows.column(index).codes for index in columns], len(table.rows))
    for row in map(table.rows.__getitem__, first):
        if len({tidy(row.cells[index]) for index in columns} - {""}) > 1:
            labels = _labels(table, columns)
            fix = "rename the one that is not meant in a copy, or name the other with its group in the column map"
            yield Issue(f"{len(columns)} columns may be meant: {labels}", fix, code="H05", **table.place(row, name))
            return


def _joined(columns: Sequence[Column]) -> Column:
    """Return of each row the first cell in which something is written, that of the first column where none is."""
    first, kind = told_apart([column.codes for column in columns], len(columns[0]))
    filled = [next((column for column in columns if column[at].strip()), columns[0]) for at in first]
    cells = [column.cell(at) for column, at in zip(filled, first, strict=True)]
    return Column([text for text, _ in cells], "".join(letter for _, letter in cells), small(kind))


def _note(table: Table, name: str, others: Sequence[int]) -> Issue:
    problem = f"{_labels(table, (table.columns[name], *others))} are read as one question: no row fills both"
    place = RowPlace(file=table.file, sheet=table.sheet, row=table.header_row)
    fix = "if they ask different things, rename one of them in a copy"
    return Issue(problem, fix, column=name, severity="note", code="H14", **place)


def _labels(table: Table, columns: Sequence[int]) -> str:
    return ", ".join(f'"{table.header[index]}"' for index in columns)
