"""Findings' own sentences in Russian and Kyrgyz: as the code says them, in both languages, with names and numbers."""

import ast
import re
from pathlib import Path

import pytest

from capacity.intake.catalogue.kinds import catalogue
from capacity.intake.catalogue.sentences import ANY, WORDS, keys, sentence, told
from capacity.intake.findings.issues import Issue

PACKAGE = Path(__file__).parents[3] / "capacity"
HOLE = re.compile(r"\{[a-z]+\}")
ABOVE = "the row 2 stands above the header and is not read, but is filled like the members below it (header: row 4)"
MARKS = ' ;,:.(){}?"'
HERD = (
    "95 l per cow a day; one cow gives 1 to 45: is the figure of the whole herd taken for one, or one of the two "
    "mistyped?"
)
MOST_CHUNKS = 3
"""parts of which the code puts a sentence together"""


def written():
    """Every piece of text that the package's code holds."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_both_languages_have_the_same_sentences():
    assert [key[:2] for key in keys("ru")] == [key[:2] for key in keys("ky")]


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_a_translation_names_only_what_its_sentence_names(language):
    assert [key for key in keys(language) if not set(HOLE.findall(key[2])) <= set(HOLE.findall(key[1]))] == []


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_a_translation_is_in_its_letters(language):
    assert [key for key in keys(language) if not re.search("[а-я]", key[2])] == []


def test_every_section_is_a_code():
    assert {section for section, *_ in keys("ru")} <= {*catalogue(), ANY, WORDS}


def test_every_sentence_is_one_that_the_code_says():
    """So that whoever rewords a finding rewords its translations too."""
    texts = "\n".join(written())
    pieces = {piece for section, key, _ in keys("ru") if section != WORDS for piece in HOLE.split(key)}
    assert [piece for piece in sorted(pieces) if chunks(piece.split(), texts) > MOST_CHUNKS] == []


def chunks(words, texts):
    """In how many parts the words stand in texts, each as long as can be."""
    count = 0
    while words:
        count += 1
        length = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]).strip(MARKS) in texts), 0)
        if not length:
            return MOST_CHUNKS + 1
        words = words[length:]
    return count


@pytest.mark.parametrize(
    ("code", "problem", "said"),
    [
        (
            "R33",
            HERD,
            ("95 л на корову в день", "от 1 до 45", "всего стада"),
        ),
        ("R33", "40 l per cow a day; the middle one of the class household has 5", ("40 л", "household", "5")),
        ("R14", "4 of 5 rows of the class grower are set aside (80%)", ("4 из 5", "grower", "80%")),
        ("C05", '"sack" is not a unit that is known here', ("«sack»",)),
        ("C27", "1 beside the other figures of its column may be 1 % or 100 %", ("1 %", "100 %")),
        ("H11", 'the label says "тонн", the map has кг', ("«тонн»", "кг")),
        (
            "H11",
            'no unit is said of "Cows": Cows x Milk counts as l/day (row 2: 3 x 9 = 27)',
            ("Cows x Milk", "l/day", "3 x 9 = 27"),
        ),
        (
            "H22",
            ABOVE,
            ("2", "4"),
        ),
        ("R20", "2 of 9 members have no place: K-1, K-2", ("2", "9", "K-1, K-2")),
        (
            "R23",
            "this may be of another list than the members' (an id names a machine or a price): rows 8 to 11",
            ("8–11",),
        ),
        (
            "R35",
            "two phases: 85 of 206 on the list were interviewed (farm 25/51); together they stand for 206",
            ("85", "206", "farm 25/51"),
        ),
        ("R02", "these rows are one id with different answers: a.csv row 2, b.csv row 13; here milk: empty", (
            "a.csv строка 2, b.csv строка 13", "milk: пусто",
        )),
        ("Y23", "nobody said how many months of a year the link plant may stand for lack of goods: 2 are taken", (
            "plant", "взято 2",
        )),
    ],
)  # fmt: skip
def test_names_and_numbers_stand_in_the_translated_sentence(code, problem, said):
    found = sentence(problem, code, "ru")
    assert [part for part in said if part not in found] == []
    assert sentence(problem, code, "ky")


def test_a_sentence_of_a_cell_that_nobody_needs_is_one_of_its_code():
    said = sentence("ha does not measure what kg/month measures; left out, the model does not need it", "C05", "ru")
    assert said == "га меряет не то, что kg/month; не взято, расчёту не нужно"


def test_somebodys_own_word_is_no_word_of_ours():
    problem = "nobody of the class point said what it does today: without the cluster it is counted as idle"
    assert "группе point" in sentence(problem, "Y22", "ru")


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ("state links.mill.may_stand: [2, month]", "задайте links.mill.may_stand: [2, month]"),
        (
            'state on the sheet "звенья", row "mill", column "может стоять": 2 month',
            "задайте на листе «звенья», в строке «mill», в столбце «может стоять»: 2 month",
        ),
    ],
)
def test_a_remedy_says_the_key_of_the_file_or_the_cell_of_the_workbook(fix, said):
    assert sentence(fix, "Y23", "ru") == said


def test_a_name_with_signs_of_a_pattern_is_a_name():
    assert sentence('"m{n}.*" is not a unit that is known here', "C05", "ru") == "единица «m{n}.*» здесь неизвестна"


def test_a_sentence_that_nobody_translated_is_none():
    assert told(Issue("something else", "do that", code="R33"), "ru") == ("", "")
    assert sentence("", "R33", "ru") == ""
