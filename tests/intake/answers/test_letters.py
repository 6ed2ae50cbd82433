"""A letter counts where its answer is declared; what nobody declared counts as none, and is said."""

import pytest
from survey_folders import HEADER, MAP, read, with_survey

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
