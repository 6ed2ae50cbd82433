"""Units that a label says in its midst (Сколько тонн собрали?), or a row below the header, against the map's. Code H11.

What a label says at its end is refused where it differs (see labels.py); words in its midst are asked about.
"""

import re
from collections.abc import Iterator, Sequence

from capacity.intake.answers.column_map import FIGURES, ColumnMap
from capacity.intake.answers.labels import fitting, unit_of_label
from capacity.intake.findings import Issue, Place
from capacity.intake.quantities.units import Unit, known_unit
from capacity.intake.rows.header_lines import names_units
from capacity.intake.sheets.sheets import Table
from capacity.intake.spelling import tidy

_WORDS = re.compile(
    r"(?:\b|_)(тонн\w*|кг|килограмм\w*|центнер\w*|литр\w*|меш\w+|капт\w*|вед[её]?р\w*|фляг\w*|тюк\w*|гектар\w*|"
    r"tonn?e?s?|kgs?|kilograms?|quintals?|lit(?:er|re)s?|bags?|sacks?|bales?|hectares?)(?:\b|_)|_(t|l|g|т|л|ц|га|ha)$"
)
_TIMES = re.compile(r"\b(?:тыс\w*|миң|thousands?|млн|million)\b|\b1 ?000\b|['’]000\b")
_HOLDERS = frozenset(("bag", "bale"))
_ROWS = 3
"""rows below the header among which one may name the units"""


def said_unit_issues(plan: ColumnMap, tables: Sequence[Table]) -> list[Issue]:
    """Return an error for a row of units that differ from the map's, and questions on labels that name another."""
    found = []
    for table in tables:
        for variable in FIGURES:
            column = plan.column(variable)
            if column is None or not column.unit or column.unit_column or len(column.columns) > 1 or column.take:
                continue
            place = Place(file=table.file, sheet=table.sheet, row=table.header_row, column=column.columns[0])
            index = table.columns.get(column.columns[0])
            said = (
                []
                if index is None
                else [*_below(index, column.unit, table, plan), *_midst(index, variable, table, plan)]
            )
            found += [issue.at(**place) for issue in said[:1]]
    return found


def _below(index: int, declared: str, table: Table, plan: ColumnMap) -> Iterator[Issue]:
    """Yield the error of a row of units below the header that has another one for a figure."""
    for row in table.rows[:_ROWS]:
        word = tidy(row.cells[index]).strip("()[].")
        unit = known_unit(word, plan.local)
        if (
            unit is None
            or _is_no_amount(unit)
            or unit in fitting(declared, plan.local)
            or not names_units(row, table, plan)
        ):
            continue
        problem = f'row {row.number} below the header has the unit "{word}", the map has {declared}'
        yield Issue(problem, "correct the unit of the map to what was asked", code="H11")


def _midst(index: int, variable: str, table: Table, plan: ColumnMap) -> Iterator[Issue]:
    """Yield questions on thousands, on a unit in the midst of a label, and on money or percent at its end."""
    label, declared = table.header[index], plan.unit(variable)
    text, wanted = label.casefold(), fitting(declared, plan.local)
    if times := _TIMES.search(text):
        yield _asked(times[0], declared)
    end = known_unit(written := unit_of_label(label), plan.local)
    if end and end not in wanted and (_is_money(end) or not end.powers):
        yield _asked(written, declared)
    words = [one or other for one, other in _WORDS.findall(text)] if variable != "price" else []
    units = {word: unit for word in words if (unit := known_unit(word, plan.local))}
    holders = [word for word, unit in units.items() if _HOLDERS & {base for base, _ in unit.powers}]
    fits = end in wanted or any(unit in wanted for unit in units.values())
    others = holders or ([] if fits else [*units])
    if others and units[others[0]] not in wanted:
        yield _asked(others[0], declared)


def _asked(word: str, declared: str) -> Issue:
    problem = f'the label says "{word}", the map has {declared}'
    fix = "ask which it is, and correct the unit of the map if it is the label's"
    return Issue(problem, fix, severity="warning", code="H11")


def _is_no_amount(unit: Unit) -> bool:
    """Return whether a unit is one of time only, or a share."""
    return all(base == "month" for base, _ in unit.powers)


def _is_money(unit: Unit) -> bool:
    return any(len(base) == len("KGS") and base.isupper() and power > 0 for base, power in unit.powers)
