"""The figures of one row: cells of numbers, units and words become an amount in the model's unit, or a refusal.

Codes: those of cells.py, and C05 a unit that does not fit, C27 a share that is none, D16 a factor of 0 among others,
R18 a weight that cannot be.
"""

import math
from dataclasses import dataclass, replace

from capacity.intake.answers.cells import NO_NUMBER, Number, is_missing, read_number
from capacity.intake.answers.codes import refuse_code
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.answers.decimal_signs import UNDECIDED
from capacity.intake.answers.scales import (
    Scale,
    cell_scale,
    held_unit,
    is_member_count,
    product_ratio,
    survey_measures,
)
from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.findings.spelling import tidy
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import UnitError, known_unit
from capacity.intake.sheets.sheets import Row, Table

MOST_WEIGHT = 1e6
_NOTHING = (*NO_NUMBER, "no", "ничего", "эч нерсе")
"""answers to what is kept at home that mean 0"""


@dataclass(frozen=True)
class Figure:
    """A figure of a row in the model's unit; None where it is not known. A share is of what is produced."""

    value: float | None = None
    is_share: bool = False
    issues: tuple[Issue, ...] = ()

    @property
    def is_bad(self) -> bool:
        """Return whether a cell of the figure was refused."""
        return any(issue.severity == "quarantine" for issue in self.issues)


@dataclass(frozen=True)
class _Cell:
    """A cell of a figure: its column, its number (None if not known), and whether a declared answer gave it."""

    name: str
    number: Number | None
    answer: Quantity | None = None


def read_figure(variable: str, name: str, row: Row, table: Table, plan: ColumnMap) -> Figure:
    """Return a figure of a member of class `name`: its columns multiplied, in the unit the model counts in.

    Not known if one factor is missing, unless another factor is 0. Refused cells come as issues with their place.
    """
    column = plan.column(variable)
    if column is None:
        return Figure()
    cells, issues = _read_cells(variable, name, row, table, plan)
    for cell in cells:
        if cell.number and cell.number.note:
            issues.append(Issue(cell.number.note, severity="note", code="C06", **table.place(row, cell.name)))
    if any(issue.severity == "quarantine" for issue in issues):
        return Figure(issues=tuple(issues))
    numbers = [cell.number for cell in cells if cell.number]
    issues += _idle_factors(variable, cells, row, table)
    if len(numbers) < len(cells):
        zero = any(number.value == 0 for number in numbers)
        return Figure(0.0 if zero else None, issues=tuple(issues))
    answer = cells[0].answer if len(cells) == 1 else None
    if answer and variable == "own_use":
        return Figure(answer.mode, answer.unit == "share", tuple(issues))
    try:
        figure = _scaled(variable, name, numbers, "share" if column.unit is None else column.unit, plan)
    except InputError as error:
        place = table.place(row, column.columns[-1])
        code = "C05" if isinstance(error, UnitError) else ""
        issues += [issue.at(**place, severity="quarantine", code=issue.code or code) for issue in error.issues]
        return Figure(issues=tuple(issues))
    return replace(figure, issues=tuple(issues))


def _read_cells(variable: str, name: str, row: Row, table: Table, plan: ColumnMap) -> tuple[list[_Cell], list[Issue]]:
    """Return the cells of a variable that can be read, and the refusals of the others with their places."""
    cells: list[_Cell] = []
    issues: list[Issue] = []
    for column in plan.columns(variable):
        try:
            cell = _read_cell(variable, column, row, table, plan)
            if cell.number and not cell.number.unit and not cell.answer:
                refuse_code(cell.number.value, plan.codes.get((column, name), frozenset()))
            cells.append(cell)
        except InputError as error:
            issues += [issue.at(**table.place(row, column), severity="quarantine") for issue in error.issues]
    return cells, issues


def _idle_factors(variable: str, cells: list[_Cell], row: Row, table: Table) -> list[Issue]:
    """Return a warning for each factor that is 0 while another is not: 10 cows that give 0 (a bad season may)."""
    values = [cell.number.value for cell in cells if cell.number]
    if variable == "bad" or not any(values) or all(values):
        return []
    problem = "this factor is 0 and the others are not: the figure counts as 0"
    fix = "check it; if it is not known, leave the cell empty"
    idle = (cell.name for cell in cells if cell.number and cell.number.value == 0)
    return [Issue(problem, fix, severity="warning", code="D16", **table.place(row, name)) for name in idle]


def _read_cell(variable: str, name: str, row: Row, table: Table, plan: ColumnMap) -> _Cell:
    index = table.columns[name]
    text, kind = row.cells[index], row.kind(index)
    answers = plan.answers.get(variable)
    key = answers.find(text) if answers else None
    answer = answers.meanings[key] if answers and key is not None else None
    if isinstance(answer, Quantity):
        return _Cell(name, Number(answer.mode), answer)
    declared = plan.missing(variable)
    if variable == "own_use" and tidy(text).casefold() in _NOTHING and not is_missing(text, declared, number=False):
        return _Cell(name, Number(0.0, note=f"{tidy(text)} is read as 0: nothing is kept"))
    if is_missing(text, declared) and kind not in "fe":
        return _Cell(name, None)
    convention = plan.conventions.get((table.file, table.sheet, name), UNDECIDED)
    return _Cell(name, read_number(text, kind, convention))


def _scaled(variable: str, name: str, numbers: list[Number], unit: str, plan: ColumnMap) -> Figure:
    """Return the product of the numbers of a column with this unit in the model's unit."""
    value = math.prod(number.value for number in numbers)
    if len(numbers) == 1:
        written = numbers[0].unit
        scale = _cell_scale(written, unit, variable, name, plan)
    else:
        written = ""
        units = [number.unit for number in numbers]
        value *= product_ratio(units, unit, survey_measures(plan.spec, name, plan.local))
        scale = plan.find_scale(variable, name, unit)
    result = value * scale.factor
    if scale.is_share:
        _refuse_share(value, result, has_unit=bool(written))
    if not result < 1e13:
        raise InputError("the amount is larger than anything here can be", fix="check the digits", code="C13")
    return Figure(result, scale.is_share)


def _cell_scale(written: str, unit: str, variable: str, name: str, plan: ColumnMap) -> Scale:
    try:
        return cell_scale(written, unit, variable, name, plan.find_scale)
    except UnitError as error:
        if not written:
            raise
        measures = survey_measures(plan.spec, name, plan.local)
        problem = f'"{written}" does not measure what the column has ({unit})'
        held = held_unit(written, measures)
        own = (
            f", or state what one holds: measures: {{{held}: [NUMBER, UNIT]}} of the product, or units.csv"
            if held
            else ""
        )
        known = known_unit(written, measures)
        fix = f"write the number in {unit}{own if held else ''}"
        raise UnitError(problem if known else error.issues[0].problem, fix=fix) from None


def _refuse_share(value: float, share: float, *, has_unit: bool) -> None:
    if share > 1 + 1e-9:
        hint = f"if it is {value:g} %, write {value:g} %" if share == value <= 100 else "a share is at most 100 %: ask"
        raise InputError(f"{value:g} as a share is more than all", fix=hint, code="C27")
    if not has_unit and 0 < value < 1 and share < value:
        fix = (
            f"ask what is meant: if it is a share (the sheet shows {value:.2%}), declare unit: share in cluster.yml; "
            f"if it is less than one percent, write {value:g} %"
        )
        raise InputError(f"{value:g} in a column of percent looks like a share", fix=fix, code="C27")


def read_weight(row: Row, table: Table, plan: ColumnMap) -> Figure:
    """Return how many potential members a row stands for: 1 where there is no column; refused are 0 and blanks."""
    cells, issues = _read_cells("weight", "", row, table, plan)
    for cell in cells:
        if cell.number and not is_member_count(cell.number.unit):
            problem = f'"{cell.number.unit}" beside a weight: it is a number of members'
            fix = "write how many members this one stands for, without a unit"
            issues.append(Issue(problem, fix, severity="quarantine", code="C05", **table.place(row, cell.name)))
        elif cell.number is None or not 0 < cell.number.value <= MOST_WEIGHT:
            problem = f"a weight must be above 0 (and at most {MOST_WEIGHT:g})"
            fix = "write how many members this one stands for, 1 if only itself"
            issues.append(Issue(problem, fix, severity="quarantine", code="R18", **table.place(row, cell.name)))
    return Figure(math.prod((cell.number.value for cell in cells if cell.number), start=1.0), issues=tuple(issues))
