"""Which rows are totals or averages, in any language, and which are members with such a word in the name.

A row goes only where nothing speaks against it: its label is a word for a total with at most a place or a count, and it
has no place of its own or its figures are the sum or average of the rows above; or its id is a place above whose sum
it is. Else it is asked about, and so is a row without such a word that says nothing but a name and the exact sum of the
rows above. Codes R06 and, for one that answers like a member, R36.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isclose

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings import Issue, Place
from capacity.intake.rows.corrections import drop_line, member_id
from capacity.intake.rows.fates import EXCLUDED, QUARANTINED, TOTAL, Fate, where
from capacity.intake.rows.only_members import DECISIONS, TOLD, has_answered
from capacity.intake.rows.total_words import FILL, WEAK, WORDS, is_part, is_sure
from capacity.intake.sheets.sheets import Row, Table, is_empty
from capacity.intake.spelling import fold, tidy

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[∑]")
_DIGITS = re.compile(r"\d+")
_SPACED = re.compile(r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b")
"""a word that is spaced out: И Т О Г О"""
_FEWEST, _FEWEST_ALONE = 3, 6
"""rows above whose exact sum is no chance, and where no column but the id could tell"""
_NO_SUM = "its figures are no sum or average of the rows above"
_SURELY, _BY_FIGURES, _ASK = "surely", "by its figures", "ask"


class _Above:
    """The rows above one of a table, by position: all, and those since the last total."""

    def __init__(self, table: Table, plan: ColumnMap) -> None:
        self.table, self.plan = table, plan
        self.all: list[int] = []
        self.block: list[int] = []
        self._sums: dict[int, tuple[int, float, int]] = {}

    def add(self, at: int) -> None:
        """Add a row that is no total."""
        self.all.append(at)
        self.block.append(at)

    @cached_property
    def homes(self) -> list[str]:
        """The place of each row of the table."""
        columns = [self.table.rows.column(self.table.columns[name]) for name in self.plan.columns("place")]
        return [fold(" ".join(cells)) for cells in zip(*columns, strict=True)] or [""] * len(self.table.rows)

    def at_home(self, home: str) -> list[int]:
        """Return the rows above that have a place."""
        return [at for at in self.all if self.homes[at] == home]

    def numbers(self, rows: Iterable[int], index: int) -> list[float]:
        """Return the numbers in a column of some rows."""
        column = self.table.rows.column(index)
        return [number for at in rows if (number := _number(*column.cell(at))) is not None]

    def sum(self, index: int) -> tuple[float, int]:
        """Return the sum of a column's numbers in all rows above, and of how many that are not 0."""
        seen, total, count = self._sums.get(index, (0, 0.0, 0))
        found = [number for number in self.numbers(self.all[seen:], index) if number]
        self._sums[index] = len(self.all), sum(found, start=total), count + len(found)
        return self._sums[index][1:]


@dataclass(frozen=True)
class _Known:
    """Words that stand beside one for a total without doubt, and places that have such a word for a name."""

    table: Table
    plan: ColumnMap
    rows: Sequence[int]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the header, of places, and of the ids of rows that are surely no totals."""
        names = [*self.plan.columns("member"), *self.plan.columns("place")]
        columns = [self.table.rows.column(self.table.columns[name]) for name in names]
        cells = {column[at] for column in columns for at in self.rows}
        texts = [text for text in cells if not {*_words(text)} & WORDS]
        return frozenset(word for text in (*texts, *self.table.header, *self.plan.spec.places) for word in _words(text))

    @cached_property
    def places(self) -> frozenset[str]:
        """The places with such a word for a name: several rows with ids of their own have it."""
        found: Counter[str] = Counter()
        allowed = {*self.rows}
        for name in self.plan.columns("place"):
            index = self.table.columns[name]
            spoken = (at for at in self.table.rows.where({index: _speaks}) if at in allowed)
            named = (row for at in spoken if _is_named(row := self.table.rows[at], self.table, self.plan))
            found.update(text for row in named if {*_words(text := tidy(row.cells[index]))} & WORDS)
        return frozenset(text for text, count in found.items() if count > 1)


def totals(table: Table, plan: ColumnMap, passed: Iterable[int]) -> dict[int, Fate]:
    """Return the fates of the rows that are totals, or may be; `passed` are the numbers of rows that are none."""
    passed, numbers = set(passed), table.rows.numbers
    rows = [at for at in table.rows.filled if numbers[at] not in passed]
    known, above, suspects = _Known(table, plan, rows), _Above(table, plan), _suspects(table, plan)
    found = {}
    for at in rows:
        if at in suspects and (fate := _fate(table.rows[at], table, plan, known, above)):
            found[numbers[at]] = fate
            above.block = []
        else:
            above.add(at)
    return found


def _suspects(table: Table, plan: ColumnMap) -> set[int] | range:
    """Return the positions of the rows that may be totals: no others are looked at.

    They say a word for a total, or nothing but a name and figures, or have the name of a place for an id.
    """
    told = {table.columns[name] for variable in TOLD for name in plan.columns(variable)}
    if not told:
        return range(len(table.rows))
    rows = table.rows
    spoken = (at for index in range(len(table.header)) for at in rows.where({index: _speaks}))
    homes = [rows.column(table.columns[name]).counts() for name in plan.columns("place")]
    places = {fold(text) for home in homes for text, _ in home} - {""}
    ids = [table.columns[name] for name in plan.columns("member")]
    has_digits = any(map(_DIGITS.search, places))

    def is_place(text: str) -> bool:
        return bool(has_digits or not _DIGITS.search(text)) and _name(text) in places

    so_called = (at for index in ids for at in rows.where({index: is_place}))
    return {*spoken, *rows.where(dict.fromkeys(told, is_empty)), *so_called}


def _name(text: str) -> str:
    return fold(tidy(text).removeprefix("'"))


def _speaks(text: str) -> bool:
    """Return whether a text may have a word for a total; its digits say nothing of that."""
    return not text.isdecimal() and _has_word(_DIGITS.sub("", text))


@lru_cache(maxsize=65536)
def _has_word(text: str) -> bool:
    return is_part(text) or not (WORDS | WEAK).isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(_SPACED.sub(lambda word: word[0].replace(" ", ""), tidy(text).casefold()))


def _judged(text: str, known: _Known) -> str:
    """Return how far a label is one of a total."""
    words = set(_words(text))
    if is_part(text):
        return _SURELY
    if not words & WORDS:
        return _BY_FIGURES if words & WEAK else ""
    rest = [word for word in words - WORDS - WEAK - FILL - known.words if not word.isdigit()]
    return _SURELY if not rest or is_sure(text) else _ASK


def _first(row: Row) -> str:
    return next((tidy(cell) for cell in row.cells if tidy(cell)), "")


def _labels(row: Row, table: Table, plan: ColumnMap) -> list[str]:
    """Return the texts of a row that may say what it is: its first unless a member fills it, its id, place, class."""
    names = [name for variable in ("member", "place", "member_class") for name in plan.columns(variable)]
    cells = (tidy(row.cells[table.columns[name]]) for name in names)
    declared = [plan.answers[variable] for variable in ("member_class", "place") if variable in plan.answers]
    first = "" if _is_filled(row, table, plan) else _first(row)
    texts = [first, member_id(row, table, plan.columns("member")), *cells]
    return [text for text in texts if not any(answers.find(text) is not None for answers in declared)]


def _is_named(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row has an id that is no word for a total."""
    member = member_id(row, table, plan.columns("member"))
    return bool(member) and not {*_words(member)} & (WORDS | WEAK)


def _judged_labels(row: Row, table: Table, plan: ColumnMap, known: _Known) -> dict[str, str]:
    """Return the labels of a row by how far they are those of a total; beside an id a place or class only may be."""
    own = {_first(row), member_id(row, table, plan.columns("member"))}
    is_named = _is_named(row, table, plan)
    judged = {}
    for text in reversed(_labels(row, table, plan)):
        if text not in known.places:
            how = _judged(text, known)
            judged[_ASK if how == _SURELY and is_named and text not in own else how] = text
    return judged


def _fate(row: Row, table: Table, plan: ColumnMap, known: _Known, above: _Above) -> Fate | None:
    judged = _judged_labels(row, table, plan, known)
    place = where(table, row, plan.columns("member"))
    text = judged.get(_SURELY) or judged.get(_ASK) or judged.get(_BY_FIGURES) or _unmapped(row, table, plan, known)
    if not text:
        return _sum_of_a_place(row, table, plan, above) or _silent_sum(row, table, plan, above)
    is_at_home = _has_home(row, table, plan)
    if _adds_up(row, table, plan, above, is_at_home=is_at_home):
        return _left_out(text, place)
    if _SURELY in judged and not is_at_home:
        return _named_so(text, place) if has_answered(row, table, plan) else _left_out(text, place)
    if _SURELY in judged:
        return None if has_answered(row, table, plan, DECISIONS) else _asked(text, row, table, place)
    if _ASK not in judged or has_answered(row, table, plan) or _is_like_a_neighbour(row, table, plan, above):
        return None
    return _asked(text, row, table, place)


def _left_out(text: str, place: Place) -> Fate:
    problem = f'"{text}": a row of totals is not a member and is left out'
    return Fate(EXCLUDED, (Issue(problem, severity="warning", code="R06", **place),), TOTAL)


def _named_so(text: str, place: Place) -> Fate:
    """Return the fate of a row with a word for a total, no place and no sum, but answers that only members give."""
    problem = f'"{text}": left out as a row of totals, but it answers like a member, and {_NO_SUM}'
    fix = "if it is a member, write its place and its whole name as the id, and correct both in corrections.yml"
    return Fate(EXCLUDED, (Issue(problem, fix, severity="warning", code="R36", **place),), TOTAL)


def _asked(text: str, row: Row, table: Table, place: Place, why: str = _NO_SUM) -> Fate:
    line = drop_line(table, row, place["member"])
    problem = f'"{text}" may be a total or a member of this name: {why}'
    fix = f"if it is a total, write in corrections.yml: {line}; else give it another id"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R06", **place),))


def _home(row: Row, table: Table, plan: ColumnMap) -> str:
    return fold(" ".join(row.cells[table.columns[name]] for name in plan.columns("place")))


def _has_home(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row has an id and a place that is no word for a total, as a member has."""
    home = _home(row, table, plan)
    return bool(home and member_id(row, table, plan.columns("member"))) and not {*_words(home)} & WORDS


def _sum_of_a_place(row: Row, table: Table, plan: ColumnMap, above: _Above) -> Fate | None:
    """Return the fate of a row that has a place of the rows above for an id: their sum, or maybe so."""
    name = fold(member_id(row, table, plan.columns("member")))
    there = above.at_home(name) if name and not has_answered(row, table, plan, DECISIONS) else []
    if not there:
        return None
    figures = _figures(row, table, plan)
    is_sum = bool(figures) and all(_is_sum(value, above.numbers(there, index)) for index, value in figures)
    is_sure = len(there) > 1 or not _home(row, table, plan)
    place = where(table, row, plan.columns("member"))
    if is_sum and is_sure:
        return _left_out(place["member"], place)
    if not is_sum and (_home(row, table, plan) or not figures):
        return None
    return _asked(place["member"], row, table, place, "it has the name of a place of the rows above")


def _unmapped(row: Row, table: Table, plan: ColumnMap, known: _Known) -> str:
    """Return a label of totals in a column that the map does not name, "" if there is none or the row is filled."""
    if _is_filled(row, table, plan):
        return ""
    used = set(table.columns.values())
    cells = (tidy(cell) for index, cell in enumerate(row.cells) if index not in used)
    return next((cell for cell in cells if _judged(cell, known) == _SURELY), "")


def _is_filled(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row has an id and answers like a member: then "total" elsewhere is a note of it."""
    return bool(member_id(row, table, plan.columns("member"))) and has_answered(row, table, plan)


def _silent_sum(row: Row, table: Table, plan: ColumnMap, above: _Above) -> Fate | None:
    """Return the question about a row that says nothing but a name and the exact sum of the rows above."""
    told = [name for variable in TOLD for name in plan.columns(variable)]
    is_named = bool(member_id(row, table, plan.columns("member")))
    if not is_named or any(tidy(row.cells[table.columns[name]]) for name in told):
        return None
    figures = _figures(row, table, plan)
    is_told = bool(told or plan.columns("place")) and not _home(row, table, plan)
    fewest = _FEWEST if is_told else _FEWEST_ALONE
    sums = [(value, *above.sum(index)) for index, value in figures]
    if not sums or not all(count >= fewest and isclose(value, total, rel_tol=1e-9) for value, total, count in sums):
        return None
    place = where(table, row, plan.columns("member"))
    problem = "each figure is the sum of all rows above, and nothing else is said: this may be a total"
    line = drop_line(table, row, place["member"])
    fix = f"if it is one, write in corrections.yml: {line}; else fill in what is missing"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R06", **place),))


def _is_sum(value: float, numbers: Sequence[float]) -> bool:
    return any(numbers) and isclose(value, sum(numbers), rel_tol=1e-9)


def _is_like_a_neighbour(row: Row, table: Table, plan: ColumnMap, above: _Above) -> bool:
    """Return whether a row has a place of rows above and less than the largest of them, as a sum never has."""
    home = _home(row, table, plan)
    if not home or not above.at_home(home):
        return False
    figures = _figures(row, table, plan)
    return bool(figures) and all(value < max(above.numbers(above.all, index), default=0) for index, value in figures)


def _adds_up(row: Row, table: Table, plan: ColumnMap, above: _Above, *, is_at_home: bool) -> bool:
    """Return whether each figure is made of those above, of those since the last total, or of those of its place.

    Made of them is their sum or average; for a row that has no place also the largest, the smallest or their number.
    """
    there = above.at_home(_home(row, table, plan)) if is_at_home else []
    checked = 0
    for index in plan.figures_in(table):
        if (value := _number(row.cells[index], row.kind(index))) is None:
            continue
        checked += 1
        columns = (above.numbers(rows, index) for rows in (above.block, above.all, there))
        if not any(_is_made_of(value, cells, is_any=not is_at_home) for cells in columns):
            return False
    return checked > 0


def _is_made_of(value: float, numbers: Sequence[float], *, is_any: bool) -> bool:
    if len(numbers) < 2 or not value:
        return False
    made = [sum(numbers), sum(numbers) / len(numbers)]
    made += [max(numbers), min(numbers), len(numbers)] if is_any else []
    return any(isclose(value, candidate, rel_tol=0.002) for candidate in made)


def _figures(row: Row, table: Table, plan: ColumnMap) -> list[tuple[int, float]]:
    """Return the figures of a row that are not 0, with their columns."""
    return [(index, value) for index in plan.figures_in(table) if (value := _number(row.cells[index], row.kind(index)))]


def _number(text: str, kind: str) -> float | None:
    number = number_or_none(text, kind)
    return number.value if number else None
