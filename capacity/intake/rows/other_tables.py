"""Another table on the sheet, below the members: from its own header on, its rows are none of the members. Code R23."""

from collections.abc import Collection, Sequence
from itertools import takewhile

from capacity.intake.answers.cells import is_missing
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue
from capacity.intake.quantities.units import known_unit
from capacity.intake.rows.fates import EXCLUDED, OTHER_TABLE, Fate, where
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import tidy
from capacity.intake.tables.header import headers_again, label_unit

_LABELS = frozenset(
    (
        *("№", "n", "no", "name", "item", "items", "village", "place", "price", "cost", "quantity", "amount", "date"),
        *(
            "buyer",
            "trader",
            "machine",
            "equipment",
            "town",
            "demand",
            "length",
            "техника",
            "оборудование",
            "покупатель",
        ),
        *("спрос", "длина", "дороги", "сатып алуучу", "жабдык"),
        *("type", "unit", "code", "number", "year", "note", "owner", "phone", "address", "model", "total", "sum"),
        *("наименование", "название", "имя", "фио", "ф.и.о.", "село", "айыл", "цена", "стоимость", "количество"),
        *("кол-во", "дата", "вид", "тип", "марка", "код", "номер", "год", "примечание", "телефон", "адрес", "сумма"),
        *("аты", "аты-жөнү", "аталышы", "баасы", "саны", "түрү", "датасы", "эскертүү", "телефону", "жери", "жыл"),
    )
)
"""words that head a column"""


def other_tables(table: Table, plan: ColumnMap, lines: Collection[int] = ()) -> dict[int, Fate]:
    """Return the fates of the rows of another table: its title, its header and what stands below, to the end.

    The members' own header, once more, ends it; `lines` are the numbers of the rows that belong to that header.
    """
    found: dict[int, Fate] = {}
    rows, again, wordy = table.rows, headers_again(table), _without_digits(table)
    start = None
    for index, number in enumerate(rows.numbers):
        if index in again:
            start = None
        elif start is None and index in wordy and number not in lines and _is_header(index, table, plan):
            start = number
            ours = [index, *_title(index, rows)]
            found |= {rows[i].number: _part(rows[i], start, table, plan, is_first=i == index) for i in ours}
        elif start is not None and index not in rows.blank:
            found[number] = _part(rows[index], start, table, plan)
    return found


def _without_digits(table: Table) -> frozenset[int]:
    """Return the positions of the rows that have no digit before a comma in any cell: no others head a table."""
    return frozenset(table.rows.where(dict.fromkeys(range(len(table.header)), _is_wordy)))


def _is_wordy(text: str) -> bool:
    return not any(map(str.isdigit, text.split(",", maxsplit=1)[0]))


def _part(row: Row, start: int, table: Table, plan: ColumnMap, *, is_first: bool = False) -> Fate:
    place = where(table, row, plan.columns("member"))
    if is_first:
        problem = "the header of another table: it and the rows below are no members and are left out"
        fix = "if they are members, move them under the first header, in its columns"
        return Fate(EXCLUDED, (Issue(problem, fix, severity="warning", code="R23", **place),), OTHER_TABLE)
    problem = f"part of another table, whose header is row {start}; left out"
    return Fate(EXCLUDED, (Issue(problem, severity="warning", code="R23", **place),), OTHER_TABLE)


def _title(index: int, rows: Sequence[Row]) -> list[int]:
    """Return the rows with one cell right above a header, below a blank row: the title of its table."""
    above = range(index - 1, -1, -1)
    lines = list(takewhile(lambda i: sum(bool(cell.strip()) for cell in rows[i].cells) == 1, above))
    top = index - len(lines) - 1
    return lines if top >= 0 and rows[top].is_blank else []


def _is_header(index: int, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row is the header of another table: labels only, where the members have figures too."""
    row, below = table.rows[index], table.rows[index + 1 : index + 2]
    if not all(map(_is_wordy, row.cells)):
        return False
    filled = {i: tidy(cell) for i, cell in enumerate(row.cells) if tidy(cell)}
    if len(filled) < 2 or not below or below[0].is_blank or any(_is_answer(text) for text in filled.values()):
        return False
    figures = set(plan.figures_in(table))
    same = sum(text.casefold() == table.header[i].casefold() for i, text in filled.items())
    signs = same + sum(_is_label(text) for i, text in filled.items() if text.casefold() != table.header[i].casefold())
    stands_apart = index == 0 or table.rows[index - 1].is_blank or bool(_title(index, table.rows))
    return bool(figures & filled.keys() or signs > 1) and signs >= (1 if stands_apart else 2) and bool(signs)


def _is_answer(text: str) -> bool:
    """Return whether a text is more likely an answer than a label: it has digits, or says that nothing is known."""
    return is_missing(text) or any(char.isdigit() for char in text.split(",", maxsplit=1)[0])


def _is_label(text: str) -> bool:
    unit = label_unit(text)
    return text.casefold().rstrip(":") in _LABELS or (bool(unit) and known_unit(unit) is not None)
