"""An answer is the declared one it stands for, however it was typed; an unknown one names those that are allowed."""

from collections import Counter

import pytest
from survey_folders import HEADER, MAP, read, with_survey

from capacity.intake.answers.answers import common_spelling, declare_answers
from capacity.intake.findings.issues import InputError
from capacity.intake.spelling.spelling import fold

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
    chosen, groups = common_spelling(Counter(["Ош", "ОШ", "Ош", "Нарын", "", "нарын"]))
    assert sorted(chosen.values()) == ["Нарын", "Ош"]
    assert groups == [["ОШ", "Ош"], ["Нарын", "нарын"]]


LETTER = (
    MAP + "  letter: {columns: [letter], values: {подписано: [0.95, share], учредитель: [1, share], бар: подписано}}\n"
)


def asked(path, answer):
    data = read(with_survey(path, [[*HEADER, "letter"], ["A", "ЛПХ", "10", "", "да", answer]], LETTER))
    found = [(issue.row, issue.column, issue.value) for issue in data.issues if issue.severity == "warning"]
    return data.members["letter"][0], data.members["signed"][0], found


@pytest.mark.parametrize("answer", ["подписано", "Подписано ", "podpisano", "бар"])
def test_a_declared_answer_is_a_letter(tmp_path, answer):
    assert asked(tmp_path, answer) == ("подписано", True, [])


@pytest.mark.parametrize("answer", ["", "нет", "Жок", "no", "-", "не знаю", "0"])
def test_no_is_no_letter_without_a_word(tmp_path, answer):
    assert asked(tmp_path, answer) == ("", False, [])


@pytest.mark.parametrize(
    "answer", ["Подписано 12.10", "подписано, 12.10.2026 г.", "подписано (2026-10-12)", "Подписано от 12.10.26"]
)
def test_a_date_behind_a_declared_answer_is_read_and_said(tmp_path, answer):
    assert asked(tmp_path, answer) == ("подписано", True, [(2, "letter", answer)])


@pytest.mark.parametrize("answer", ["подписана", "signed", "подписано, но отозвано 12.10", "12.10.2026", "да"])
def test_what_nobody_declared_counts_as_none_and_is_said(tmp_path, answer):
    assert asked(tmp_path, answer) == ("", False, [(2, "letter", answer)])


def test_the_nearest_declared_answer_is_named(tmp_path):
    data = read(with_survey(tmp_path, [[*HEADER, "letter"], ["A", "ЛПХ", "10", "", "да", "подписана"]], LETTER))
    (issue,) = [issue for issue in data.issues if issue.code == "C28"]
    assert issue.fix.startswith("did you mean подписано? write one of: подписано, учредитель, бар")


@pytest.mark.parametrize(("yes", "no"), [("ИСТИНА", "ЛОЖЬ"), ("чын", "жалган"), ("TRUE", "FALSE")])
def test_true_and_false_are_those_a_sheet_shows_in_its_language(yes, no):
    answers = declare_answers({yes: 0.9, no: 0})
    assert (answers.find("TRUE"), answers.find("FALSE")) == (yes, no)
