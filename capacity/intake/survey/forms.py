"""The form and the sheet that ask exactly what a cluster's column map needs, in English, Russian and Kyrgyz."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.answers.answers import BLANK, EXCLUDE, titles
from capacity.intake.answers.column_map import FIGURES, mapped_columns
from capacity.intake.cluster_file.members import Column
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings.spelling import slug, tidy
from capacity.intake.quantities.strict import Title
from capacity.intake.sheets.deterministic import save_workbook, write_rows, write_text

LANGUAGES = {"en": "English (en)", "ru": "Русский (ru)", "ky": "Кыргызча (ky)"}
_REQUIRED = ("member", "member_class", "joins")
_LAST_ROW = 1000


@dataclass(frozen=True)
class Question:
    """One column of the survey as a question: its field name, the column's own words, hints by language, answers."""

    name: str
    label: str
    kind: str
    hints: Mapping[str, str]
    answers: tuple[tuple[str, Title], ...] = ()
    """each answer as the map writes it, with its title"""
    is_required: bool = False
    is_percent: bool = False


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    text = files("capacity.intake").joinpath("questions.csv").read_text(encoding="utf-8")
    return {row["variable"]: row for row in csv.DictReader(text.splitlines())}


def questions(spec: Spec) -> tuple[Question, ...]:
    """Return the questions of a spec's column map, each column once; the server's own review status is not asked."""
    found: dict[str, Question] = {}
    for variable, column in mapped_columns(spec).items():
        if variable == "status":
            continue
        for name in column.columns:
            found.setdefault(name, _question(variable, name, column, spec))
    named: dict[str, Question] = {}
    for question in found.values():
        name, count = question.name, 2
        while name in named:
            name, count = f"{question.name}_{count}", count + 1
        named[name] = Question(**{**vars(question), "name": name})
    return tuple(named.values())


def _question(variable: str, name: str, column: Column, spec: Spec) -> Question:
    texts = _texts()
    answers = _answers(variable, column, spec)
    numeric = variable in (*FIGURES, "weight") and not answers
    is_percent = column.unit in ("percent", "%") and len(column.columns) == 1
    detail = "answers" if answers else "percent" if is_percent else "number" if numeric else ""
    hints = {}
    for language in LANGUAGES:
        parts = [texts[variable][language]]
        if column.unit and not is_percent and not answers:
            key = "unit" if len(column.columns) == 1 else "product"
            parts.append(texts[key][language].format(unit=column.unit))
        parts += [texts[detail][language]] if detail else []
        hints[language] = ". ".join(parts)
    kind = "select_one" if answers else "decimal" if numeric else "text"
    return Question(slug(name), tidy(name), kind, hints, answers, variable in _REQUIRED, is_percent)


def _answers(variable: str, column: Column, spec: Spec) -> tuple[tuple[str, Title], ...]:
    """Return the answers to choose from: other spellings of an answer and a class's second name are not offered."""
    if len(column.columns) > 1:
        return ()
    if variable == "place":
        return tuple((key, "") for key in column.values) or tuple(spec.places.items())
    if variable != "member_class":
        return tuple((key, "") for key, meaning in column.values.items() if meaning not in column.values)
    first: dict[object, str] = {}
    for key, name in (column.values or {name: name for name in spec.classes}).items():
        first.setdefault(key if name in (EXCLUDE, BLANK) else name, key)
    return tuple((key, spec.classes[name].title if name in spec.classes else "") for name, key in first.items())


def write_form(spec: Spec, path: Path) -> None:
    """Write the XLSForm (KoboToolbox, ODK) that asks what the column map needs, labels in three languages.

    A question is labelled with the survey's own column, an answer with the map's own word (or the title of its class or
    place), so that an export with labels reads without a change; field names are the same words in Latin letters.
    """
    book = Workbook()
    survey, choices, settings = book.active, book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    asked = questions(spec)
    write_rows(survey, [_survey_header(), *(_survey_row(question) for question in asked)])
    write_rows(choices, _choice_rows(asked))
    titles_ = [title for title in titles(spec.title) if title]
    form = [tidy(titles_[0]) if titles_ else spec.cluster, slug(spec.cluster), "1", LANGUAGES["ru"]]
    write_rows(settings, [["form_title", "form_id", "version", "default_language"], form])
    for sheet in (survey, choices, settings):
        _layout(sheet, 32)
    save_workbook(book, path)


def _survey_header() -> list[str]:
    labels = [f"{kind}::{language}" for kind in ("label", "hint") for language in LANGUAGES.values()]
    return ["type", "name", *labels, "required", "constraint"]


def _survey_row(question: Question) -> list[str]:
    kind = f"select_one {question.name}" if question.kind == "select_one" else question.kind
    constraint = {"decimal": ". >= 0 and . <= 100" if question.is_percent else ". >= 0"}.get(question.kind, "")
    labels = [question.label] * len(LANGUAGES)
    hints = [question.hints[language] for language in LANGUAGES]
    return [kind, question.name, *labels, *hints, "yes" if question.is_required else "", constraint]


def _choice_rows(asked: tuple[Question, ...]) -> list[list[str]]:
    rows = [["list_name", "name", *(f"label::{language}" for language in LANGUAGES.values())]]
    for question in asked:
        used: set[str] = set()
        for answer, title in question.answers:
            name, count = slug(answer), 2
            while name in used:
                name, count = f"{slug(answer)}_{count}", count + 1
            used.add(name)
            named: dict = title if isinstance(title, dict) else dict.fromkeys(LANGUAGES, title or answer)
            labels = [named.get(code, answer) for code in LANGUAGES]
            rows.append([question.name, name, *map(tidy, labels)])
    return rows


def write_members_template(spec: Spec, path: Path) -> None:
    """Write an empty members sheet: the right headers, lists of answers to choose from, and what each column means."""
    book = Workbook()
    sheet, guide, lists = book.active, book.create_sheet("guide"), book.create_sheet("answers")
    sheet.title = "members"
    texts = _texts()
    head = [" / ".join(texts[key][code] for code in LANGUAGES) for key in ("column", "required", "meaning")]
    guide_rows = [head]
    for index, question in enumerate(questions(spec), start=1):
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
    save_workbook(book, path)


def _offer(sheet: Worksheet, lists: Worksheet, index: int, letter: str, question: Question) -> None:
    """Give a column a drop-down list; the answers stand in the same column of the sheet `answers`."""
    write_text(lists, 1, index, question.label).font = Font(bold=True)
    for row, (answer, _) in enumerate(question.answers, start=2):
        write_text(lists, row, index, tidy(answer))
    last = len(question.answers) + 1
    rule = DataValidation(type="list", formula1=f"answers!${letter}$2:${letter}${last}", allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")


def _layout(sheet: Worksheet, width: int) -> None:
    for column in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top")
