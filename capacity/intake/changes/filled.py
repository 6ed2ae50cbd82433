"""The sheet of findings that goes back to the facilitator, and comes again with corrected answers filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capacity.intake.changes.drafts import Entry
from capacity.intake.findings import InputError, Issue, Place, command
from capacity.intake.sheets.sheets import DATE, Row, Sheet
from capacity.intake.sheets.workbook import read_workbook
from capacity.intake.spelling import fold, tidy

MARK = "capacity check"
"""what stands in the first cell of the sheet, by which it is known"""
COLUMNS = {
    "kind": "Kind · Вид · Түрү",
    "file": "File · Файл · Файл",
    "sheet": "Sheet · Лист · Барак",
    "row": "Row · Строка · Сап",
    "member": "Id · Код · Код",
    "column": "Column · Столбец · Тилке",
    "stands": "Stands there · Стоит сейчас · Азыр турат",
    "problem": "What was found · Что найдено · Эмне табылды",
    "fix": "What to do · Что сделать · Эмне кылуу керек",
    "set": "Corrected answer · Исправленный ответ · Туура жооп",
    "who": "Who asked · Кто спросил · Ким сурады",
    "when": "When · Когда · Качан",
    "why": "Why · Почему · Эмне үчүн",
}
"""the sheet's columns from left to right, and what they are called"""
TO_FILL = ("set", "who", "when", "why")
NO_ANSWER, LEAVE_OUT = "no answer · нет ответа · жооп жок", "leave out · исключить · алып салуу"
"""words, any of the three, that make a cell empty and set a row aside"""
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T.*")


@dataclass(frozen=True)
class Signed:
    """Who took the answers, and when, where the sheet does not say it."""

    who: str = ""
    when: str = ""


def typed(text: str) -> str | float | int | None:
    """Return an answer as it was typed: a plain number as one, words for no answer as None, else the text."""
    line = tidy(text)
    if fold(line) in _words(NO_ANSWER):
        return None
    if _NUMBER.fullmatch(line):
        return float(line) if "." in line else int(line)
    return line


def read_filled(data: bytes, file: str, signed: Signed) -> list[Entry]:
    """Return an entry of corrections.yml for each row of the sheet of findings that has a corrected answer.

    Refused, all at once: a workbook without that sheet, an answer that a spreadsheet made a date of, one at a finding
    that is about no cell, and one of which nobody says who took it and when.
    """
    sheet = next((one for one in read_workbook(data, file) if one.rows and _first(one.rows[0]) == MARK), None)
    if sheet is None:
        fix = f"take the workbook that was written by: {command('check', 'CLUSTER', '--annotate')}"
        raise InputError("there is no sheet of findings in this workbook", fix=fix, file=file, code="F36")
    head, places = _header(sheet)
    entries: list[Entry] = []
    issues: list[Issue] = []
    for row in sheet.rows[head:]:
        if _cell(row, places["set"]):
            try:
                entries.append(_entry(row, places, _place(sheet, row, places), signed))
            except InputError as error:
                issues.extend(error.issues)
    if issues:
        raise InputError(issues)
    return entries


def _first(row: Row) -> str:
    return tidy(row.cells[0]) if row.cells else ""


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return how many rows stand down to the header, and where each column stands."""
    for number, row in enumerate(sheet.rows, start=1):
        labels = [tidy(cell) for cell in row.cells]
        if all(label in labels for label in COLUMNS.values()):
            return number, {name: labels.index(label) for name, label in COLUMNS.items()}
    fix = "leave the header of the sheet as it was, or have the workbook written again"
    raise InputError(
        "columns of the sheet of findings are missing", fix=fix, file=sheet.file, sheet=sheet.name, code="F36"
    )


def _cell(row: Row, index: int) -> str:
    text = tidy(row.cells[index])
    return _DAY.sub(r"\1", text) if row.kind(index) == DATE else text


def _place(sheet: Sheet, row: Row, places: Mapping[str, int]) -> Place:
    return Place(file=sheet.file, sheet=sheet.name, row=row.number, value=_cell(row, places["set"]))


def _entry(row: Row, places: Mapping[str, int], place: Place, signed: Signed) -> Entry:
    """Return what a row of the sheet says, or refuse it with its place."""
    said = {name: _cell(row, index) for name, index in places.items()}
    if row.kind(places["set"]) == DATE:
        fix = "type it again as text, with ' before it"
        raise InputError("a spreadsheet made a date of the corrected answer", fix=fix, **place, code="R34")
    if not said["row"].isdecimal():
        fix = "mend it where the finding says, and empty the cell"
        raise InputError("this finding is about no row of the survey", fix=fix, **place, code="R34")
    who, when = said["who"] or signed.who, said["when"] or signed.when
    if not who or not when:
        fix = "fill in both, or name them with --by and --date"
        raise InputError("nobody says who took this answer, or when", fix=fix, **place, code="R34")
    where: dict[str, object] = {name: said[name] for name in ("member", "file", "sheet") if said[name]}
    where["row"] = int(said["row"])
    end = {"who": who, "when": when, "why": said["why"] or said["problem"]}
    if fold(said["set"]) in _words(LEAVE_OUT):
        return {**where, "action": "drop", **end}
    if not said["column"]:
        fix = f"write {LEAVE_OUT} here, or correct a cell in corrections.yml"
        raise InputError("this finding is about a whole row", fix=fix, **place, code="R34")
    return {**where, "column": said["column"], "expect": said["stands"] or None, "set": typed(said["set"]), **end}


def _words(choice: str) -> Sequence[str]:
    return [fold(word) for word in choice.split(" · ")]
