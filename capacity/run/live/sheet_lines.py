"""The summary sheet while it is made: questions, sentences over the whole width, and tables, one below the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacity.run.live.grid import Cell, Formula, Grid, Value

Said = Value | Cell | None
INDENTED = {"": "text", "head": "head of texts"}
"""styles of texts behind numbers, which else would touch them"""


@dataclass(frozen=True)
class Column:
    """A column of a table: what stands above it, and how many columns of the sheet it covers."""

    title: Said
    covers: int = 1
    text: bool = False
    """whether texts stand below it, to the left, and no numbers"""

    @property
    def head(self) -> Cell:
        """Return the cell above the column."""
        style = "head" if self.text else "head over numbers"
        return self.title._replace(style=style) if isinstance(self.title, Cell) else Cell(self.title, style)


@dataclass
class Lines:
    """A sheet that is written line by line."""

    grid: Grid
    across: int
    """columns of the sheet"""

    @property
    def next(self) -> int:
        """Return the row below all that is written."""
        return self.grid.rows + 1

    def say(self, text: str, style: str = "") -> int:
        """Write a text over the whole width, and return its row."""
        row = self.next
        self.grid.put(row, 1, text, style)
        self.grid.spans[row, 1] = self.across
        return row

    def all(self, texts: Iterable[str], style: str = "") -> None:
        """Write some texts, one a row."""
        for text in texts:
            self.say(text, style)

    def gap(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.grid.put(self.grid.rows + rows, 1, None)

    def ask(self, question: str) -> None:
        """Write a question as a head."""
        self.gap()
        self.say(question, "question")

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Said]]) -> list[int]:
        """Write a table and return the numbers of its rows; what is no cell gets the plain style."""
        self.row(columns, [one.head for one in columns])
        return [self.row(columns, row) for row in rows]

    def row(self, columns: Sequence[Column], values: Sequence[Said]) -> int:
        """Write one row of a table and return its number."""
        row, column = self.next, 1
        for place, value in zip(columns, values, strict=True):
            cell = value if isinstance(value, Cell) else Cell(value)
            if place.text and column > 1:
                cell = cell._replace(style=INDENTED.get(cell.style, cell.style))
            self.grid.put(row, column, cell.value, cell.style, cell.form)
            if place.covers > 1:
                self.grid.spans[row, column] = column + place.covers - 1
            column += place.covers
        return row


def live(inside: str, form: str = "money", style: str = "") -> Cell:
    """Return a cell with a formula."""
    return Cell(Formula(f"={inside}"), style, form)
