"""Quantities whose unit stands in a column beside them (10 | bag): what a word is worth, and columns the map forgot.

Code C05: the unit is not known, is missing, or is not the one that the map has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import findall

from capacity.intake.answers.cells import is_missing, number_or_none
from capacity.intake.answers.repeats import Instance, without_number
from capacity.intake.answers.scales import FindScale, Scale, is_count
from capacity.intake.cluster_file.survey import Column, says_unit
from capacity.intake.findings import InputError, Issue, Place
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.units import Unit, UnitError, known_unit
from capacity.intake.sheets.sheets import Table
from capacity.intake.spelling import fold, tidy

Measures = Mapping[str, Unit]
_CLEAR = frozenset(("kg", "l", "ha", "m", "bag", "bale"))
"""what a column without a label that says so must measure to be one of units"""
_QUANTITY = frozenset(
    ("qty", "quantity", "amount", "value", "number", "num", "volume", "кол", "количество", "колво", "объем", "объём")
) | {"во", "саны", "көлөмү", "көлөм"}


def unit_scale(word: str, column: Column, variable: str, name: str, find_scale: FindScale) -> Scale:
    """Return the scale of a figure whose unit column has this word; refuse one that nobody knows, with what to write.

    A declared word is worth what `units` says; kg, т, литр ... are known anyway, whole (kg/day) or without their time.
    """
    if is_missing(word, column.missing):
        problem = f'the unit is missing (column "{column.unit_column}")'
        raise InputError(problem, fix="write the unit, or correct it in corrections.yml", code="C05")
    times, unit = _worth(word, column.units)
    declared = column.unit or "share"
    numerator, _, divisors = declared.partition("/")
    tries = [unit, f"{unit}/{divisors}"] if divisors else [unit]
    if variable == "price":
        times, tries = (times, [unit]) if "/" in unit else (1 / times, [f"{numerator}/{unit}"])
    elif (plain := known_unit(unit)) and not plain.powers:
        times, tries = times * plain.factor, [declared]
    for text in tries:
        try:
            found = find_scale(variable, name, text)
        except UnitError:
            continue
        return Scale(found.factor * times, found.is_share)
    problem = f'it is not known what one "{word}" is in {numerator}'
    raise InputError(problem, fix=f"declare it: units: {{{word}: [how many, {numerator}]}}", code="C05")


def _worth(word: str, units: Mapping[str, Quantity | str]) -> tuple[float, str]:
    known = {fold(key): key for key in units}
    seen = set()
    while (key := known.get(fold(word))) and key not in seen:
        seen.add(key)
        meaning = units[key]
        if isinstance(meaning, Quantity):
            return meaning.mode, meaning.unit
        word = meaning
    return 1.0, tidy(word)


@dataclass(frozen=True)
class Neighbour:
    """A column of units beside a figure, which the map does not name, and the units that may stand in it."""

    index: int
    label: str
    expected: tuple[Unit, ...]
    written: str
    """the map's unit"""

    def issue(self, instance: Instance, column: str, variable: str, measures: Measures) -> Issue | None:
        """Return the refusal of a figure whose neighbour has another unit than the map."""
        word = tidy(instance.row.cells[self.index])
        if is_missing(word) or known_unit(word, measures) in self.expected:
            return None
        problem = f'the column "{self.label}" beside it has the unit "{word}", the map has {self.written}'
        unit = known_unit(word, measures)
        worth = (
            "" if unit and not is_count(word) else f", units: {{{word}: [how many, {self.written.partition('/')[0]}]}}"
        )
        worth += ", with what one of them is" if worth else ""
        fix = f"write under survey.{variable}: unit_column: {self.label}{worth}"
        place = instance.table.place(instance.row, column)
        return Issue(problem, fix, severity="quarantine", code="C05", **place)


def find_neighbours(column: Column, table: Table, measures: Measures) -> Iterator[tuple[str, Neighbour, bool]]:
    """Yield the figures of a table with a column of units beside them that the map does not use: column, neighbour.

    The last item tells whether units stand there at all; where its label says unit and its words are none that anybody
    knows, that can only be asked.
    """
    names = [name for name in _written(column, table) if name in table.columns]
    for name in names if not column.unit_column else ():
        index = _neighbour(table, table.columns[name])
        if index is None:
            continue
        written: Counter[str] = Counter()
        for (text, _), times in table.rows.column(index).counts().items():
            written[tidy(text)] += times
        words = {word: n for word, n in written.items() if any(map(str.isalnum, word)) and not is_missing(word)}
        units: Counter[Unit] = Counter()
        for word, times in words.items():
            if (unit := known_unit(word, measures)) and _is_word(word):
                units[unit] += times
        if says_unit(table.header[index]):
            is_clear = bool(units)
        elif sum(words.values()) >= 2 and units.total() == sum(words.values()) and all(map(_is_clear, units)):
            is_clear = True
        else:
            continue
        if words:
            expected = _expected(column, measures) if len(column.columns) == 1 else _commonest(units)
            yield name, Neighbour(index, table.header[index], expected, column.unit or "share"), is_clear


def _written(column: Column, table: Table) -> list[str]:
    """Return the columns of a table that the map means, those of a wide survey with their numbers."""
    stems = {without_number(name).rstrip("_# ") for name in column.columns} if column.is_repeated else set()
    return [name for name in table.columns if name in column.columns or without_number(name).rstrip("_# ") in stems]


def _is_word(text: str) -> bool:
    return any(map(str.isalpha, text)) or text == "%"


def _is_clear(unit: Unit) -> bool:
    return any(base in _CLEAR and power > 0 for base, power in unit.powers)


def _expected(column: Column, measures: Measures) -> tuple[Unit, ...]:
    """Return the units that fit the map's: l/day, l, day."""
    texts = (column.unit or "", *(column.unit or "").split("/"))
    return tuple(unit for text in texts if text and (unit := known_unit(text, measures)))


def _commonest(units: Counter[Unit]) -> tuple[Unit, ...]:
    return tuple(unit for unit, _ in units.most_common(1))


def _neighbour(table: Table, place: int) -> int | None:
    """Return the index of the column of units that belongs to a figure: by its name, else by standing beside it."""
    stem = subject(table.header[place])
    used = set(table.columns.values())
    free = [index for index, label in enumerate(table.header) if label and index not in used]
    said = [index for index in free if says_unit(table.header[index])]
    if named := [index for index in said if subject(table.header[index]) == stem and stem]:
        return named[0]
    if place + 1 in free and (place + 1 not in said or not subject(table.header[place + 1])):
        return place + 1
    before = place - 1
    if before in said and not subject(table.header[before]) and not (before and _has_numbers(table, before - 1)):
        return before
    return None


def subject(label: str) -> tuple[str, ...]:
    """Return what a label is about, without words for quantities and units: maize_qty, maize_unit -> maize."""
    words = findall(r"[^\W_]+", label.casefold())
    return tuple(word for word in words if word not in _QUANTITY and not says_unit(word))


def _has_numbers(table: Table, index: int) -> bool:
    return any(number_or_none(row.cells[index], row.kind(index)) for row in table.rows[:20])


def unclear_issue(name: str, neighbour: Neighbour, table: Table, unit: str) -> Issue:
    """Return the warning that a column of units is not used, where nobody knows its words."""
    words = sorted({tidy(text) for text, _ in table.rows.column(neighbour.index).counts()} - {""})
    problem = (
        f'the column "{neighbour.label}" beside it seems to hold units ({", ".join(words[:5])}): all count as {unit}'
    )
    fix = (
        f"if it does, write unit_column: {neighbour.label}, units: {{{words[0]}: [how many, {unit.partition('/')[0]}]}}"
    )
    place = Place(file=table.file, sheet=table.sheet, row=table.header_row, column=name)
    return Issue(problem, fix, severity="warning", code="C05", **place)
