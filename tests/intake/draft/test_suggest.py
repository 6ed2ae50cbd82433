"""What the labels suggest, in three languages and in any order; a person confirms it."""

import random

import pytest

from capacity.intake.draft.seen import SeenColumn
from capacity.intake.draft.suggest import MAYBE, NO, YES, meant, suggest_roles, suggest_unit


def words(label, *answers, different=0.2):
    return SeenColumn(label, answers[:3], tuple((answer, 3) for answer in answers), 20, 0.0, different)


def names(label):
    return SeenColumn(label, ("A1", "A2"), (), 20, 0.0, 1.0)


def numbers(label):
    return SeenColumn(label, ("12", "9"), (), 20, 1.0, 0.9)


SURVEYS = {
    "ru": [
        (names("ФИО"), "member"),
        (words("Село", "Ак-Суу", "Кочкор"), "place"),
        (words("Вид хозяйства", "ЛПХ", "цех"), "member_class"),
        (numbers("Урожай, кг"), "current"),
        (numbers("Мощность цеха"), "capacity"),
        (numbers("Оставляет для семьи, кг"), "own_use"),
        (numbers("Цена, сом/кг"), "price"),
        (words("Готовы вступить в кластер?", "да", "нет"), "joins"),
        (words("Письмо подписано", "да"), "letter"),
        (numbers("Телефон"), None),
    ],
    "ky": [
        (names("Аты-жөнү"), "member"),
        (words("Айылы", "Ат-Башы", "Кочкор"), "place"),
        (words("Түрү", "үй чарбасы", "цех"), "member_class"),
        (numbers("Түшүм, кг"), "current"),
        (numbers("Кубаттуулугу"), "capacity"),
        (numbers("Үйгө калтырат"), "own_use"),
        (numbers("Баасы, сом/кг"), "price"),
        (words("Кластерге киресизби?", "ооба", "жок"), "joins"),
        (words("Эскертүү", "сүйлөштүк", "жок", different=0.9), None),
    ],
    "en": [
        (names("Respondent"), "member"),
        (words("Village", "Orto", "Kara"), "place"),
        (words("Type of member", "farm", "plant"), "member_class"),
        (numbers("Milk output, l per day"), "current"),
        (numbers("Capacity (t/day)"), "capacity"),
        (numbers("Kept at home"), "own_use"),
        (numbers("Price, KGS/l"), "price"),
        (words("Would you join?", "yes", "no"), "joins"),
        (words("Weather", "fine", "bad"), None),
    ],
}


@pytest.mark.parametrize("language", SURVEYS)
@pytest.mark.parametrize("seed", range(5))
def test_roles_are_suggested_by_their_words_in_any_order(language, seed):
    survey = random.Random(seed).sample(SURVEYS[language], len(SURVEYS[language]))  # noqa: S311 (an order)
    found = suggest_roles([column for column, _ in survey])
    assert found == {column.label: role for column, role in survey if role}


def test_a_season_alone_is_not_suggested_and_two_are_a_pair():
    summer, winter = numbers("Удой летом, л/день"), numbers("Удой зимой, л/день")
    assert suggest_roles([summer, winter]) == {summer.label: "good", winter.label: "bad"}
    assert "bad" not in suggest_roles([winter]).values()


def test_words_alone_never_make_figures_of_a_column_of_words():
    assert "current" not in suggest_roles([words("Урожай", "хороший", "плохой")]).values()


def test_a_column_of_yes_and_no_may_tell_who_joins_where_no_label_does():
    assert suggest_roles([words("Ответ 7", "ооба", "жок", "балким")]) == {"Ответ 7": "joins"}


@pytest.mark.parametrize(
    ("answer", "level"),
    [("Да", YES), ("ооба", YES), ("NO", NO), ("жок", NO), ("балким", MAYBE), ("да, если платят", MAYBE)],
)
def test_answers_on_joining(answer, level):
    assert meant(answer) == level


@pytest.mark.parametrize(
    ("role", "label", "unit"),
    [
        ("current", "Урожай, кг", "кг/year"),
        ("current", "Удой, л/день", "л/day"),
        ("current", "Milk a month, t", "t/month"),
        ("capacity", "Мощность", "kg/day"),
        ("price", "Цена, сом/л", "KGS/л"),
        ("own_use", "Үйгө калат", "kg/month"),
    ],
)
def test_the_unit_is_taken_from_the_label(role, label, unit):
    assert suggest_unit(role, numbers(label), "KGS") == unit
