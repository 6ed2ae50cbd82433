"""The form and the sheet that ask exactly what a cluster's column map needs, in English, Russian and Kyrgyz."""

import csv
import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.answers.answers import BLANK, EXCLUDE, titles
from capacity.intake.answers.column_map import FIGURES, mapped_columns
from capacity.intake.answers.form import Form
from capacity.intake.answers.repeats import without_number
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.survey import Column
from capacity.intake.findings import InputError
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.strict import Title
from capacity.intake.sheets.deterministic import save_workbook, write_rows, write_text
from capacity.intake.sheets.workbook import read_workbook
from capacity.intake.spelling import NAMELESS, fold, slug, tidy
from capacity.intake.tables.tables import read_bytes

LANGUAGES = {"en": "English (en)", "ru": "Русский (ru)", "ky": "Кыргызча (ky)"}
_REQUIRED = ("member", "member_class", "joins")
_LAST_ROW = 1000
_ROWS_EACH = 5
"""how many animals or fields of a member the sheet to fill in has columns for"""
_OTHER = "other"
"""the answer of a row that `where` does not ask for"""
_Answers = tuple[tuple[str, Title, str], ...]
"""each answer as the map writes it, with its title and what it stands for"""


@dataclass(frozen=True)
class Choice:
    """One answer to choose from: its field name, the map's own word, what it is called in each language."""

    name: str
    word: str
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One column of the survey as a question: its field name, the column's own words, hints by language, answers."""

    name: str
    label: str
    kind: str
    hints: Mapping[str, str]
    answers: tuple[Choice, ...] = ()
    is_required: bool = False
    is_percent: bool = False
    repeat: str = ""
    """what the repeat is called in which it is asked, once for each animal or field; "" of the member's own"""


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    text = files("capacity.intake").joinpath("questions.csv").read_text(encoding="utf-8")
    return {row["variable"]: row for row in csv.DictReader(text.splitlines())}


def questions(spec: Spec, known: Form = Form()) -> tuple[Question, ...]:  # noqa: B008, a form is frozen
    """Return the questions of a spec's column map, each column once; the server's own review status is not asked.

    `known` is the form that is there: what it has named keeps its name, and a name it has given is not given again, so
    that an export of it is still read by the new form.
    """
    found: dict[str, tuple[str, Column]] = {}
    for variable, column in mapped_columns(spec).items():
        for name in column.names if variable != "status" else ():
            found.setdefault(name, (variable, column))
    kept = {name: words[0] for name in found if (words := known.names(name))}
    repeats = {name: _repeat(of, column) for name, (of, column) in found.items()}
    used = {words[0] for words, _ in known.questions} | set(map(slug, repeats.values()))
    named = _named(((name, "class" if of == "member_class" else of) for name, (of, _) in found.items()), kept, used)
    asked = (replace(_question(named[name], name, *found[name], spec, known), repeat=repeats[name]) for name in found)
    return tuple(_together(list(asked)))


def _repeat(variable: str, column: Column) -> str:
    """Return what the repeat is called in which a column is asked, "" where it stands once for each member."""
    stems = {without_number(name) for name in column.columns}
    is_listed = len(column.columns) > len(stems) or (len(stems) > 1 and not any("#" in name for name in stems))
    is_in_repeat = column.is_repeated and (column.of or column.where or not is_listed)
    return (column.of or f"{variable}_rows") if is_in_repeat else ""


def _together(asked: list[Question]) -> Iterator[Question]:
    """Yield the questions in their order, those of a repeat together where its first one stands."""
    for one in asked:
        group = [other for other in asked if other.repeat == one.repeat]
        if not one.repeat:
            yield one
        elif one is group[0]:
            yield from group


def _named(words: Iterable[tuple[str, str]], kept: Mapping[str, str], used: Collection[str]) -> dict[str, str]:
    """Return a field name for each word, all different: the one it has, its letters in Latin, or what it stands for."""
    found: dict[str, str] = {}
    for word, stands_for in words:
        taken = {*found.values(), *used, *kept.values()}
        own = slug(word) if slug(word) != NAMELESS else slug(stands_for)
        fresh = (f"{own}_{count}" if count > 1 else own for count in itertools.count(1))
        name = kept.get(word, "")
        found[word] = name if name and name not in found.values() else next(name for name in fresh if name not in taken)
    return found


def _question(field: str, name: str, variable: str, column: Column, spec: Spec, known: Form) -> Question:
    texts = _texts()
    answers = _choices(name, _answers(name, variable, column, spec), column, known)
    if name not in column.columns:
        kind = "unit_of" if name == column.unit_column else "which"
        hints = {code: texts[kind][code].format(column=column.columns[-1]) for code in LANGUAGES}
        return Question(field, tidy(name), "select_one" if answers else "text", hints, answers)
    numeric = variable in (*FIGURES, "weight") and not answers and column.take != "count"
    is_percent = column.unit in ("percent", "%") and len(column.columns) == 1
    detail = "answers" if answers else "percent" if is_percent else "number" if numeric else ""
    hints = {}
    for language in LANGUAGES:
        parts = [texts[variable][language]]
        if column.unit and not is_percent and not answers:
            key = "unit" if len(column.columns) == 1 else "product"
            parts.append(texts[key][language].format(unit=column.unit))
        parts += [texts[detail][language]] if detail else []
        hints[language] = " ".join(part if part.endswith("?") else f"{part}." for part in parts)
    kind = "select_one" if answers else "decimal" if numeric else "text"
    return Question(field, tidy(name), kind, hints, answers, variable in _REQUIRED, is_percent)


def _choices(name: str, answers: _Answers, column: Column, known: Form) -> tuple[Choice, ...]:
    """Return a question's answers, each with a name and labels of its own: a title that two share labels neither."""
    rows = known.answers([name]) if known.names(name) else {}
    kept = {
        word: rows[fold(said)][0]
        for word, title, _ in answers
        for said in (*reversed(titles(title)), word)
        if fold(said) in rows
    }
    words = [word for word, *_ in answers]
    named = _named(((word, of) for word, _, of in answers), kept, {row[0] for row in rows.values()})
    labels = {word: {code: tidy(_titled(title, code) or word) for code in LANGUAGES} for word, title, _ in answers}
    for code in LANGUAGES:
        said = Counter(fold(labels[word][code]) for word in words)
        others = {fold(key) for key in column.values}
        for word in words:
            label = fold(labels[word][code])
            if said[label] > 1 or (label != fold(word) and label in others):
                labels[word][code] = tidy(word)
    return tuple(Choice(named[word], word, labels[word]) for word in words)


def _titled(title: Title, language: str) -> str:
    return title if isinstance(title, str) else next((text for code, text in title.items() if code == language), "")


def _answers(name: str, variable: str, column: Column, spec: Spec) -> _Answers:
    """Return the answers to choose from: other spellings of an answer and a class's second name are not offered.

    Of a column of units the units, the map's own first; of one of `where` its answers, and one for all others.
    """
    if name == column.unit_column:
        own = (column.unit or "").partition("/")[0]
        words = dict.fromkeys([own, *(key for key, worth in column.units.items() if isinstance(worth, Quantity))])
        return tuple((word, "", "unit") for word in words if word)
    if name in column.where:
        title: Title = {"en": _texts()["other"]["en"], "ru": _texts()["other"]["ru"], "ky": _texts()["other"]["ky"]}
        others = (_OTHER, title, "other")
        return (*((word, "", "answer") for word in column.where[name]), others)
    if len(column.columns) > 1:
        return ()
    if variable == "place":
        places = column.values or {name: name for name in spec.places}
        return tuple((key, "" if column.values else spec.places[key], str(name)) for key, name in places.items())
    if variable != "member_class":
        return tuple((key, "", "") for key, meaning in column.values.items() if meaning not in column.values)
    first: dict[object, str] = {}
    for key, cls in (column.values or {cls: cls for cls in spec.classes}).items():
        first.setdefault(key if cls in (EXCLUDE, BLANK) else cls, key)
    return tuple((key, spec.classes[cls].title if cls in spec.classes else "", str(cls)) for cls, key in first.items())


def write_form(spec: Spec, path: Path, known: Form = Form()) -> None:  # noqa: B008, a form is frozen
    """Write the XLSForm (KoboToolbox, ODK) that asks what the column map needs, labels in three languages.

    A question is labelled with the survey's own column, an answer with the map's own word (or the title of its class or
    place), so that an export with labels reads without a change; field names are the same words in Latin letters, or
    those of a `known` form. Its version changes with its questions, as a server wants it before it takes a new one.
    """
    book = Workbook()
    survey, choices, settings = book.active, book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    asked = questions(spec, known)
    rows = [_survey_header(), *_survey_rows(asked)], _choice_rows(asked)
    write_rows(survey, rows[0])
    write_rows(choices, rows[1])
    title = next(filter(None, map(tidy, titles(spec.title))), spec.cluster)
    form = [title, slug(spec.cluster), f"v{_digest(rows)[:10]}", LANGUAGES["ru"]]
    write_rows(settings, [["form_title", "form_id", "version", "default_language"], form])
    for sheet in (survey, choices, settings):
        _layout(sheet, 32)
    book.properties.keywords = _seal(book)
    save_workbook(book, path)


def _survey_header() -> list[str]:
    labels = [f"{kind}::{language}" for kind in ("label", "hint") for language in LANGUAGES.values()]
    return ["type", "name", *labels, "required", "constraint"]


def _survey_rows(asked: Sequence[Question]) -> Iterator[list[str]]:
    """Yield the rows of the questions, those of a repeat between its begin and its end."""
    for repeat, group in itertools.groupby(asked, key=lambda question: question.repeat):
        if repeat:
            yield ["begin_repeat", slug(repeat), *[repeat] * len(LANGUAGES), *[""] * (len(LANGUAGES) + 2)]
        yield from map(_survey_row, group)
        if repeat:
            yield ["end_repeat", *[""] * (2 * len(LANGUAGES) + 3)]


def _survey_row(question: Question) -> list[str]:
    kind = f"select_one {question.name}" if question.kind == "select_one" else question.kind
    constraint = {"decimal": ". >= 0 and . <= 100" if question.is_percent else ". >= 0"}.get(question.kind, "")
    labels = [question.label] * len(LANGUAGES)
    hints = [question.hints[language] for language in LANGUAGES]
    return [kind, question.name, *labels, *hints, "yes" if question.is_required else "", constraint]


def _choice_rows(asked: tuple[Question, ...]) -> list[list[str]]:
    rows = [["list_name", "name", *(f"label::{language}" for language in LANGUAGES.values())]]
    for question in asked:
        rows += [[question.name, one.name, *(one.labels[code] for code in LANGUAGES)] for one in question.answers]
    return rows


def write_members_template(spec: Spec, path: Path) -> None:
    """Write an empty members sheet: the right headers, lists of answers to choose from, and what each column means."""
    book = Workbook()
    sheet, guide, lists = book.active, book.create_sheet("guide"), book.create_sheet("answers")
    sheet.title = "members"
    texts = _texts()
    head = [" / ".join(texts[key][code] for code in LANGUAGES) for key in ("column", "required", "meaning")]
    guide_rows = [head]
    for index, question in enumerate(_numbered(questions(spec)), start=1):
        write_text(sheet, 1, index, question.label).font = Font(bold=True)
        meaning = " / ".join(question.hints[code] for code in LANGUAGES)
        guide_rows.append([question.label, "✓" if question.is_required else "", meaning])
        letter = get_column_letter(index)
        if question.kind != "decimal":
            for row in range(2, _LAST_ROW + 1):
                sheet.cell(row, index).number_format = "@"
        if question.answers:
            _offer(sheet, lists, index, letter, question)
    write_rows(guide, guide_rows)
    for item, width in ((sheet, 24), (guide, 60), (lists, 24)):
        _layout(item, width)
    sheet.freeze_panes = "A2"
    book.properties.keywords = _seal(book)
    save_workbook(book, path)


def _numbered(asked: Sequence[Question]) -> Iterator[Question]:
    """Yield the questions, those of a repeat once for each of the first animals or fields, with its number."""
    for repeat, group in itertools.groupby(asked, key=lambda question: question.repeat):
        each = list(group)
        for number in range(1, _ROWS_EACH + 1) if repeat else ():
            for one in each:
                label = one.label.replace("#", str(number)) if "#" in one.label else f"{one.label} {number}"
                yield replace(one, label=label)
        yield from () if repeat else each


def _offer(sheet: Worksheet, lists: Worksheet, index: int, letter: str, question: Question) -> None:
    """Give a column a drop-down list; the answers stand in the same column of the sheet `answers`."""
    write_text(lists, 1, index, question.label).font = Font(bold=True)
    for row, answer in enumerate(question.answers, start=2):
        write_text(lists, row, index, tidy(answer.word))
    last = len(question.answers) + 1
    rule = DataValidation(type="list", formula1=f"answers!${letter}$2:${letter}${last}", allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")


def _layout(sheet: Worksheet, width: int) -> None:
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top")


def is_changed(path: Path) -> bool:
    """Return whether somebody has changed what stands in the cells of a workbook since it was written here."""
    try:
        read_workbook(read_bytes(path, path.parent), path.name)
        book = load_workbook(path)
    except (InputError, ValueError, KeyError, TypeError, AttributeError):
        return True
    return book.properties.keywords != _seal(book)


def _seal(book: Workbook) -> str:
    """Return the SHA-256 of what is written in the cells."""
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return _digest([[cell.parent.title, cell.coordinate, str(cell.value)] for cell in cells])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
