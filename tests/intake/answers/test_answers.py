"""An answer is the declared one it stands for, however it was typed; an unknown one names those that are allowed."""

import pytest

from capacity.intake.answers.answers import common_spelling, declare_answers
from capacity.intake.findings.issues import InputError
from capacity.intake.findings.spelling import fold

VALUES = {"да": 1, "может быть": 2, "нет": 3, "yes": 4}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("да", "да"),
        (" ДА\u00a0", "да"),
        ("дa", "да"),
        ("da", "да"),
        ("mozhet_byt", "может быть"),
        ("может_быть", "может быть"),
        ("Yes", "yes"),
        ("maybe", "может быть"),
        ("Балким", "может быть"),
        ("", None),
        ("подумаю", None),
        ("даа", None),
    ],
)
def test_an_answer_is_found_by_its_spellings_field_name_synonyms_and_form(text, key):
    answers = declare_answers(VALUES, {"может быть": ["maybe"]}, {fold("может быть"): ("later", "балким")})
    assert answers.find(text) == key


def test_a_declared_answer_comes_before_another_one_spelling():
    answers = declare_answers({"A": 1, "а": 2}, {"A": ["а"]})
    assert (answers.find("A"), answers.find("а")) == ("A", "а")


def test_an_empty_synonym_is_no_answer():
    assert declare_answers({"upper": 1}, {"upper": ["", " "]}).find("") is None


def test_an_unknown_answer_is_refused_with_the_allowed_ones():
    with pytest.raises(InputError, match="write one of: да, может быть, нет, yes"):
        declare_answers(VALUES).meaning("подумаю")


def test_the_most_common_spelling_is_chosen_and_ties_by_the_alphabet():
    chosen, groups = common_spelling(["Ош", "ОШ", "Ош", "Нарын", "", "нарын"])
    assert sorted(chosen.values()) == ["Нарын", "Ош"]
    assert groups == [["ОШ", "Ош"], ["Нарын", "нарын"]]
