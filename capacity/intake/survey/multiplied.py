"""Columns that multiply although their labels say no units: what they make is asked about. Code H11."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import FIGURES, ColumnMap
from capacity.intake.answers.labels import has_above_one, unit_of_label
from capacity.intake.findings import Issue, Place
from capacity.intake.quantities.units import Unit, known_unit
from capacity.intake.sheets.sheets import Table

_COUNT = re.compile(
    r"\b(?:уй\w*|ул[ье]\w*|пчелосем\w*|челек\w*|овец|коз|кой\w*|саны|количество|кол-во|число|сколько|дней|месяцев|часов|смен|"
    r"hives?|sheep|goats?|number|how many|count|days|months|hours|shifts|times|fills)\b|№"
)
"""words of labels of which the figure is a count"""
_SHARE = re.compile(r"\b(?:percent|share|дол[яи]|процент\w*|үлүш\w*|пайыз\w*)\b|%")


def multiplied_issues(plan: ColumnMap, tables: Sequence[Table]) -> list[Issue]:
    """Return a question on each figure of several columns of which a label says no unit, in the first table with it."""
    return [issue for variable in FIGURES if (issue := next(_questions(variable, plan, tables), None))]


def _questions(variable: str, plan: ColumnMap, tables: Sequence[Table]) -> Iterator[Issue]:
    column = plan.column(variable)
    if column is None or len(column.columns) < 2 or column.take or column.unit_column or column.values:
        return
    for table in tables:
        labels = [table.header[table.columns[name]] for name in column.columns if name in table.columns]
        if len(labels) < len(column.columns) or _are_written(column.columns, table):
            continue
        silent = _silent(labels, table, plan, known_unit(plan.unit(variable).partition("/")[0], plan.local))
        if not silent:
            continue
        which = ", ".join(f'"{label}"' for label in silent)
        problem = f"no unit is said of {which}: {' x '.join(labels)} counts as {column.unit}{_example(labels, table)}"
        fix = "ask in which units they are; if this is right, write take: product beside them, else correct the map"
        place = Place(file=table.file, sheet=table.sheet, row=table.header_row, column=column.columns[0])
        yield Issue(problem, fix, severity="warning", code="H11", **place)


def _silent(labels: Sequence[str], table: Table, plan: ColumnMap, wanted: Unit | None) -> list[str]:
    """Return the labels that do not say what their figures are in; the last where all count and none measures."""
    said = {label: _said(label, table, plan) for label in labels}
    silent = [label for label, bases in said.items() if not bases]
    measured = {"kg", "l", "ha", "m", "kWh", *(base for base, _ in (wanted.powers if wanted else ()))}
    return silent or ([] if measured & set().union(*said.values()) else [labels[-1]])


def _said(label: str, table: Table, plan: ColumnMap) -> set[str]:
    """Return what a label says that its figure is in, as base units; a count or a share has a word of its own."""
    text = label.replace("_", " ").casefold()
    tries = [unit_of_label(label), *re.findall(r"\w+", text)]
    units = [unit for one in tries if (unit := known_unit(one, plan.local))]
    found = {base for unit in units for base, _ in unit.powers if base not in ("month", "minute")}
    if _SHARE.search(text) and not found:
        return set() if has_above_one(table, table.header.index(label)) else {"share"}
    return found | ({"count"} if _COUNT.search(text) else set())


def _are_written(names: Sequence[str], table: Table) -> bool:
    """Return whether the cells of a figure say their unit themselves."""
    cells: Counter[tuple[str, str]] = Counter()
    for index in (table.columns[name] for name in names):
        cells.update(table.rows.column(index).counts())
    numbers = [(number, times) for cell, times in cells.items() if (number := number_or_none(*cell))]
    written = sum(times for number, times in numbers if number.unit)
    return bool(numbers) and written * len(names) >= sum(times for _, times in numbers)


def _example(labels: Sequence[str], table: Table) -> str:
    """Return the first row in which every factor is a bare number, worked out."""
    places = [table.header.index(label) for label in labels]
    for row in table.rows:
        numbers = [number_or_none(row.cells[place], row.kind(place)) for place in places]
        values = [number.value for number in numbers if number and not number.unit]
        if len(values) == len(places):
            made = 1.0
            for value in values:
                made *= value
            return f" (row {row.number}: {' x '.join(f'{value:g}' for value in values)} = {made:g})"
    return ""
