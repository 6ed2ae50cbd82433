"""Raw tables as text, every row knowing where it stands in its file."""

from collections.abc import Mapping
from dataclasses import dataclass

from capacity.intake.findings.issues import Issue, Place

TEXT, NUMBER, DATE, BOOLEAN, ERROR, NO_RESULT = "tndbef"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a raw file: its number as Excel counts (1 = first), its cells as text, and what each cell was.

    `kinds` has a letter for each cell: t text, n a true number of a workbook (with a
    unit behind a blank, or %, where its number format shows one), d a date or time, b TRUE or FALSE,
    e an error such as #DIV/0!, f a formula without a stored result. It is empty where every cell is text (CSV).
    """

    number: int
    cells: tuple[str, ...]
    kinds: str = ""

    def kind(self, index: int) -> str:
        """Return what the cell of a column was."""
        return self.kinds[index] if self.kinds else TEXT

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is written in the row."""
        return not any(cell.strip() for cell in self.cells) and not {ERROR, NO_RESULT} & set(self.kinds)

    def changed(self, index: int, text: str, kind: str) -> "Row":
        """Return the row with one cell replaced."""
        kinds = self.kinds or TEXT * len(self.cells)
        cells = (*self.cells[:index], text, *self.cells[index + 1 :])
        return Row(self.number, cells, kinds[:index] + kind + kinds[index + 1 :])


@dataclass(frozen=True)
class Sheet:
    """All rows of one sheet (or of a CSV file, whose sheet has no name), each padded to the same width."""

    file: str
    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    issues: tuple[Issue, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """merged ranges: first row, first column, last row, last column, counted from 1"""


Key = tuple[str, str, int]
"""file, sheet and number of a row"""


@dataclass(frozen=True)
class Table:
    """A sheet whose header has been found: its labels, where each wanted column stands, and the rows below."""

    file: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    passed_over: int = 0
    """blank rows between the rows that are not kept, because so many of them stand together"""

    def key(self, row: Row) -> Key:
        """Return what identifies a row among all files."""
        return self.file, self.sheet, row.number

    def place(self, row: Row, column: str = "") -> Place:
        """Return the place of a row, and of one of its cells with the value, for an Issue."""
        index = self.columns.get(column)
        value = row.cells[index] if index is not None else ""
        return {"file": self.file, "sheet": self.sheet, "row": row.number, "column": column, "value": value}


def column_letters(index: int) -> str:
    """Return the name Excel gives the column with this index from 0: A, B, ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
