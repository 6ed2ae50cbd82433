"""Every sentence of the code and the templates stands in the texts, in every language, with the same {names}."""

import io
import re
from importlib.resources import files

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from capacity.present.words.words import UNITS

FOLDER = files("capacity.present")
BESIDE = [files("capacity.run") / name for name in ("live", "package")]
"""the workbook for the bank, whose sheets are made with the formulas, and what a package says of itself"""
KEYWORDS = {"say": None, "mark": None, "count": (1, 2)}
KYRGYZ = re.compile("[өүңӨҮҢ]")


def messages():
    """The ids of all messages, as sorted texts or pairs of singular and plural."""
    found = set()
    for path in (*sorted(FOLDER.rglob("*")), *(path for one in BESIDE for path in sorted(one.rglob("*.py")))):
        method = {".py": "python", ".j2": "jinja2"}.get(path.suffix)
        if method:
            for _, message, _, _ in extract(method, io.BytesIO(path.read_bytes()), keywords=KEYWORDS):
                found.add(message if isinstance(message, str) else tuple(message))
    return sorted(found, key=str)


def catalog(language):
    """The texts of a language by id; units stand under (unit, word)."""
    source = io.BytesIO((FOLDER / "texts" / f"{language}.po").read_bytes())
    return {(m.context, m.id) if m.context else m.id: m.string for m in read_po(source, locale=language) if m.id}


def names(text):
    return set(re.findall(r"{\w+}", text))


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_every_message_is_translated_with_its_values(language):
    texts = catalog(language)
    missing = [message for message in messages() if not texts.get(message)]
    assert missing == []
    for message in messages():
        forms = texts[message] if isinstance(message, tuple) else [texts[message]]
        source = message[-1] if isinstance(message, tuple) else message
        assert all(names(form) == names(source) for form in forms), message


def test_no_sentence_hides_in_a_formatted_string():
    """The extraction reads a formatted string as one word, so that a sentence inside it would never be missed."""
    hidden = re.compile(r"f([\"'])(?:(?!\1).)*\bsay\([\"']")
    assert [path.name for path in sorted(FOLDER.rglob("*.py")) if hidden.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_no_text_is_left_over(language):
    known = {*messages(), *(("unit", unit) for unit in UNITS)}
    assert set(catalog(language)) - known == set()


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_every_unit_has_a_word(language):
    texts = catalog(language)
    assert [unit for unit in UNITS if not texts.get(("unit", unit))] == []


def test_plural_forms_are_three_in_russian_and_one_in_kyrgyz():
    counts = {
        language: {len(text) for message, text in catalog(language).items() if isinstance(text, (tuple, list))}
        for language in ("ru", "ky")
    }
    assert counts == {"ru": {3}, "ky": {1}}


def test_kyrgyz_is_written_with_its_own_letters_and_russian_without():
    kyrgyz, russian = (" ".join(str(text) for text in catalog(language).values()) for language in ("ky", "ru"))
    assert len(KYRGYZ.findall(kyrgyz)) > 500
    assert not KYRGYZ.search(russian)


def test_texts_hold_no_markup():
    for language in ("ru", "ky"):
        assert [text for text in catalog(language).values() if re.search("[<>]|&[a-z]+;", str(text))] == []
