"""The same word spelt differently: invisible characters, case, ё and е, Latin letters in Cyrillic words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from capacity.intake.findings import nearest

_LOOKALIKES = str.maketrans("авекмнорстухіөүңё", "abekmhopctyxioyhe")
_LATIN = dict(
    zip("абвгдеёзийклмнопрстуфцыэңөүіқғұә", "abvgdeeziyklmnoprstufcyenouiqgua", strict=True),
    ж="zh",
    х="kh",
    ч="ch",
    ш="sh",
    щ="shch",
    ъ="",
    ь="",
    ю="yu",
    я="ya",
)
NAMELESS = "q"
"""the slug of a text in which no letter has a Latin one"""


def tidy(text: str) -> str:
    """Return the text in NFC without invisible characters, every run of blanks (NBSP too) one space, trimmed."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        found = " ".join(text.split())
        return text if found == text else found
    return _without_invisible(text)


@lru_cache(maxsize=65536)
def _without_invisible(text: str) -> str:
    visible = (
        char if unicodedata.category(char) not in ("Cf", "Cc", "Cs") else " " if char in "\t\n\r\v\f" else ""
        for char in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(visible).split())


def has_invisible(text: str) -> bool:
    """Return whether a text carries characters nobody sees: zero-width, text direction, control."""
    return not text.isprintable() and any(
        unicodedata.category(char) in ("Cf", "Cc", "Cs") and char not in "\t\n\r\ufeff" for char in text
    )


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return what spellings of one answer share: case, ё, ө ү ң, look-alike letters, _ and blanks do not count."""
    return tidy(text.replace("_", " ")).casefold().translate(_LOOKALIKES)


def same_letters(text: str) -> str:
    """Return the text without blanks and case: what two ids that are one id have in common."""
    return "".join(tidy(text).split()).casefold()


def slug(text: str) -> str:
    """Return a name in plain Latin letters, digits and _, as form fields need: Дойных коров -> doynykh_korov."""
    letters = "".join(_LATIN.get(char, char) for char in tidy(text).casefold())
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return name if name[:1].isalpha() else f"{NAMELESS}_{name}".rstrip("_")


def nearest_titled(word: str, known: Iterable[str], titles: Mapping[str, object]) -> str:
    """Return advice as `nearest` gives it; a word that is like a title, or like its Latin letters, means its name.

    fasovka or Фасовка -> did you mean packing (Фасовка)? titles: name -> title, or titles by language.
    """
    known = list(known)
    spelt: dict[str, tuple[str, str]] = {}
    for name in known:
        title = titles.get(name) or ""
        for text in map(str, title.values() if isinstance(title, Mapping) else [title]):
            spelt |= {slug(text): (name, text)} if text else {}
    near = get_close_matches(slug(word), spelt, n=1, cutoff=0.75)
    if near and not get_close_matches(word, known, n=1, cutoff=0.8):
        name, text = spelt[near[0]]
        return f"did you mean {name} ({text})?"
    return nearest(word, known)
