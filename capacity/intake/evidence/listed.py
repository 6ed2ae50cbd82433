"""A small table beside the cluster file, such as region.csv or relations.xlsx: its rows as they are written."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.findings import InputError, Issue
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.groups import Labels
from capacity.intake.tables.header import Wanted
from capacity.intake.tables.tables import TEXT_KINDS, WORKBOOK_KINDS, read_single

Columns = Mapping[str, Collection[str]]
"""names of columns, each with what else it may be called"""
KINDS = (*TEXT_KINDS, *WORKBOOK_KINDS)


@dataclass
class Listed:
    """The rows of a table, and what is wrong with them so far."""

    table: Table
    issues: list[Issue] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Yield the rows in which something is written."""
        return (row for row in self.table.rows if not row.is_blank)

    def text(self, row: Row, column: str) -> str:
        """Return a cell's text without blanks around it; "" where the table has no such column."""
        index = self.table.columns.get(column)
        return "" if index is None else tidy(row.cells[index])

    def said(self, row: Row, column: str) -> str:
        """Return a cell's text; an empty one is an issue."""
        found = self.text(row, column)
        if not found:
            self.wrong(row, column, "nothing is written here", "fill it in, or take the row out")
        return found

    def word(self, row: Row, column: str, words: Mapping[str, str], otherwise: str = "") -> str:
        """Return what a cell's word stands for; one that is none of the words is an issue."""
        found = self.text(row, column).casefold()
        if not found and otherwise:
            return otherwise
        if found not in words:
            self.wrong(row, column, "this is none of the words that are read here", f"write one of {', '.join(words)}")
        return words.get(found, "")

    def number(self, row: Row, column: str, least: float = 0.0) -> float:
        """Return a cell's number, nan where it is missing; what is none, or less than can be, is an issue."""
        index = self.table.columns.get(column)
        if index is None or is_missing(row.cells[index]):
            return float("nan")
        try:
            value = read_number(row.cells[index], row.kind(index)).value
        except InputError as error:
            self.issues += [one.at(**self.table.place(row, column)) for one in error.issues]
            return float("nan")
        if value < least:
            self.wrong(row, column, f"a number from {least:g} on was expected", "correct it")
        return value

    def wrong(self, row: Row, column: str, problem: str, fix: str) -> None:
        """Keep what is wrong with a cell."""
        self.issues.append(Issue(problem, fix, code="C19", **self.table.place(row, column)))

    def refuse(self) -> None:
        """Raise what was wrong with the rows, all of it at once."""
        if self.issues:
            raise InputError(self.issues)


def read_listed(folder: Path, stem: str, columns: Columns, may: Columns) -> Listed | None:
    """Return the table of a folder called stem.csv or stem.xlsx; None where there is none.

    columns: those that it must have, each with its other spellings; may: those that it may have. Two tables of that
    name are refused.
    """
    found = [path for kind in KINDS if (path := folder / f"{stem}{kind}").is_file()]
    if not found:
        return None
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputError(f"the table is there more than once: {names}", fix="keep one", file=folder.name, code="F31")
    table = read_single(found[0], folder, Wanted(tuple(columns), columns))
    wanted, labels = Wanted(tuple(may), may), Labels(table.header)
    there = {name: places[0] for name in may if len(places := wanted.places(name, labels)) == 1}
    return Listed(replace(table, columns={**there, **table.columns}))
