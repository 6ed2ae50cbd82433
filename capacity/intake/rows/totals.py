"""Which rows are totals or averages (English, Russian, Kyrgyz), and which are members with such a word in the name.

A row goes only where nothing speaks against it: its label is a word for a total with at most a place or a count, or its
figures are the sum or the average of the rows above. Else it is asked about, and so is a row without such a word that
says nothing but a name and the exact sum of the rows above. Code R06.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isclose

from capacity.intake.answers.cells import number_or_none
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import Issue
from capacity.intake.findings.spelling import tidy
from capacity.intake.rows.corrections import drop_line, member_id
from capacity.intake.rows.fates import EXCLUDED, QUARANTINED, TOTAL, Fate, where
from capacity.intake.sheets.sheets import TEXT, Row, Rows, Table, is_empty

_WORDS = frozenset(
    (
        *(
            "total",
            "totals",
            "tot",
            "overall",
            "subtotal",
            "subtotals",
            "sub-total",
            "sub-totals",
            "sum",
            "σ",
            "ς",
            "∑",
        ),
        *("итог", "итоги", "итого", "всего", "сумма", "подытог", "под-итог", "подитог"),
        *(
            "жалпы",
            "жалпысы",
            "жалпысынан",
            "жами",
            "jami",
            "баары",
            "барды",
            "бардыгы",
            "баардыгы",
            "жыйынтык",
            "жыйынтыгы",
            "суммасы",
        ),
        *("average", "averages", "avg", "mean", "median", "орточо", "орточосу", "ортосу"),
        *("среднее", "среднем", "средний", "средняя", "средние", "ср", "медиана"),
    )
)
_WEAK = frozenset(
    (
        *("count", "max", "min", "maximum", "minimum", "количество", "максимум", "минимум", "саны"),
        *("боюнча", "эсеп"),
    )
)
"""words that are a total only where the figures say so"""
_FILL = frozenset(
    (
        *("grand", "general", "of", "for", "the", "in", "by", "all", "per", "and", "value", "values"),
        *("общий", "общая", "общее", "общие", "промежуточный", "промежуточные", "значение", "по", "за", "в", "на", "и"),
        *("все", "всем", "всех", "из", "для", "боюнча", "болуп", "ичинен", "жана", "маани", "сумма"),
        *("farm", "farms", "member", "members", "household", "households", "growers", "people", "rows", "village"),
        *("villages", "district", "group", "groups", "page", "sheet", "year", "month", "хозяйство", "хозяйства"),
        *("хозяйств", "хозяйствам", "ферм", "фермы", "членов", "члены", "участников", "человек", "чел", "записей"),
        *("строк", "домохозяйств", "дворов", "село", "селу", "села", "сёл", "сел", "сёлам", "селам", "район", "району"),
        *("районам", "группа", "группе", "группам", "странице", "листу", "год", "году", "месяц", "чарба", "чарбалар"),
        *("мүчө", "мүчөлөр", "киши", "адам", "айыл", "айылы", "айылдар", "район", "топ", "бет", "жыл", "ай"),
    )
)
_SURE = re.compile(r"(итого|всего|итог|total|totals|grand total|subtotal|sum|average|mean|среднее) (по|за|for|of) .+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[∑]")
_DIGITS = re.compile(r"\d+")
_SPACED = re.compile(r"\b(?:[^\W\d_] ){3,}[^\W\d_]\b")
"""a word that is spaced out: И Т О Г О"""
_FEWEST, _FEWEST_ALONE = 3, 6
"""rows above whose exact sum is no chance, and where no column but the id could tell"""
_SURELY, _BY_FIGURES, _ASK = "surely", "by its figures", "ask"


class _Above:
    """The rows above one of a table, by position: all, and those since the last total."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.all: list[int] = []
        self.block: list[int] = []
        self._sums: dict[int, tuple[int, float, int]] = {}

    def add(self, at: int) -> None:
        """Add a row that is no total."""
        self.all.append(at)
        self.block.append(at)

    def sum(self, index: int) -> tuple[float, int]:
        """Return the sum of a column's numbers in all rows above, and of how many that are not 0."""
        seen, total, count = self._sums.get(index, (0, 0.0, 0))
        for at in self.all[seen:]:
            if number := _number(self.rows, at, index):
                total, count = total + number, count + 1
        self._sums[index] = len(self.all), total, count
        return total, count


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
        texts = [text for text in cells if not {*_words(text)} & _WORDS]
        return frozenset(word for text in (*texts, *self.table.header, *self.plan.spec.places) for word in _words(text))

    @cached_property
    def places(self) -> frozenset[str]:
        """The places with such a word for a name: several rows with ids of their own have it."""
        found: Counter[str] = Counter()
        allowed = {*self.rows}
        for name in self.plan.columns("place"):
            index = self.table.columns[name]
            spoken = (at for at in self.table.rows.positions(index, _speaks) if at in allowed)
            named = (row for at in spoken if _is_named(row := self.table.rows[at], self.table, self.plan))
            found.update(text for row in named if {*_words(text := tidy(row.cells[index]))} & _WORDS)
        return frozenset(text for text, count in found.items() if count > 1)


def totals(table: Table, plan: ColumnMap, passed: Iterable[int]) -> dict[int, Fate]:
    """Return the fates of the rows that are totals, or may be; `passed` are the numbers of rows that are none."""
    passed, numbers = set(passed), table.rows.numbers
    rows = [at for at in table.rows.filled if numbers[at] not in passed]
    known, above, suspects = _Known(table, plan, rows), _Above(table.rows), _suspects(table, plan)
    found = {}
    for at in rows:
        if at in suspects and (fate := _fate(table.rows[at], table, plan, known, above)):
            found[numbers[at]] = fate
            above.block = []
        else:
            above.add(at)
    return found


def _suspects(table: Table, plan: ColumnMap) -> set[int] | range:
    """Return the positions of the rows that say a word for a total, or nothing but figures; no other is one."""
    told = {table.columns[name] for name in _told(plan)}
    if not told:
        return range(len(table.rows))
    spoken = (at for index in range(len(table.header)) for at in table.rows.positions(index, _speaks))
    return {*spoken, *table.rows.where(dict.fromkeys(told, is_empty))}


def _told(plan: ColumnMap) -> list[str]:
    """Return the columns in which a member says more than figures."""
    return [name for variable in ("place", "member_class", "joins", "letter") for name in plan.columns(variable)]


def _speaks(text: str) -> bool:
    """Return whether a text may have a word for a total; its digits say nothing of that."""
    return not text.isdecimal() and _has_word(_DIGITS.sub("", text))


@lru_cache(maxsize=65536)
def _has_word(text: str) -> bool:
    return not (_WORDS | _WEAK).isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(_SPACED.sub(lambda word: word[0].replace(" ", ""), tidy(text).casefold()))


def _judged(text: str, known: _Known) -> str:
    """Return how far a label is one of a total."""
    words = set(_words(text))
    if not words & _WORDS:
        return _BY_FIGURES if words & _WEAK else ""
    rest = [word for word in words - _WORDS - _WEAK - _FILL - known.words if not word.isdigit()]
    return _SURELY if not rest or _SURE.fullmatch(tidy(text).casefold()) else _ASK


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
    return bool(member) and not {*_words(member)} & (_WORDS | _WEAK)


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
        return _silent_sum(row, table, plan, above)
    if _SURELY in judged or _adds_up(row, table, plan, above):
        problem = f'"{text}": a row of totals is not a member and is left out'
        return Fate(EXCLUDED, (Issue(problem, severity="warning", code="R06", **place),), TOTAL)
    if _ASK not in judged or _answers(row, table, plan) or _is_at_home(row, table, plan, above):
        return None
    line = drop_line(table, row, place["member"])
    problem = f'"{text}" may be a total or a member of this name: its figures are no sum or average of the rows above'
    fix = f"if it is a total, write in corrections.yml: {line}; else give it another id"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R06", **place),))


def _unmapped(row: Row, table: Table, plan: ColumnMap, known: _Known) -> str:
    """Return a label of totals in a column that the map does not name, "" if there is none or the row is filled."""
    if _is_filled(row, table, plan):
        return ""
    used = set(table.columns.values())
    cells = (tidy(cell) for index, cell in enumerate(row.cells) if index not in used)
    return next((cell for cell in cells if _judged(cell, known) == _SURELY), "")


def _is_filled(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row has an id and answers like a member: then "total" elsewhere is a note of it."""
    return bool(member_id(row, table, plan.columns("member"))) and _answers(row, table, plan)


def _answers(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row answers a question that only a member can answer."""
    for variable in ("joins", "letter", "member_class"):
        answers = plan.answers.get(variable)
        for name in plan.columns(variable) if answers else ():
            text = row.cells[table.columns[name]]
            if answers and text.strip() and answers.find(text) is not None:
                return True
    return False


def _silent_sum(row: Row, table: Table, plan: ColumnMap, above: _Above) -> Fate | None:
    """Return the question about a row that says nothing but a name and the exact sum of the rows above."""
    told = _told(plan)
    is_named = bool(member_id(row, table, plan.columns("member")))
    if not is_named or any(tidy(row.cells[table.columns[name]]) for name in told):
        return None
    figures = [(index, value) for index in plan.figures_in(table) if (value := _number_of(row, index))]
    fewest = _FEWEST if told else _FEWEST_ALONE
    if not figures or not all(_is_sum(value, *above.sum(index), fewest) for index, value in figures):
        return None
    place = where(table, row, plan.columns("member"))
    problem = "each figure is the sum of all rows above, and nothing else is said: this may be a total"
    line = drop_line(table, row, place["member"])
    fix = f"if it is one, write in corrections.yml: {line}; else fill in what is missing"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R06", **place),))


def _is_sum(value: float, total: float, count: int, fewest: int) -> bool:
    return count >= fewest and isclose(value, total, rel_tol=1e-9)


def _is_at_home(row: Row, table: Table, plan: ColumnMap, above: _Above) -> bool:
    """Return whether a row has a place of rows above and less than the largest of them, as a sum never has."""
    indices = [table.columns[name] for name in plan.columns("place")]
    homes = [(table.rows.column(index), tidy(row.cells[index])) for index in indices]
    is_there = any(text for _, text in homes)
    if not is_there or not any(all(tidy(column[at]) == text for column, text in homes) for at in above.all):
        return False
    figures = [(index, value) for index in plan.figures_in(table) if (value := _number_of(row, index))]
    return bool(figures) and all(
        value < max((_number(table.rows, at, index) or 0 for at in above.all), default=0) for index, value in figures
    )


def _adds_up(row: Row, table: Table, plan: ColumnMap, above: _Above) -> bool:
    """Return whether each figure is the sum or the average of those above, or of those since the last total."""
    checked = 0
    for index in plan.figures_in(table):
        if (value := _number_of(row, index)) is None:
            continue
        checked += 1
        numbers = ([_number(table.rows, at, index) for at in rows] for rows in (above.block, above.all))
        if not any(_is_made_of(value, cells) for cells in numbers):
            return False
    return checked > 0


def _is_made_of(value: float, cells: Sequence[float | None]) -> bool:
    numbers = [number for number in cells if number is not None]
    if len(numbers) < 2 or not value:
        return False
    made = (sum(numbers), sum(numbers) / len(numbers), max(numbers), min(numbers), len(numbers))
    return any(isclose(value, candidate, rel_tol=0.002) for candidate in made)


def _number_of(row: Row, index: int) -> float | None:
    number = number_or_none(row.cells[index], row.kind(index))
    return number.value if number else None


def _number(rows: Rows, at: int, index: int) -> float | None:
    number = number_or_none(rows.column(index)[at], rows.kinds[index][at] if rows.kinds else TEXT)
    return number.value if number else None
