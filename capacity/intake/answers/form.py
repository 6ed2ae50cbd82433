"""The words of an XLSForm beside a survey: what its questions and their answers are called in an export of it.

An export has names or labels, in any language. An answer's name counts in the list of its question alone: "q_2" or "1"
may stand in every list and mean something else in each.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.files import is_there
from capacity.intake.findings import InputError, command
from capacity.intake.sheets.sheets import Sheet
from capacity.intake.sheets.workbook import read_workbook
from capacity.intake.spelling import fold, tidy
from capacity.intake.tables.tables import read_bytes

FORM = "form.xlsx"
Words = tuple[str, ...]
"""the name and the labels of one question or answer"""
_SELECT = re.compile(r"(?:select[_ ](?:one|multiple)|rank) (\S+)", re.IGNORECASE)
_BEGIN, _END = re.compile(r"begin[_ ]repeat", re.IGNORECASE), re.compile(r"end[_ ]repeat", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """The questions of a form and the answers of each; empty where there is no form."""

    questions: tuple[tuple[Words, str], ...] = ()
    """each question's words, and the name of its list of answers ("" if it has none)"""
    lists: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    """the words of the answers, by the name of their list"""
    repeats: tuple[Words, ...] = ()
    """each repeat's words"""

    def repeat(self, name: str) -> Words:
        """Return the words of the repeat that has a name, () if none has."""
        return next((words for words in self.repeats if fold(name) in map(fold, words)), ())

    def names(self, column: str) -> Words:
        """Return the words of the question that a column of the map means; () if none, or several, may be meant."""
        found = self._meant(column)
        return found[0][0] if len(found) == 1 else ()

    def answers(self, columns: Iterable[str]) -> dict[str, Words]:
        """Return the words of each answer of some columns, by any of these words, folded.

        Of columns that are no question of the form, the answers of every list.
        """
        lists = {name for column in columns for _, name in self._meant(column)}
        chosen = lists if any(lists) else self.lists
        return _by_word(words for name in sorted(chosen) for words in self.lists.get(name, ()))

    def _meant(self, column: str) -> list[tuple[Words, str]]:
        """Return the questions that have a column's name: letter by letter, spelt alike, or without its group."""
        for spelling in (tidy, fold):
            for end in (column, *(column[match.end() :] for match in re.finditer("[/-]", column))):
                key = spelling(end)
                found = [one for one in self.questions if key and key in map(spelling, one[0])]
                if found:
                    return found
        return []


def _by_word(rows: Iterable[Words]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for words in rows:
        for word in words:
            found[fold(word)] = tuple(dict.fromkeys((*found.get(fold(word), ()), *words)))
    return found


def read_form(path: Path) -> Form:
    """Return the words of an XLSForm; an empty one if there is none. A form that cannot be read is refused."""
    if not is_there(path):
        return Form()
    questions: list[tuple[Words, str]] = []
    repeats: list[Words] = []
    lists: dict[str, list[Words]] = defaultdict(list)
    for sheet in read_workbook(read_bytes(path, path.parent), path.name):
        for key, words in _rows(sheet, path.name) if sheet.name in ("survey", "choices") and sheet.rows else ():
            if sheet.name == "choices":
                lists[key].append(words)
            elif _BEGIN.match(key):
                repeats.append(words)
            elif not _END.match(key):
                kind = _SELECT.match(key)
                questions.append((words, kind[1] if kind else ""))
    return Form(tuple(questions), {name: tuple(rows) for name, rows in lists.items()}, tuple(repeats))


def _rows(sheet: Sheet, file: str) -> Iterator[tuple[str, Words]]:
    """Yield of each row of a form's sheet its type or its list, and its words."""
    header = [tidy(cell).casefold().replace(" ", "_") for cell in sheet.rows[0].cells]
    if "name" not in header:
        fix = f"write it anew with: {command('form', 'FOLDER', '--force')}, or remove it"
        raise InputError("the sheet has no column name", fix=fix, file=file, sheet=sheet.name, code="F36")
    kind = next((header.index(key) for key in ("type", "list_name") if key in header), None)
    used = [header.index("name"), *(index for index, key in enumerate(header) if key.startswith("label"))]
    for row in sheet.rows[1:]:
        words = tuple(dict.fromkeys(tidy(row.cells[index]) for index in used if tidy(row.cells[index])))
        if words and tidy(row.cells[used[0]]):
            yield ("" if kind is None else tidy(row.cells[kind])), words


def with_form_words(spec: Spec, form: Form) -> Spec:
    """Return the spec whose columns of units and of `where` know their words by every name that the form has."""
    changed = {}
    for name in type(spec.survey).model_fields:
        column = getattr(spec.survey, name)
        if isinstance(column, Column) and (column.unit_column or column.where):
            changed[name] = column.model_copy(update=_worded(column, form))
    return spec.model_copy(update={"survey": spec.survey.model_copy(update=changed)}) if changed else spec


def _worded(column: Column, form: Form) -> Mapping[str, object]:
    answers = form.answers([column.unit_column]) if column.unit_column and form.names(column.unit_column) else {}
    known = {fold(key) for key in column.units}
    own = {fold(one): words[-1] for words in answers.values() for one in words if not known & set(map(fold, words))}
    own |= {fold(one): key for key in column.units for one in answers.get(fold(key), ())}
    units = {word: meant for word, meant in own.items() if word not in known and word != fold(meant)}
    where = {}
    for name, words in column.where.items():
        rows = form.answers([name]) if form.names(name) else {}
        where[name] = tuple(dict.fromkeys(one for word in words for one in (word, *rows.get(fold(word), ()))))
    return {"units": {**units, **column.units}, "where": where}
