"""What the workbook calls its sheets, columns and keys in English, Russian and Kyrgyz, and how they are known again."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from capacity.intake.cluster_book.layout import FORM, LANGUAGES, SheetLayout, Slot
from capacity.intake.spelling import tidy

MEANING, DEFAULT, REMARK = "meaning", "default", "remark"


@cache
def _words() -> Mapping[str, Mapping[str, list[str]]]:
    return _listed("words.toml")


@cache
def _meanings() -> Mapping[str, list[str]]:
    """Return what the meaning of a key, as the file's schema tells it, is in Russian and Kyrgyz."""
    return _listed("meanings.toml")


def _listed(file: str) -> dict:
    return tomllib.loads(files("capacity.intake.cluster_book").joinpath(file).read_text(encoding="utf-8"))


def meaning(slot: Slot, language: str) -> str:
    """Return what a key means; "" if nobody says it."""
    told = slot.field.description or ""
    return [told, *_meanings().get(" ".join(told.split()), [told] * 2)][LANGUAGES.index(language)]


def said_beside(part: str, language: str) -> str:
    """Return what stands before the unit, the example and the default of a key in a note."""
    return _words()["told"][part][LANGUAGES.index(language)]


def sheet_title(key: str, language: str) -> str:
    """Return what a sheet is called."""
    return _words()["sheets"].get(key, [key] * 3)[LANGUAGES.index(language)]


def column_title(part: str, language: str) -> str:
    """Return what a column that is no key of the file is called: name, unit, least, January."""
    return _words()["columns"][part][LANGUAGES.index(language)]


def guide(key: str, language: str) -> str:
    """Return one of the ten questions, or what stands above them; "" if a key or sheet is not asked for there."""
    return _words()["guide"].get(key, [""] * 3)[LANGUAGES.index(language)]


def answer(is_so: bool, language: str) -> str:
    """Return yes or no."""
    return _words()["answers"]["yes" if is_so else "no"][LANGUAGES.index(language)]


@cache
def answers() -> Mapping[str, bool]:
    """Return what every known spelling of yes and no means."""
    known = {folded(word): key == "yes" for key, words in _words()["answers"].items() for word in words}
    return known | {"true": True, "false": False}


def key_title(path: tuple[str, ...], language: str) -> str:
    """Return what a key is called, with what it stands in: store · cost."""
    return " · ".join(_key(part, language) for part in path) or column_title("value", language)


def _key(key: str, language: str) -> str:
    plain = key.replace("_", " ")
    words = _words()["keys"].get(key, [plain] * 2)
    return dict(zip(LANGUAGES, (plain, *words), strict=True))[language]


def slot_titles(slot: Slot, language: str) -> Iterator[tuple[str, str]]:
    """Yield every cell of a key with the label of its column."""
    for part in slot.parts:
        name = column_title(part, language)
        if not slot.path:
            yield part, name
        else:
            yield (
                part,
                key_title(slot.path, language) if part == "value" else f"{key_title(slot.path, language)}: {name}",
            )


def folded(text: str) -> str:
    """Return what two spellings of a label share: capitals and blanks do not count."""
    return tidy(text).casefold()


@cache
def known_sheets() -> Mapping[str, str]:
    """Return the key of every title that a sheet may have, in any language."""
    return {folded(title): key for key, words in _words()["sheets"].items() for title in (key, *words)}


@cache
def known_columns(sheet: SheetLayout) -> Mapping[str, tuple[Slot | None, str]]:
    """Return what a label in the header stands for: a key and its part, or no key and the name of a column."""
    found: dict[str, tuple[Slot | None, str]] = {}
    free = (REMARK, MEANING, DEFAULT) if sheet.shape == FORM else (REMARK,)
    for language in LANGUAGES:
        found |= {folded(column_title(name, language)): (None, name) for name in (*sheet.leading, *free)}
        if sheet.shape == FORM:
            found |= {folded(column_title(part, language)): (None, part) for part in FORM_PARTS}
            continue
        for slot in sheet.slots:
            found |= {folded(title): (slot, part) for part, title in slot_titles(slot, language)}
    return found


FORM_PARTS = ("least", "value", "most", "unit", "source")


@cache
def known_keys(sheet: SheetLayout) -> Mapping[str, Slot]:
    """Return the slot of every label that a row of a form may have, in any language."""
    labels = {folded(key_title(slot.path, language)): slot for slot in sheet.slots for language in LANGUAGES}
    return labels | {folded(slot.dotted): slot for slot in sheet.slots}
