"""Members above the header: where a sheet was sorted with its header, or the labels of its first block are others.

Code H22: rows above the header that are filled like those below it.
"""

from collections.abc import Sequence
from statistics import median

from capacity.intake.findings import Issue
from capacity.intake.sheets.sheets import Row, Table

LEAST_WORDS = 2
"""cells of words that a member's row has at least, beside its figures: a line of sums has one"""
FILLED = 0.75
"""share of the cells of a usual row that a row of a member has at least"""


def overlooked_issue(above: Sequence[Row], table: Table) -> Issue | None:
    """Return what is said of the rows above a table's header that look like members; None if none does.

    An error for several of them, a warning for a single one, which may be an example of how to fill it in. Titles,
    labels of groups, numbers of columns and sums are none.
    """
    above = [row for row in above if not row.is_blank]
    found = _like_members(above, table) if above else []
    if not found:
        return None
    if len(found) == 1:
        severity, which = "warning", f"the row {found[0].number} stands above the header and is not read, but is filled"
    else:
        numbers = f"{found[0].number} to {found[-1].number}"
        severity, which = "error", f"the rows {numbers} stand above the header and are not read, but are filled"
    problem = f"{which} like the members below it (header: row {table.header_row})"
    fix = "move the header above the first member; leave only titles above it"
    return Issue(problem, fix, severity=severity, code="H22", file=table.file, sheet=table.sheet, row=found[0].number)


def _like_members(above: Sequence[Row], table: Table) -> list[Row]:
    """Return the rows with figures where the table has them, words elsewhere, and as many cells as a usual row."""
    columns = table.columns.values()
    figures = {index for index in columns if _is_of_figures(index, (*above, *table.rows))}
    usual = median(sum(bool(row.cells[index].strip()) for index in columns) for row in table.rows if not row.is_blank)
    found = []
    for row in above:
        said = {index for index in columns if row.cells[index].strip()}
        numbers = {index for index in said if _is_figure(row.cells[index])}
        words = said - numbers - figures
        if numbers & figures and len(words) >= LEAST_WORDS and len(said) >= FILLED * usual:
            found.append(row)
    return found


def _is_of_figures(index: int, rows: Sequence[Row]) -> bool:
    """Return whether most of what stands in a column are figures."""
    said = [text for row in rows if (text := row.cells[index].strip())]
    return 2 * sum(map(_is_figure, said)) > len(said)


def _is_figure(text: str) -> bool:
    return text.lstrip(" ~≈<>-+")[:1].isdigit()
