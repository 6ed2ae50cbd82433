"""An export that nobody described yet: its sheets, where the header of each is, and its columns with examples."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.findings import InputError
from capacity.intake.sheets.sheets import NUMBER, TEXT, Row, Sheet
from capacity.intake.spelling import fold, tidy
from capacity.intake.tables.header import FIRST_ROWS
from capacity.intake.tables.repeats import repeat_header
from capacity.intake.tables.tables import read_bytes, read_sheets, survey_files

LOOKED_AT = 10_000
"""rows below a header from which its columns are known"""
MOST_ANSWERS = 24
"""different answers, however they are spelt, up to which a column of words is one to pick from"""
EXAMPLES = 3


@dataclass(frozen=True)
class SeenColumn:
    """A column of an export: its label, some of its cells, and what they are."""

    label: str
    examples: tuple[str, ...]
    answers: tuple[tuple[str, int], ...]
    """the different answers, each in its most frequent spelling, with how often it stands, the most frequent first;
    () if they are too many"""
    filled: int
    numbers: float
    """share of the filled cells that are a number"""
    different: float
    """share of the filled cells that differ from all above"""


@dataclass(frozen=True)
class SeenSheet:
    """A sheet of an export with its header as found."""

    file: str
    name: str
    header_row: int
    """as the sheet counts, 1 is the first"""
    rows: int
    """rows below the header that are not blank"""
    columns: tuple[SeenColumn, ...]
    doubled: tuple[str, ...]
    """labels that stand more than once: which is meant cannot be said, so they cannot be picked"""

    def column(self, label: str) -> SeenColumn:
        """Return the column with a label."""
        return next(column for column in self.columns if column.label == label)


def sheets_of(folder: Path) -> list[Sheet]:
    """Return every sheet of a folder's survey; one that cannot be opened is refused as everywhere (tables.tables)."""
    paths, _ = survey_files(folder)
    files = ((read_bytes(path, folder), path.relative_to(folder).as_posix()) for path in paths)
    return [sheet for data, name in files for sheet in read_sheets(data, name, find_header)[0]]


def look(folder: Path, sheets: Sequence[Sheet] = ()) -> tuple[SeenSheet, ...]:
    """Return the visible sheets of a folder's survey that have a header and rows, the fullest first.

    `sheets` are those of the folder if they are read already. A survey without such a sheet is refused.
    """
    sheets = sheets or sheets_of(folder)
    seen = [found for sheet in sheets if not sheet.hidden and (found := see(sheet))]
    if not seen:
        fix = "copy the export itself into the folder: one row a member, under a row of labels"
        raise InputError("no sheet has a header with rows below it", fix=fix, file=folder.name, code="F03")
    return tuple(sorted(seen, key=lambda sheet: -sheet.rows * len(sheet.columns)))


def see(sheet: Sheet) -> SeenSheet | None:
    """Return a sheet with its header as found; None if it has no header with rows below, or is a repeat of another."""
    count, index = find_header([row.cells for row in sheet.rows[:FIRST_ROWS]])
    rows = [row for row in sheet.rows[index + 1 :] if not row.is_blank]
    labels = [tidy(cell) for cell in sheet.rows[index].cells] if rows else []
    if count < 2 or repeat_header(sheet) is not None:
        return None
    columns = see_columns(labels, rows)
    picked = {column.label for column in columns}
    doubled = tuple(dict.fromkeys(label for label in labels if label and label not in picked))
    return SeenSheet(sheet.file, sheet.name, sheet.rows[index].number, len(rows), columns, doubled)


def see_columns(labels: Sequence[str], rows: Sequence[Row]) -> tuple[SeenColumn, ...]:
    """Return what stands below each label of a header that stands there once."""
    once = Counter(label.casefold() for label in labels)
    return tuple(
        see_column(label, [place], rows[:LOOKED_AT])
        for place, label in enumerate(labels)
        if label and once[label.casefold()] == 1
    )


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return how many labels the header among the first rows has, and its index, without knowing any of them.

    The header is the first row with the most labels: cells of letters that differ from each other, each counted once
    more where the cells below it are numbers. A title has one cell, a row of groups has gaps, a row of answers has
    numbers itself.
    """
    scores = [_labels(row) and _labels(row) + _numbers_below(row, rows[index + 1 :]) for index, row in enumerate(rows)]
    best = max(scores, default=0)
    index = scores.index(best) if scores else 0
    return (_labels(rows[index]) if rows else 0), index


def _labels(row: Sequence[str]) -> int:
    texts = Counter(fold(cell) for cell in row if any(char.isalpha() for char in cell) and not _is_number(cell))
    return sum(1 for count in texts.values() if count == 1)


def _numbers_below(row: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    found = 0
    for index, cell in enumerate(row):
        cells = [other[index] for other in below if index < len(other) and other[index].strip()]
        has_label = any(char.isalpha() for char in cell) and not _is_number(cell)
        found += has_label and 2 * sum(_is_number(text) for text in cells) > len(cells) > 0
    return found


def see_column(label: str, places: Sequence[int], rows: Sequence[Row]) -> SeenColumn:
    """Return what stands in a column, or in the numbered columns that are one question."""
    found = ((tidy(row.cells[index]), row.kind(index)) for row in rows for index in places if row.cells[index])
    cells = Counter(cell for cell in found if not is_missing(cell[0], number=False))
    counts: Counter[str] = Counter()
    for (text, _), times in cells.items():
        counts[text] += times
    number = sum(times for (text, kind), times in cells.items() if _is_number(text, kind))
    filled = counts.total()
    share = max(filled, 1)
    return SeenColumn(label, tuple(counts)[:EXAMPLES], _answers(counts), filled, number / share, len(counts) / share)


def _answers(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return the answers of a column with their number, spellings of one answer as its most frequent."""
    spelt: dict[str, str] = {}
    together: Counter[str] = Counter()
    for text, count in counts.most_common():
        together[spelt.setdefault(fold(text), text)] += count
    return tuple(together.most_common()) if len(together) <= MOST_ANSWERS else ()


def _is_number(text: str, kind: str = TEXT) -> bool:
    if kind == NUMBER:
        return True
    try:
        read_number(text, kind)
    except InputError as error:
        return error.issues[0].code in ("C04", "C06", "C15")
    return True


def shown_name(sheet: SeenSheet) -> str:
    """Return the name of a sheet as a person tells it from the others: file and sheet."""
    return f"{sheet.file} » {sheet.name}" if sheet.name else sheet.file
