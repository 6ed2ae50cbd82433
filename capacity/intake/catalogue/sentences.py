"""A finding's own sentences in Russian and Kyrgyz, with the names and numbers of the English ones.

The English sentence is the key: {names} stand in it for what changes, {n} and {m} for numbers. sentences.ru.toml and
sentences.ky.toml hold them by code; [any] those of several codes, [words] what may stand for a name and is translated.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from capacity.intake.findings import Issue

ANY, WORDS = "any", "words"
_PASSED = "; left out, the model does not need it"
"""what follows any sentence of a cell that nobody needs"""
_KEY, _CELLS = r"[a-z_{}]{2,}(?:\.[\w{}]{2,})+(?:: \[[^\]]*\])?", r"\[[^\]]*\]"
_OF_COLUMN = r"\b(?:missing|decimal|unit|take|inflation): (?:\[[^\]]*\]|\"[^\"]*\"|[\w{}]+)"
_TOKEN = re.compile(f"{_KEY}|{_OF_COLUMN}|{_CELLS}")
"""what is said of a key of cluster.yml, and of its sheet, row and column where a workbook describes the cluster"""
KEYS, LISTS = "key_", "list_"
_PLACE = (
    r'on the sheet "[^"]*"(?:, (?:row|column|key) "[^"]*")*(?:: (?:"[^"]*"|[^,;]+))?'
    r'|[a-z]+: (?:\[[^\]]*\]|"[^"]*"|\w+)|[\w.@-]+(?:: \[[^\]]*\])?'
)
_HOLE = re.compile(r"\{([a-z_]+)\}")
_NUMBER = r"[0-9][0-9.,]*|[0-9.,]+e[+-]?[0-9]+"
_NUMBERS = ("n", "m")
"""names that stand for a number only"""
_OWN = frozenset(
    ("name", "names", "label", "link", "product", "word", "text", "one", "other", "id", "place", "column", "sheet")
)
"""names that stand for somebody's own words, which are left as they are"""

_Known = Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]


def told(issue: Issue, language: str) -> tuple[str, str]:
    """Return what was found and what to do in a language (ru, ky), each "" where nobody has translated the sentence."""
    return sentence(issue.problem, issue.code, language), sentence(issue.fix, issue.code, language)


@lru_cache(maxsize=4096)
def sentence(text: str, code: str, language: str) -> str:
    """Return one English sentence of a code in a language, "" where it is not among the translated ones."""
    if language == "en":
        return text
    known = _sentences(language)
    if text.endswith(_PASSED) and (said := sentence(text.removesuffix(_PASSED), code, language)):
        text = f"{said}{_PASSED}"
    for section in (code, ANY):
        if said := _said(text, known.get(section, ()), known):
            return said
    return ""


def keys(language: str) -> Iterator[tuple[str, str, str]]:
    """Yield each code or section, its English sentence and what stands for it in a language."""
    text = files("capacity.intake.catalogue").joinpath(f"sentences.{language}.toml").read_text("utf-8")
    for section, sentences in tomllib.loads(text).items():
        yield from ((section, english, said) for english, said in sentences.items())


@cache
def _sentences(language: str) -> _Known:
    """Return the sentences by section, those with most words of their own first: they mean more than a general one."""
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for section, english, said in sorted(keys(language), key=lambda key: -len(_HOLE.sub("", key[1]))):
        found.setdefault(section, []).append(_pattern(*_opened(english, said)))
    return {section: tuple(pairs) for section, pairs in found.items()}


def _opened(english: str, said: str) -> tuple[str, str]:
    """Return a sentence and its translation with a name in place of each key, which may be said in another way."""
    for place, token in enumerate(dict.fromkeys(_TOKEN.findall(english))):
        if token in said or "{" not in token:
            hole = f"{{{LISTS if token[0] == '[' else KEYS}{'abcdefgh'[place]}}}"
            english, said = english.replace(token, hole), said.replace(token, hole)
    return english, said


def _pattern(english: str, said: str) -> tuple[re.Pattern[str], str]:
    """Return what finds a sentence and the names and numbers in it, beside its translation.

    What has one name is the same wherever it stands.
    """
    parts = _HOLE.split(english)
    names = parts[1::2]
    holes = (
        f"(?P={name})" if name in names[:place] else f"(?P<{name}>{_fitting(name)})" for place, name in enumerate(names)
    )
    first, *literals = (re.escape(part) for part in parts[::2])
    pattern = first + "".join(f"{hole}{literal}" for hole, literal in zip(holes, literals, strict=True))
    return re.compile(pattern), said


def _fitting(name: str) -> str:
    """Return what may stand for a name."""
    return _NUMBER if name in _NUMBERS else _PLACE if name.startswith(KEYS) else ".+?"


def _said(text: str, pairs: tuple[tuple[re.Pattern[str], str], ...], known: _Known) -> str:
    for pattern, said in pairs:
        if match := pattern.fullmatch(text):
            values = {name: value if name in _OWN else _word(value, known) for name, value in match.groupdict().items()}
            return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), said)  # noqa: B023
    return ""


def _word(text: str, known: _Known) -> str:
    """Return a name as it stands, a known word or its parts in the language."""
    if said := _said(text, known.get(WORDS, ()), known):
        return said
    for between in ("; ", ", "):
        if between in text:
            return between.join(_word(part, known) for part in text.split(between))
    return text
