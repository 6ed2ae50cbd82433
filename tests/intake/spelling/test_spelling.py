"""The same word spelt differently is one word; different words stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.spelling.spelling import fold, has_invisible, same_letters, slug, tidy


@pytest.mark.parametrize(
    "text",
    ["Кара-Суу", " Кара-Суу ", "Кара-Суу\u00a0", "\ufeffКара-Суу", "Кара\u200b-Суу", "\u202eКара-Суу", "Кара-Суу\n"],
)
def test_what_nobody_sees_is_left_out(text):
    assert tidy(text) == "Кара-Суу"


def test_composed_and_decomposed_letters_are_one():
    assert tidy("и\u0306") == tidy("й") == "й"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ДА", "да "), ("ещё", "Еще"), ("Aйбек", "Айбек"), ("үй чарбасы", "уй чарбасы"), ("no_answer", "No answer")],
)
def test_spellings_of_one_answer_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("да", "нет"), ("K1", "K2"), ("ЛПХ", "КФХ"), ("микро", "макро")])
def test_different_answers_stay_apart(one, other):
    assert fold(one) != fold(other)


def test_ids_that_differ_by_case_or_blanks_are_one_and_by_letters_are_two():
    assert same_letters("K 017") == same_letters("k017")
    assert same_letters("К017") != same_letters("K017")


def test_a_slug_is_a_valid_field_name():
    assert slug("Дойных коров") == "doynykh_korov"
    assert slug("1. Удой, л/сут") == "q_1_udoy_l_sut"
    assert slug("№") == "no"
    assert slug("—") == "q"


def test_invisible_characters_are_noticed():
    assert has_invisible("K\u200b1")
    assert not has_invisible("К-1 ёө")


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(tidy(text)) == fold(text)
    assert slug(text).isascii()
