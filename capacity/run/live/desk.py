"""What the summary is made of: the study, its live sheets, the language; and how it refers to the statements."""

from dataclasses import dataclass
from functools import cached_property

from capacity.model.results.study import Study
from capacity.present.words.names import Names
from capacity.present.words.reading import table
from capacity.present.words.words import Words
from capacity.run.live.book import LiveBook
from capacity.run.live.grid import FIRST


@dataclass(frozen=True)
class Desk:
    """The study on a loan officer's desk, with the live sheets that the summary refers to."""

    study: Study
    words: Words
    book: LiveBook

    @cached_property
    def names(self) -> Names:
        """Return what things are called."""
        return Names(self.study.cluster.spec, self.words)

    @property
    def money(self) -> str:
        """Return the word for the currency."""
        return self.words.unit(self.study.cluster.spec.currency)

    @cached_property
    def years(self) -> range:
        """Return the years, 1.., from the first to the last in which a borrower has debt to serve in some future."""
        rows = table(self.study, "covenants")
        return range(int(rows["year"].min()), int(rows["year"].max()) + 1) if len(rows) else range(0)

    def dated(self, year: int) -> int:
        """Return the calendar year of a year of the horizon, 1.."""
        return int(str(self.study.summary["start"])[:4]) + int(year) - 1

    def of(self, party: str, line: str, year: int) -> str:
        """Return the reference to a line of a borrower's sheet in a year."""
        return self.book.borrowers[party].cell(self.book.rows[party][line], year, outside=True)

    def whole(self, party: str, line: str) -> str:
        """Return the sum of a line of a borrower's sheet over all years, as the inside of a formula."""
        sheet, row = self.book.borrowers[party], self.book.rows[party][line]
        return f"SUM({sheet.grid.along(row, FIRST, FIRST + sheet.years - 1, outside=True)})"

    def figure(self, party: str, line: str) -> str:
        """Return the reference to a figure of all years of a borrower's sheet."""
        return self.book.borrowers[party].grid.at(self.book.rows[party][line], 2, outside=True)

    def in_money(self, title: str) -> str:
        """Return a title with the currency behind it."""
        return self.words.say("{title}, in {unit}", title=title, unit=self.money)
