"""Every sentence that a finding may have stands in Russian and Kyrgyz too: who adds one, says it three times."""

import re
from functools import cache
from itertools import islice, product
from pathlib import Path

import pytest

from capacity.intake.catalogue.sentences import ANY, WORDS, keys, sentence
from tests.intake.catalogue.raised import raised

PACKAGE = Path(__file__).parents[3] / "capacity"
ELSEWHERE = {
    "capacity/intake/scenarios.py": "the workbook tells its user by texts/*.po why a scenario is not saved",
    "capacity/model/finance/": "no file of a user leads here: a caller's mistake, without a code",
    "capacity/model/sampling/": "intake/sample says what does not fit before a caller can",
    "capacity/model/results/columns.py": "a programmer's mistake",
    "capacity/run/notebook/": "a mistake of whoever wrote the notebook",
    "capacity/present/": "said by texts/*.po",
}
"""where texts are raised that no check of a cluster's files says, and why"""
PERT = "{pert: [480, 550, 620], unit: KGS/kg}"
ABOVE = "the rows {} stand above the header and are not read, but are filled like the members below it (header: row {})"
COMPOSED = {
    "{}; left out": (),
    "{}: {}": (),
    "the corrections": (),
    "this is {}, not a file": ("this is a folder, not a file", "this is something else, not a file"),
    '"{}" may be a total or a member of this name: {}': (),
    "the figure is {} the middle one of the class {}": ("the figure is 7 times the middle one of the class farm",),
    "the figure is {} the middle one of the class {}; set aside": (),
    "this may be of another list than the members' ({}): rows {} to {}": (),
    "add it{}": ("add it, as in rated: raw_milk", "add it, e.g. [4, t/day]", "add it"),
    "correct the value{}": (
        "correct the value, as in rated: raw_milk",
        "correct the value, e.g. [4, t/day]",
        "correct the value",
    ),
    "write [{}, its unit]{}": (
        "write [4, its unit]",
        "write [4, its unit], as in horizon: [10, year]",
        "write [4, its unit], e.g. [4, t/day]",
    ),
    "write {}": (f"write {PERT}",),
    "write {}; p10 is the number that 10 of 100 cases stay below": (
        f"write {PERT}; p10 is the number that 10 of 100 cases stay below",
    ),
    "add unit: {}": (f"add unit: {PERT}",),
    '"{}" is not among the {}': ('"milk" is not among the products', '"milk" is not among the loan products'),
    "{}declare it under the product's measures: {{}: [how many, its unit]}": (
        "declare it under the product's measures: {sack: [how many, its unit]}",
        "did you mean day? Otherwise declare it under the product's measures: {dya: [how many, its unit]}",
    ),
    "those who pay in to {} are promised {} of the {} together": (
        "those who pay in to mill are promised 120% of the gain together",
    ),
    "{}: check the twelve numbers": ("10 is too much: check the twelve numbers",),
    "{} differ only by capital letters": ("milk and Milk differ only by capital letters",),
    "{}, or leave waiver: of {} out": (
        "write the day of the signed paper as year-month-day, such as waiver: 2026-10-12, or leave waiver: of mill out",
    ),
    "{}: the list has {} values: {} were expected": (),
    "the list has {} values: {} were expected": ("by_month: the list has 11 values: at least 12 were expected",),
    "{} of {} members of the class {}: {} and the like; {}": (
        "3 of 4 members of the class farm: 95 l per cow a day and the like; one cow gives 1 to 45",
    ),
    ABOVE: (ABOVE.format("2 to 3", "4"),),
}
"""texts that are put together of other texts, and what some come out as"""
FILLS = (("7",), ("abc",), ("7", "abc"))
ENGLISH = re.compile(r"[a-z]{3,}(?: [a-z]{3,}){2}")
"""three words in a row that are no key"""


@cache
def said():
    """Every text, with its codes: the sections in which its sentence may stand."""
    found = {one for one in raised(PACKAGE) if not one.where.startswith(tuple(ELSEWHERE))}
    whole = {(one.codes, one.text, one.where) for one in found if one.said not in COMPOSED}
    parts = {(one.codes, (text,), one.where) for one in found for text in COMPOSED.get(one.said, ())}
    return sorted(whole | parts, key=lambda one: (one[2], str(one[1])))


@cache
def sections():
    return sorted({section for section, *_ in keys("ru")} - {ANY, WORDS})


@cache
def translated(codes, text, language):
    """A text in a language, "" if nobody translated it; what is left in English only if nothing else is found."""
    holes = [place for place, part in enumerate(text) if part is None]
    english = ""
    for fill in FILLS if holes else FILLS[:1]:
        for values in islice(product(fill, repeat=len(holes)), 256):
            parts = list(text)
            for place, value in zip(holes, values, strict=True):
                parts[place] = value
            for code in sorted(codes - {""}) or sections():
                found = sentence("".join(parts), code, language)
                if found and not ENGLISH.search(found):
                    return found
                english = english or found
    return english


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_every_text_of_a_finding_has_its_sentence(language):
    lacking = [
        f"{where}: {''.join(part or '{}' for part in text)}"
        for codes, text, where in said()
        if ENGLISH.search(translated(codes, text, language)) or not translated(codes, text, language)
    ]
    assert lacking == []


def test_the_code_is_read():
    found = {"".join(part or "{}" for part in text) for _, text, _ in said()}
    assert len(found) > 500
    assert 'the key "{}" is not known' in found
    assert "map both columns, or current" in found
