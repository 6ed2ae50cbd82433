"""Units that stand in the labels of a survey, against the unit that the map has for a figure. Code H11."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import mul

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import FIGURES, ColumnMap
from capacity.intake.answers.scales import is_count, survey_measures
from capacity.intake.findings import Issue, Place
from capacity.intake.quantities.units import Unit, UnitError, known_unit, ratio
from capacity.intake.sheets.sheets import Table
from capacity.intake.tables.header import label_unit

_LABEL_BASES = {"kg", "l", "ha", "m", "kWh", "bag", "bale"}
_SHORT = frozenset("tlтлц")
"""units of one letter that may be the last word of a label"""
_EACH = {
    "day": r"в день|за день|в сутки|за сутки|суточн\w*|per day|a day|daily|күнүнө|бир күндө",
    "week": r"в неделю|за неделю|per week|a week|weekly|жумасына",
    "month": r"в месяц|за месяц|per month|a month|monthly|айына|бир айда",
    "year": r"в год|за год|per year|a year|yearly|annual(?:ly)?|жылына|бир жылда",
}
"""how labels say for which time an amount is"""
_COUNTS_TIME = re.compile(
    r"\b(?:дней|недель|месяцев|лет|смен|раз|days|weeks|months|years|shifts|times|fills|күн саны|жолу)\b"
)
Measures = Mapping[str, Unit]


def label_issues(plan: ColumnMap, table: Table) -> list[Issue]:
    """Return figures whose labels have another unit than the map: "Удой, л" against kg/day, sotka x kg/ha against kg.

    `table` has members, or the rows of a repeat.
    """
    found = []
    for variable in FIGURES:
        column = plan.column(variable)
        if column is None or not column.unit or column.unit_column or column.take == "count":
            continue
        for columns in _together(variable, table, plan):
            labels = [table.header[table.columns[name]] for name in columns]
            issue = _single(labels[0], column.unit) if len(labels) == 1 else _product(columns, table, variable, plan)
            if issue:
                place = Place(file=table.file, sheet=table.sheet, row=table.header_row, column=labels[0])
                fix = issue.fix or f"correct survey.{variable}.unit in cluster.yml to what was asked"
                found.append(issue.at(fix=fix, code="H11", **place))
                break
    return found


def _together(variable: str, table: Table, plan: ColumnMap) -> Iterator[tuple[str, ...]]:
    """Yield the columns of a table that multiply: those of the map, or of each number of a wide survey."""
    repeat = plan.repeats.get(variable)
    groups = [group.columns for group in repeat.groups] if repeat else []
    for columns in groups or [plan.columns(variable)]:
        if all(name in table.columns for name in columns):
            yield columns


def unit_of_label(label: str) -> str:
    """Return the unit that a label for people ends with: "Удой, л/день", "Урожай (ц/га)", "Maize t"; "" if none.

    A name of a form (milk_l, farm/ha) says none.
    """
    if known_unit(written := label_unit(label)):
        return written
    parts = label.split()
    tries = parts[-1:] if len(parts) > 1 else []
    tries += [label.partition("/")[2].strip()] if label[:1].isupper() else []
    for text in tries:
        unit = known_unit(text)
        is_clear = len(text) > 2 or not text.isascii() or text.casefold() in ("ha", "kg")
        if (
            unit
            and any(base in _LABEL_BASES for base, _ in unit.powers)
            and (text in _SHORT or (len(text) > 1 and is_clear))
        ):
            return text
    return written


def fitting(declared: str, measures: Measures) -> list[Unit]:
    """Return the units that fit a declared one: all of it (l/day), or what stands before its time (l)."""
    texts = dict.fromkeys((declared, declared.partition("/")[0]))
    return [unit for text in texts if (unit := known_unit(text, measures))]


def _other_time(label: str, declared: str) -> Issue | None:
    """Return what is wrong where a label says per month in words and the map has l/day."""
    said = [time for time, words in _EACH.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", label.casefold())]
    times = [unit for text in declared.split("/")[1:] if (unit := known_unit(text)) and _is_time(unit)]
    if len(said) != 1 or len(times) != 1 or times[0] == known_unit(said[0]):
        return None
    return Issue(f"the label says per {said[0]}, the map has {declared}", code="H11")


def _other_time_of_one(labels: Sequence[str], declared: str) -> Issue | None:
    """Return what is wrong where one of several labels says per day, the map has year, and none counts the days."""
    if any(_COUNTS_TIME.search(label.casefold()) or "/" in unit_of_label(label) for label in labels):
        return None
    found = [issue for label in labels if (issue := _other_time(label, declared))]
    return found[0] if len(found) == 1 else None


def _is_time(unit: Unit) -> bool:
    return unit.powers == (("month", 1),)


def _single(label: str, declared: str) -> Issue | None:
    written = unit_of_label(label)
    if "/" not in written and (issue := _other_time(label, declared)):
        return issue
    found, unit, first = (known_unit(text) for text in (written, declared, declared.partition("/")[0]))
    if found is None or unit is None or first is None:
        return None
    bases = {base for base, power in found.powers if power > 0}
    if not bases & _LABEL_BASES or found in (unit, first):
        return None
    return Issue(f'the label has the unit "{written}", the map has {declared}', code="H11")


def _product(columns: Sequence[str], table: Table, variable: str, plan: ColumnMap) -> Issue | None:
    """Return what is wrong where the units of the labels multiply to another one than the map's, and say so clearly.

    Counts (head, worker) and labels without a unit are passed over: then the rest must be so many of the map's unit.
    """
    declared, column = plan.unit(variable), plan.column(variable)
    labels = [table.header[table.columns[name]] for name in columns]
    if issue := _other_time_of_one(labels, declared):
        return issue
    measures = survey_measures(plan.spec, next(iter(plan.spec.classes)), plan.local)
    units = {name: unit_of_label(table.header[table.columns[name]]) for name in columns}
    known = {name: unit for name, text in units.items() if (unit := _plain(text, measures))}
    wanted = fitting(declared, measures)
    if not wanted or not known:
        return None
    alike = [name for name, unit in known.items() if unit.powers and _times(unit, wanted[-1:], measures)]
    if len(alike) > 1 and column and column.take != "product":
        problem = f"the columns {', '.join(alike)} are each in {units[alike[0]]}: they multiply here"
        return Issue(problem, "to add them up write take: sum beside them", code="H11")
    made = reduce(mul, (_seen(unit, name, table) for name, unit in known.items()))
    times = _times(made, wanted, measures)
    if times is None or abs(times - 1) < 1e-6:
        return None
    shown = " x ".join(text for text in units.values() if text)
    problem = f"the labels make {shown} = {times:g} {declared.partition('/')[0]}, the map has {declared}"
    return Issue(problem, _remedy(made, [text for text in units.values() if text], declared, measures), code="H11")


def _remedy(made: Unit, written: Sequence[str], declared: str, measures: Measures) -> str:
    """Return how the map's unit is written so that it is what the labels make."""
    numerator, slash, divisors = declared.partition("/")
    for text in written:
        first, _, below = text.partition("/")
        tries = [first + slash + divisors, *(f"{first}/{word}" for word in below.split("/") if word)]
        for unit in tries:
            parts = (unit, unit.partition("/")[0]) if unit == tries[0] else (unit,)
            if any(_is_same(made, known_unit(part, measures)) for part in parts):
                return f"if the labels are right, write unit: {unit}"
    times = _times(made, fitting(declared, measures), measures)
    own = f"own,{numerator},{times:.10g},"
    return f"bring one column to another unit, or add the line {own} to units.csv and write unit: own{slash}{divisors}"


def _is_same(made: Unit, other: Unit | None) -> bool:
    return other is not None and made.powers == other.powers and abs(made.factor / other.factor - 1) < 1e-6


def _plain(text: str, measures: Measures) -> Unit | None:
    """Return the unit of a label without the animals or people it is for; None of a count, or where nobody knows it."""
    first, *divisors = text.split("/")
    if not text or is_count(first):
        return None
    return known_unit("/".join([first, *(word for word in divisors if not is_count(word))]), measures)


def _seen(unit: Unit, name: str, table: Table) -> Unit:
    """Return the unit; percent count as a factor of one where the cells hold shares (0.6 shown as 60 %)."""
    if unit.powers or unit.factor != 0.01:
        return unit
    return unit if has_above_one(table, table.columns[name]) else Unit(1.0)


def has_above_one(table: Table, index: int) -> bool:
    """Return whether a column has a bare number above one, so that its shares are percent."""
    numbers = (number_or_none(*cell) for cell in table.rows.column(index).counts())
    return any(number.value > 1 and not number.unit for number in numbers if number)


def _times(made: Unit, wanted: Sequence[Unit], measures: Measures) -> float | None:
    """Return how many of the first wanted unit that measures the same one made is, None where none does."""
    for unit in wanted:
        try:
            return ratio(made, unit, measures)
        except UnitError:
            continue
    return None
