"""A value of cluster.yml as the texts and numbers of cells, and back: what cannot stand in a cell says so."""

import re
from collections.abc import Mapping

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from capacity.intake.cluster_book.layout import MONTH_PARTS, Slot
from capacity.intake.cluster_book.words import answer, answers, folded
from capacity.intake.documents import flow, parse_document
from capacity.intake.findings import InputError

Cells = Mapping[str, str | int | float]
"""the parts of a value that are written, each by its name"""
LONGEST = 30_000
MOST_EXACT = 10**15
_NUMBER = r"[-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?"
_GAP = r"\s*(?:;|–|—|\.\.|,\s)\s*"
_SHORT = re.compile(rf"({_NUMBER})(?:{_GAP}({_NUMBER}){_GAP}({_NUMBER}))?(?:\s*(%)|\s+([^\W\d]\S*|1/\S+))?")
_GROUPED = re.compile(r"[-+]?\d{1,3}([   ]\d{3})+([.,]\d+)?")
_TWO_WAYS = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")
_BLANKS = "\n\u00a0\u202f"
_ESCAPE = re.compile(r"_x[0-9a-fA-F]{4}_")


def is_text(value: object) -> bool:
    """Return whether a text comes back from a cell as it was."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST
        and value == value.strip()
        and "\r" not in value
        and not ILLEGAL_CHARACTERS_RE.search(value)
        and not _ESCAPE.search(value)
        and all(letter.isprintable() or letter in _BLANKS for letter in value)
    )


def is_number(value: object) -> bool:
    """Return whether a number comes back from a cell as it was."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < MOST_EXACT


def cells_of(value: object, slot: Slot, language: str) -> Cells | None:
    """Return the cells of a value, or None if it cannot stand in the cells of its key."""
    if slot.kind == "quantity":
        return _quantity_cells(value, anything=not slot.path)
    if slot.kind == "months":
        if not isinstance(value, list) or len(value) != len(MONTH_PARTS) or not all(map(is_number, value)):
            return None
        return dict(zip(MONTH_PARTS, value, strict=True))
    if slot.kind == "bool":
        return {"value": answer(value, language)} if isinstance(value, bool) else None
    if slot.kind in ("words", "texts", "numbers"):
        return _list_cells(value, slot.kind)
    return _plain_cells(value, slot.kind)


def _plain_cells(value: object, kind: str) -> Cells | None:
    if kind == "number":
        return {"value": value} if is_number(value) else None  # type: ignore[dict-item]
    if is_number(value):
        return {"value": str(value)}
    return {"value": value} if is_text(value) else None  # type: ignore[dict-item]


def _list_cells(value: object, kind: str) -> Cells | None:
    if not isinstance(value, list) or not value:
        return {"value": value} if kind == "numbers" and is_text(value) else None  # type: ignore[dict-item]
    if not all(is_number(item) if kind == "numbers" else is_text(item) for item in value):
        return None
    text = "; ".join(map(str, value))
    try:
        return {"value": text} if list_of(text, kind) == value else None
    except InputError:
        return None


def _quantity_cells(value: object, *, anything: bool) -> Cells | None:
    """Return [low, mode, high, unit, source] as five cells, anything else as one text that says the same."""
    if isinstance(value, list) and value and is_number(value[0]):
        numbers = [item for item in value if is_number(item)]
        words = value[len(numbers) :]
        is_plain = value[: len(numbers)] == numbers and len(numbers) in (1, 3) and len(words) in (1, 2)
        if is_plain and all(map(is_text, words)):
            shown = ("value",) if len(numbers) == 1 else ("least", "value", "most")
            return dict(zip(shown, numbers, strict=True)) | dict(zip(("unit", "source"), words, strict=False))
    if is_number(value):
        return {"value": value} if anything else None  # type: ignore[dict-item]
    if is_text(value) and _is_word(str(value)):
        return {"value": str(value)}
    text = flow(value)
    return {"value": text} if len(text) <= LONGEST else None


def _is_word(text: str) -> bool:
    return not _is_flow(text) and not _SHORT.fullmatch(text) and not _GROUPED.fullmatch(text)


def _is_flow(text: str) -> bool:
    return text[:1] in ("{", "[", '"') or text.casefold() in ("true", "false", "null")


def number_of(text: str) -> int | float | None:
    """Return the number that a text is, with a comma or a point; None if it is none. 1,234 is refused."""
    plain = text.strip()
    if _TWO_WAYS.fullmatch(plain):
        fix = f"write {plain.replace(',', '')} or {plain.replace(',', '.')}0"
        raise InputError(f'"{plain}" can be read in two ways', fix=fix, code="C04")
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[   ]", "", plain)
    if not re.fullmatch(_NUMBER, plain):
        return None
    plain = plain.replace(",", ".")
    return int(plain) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)


def anything_of(text: str) -> object:
    """Return what a text says: a number, a number with its unit, a value in the form of cluster.yml, or a word."""
    if _is_flow(text):
        return parse_document(f"value: {text}").data["value"]
    number = number_of(text)
    if number is not None:
        return number
    found = _SHORT.fullmatch(text.strip())
    if not found:
        return text
    numbers = [number_of(part) for part in found.groups()[:3] if part]
    unit = found[4] or found[5]
    return [*numbers, *([unit] if unit else [])]


def list_of(text: str, kind: str) -> list | str:
    """Return the items of a list that stand in one cell: between semicolons or on lines, words between commas too."""
    if text.startswith("["):
        value = anything_of(text)
        return value if isinstance(value, list) else text
    marks = r"[;\n]|,\s" if kind == "numbers" else r"[;\n,]" if kind == "words" else r"[;\n]"
    items = [item.strip() for item in re.split(marks, text) if item.strip()]
    if kind != "numbers":
        return items
    numbers = [number_of(item) for item in items]
    if None in numbers:
        return text
    return numbers


def bool_of(text: str) -> bool | str:
    """Return yes or no, or the text itself if it is neither."""
    return answers().get(folded(text), text)
