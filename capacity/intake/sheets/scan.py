"""What is known of a sheet before it is opened: how far it reaches, and what its cells hide. Codes F11, F26."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from capacity.intake.findings import Issue
from capacity.intake.sheets.sheets import Rows

MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
MOST_CELLS = 5_000_000
"""rows times columns of all sheets together: the readers lay out every cell of them, also the empty ones"""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""where every sheet of Excel and LibreOffice ends"""


@dataclass
class SheetScan:
    """What the XML of a sheet says and a reader of values keeps quiet about; cells are (row, column) from 1."""

    problem: Issue | None = None
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """cells with an error such as #DIV/0!"""
    unsaved: set[tuple[int, int]] = field(default_factory=set)
    """formulas without a stored result"""
    formats: dict[str, array] = field(default_factory=dict)
    """number formats that show more than digits: for each the row, column, rows and columns of where it stands"""
    formulas: int = 0
    hidden_rows: int = 0
    struck: set[int] = field(default_factory=set)
    """rows in which something is written and struck through"""
    height: int = 0
    width: int = 0
    """the last row and column in which something is written"""
    is_hidden: bool = False
    rows: Rows | None = None
    """the cells, where the sheet is so plain that they could be taken on the way"""

    def format(self, code: str, *places: int) -> None:
        """Note the number format of cells: their first row and column, their rows and columns."""
        self.formats.setdefault(code, array("I")).extend(places)

    def reach(self, row: int, column: int, file: str) -> None:
        """Note that something is written in a cell; the sheet has a problem if it becomes too large by that."""
        self.height, self.width = max(self.height, row), max(self.width, column)
        if self.problem is None and self.height * self.width > MOST_CELLS:
            self.problem = too_many(self.height, self.width, file)


def bound_together(scans: Mapping[str, SheetScan], file: str) -> None:
    """Give a problem to the sheets with which the workbook as a whole becomes too large."""
    cells = 0
    for scan in scans.values():
        cells += 0 if scan.problem else scan.height * scan.width
        if cells > MOST_CELLS and scan.problem is None:
            scan.problem = too_many(scan.height, scan.width, file)


def too_far(row: int, column: int, file: str) -> Issue:
    """Return what is wrong with a cell that stands farther out than is read."""
    fix = "delete the empty-looking rows and columns beyond the survey, or copy its rows into a new sheet"
    code = "F26" if column <= MOST_COLUMNS else "F11"
    problem = f"a cell stands in row {row}, column {column}; up to {MOST_ROWS} rows and {MOST_COLUMNS} columns are read"
    return Issue(problem, fix, file=file, code=code)


def too_many(height: int, width: int, file: str, most: int | None = None) -> Issue:
    """Return what is wrong with a sheet whose rows times columns are too many, most often because of a stray cell."""
    fix = "look for a stray cell far below or far to the right and delete it, or copy the survey into a new workbook"
    problem = f"the cells reach to row {height} and to column {width}; up to {most or MOST_CELLS:,} cells are read"
    return Issue(problem, fix, file=file, code="F26")
