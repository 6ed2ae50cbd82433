"""Codes for "don't know" among the figures of a column: 97, 98, 99, 888, 9999 ..., as survey programs write them.

Code C16. Such a figure is a code, and no amount, where it stands alone beside the others of its class: it is over three
times the largest of them or under a third of the smallest, or it is over one and a half times the largest and has four
digits or stands there twice or more; beside only one or two others, where it is over ten times the larger. A true 999
kg among amounts of that size stays, and so does whatever has its unit beside it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from capacity.intake.answers.cells import is_missing, number_or_none
from capacity.intake.answers.column_map import FIGURES, ColumnMap
from capacity.intake.answers.decimal_signs import UNDECIDED
from capacity.intake.findings import InputError
from capacity.intake.sheets.columns import Column, small, together, told_apart
from capacity.intake.sheets.sheets import TEXT, Table

FEWEST = 3
"""other figures beside which one can be judged"""
ABOVE, SURELY_ABOVE, BELOW, ABOVE_FEW = 3.0, 1.5, 1 / 3, 10.0
LONG = 1000
"""a code from which on it is hardly ever a true amount"""
_CODE = re.compile(r"9+[678]|9{2,}(\.9+)?|8{2,}|7{2,}")


def codes(plan: ColumnMap, tables: Sequence[Table]) -> dict[tuple[str, int, str], frozenset[float]]:
    """Return the figures that are codes for not known, by variable, place among its columns, and class.

    The rows or numbered columns of a repeat are judged together; columns without any code are left out.
    """
    figures: dict[tuple[str, int, str], Counter[float]] = defaultdict(Counter)
    for table in tables:
        names = class_names(table, plan)
        for variable in (*FIGURES, "weight"):
            for (place, name, value), times in bare_figures(variable, table, names, plan).items():
                figures[variable, place, "" if variable == "weight" else name][value] += times
    found = {place: _stand_alone(counts) for place, counts in figures.items()}
    return {place: values for place, values in found.items() if values}


def refuse_code(value: float, text: str, known: frozenset[float]) -> None:
    """Refuse a bare figure, written so, that is one of the known codes."""
    if value in known:
        problem = f"{text} looks like a code for not known: it lies far from the other figures of its class"
        fix = (
            f'if it is one, declare missing: ["{text}"] of this column in cluster.yml; '
            "if it is an amount, write its unit beside it in corrections.yml"
        )
        raise InputError(problem, fix=fix, code="C16")


def class_names(table: Table, plan: ColumnMap) -> Column:
    """Return the class of each row, "" where its answer is none."""
    columns = [table.rows.column(table.columns[name]) for name in plan.columns("member_class")]
    first, kind = told_apart([column.codes for column in columns], len(table.rows))
    names = [plan.class_of([column[at] for column in columns]) if columns else plan.only_class for at in first]
    return Column(names, TEXT * len(names), small(kind))


_Cell = tuple[str, str, tuple[str, str, str]]
"""text, kind, and the file, sheet and column that it stands in"""
_Told = tuple[int, str, _Cell]
"""a cell with its place among the columns and the class of its row"""


def bare_figures(variable: str, table: Table, names: Column, plan: ColumnMap) -> Counter[tuple[int, str, float]]:
    """Return how often each different figure above 0 that has no unit beside it is there.

    It comes with its place among the columns and the class of its row, of which `names` are those of all rows.
    """
    found: Counter[tuple[int, str, float]] = Counter()
    for (place, name, cell), times in _cells(variable, table, names, plan).items():
        value = _bare_figure(variable, cell, plan)
        if value is not None:
            found[place, name, value] += times
    return found


def _cells(variable: str, table: Table, names: Column, plan: ColumnMap) -> Counter[_Told]:
    """Return how often each different cell of a variable is there."""
    found: Counter[_Told] = Counter()
    for place, column in enumerate(plan.answered(variable)):
        index, where = table.columns[column], (table.file, table.sheet, column)
        for ((name, _), (text, kind)), times in together([names, table.rows.column(index)]).items():
            found[place, name, (text, kind, where)] += times
    found.update(_cells_below(variable, table, names, plan))
    return found


def _cells_below(variable: str, table: Table, names: Sequence[str], plan: ColumnMap) -> Iterator[_Told]:
    """Yield the cells of a variable on the rows of a repeat."""
    for row, name in zip(table.rows, names, strict=True) if variable in plan.repeats else ():
        for one in plan.instances(variable, row, table):
            for place, column in enumerate(one.columns):
                index, where = one.table.columns[column], (one.table.file, one.table.sheet, column)
                yield place, name, (one.row.cells[index], one.row.kind(index), where)


def _bare_figure(variable: str, cell: _Cell, plan: ColumnMap) -> float | None:
    """Return a figure above 0 that has no unit beside it, None where there is none."""
    text, kind, where = cell
    answers = plan.answers.get(variable)
    if is_missing(text, plan.missing(variable)) or (answers and answers.find(text) is not None):
        return None
    number = number_or_none(text, kind, plan.conventions.get(where, UNDECIDED))
    return number.value if number and not number.unit and number.value > 0 else None


def _stand_alone(counts: Mapping[float, int]) -> frozenset[float]:
    suspects = {value: times for value, times in counts.items() if _CODE.fullmatch(f"{value:.15g}")}
    others = {value: times for value, times in counts.items() if value not in suspects}
    if not suspects or not others:
        return frozenset()
    are_enough = sum(others.values()) >= FEWEST
    low, high = BELOW * min(others), max(others)

    def stands_alone(value: float, times: int) -> bool:
        if not are_enough and times == 1:
            return value > ABOVE_FEW * high
        return value < low or value > (SURELY_ABOVE if times > 1 or value >= LONG else ABOVE) * high

    return frozenset(value for value, times in suspects.items() if stands_alone(value, times))
