"""Which rows are totals or averages (English, Russian, Kyrgyz), and which are members with such a word in the name.

A row goes only where nothing speaks against it: its label is a word for a total with at most a place or a count, or its
figures are the sum or the average of the rows above. Else it is asked about. Code R06.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isclose

from capacity.intake.answers.cells import is_missing, read_number
from capacity.intake.answers.column_map import ColumnMap
from capacity.intake.findings.issues import InputError, Issue
from capacity.intake.findings.spelling import tidy
from capacity.intake.rows.corrections import drop_line, member_id
from capacity.intake.rows.fates import EXCLUDED, QUARANTINED, TOTAL, Fate, where
from capacity.intake.sheets.sheets import Row, Table

_WORDS = frozenset(
    (
        *("total", "totals", "subtotal", "subtotals", "sub-total", "sub-totals", "sum", "σ", "ς", "∑"),
        *("итог", "итоги", "итого", "всего", "сумма", "подытог", "под-итог", "подитог"),
        *("жалпы", "жалпысы", "жалпысынан", "баары", "бардыгы", "жыйынтык", "жыйынтыгы", "суммасы"),
        *("average", "averages", "avg", "mean", "median", "орточо", "орточосу"),
        *("среднее", "средний", "средняя", "средние", "ср", "медиана"),
    )
)
_WEAK = frozenset(("count", "max", "min", "maximum", "minimum", "количество", "максимум", "минимум", "саны"))
"""words that are a total only where the figures say so"""
_FILL = frozenset(
    (
        *("grand", "general", "overall", "of", "for", "the", "in", "by", "all", "per", "and", "value", "values"),
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
_SURELY, _BY_FIGURES, _ASK = "surely", "by its figures", "ask"


@dataclass
class _Above:
    """The rows above: all, and those since the last total."""

    all: list[Row] = field(default_factory=list)
    block: list[Row] = field(default_factory=list)


def totals(table: Table, plan: ColumnMap, passed: Iterable[int]) -> dict[int, Fate]:
    """Return the fates of the rows that are totals, or may be; `passed` are the numbers of rows that are none."""
    passed = set(passed)
    rows = [row for row in table.rows if not row.is_blank and row.number not in passed]
    named = {row.number for row in rows if any(map(_has_word, row.cells))}
    if not named:
        return {}
    known = _known(table, plan, rows)
    above, found = _Above(), {}
    for row in rows:
        if row.number in named and (fate := _fate(row, table, plan, known, above)):
            found[row.number] = fate
            above.block = []
        else:
            above.all.append(row)
            above.block.append(row)
    return found


@lru_cache(maxsize=65536)
def _has_word(cell: str) -> bool:
    """Return whether a cell has a word for a total, without which its row is none."""
    return any(word in _WORDS or word in _WEAK for word in _words(cell))


def _words(text: str) -> list[str]:
    return _WORD.findall(tidy(text).casefold())


def _known(table: Table, plan: ColumnMap, rows: Sequence[Row]) -> frozenset[str]:
    """Return the words of the header, of places, and of the ids of rows that are surely no totals."""
    names = [*plan.columns("member"), *plan.columns("place")]
    cells = (row.cells[table.columns[name]] for row in rows for name in names)
    texts = [text for text in cells if not {*_words(text)} & _WORDS]
    return frozenset(word for text in (*texts, *table.header, *plan.spec.places) for word in _words(text))


def _judged(text: str, known: frozenset[str]) -> str:
    """Return how far a label is one of a total."""
    words = set(_words(text))
    if not words & _WORDS:
        return _BY_FIGURES if words & _WEAK else ""
    rest = [word for word in words - _WORDS - _WEAK - _FILL - known if not word.isdigit()]
    return _SURELY if not rest or _SURE.fullmatch(tidy(text).casefold()) else _ASK


def _labels(row: Row, table: Table, plan: ColumnMap) -> list[str]:
    """Return the texts of a row that may say what it is: its first, its id, its place, its class."""
    names = [name for variable in ("member", "place", "member_class") for name in plan.columns(variable)]
    first = next((tidy(cell) for cell in row.cells if tidy(cell)), "")
    cells = (tidy(row.cells[table.columns[name]]) for name in names)
    declared = [plan.answers[variable] for variable in ("member_class", "place") if variable in plan.answers]
    texts = [first, member_id(row, table, plan.columns("member")), *cells]
    return [text for text in texts if not any(answers.find(text) is not None for answers in declared)]


def _fate(row: Row, table: Table, plan: ColumnMap, known: frozenset[str], above: _Above) -> Fate | None:
    judged = {_judged(text, known): text for text in reversed(_labels(row, table, plan))}
    place = where(table, row, plan.columns("member"))
    text = judged.get(_SURELY) or judged.get(_ASK) or judged.get(_BY_FIGURES) or _unmapped(row, table, known)
    if not text:
        return None
    if _SURELY in judged or _adds_up(row, table, plan, above):
        problem = f'"{text}": a row of totals is not a member and is left out'
        return Fate(EXCLUDED, (Issue(problem, severity="warning", code="R06", **place),), TOTAL)
    if _ASK not in judged or _answers(row, table, plan):
        return None
    line = drop_line(table, row, place["member"])
    problem = f'"{text}" may be a total or a member of this name: its figures are no sum or average of the rows above'
    fix = f"if it is a total, write in corrections.yml: {line}; else give it another id"
    return Fate(QUARANTINED, (Issue(problem, fix, severity="quarantine", code="R06", **place),))


def _unmapped(row: Row, table: Table, known: frozenset[str]) -> str:
    """Return a label of totals in a column that the map does not name, "" if there is none."""
    used = set(table.columns.values())
    cells = (tidy(cell) for index, cell in enumerate(row.cells) if index not in used)
    return next((cell for cell in cells if _judged(cell, known) == _SURELY), "")


def _answers(row: Row, table: Table, plan: ColumnMap) -> bool:
    """Return whether a row answers a question that only a member can answer."""
    for variable in ("joins", "letter", "member_class"):
        answers = plan.answers.get(variable)
        for name in plan.columns(variable) if answers else ():
            text = row.cells[table.columns[name]]
            if answers and text.strip() and answers.find(text) is not None:
                return True
    return False


def _adds_up(row: Row, table: Table, plan: ColumnMap, above: _Above) -> bool:
    """Return whether each figure is the sum or the average of those above, or of those since the last total."""
    checked = 0
    for index in plan.figures_in(table):
        if (value := _number(row, index)) is None:
            continue
        checked += 1
        if not any(_is_made_of(value, [_number(other, index) for other in rows]) for rows in (above.block, above.all)):
            return False
    return checked > 0


def _is_made_of(value: float, cells: Sequence[float | None]) -> bool:
    numbers = [number for number in cells if number is not None]
    if len(numbers) < 2 or not value:
        return False
    made = (sum(numbers), sum(numbers) / len(numbers), max(numbers), min(numbers), len(numbers))
    return any(isclose(value, candidate, rel_tol=0.002) for candidate in made)


def _number(row: Row, index: int) -> float | None:
    text = row.cells[index]
    if is_missing(text):
        return None
    try:
        return read_number(text, row.kind(index)).value
    except InputError:
        return None
