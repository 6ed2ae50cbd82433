"""The figures of one row: cells of numbers, units and words become an amount in the model's unit, or a refusal.

Codes: those of cells.py, and C05 a unit that does not fit, C27 a share that is none, D16 a factor of 0 among others,
R18 a weight that cannot be, R30 a row of a repeat that is not known.
"""

import math
from dataclasses import dataclass, replace

from capacity.intake.answers.cells import NO_NUMBER, Number, is_missing, read_number
from capacity.intake.answers.codes import refuse_code
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.answers.decimal_signs import UNDECIDED
from capacity.intake.answers.percents import refuse_doubtful
from capacity.intake.answers.repeats import Instance
from capacity.intake.answers.scales import (
    Scale,
    cell_scale,
    held_unit,
    is_member_count,
    product_ratio,
    survey_measures,
)
from capacity.intake.answers.unit_columns import unit_scale
from capacity.intake.findings import InputError, Issue
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import UnitError, known_unit
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import fold, tidy

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

    Not known if one factor is missing, unless another factor is 0. Of several rows or numbered columns (a repeat) what
    the map takes of them. Refused cells come as issues with their place.
    """
    column = plan.column(variable)
    if column is None:
        return Figure()
    if variable in plan.repeats:
        return _taken(variable, name, row, table, plan)
    return _read(variable, name, plan.instances(variable, row, table)[0], plan)


def _taken(variable: str, name: str, row: Row, table: Table, plan: ColumnMap) -> Figure:
    """Return the sum, mean, largest or number of a member's rows of a repeat, not known if one of them is not known.

    Without rows the number is 0, and the sum where the member's row says so (cows_count) or `where` leaves all out.
    """
    repeat, column = plan.repeats[variable], plan.column(variable)
    found = repeat.instances(row, table)
    counted = [one for one in found if one.counts()]
    issues = [_unknown(one, next(iter(one.where))) for one in found if one.counts() is None]
    stated, take = repeat.stated(row, table), column.take if column else None
    if stated is not None and stated != len(found):
        problem = f'the member has {stated:g} of "{repeat.name}", but {len(found)} rows are there'
        said = Issue(problem, "copy the whole export again", severity="warning", code="R30", **table.place(row))
        issues.append(said)
    if take == "count":
        number = sum(not repeat.groups or not one.is_blank for one in counted)
        figure = _number_of(number, variable, name, plan)
        issues += [issue.at(**table.place(row)) for issue in figure.issues]
        return replace(figure, value=None if _is_unknown(found) else figure.value, issues=tuple(issues))
    figures = [_read(variable, name, one, plan) for one in counted]
    lacking = [one for one, figure in zip(counted, figures, strict=True) if figure.value is None and not figure.is_bad]
    issues += [issue for figure in figures for issue in figure.issues]
    issues += [_unknown(one, next((name for name in one.columns if not one.text(name)), "")) for one in lacking]
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < len(counted) or _is_unknown(found):
        return Figure(issues=tuple(issues))
    if not values:
        return Figure(0.0 if take == "sum" and (found or stated == 0) else None, issues=tuple(issues))
    value = {"sum": math.fsum(values), "mean": math.fsum(values) / len(values), "max": max(values)}[str(take)]
    return Figure(value, figures[0].is_share, tuple(issues))


def _number_of(rows: int, variable: str, name: str, plan: ColumnMap) -> Figure:
    """Return a number of rows as a figure: 12 heads times what one gives; a class of which none is asked has none."""
    try:
        return _scaled(variable, name, [Number(float(rows))], plan.unit(variable), plan)
    except InputError as error:
        found = [issue.at(severity="quarantine", code=issue.code or "C05") for issue in error.issues]
        return Figure(issues=tuple(found) if rows else ())


def _is_unknown(found: list[Instance]) -> bool:
    return any(one.counts() is None for one in found)


def _unknown(one: Instance, column: str) -> Issue:
    """Return the warning that a row of a repeat has no answer, so that what its member's rows make is not known."""
    fix = "ask once more; rows that are not meant are left out by where: {COLUMN: ANSWER}"
    problem = "a row of the repeat has no answer: what the rows make together is not known"
    return Issue(problem, fix, severity="warning", code="R30", **one.table.place(one.row, column))


def _read(variable: str, name: str, one: Instance, plan: ColumnMap) -> Figure:
    """Return the product of the columns of one row, in the unit the model counts in."""
    row, table = one.row, one.table
    cells, issues = _read_cells(variable, name, one, plan)
    for cell in cells:
        if cell.number and cell.number.note:
            issues.append(Issue(cell.number.note, severity="note", code="C06", **table.place(row, cell.name)))
    issues += _other_units(variable, name, cells, one, plan)
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
        figure = _in_its_unit(variable, name, numbers, one, plan)
    except InputError as error:
        place = table.place(row, one.columns[-1])
        code = {"code": "C05"} if isinstance(error, UnitError) else {}
        issues += [issue.at(**place, severity="quarantine", **code) for issue in error.issues]
        return Figure(issues=tuple(issues))
    return replace(figure, issues=tuple(issues))


def _other_units(variable: str, name: str, cells: list[_Cell], one: Instance, plan: ColumnMap) -> list[Issue]:
    """Return the refusals of numbers beside which the survey has another unit than the map, which names it nowhere."""
    found = []
    for cell in cells:
        neighbour = plan.neighbours.get((one.table.file, one.table.sheet, cell.name))
        if neighbour and cell.number and cell.number.value and not cell.number.unit:
            measures = survey_measures(plan.spec, name, plan.local)
            found.append(neighbour.issue(one, cell.name, variable, measures))
    return [issue for issue in found if issue]


def _in_its_unit(variable: str, name: str, numbers: list[Number], one: Instance, plan: ColumnMap) -> Figure:
    """Return the product of numbers in the unit of its own column where the survey has one, else in the map's."""
    column = plan.column(variable)
    if one.unit is None or column is None:
        return _scaled(variable, name, numbers, plan.unit(variable), plan)
    value, word = math.prod(number.value for number in numbers), one.text(one.unit)
    if written := next((number.unit for number in numbers if number.unit and fold(number.unit) != fold(word)), ""):
        raise InputError(f'the cell has the unit "{written}", its column of units "{word}"', fix="keep one", code="C05")
    if value == 0:
        return Figure(0.0)
    scale = unit_scale(word, column, variable, name, plan.find_scale)
    return Figure(_possible(value * scale.factor), scale.is_share)


def _read_cells(variable: str, name: str, one: Instance, plan: ColumnMap) -> tuple[list[_Cell], list[Issue]]:
    """Return the cells of a variable that can be read, and the refusals of the others with their places."""
    cells: list[_Cell] = []
    issues: list[Issue] = []
    for place, column in enumerate(one.columns):
        try:
            cell = _read_cell(variable, column, one.row, one.table, plan)
            if cell.number and not cell.number.unit and not cell.answer:
                text = tidy(one.row.cells[one.table.columns[column]])
                refuse_code(cell.number.value, text, plan.codes.get((variable, place, name), frozenset()))
            cells.append(cell)
        except InputError as error:
            issues += [issue.at(**one.table.place(one.row, column), severity="quarantine") for issue in error.issues]
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
    number = read_number(text, kind, convention)
    return _Cell(name, _without_money(number) if variable == "price" else _refuse_money(number))


def _without_money(number: Number) -> Number:
    """Return a price without the sign of money that a spreadsheet has in its own language (see number_formats)."""
    return replace(number, unit="") if number.unit.startswith("[") else number


def _refuse_money(number: Number) -> Number:
    """Return an amount; refuse one that the sheet shows as money."""
    if number.unit.startswith("["):
        fix = "ask; if it is no money, write the amount in corrections.yml"
        raise InputError(f"the sheet shows money here ({number.unit.strip('[]')})", fix=fix, code="C05")
    return number


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
        refuse_doubtful(value, frozenset() if written else plan.percents)
        _refuse_share(value, result, has_unit=bool(written))
    return Figure(_possible(result), scale.is_share)


def _possible(amount: float) -> float:
    if not amount < 1e13:
        raise InputError("the amount is larger than anything here can be", fix="check the digits", code="C13")
    return amount


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
            f", or state what one holds: measures: {{{held}: [how many, its unit]}} of the product, or units.csv"
            if held
            else ""
        )
        known = known_unit(written, measures)
        fix = f"write the number in {unit}{own if held else ''}"
        raise UnitError(problem if known else error.issues[0].problem, fix=fix, code="C05") from None


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
    cells, issues = _read_cells("weight", "", Instance(table, row, plan.columns("weight")), plan)
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
