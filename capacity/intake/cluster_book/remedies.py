"""What findings say of keys of cluster.yml, said of cluster.xlsx: links.mill.may_stand -> its sheet, row, column."""

import re
from collections.abc import Iterable

from capacity.intake.cluster_book.layout import DETAILS, FIXED, FORM, LANGUAGES, REST, SheetLayout, layouts
from capacity.intake.cluster_book.words import folded, key_title, known_sheets, sheet_title

_PATH = re.compile(r"\b(?:{})(?:\.\w+)+".format("|".join(sorted({one.path[0] for one in layouts() if one.path}))))
_FORM_PATH = re.compile(r"\b(?:joining|agreements|finance|economy|survey)(?:\.\w+)+")
_OF_COLUMN = re.compile(r"(?<![.\w])(missing|decimal|unit_column|unit|take): (?=[\[\"\w])")
_OF_FINANCE = re.compile(r"\binflation: (?=\[)")
_REPEAT = re.compile(r"\{columns: \[[^\]]*\], take: (\w+), unit: \.\.\.\}")
_STATUS = re.compile(r"under survey: status: \{columns: \[([^\]]*)\], values: \{(.*): exclude\}\}")
_MEASURE = re.compile(r"measures: \{(.*?): \[([^\]]*)\]\}( of the product)?")
_UNKNOWN = re.compile(r"\bmissing: (?=\[[^\]]*\] under survey:)")
_LIST = re.compile(r"\[([^\]\[]*)\]")
_SURVEY, _ANSWERS = "survey", "survey_details"


def book_language(places: Iterable[str]) -> str:
    """Return the language of the titles of a workbook's sheets, by the places of its keys (" » links » B4")."""
    titles = {place.split(" » ")[1] for place in places if place.startswith(" » ")}
    keys = {title: known_sheets().get(folded(title), "") for title in titles}
    return max(LANGUAGES, key=lambda one: sum(title == sheet_title(key, one) for title, key in keys.items()))


def in_book(text: str, language: str) -> str:
    """Return a finding's sentence with each key of the file replaced by its sheet, row and column in the workbook.

    A key that has no cell of its own stays as it is.
    """
    answers, columns, measures = (sheet_title(key, language) for key in (_ANSWERS, _SURVEY, "products_details"))
    text = text.replace("under the product's measures: {", "measures: {")
    text = _MEASURE.sub(rf'on the sheet "{measures}", key "\1": \2', text)
    text = _STATUS.sub(
        rf'on the sheet "{columns}", row "status": \1; on the sheet "{answers}", status, \2: exclude', text
    )
    text = _REPEAT.sub(r"take: \1", text).replace("the column map", f'the sheet "{columns}"')
    text = text.replace("under values in cluster.yml", f'on the sheet "{answers}"')
    text = _UNKNOWN.sub("survey.missing: ", text).replace(" under survey:", "")
    text = _OF_FINANCE.sub("finance.inflation: ", text)
    said = _OF_COLUMN.sub(lambda found: f"{_on(_column(found[1], language))}: ", text)
    for pattern in (_PATH, _FORM_PATH):
        said = pattern.sub(lambda found: _on(cell_of(found[0], language)) or found[0], said)
    said = said.replace("under on the", "on the")
    return said if said == text else _LIST.sub(lambda found: _cells(found[1]), said)


def _column(key: str, language: str) -> str:
    return f'sheet "{sheet_title(_SURVEY, language)}", column "{key_title((key,), language)}"'


def _on(cell: str) -> str:
    return cell and f"on the {cell}"


def _cells(items: str) -> str:
    """Return a list of the file as its cells: 2, month -> 2 month."""
    parts = [part.strip().strip("\"'") for part in items.split(",")]
    return " ".join(parts) if len(parts) > 1 and not parts[-1].isdigit() else ", ".join(parts)


def cell_of(path: str, language: str) -> str:
    """Return the sheet, row and column that hold a key of the file; "" where there are none."""
    parts = tuple(path.split("."))
    found = (_at(layout, parts, language) for layout in layouts() if layout.shape != REST)
    return next(filter(None, found), "")


def _at(layout: SheetLayout, parts: tuple[str, ...], language: str) -> str:
    sheet, depth = f'sheet "{sheet_title(layout.key, language)}"', len(layout.path)
    if layout.shape == FORM:
        is_key = any(slot.path == parts for slot in layout.slots)
        is_part = any(slot.path[: len(parts)] == parts for slot in layout.slots)
        return f'{sheet}, row "{key_title(parts, language)}"' if is_key else sheet if is_part else ""
    if parts[:depth] != layout.path or len(parts) <= depth:
        return ""
    row, rest = parts[depth], parts[depth + 1 :]
    if layout.shape == DETAILS:
        return f'{sheet}, row "{row}"' if rest[:1] and rest[0] in layout.fields else ""
    if layout.shape == FIXED and row not in layout.fields:
        return ""
    if not rest:
        return f'{sheet}, row "{row}"'
    is_column = any(slot.path == rest for slot in layout.slots)
    return f'{sheet}, row "{row}", column "{key_title(rest, language)}"' if is_column else ""
