"""Answers that are words: which of the declared ones is meant, however it was typed; what a letter of intent says."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from capacity.intake.answers.cells import NO_NUMBER, is_missing
from capacity.intake.answers.form import Form, Words
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import InputError
from capacity.intake.quantities.strict import Title
from capacity.intake.spelling import NAMELESS, fold, slug, tidy

EXCLUDE, BLANK = "exclude", "blank"
FULL, LIST = "full", "list"
"""what answers on the phase mean: interviewed in full, or on the quick list only"""


@dataclass(frozen=True)
class Answers:
    """Declared answers: each key as written in cluster.yml with its meaning, and the key of every known spelling."""

    meanings: Mapping[str, object]
    spellings: Mapping[str, str]

    def find(self, text: str) -> str | None:
        """Return the declared answer that a text stands for, None if it is none of them; a blank one is itself only."""
        key = tidy(text)
        if not key and key not in self.meanings:
            return None
        return key if key in self.meanings else self.spellings.get(fold(text))

    def last(self, key: str) -> str | None:
        """Return the answer that a declared one stands for in the end (ооба: да); None if it means nothing."""
        seen = set()
        while isinstance(meaning := self.meanings[key], str):
            seen.add(key)
            following = None if meaning == BLANK else self.find(meaning)
            if following is None or following in seen:
                return None
            key = following
        return key

    def end(self, text: str) -> object:
        """Return what an answer means through the answers that it stands for (ооба: да), None for an unknown one."""
        key = self.find(text)
        return None if key is None else _end(self.meanings, key)

    def meaning(self, text: str) -> object:
        """Return what an answer means; refuse an unknown one with the allowed ones."""
        key = self.find(text)
        if key is None:
            raise InputError("this answer is not among the declared ones", fix=self.advice(), code="C28")
        return self.meanings[key]

    def advice(self, text: str = "") -> str:
        """Return the sentence that names the allowed answers, first the one that is nearest to a text."""
        near = get_close_matches(fold(text), self.spellings, n=1, cutoff=0.7) if text else ()
        meant = f"did you mean {self.spellings[near[0]]}? " if near else ""
        return (
            f"{meant}write one of: {', '.join(filter(None, self.meanings))}; or declare it under values in cluster.yml"
        )


_SHOWN = {"true": ("истина", "чын"), "false": ("ложь", "жалган")}
"""how Excel and LibreOffice show TRUE and FALSE in Russian and Kyrgyz"""


def declare_answers(
    values: Mapping[str, object], synonyms: Mapping[str, Iterable[str]] = {}, form: Mapping[str, Words] = {}
) -> Answers:
    """Return the answers of a column: its values, and their names in forms, titles and other spellings.

    `synonyms` gives further spellings by key, `form` the words that a form has for an answer, by each of them. What a
    form says comes first, then titles, then names made of an answer's letters; a word for two answers that do not mean
    the same is none.
    """
    titled = {key: [*synonyms.get(key, ())] for key in values}
    asked = {key: [word for name in (key, *titled[key]) for word in form.get(fold(name), ())] for key in values}
    spellings = {fold(key): key for key in reversed([*values])}
    for words in (asked, titled, {key: [slug(key)] for key in values if slug(key) != NAMELESS}):
        keys: dict[str, list[str]] = defaultdict(list)
        for key, others in words.items():
            for other in filter(None, map(fold, others)):
                keys[other].append(key)
        for word, found in keys.items():
            if word not in spellings and all(_end(values, key) == _end(values, found[0]) for key in found):
                spellings[word] = found[0]
    for word, shown in _SHOWN.items():
        own = next((spellings[other] for other in map(fold, shown) if other in spellings), None)
        spellings |= {word: own} if own and word not in spellings else {}
    return Answers({tidy(key): meaning for key, meaning in values.items()}, spellings)


def _end(values: Mapping[str, object], key: str) -> object:
    """Return what an answer means in the end, through the answers that it stands for (ооба: да)."""
    meaning = values[key]
    for _ in values:
        meaning = values.get(meaning, meaning) if isinstance(meaning, str) else meaning
    return meaning


def class_answers(spec: Spec, form: Form) -> Answers:
    """Return the answers of the class column: its values, or the classes' own names and titles."""
    column = spec.survey.member_class
    values = column.values if column and column.values else {name: name for name in spec.classes}
    return declare_answers(values, _class_synonyms(spec, values), form.answers(column.columns if column else ()))


def _class_synonyms(spec: Spec, values: Mapping[str, object]) -> dict[str, list[str]]:
    """Return, for the first answer of each class, the class's own name and its titles."""
    found: dict[str, list[str]] = {}
    for key, name in values.items():
        if name in spec.classes and not any(values[other] == name for other in found):
            found[key] = [str(name), *titles(spec.classes[name].title)]
    return found


def titles(title: Title) -> list[str]:
    """Return a title in every language it has."""
    return [title] if isinstance(title, str) else list(title.values())


def place_answers(spec: Spec, form: Form) -> Answers | None:
    """Return the answers of the place column, None if any word may be a place."""
    column = spec.survey.place
    if column is None or not (column.values or spec.places):
        return None
    values = column.values or {name: name for name in spec.places}
    synonyms = {key: [str(name), *titles(spec.places.get(str(name), ""))] for key, name in values.items()}
    return declare_answers(values, synonyms, form.answers(column.columns))


def common_spelling(texts: Mapping[str, int]) -> tuple[dict[str, str], list[Collection[str]]]:
    """Return, by folded text, the most common spelling of each word, and the groups that were spelt in several ways.

    `texts` are those that are written, with how often.
    """
    groups: dict[str, Counter] = defaultdict(Counter)
    for text, times in texts.items():
        if tidy(text):
            groups[fold(text)][tidy(text)] += times
    chosen = {key: min(counts, key=lambda word: (-counts[word], word)) for key, counts in groups.items()}
    return chosen, [sorted(counts) for counts in groups.values() if len(counts) > 1]


_WORDS = (*NO_NUMBER, "no", "not yet", "0", "false", "ложь", "ещё нет", "али жок")
_NONE = {fold(word) for word in _WORDS}
_DATED = re.compile(
    r"(?P<word>.*?)[\s,;:(]*(?:от|с|dated|on)?\s*"
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?)\s*(?:г\.?|года|ж\.?)?\s*\)?",
    re.IGNORECASE,
)


def says_no_letter(text: str) -> bool:
    """Return whether an answer says that there is no letter: nothing, a dash, not known, no."""
    return is_missing(text) or fold(text) in _NONE


def find_dated(answers: Answers, text: str) -> str | None:
    """Return the declared answer before a date, as in "Подписано 12.10" or "signed (2026-10-12)"; else None."""
    found = _DATED.fullmatch(tidy(text))
    return answers.find(found["word"]) if found and found["word"] else None
