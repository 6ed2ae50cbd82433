import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.present.words.words import LANGUAGES, NBSP, Words

EN, RU, KY = (Words(language) for language in LANGUAGES)


def plain(text):
    """A text without the marks that only keep it on one line."""
    return text.replace(NBSP, " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (1234567.0, "1,234,567", "1 234 567"),
        (214.4, "214", "214"),
        (12.44, "12.4", "12,4"),
        (0.456, "0.46", "0,46"),
        (0.0312, "0.031", "0,031"),
        (-3.0, "−3", "−3"),
        (-0.0, "0", "0"),
        (float("nan"), "–", "–"),
        (None, "–", "–"),
    ],
)
def test_a_number_has_about_three_digits_and_the_marks_of_its_language(value, english, russian):
    assert plain(EN.number(value)) == english
    assert plain(RU.number(value)) == russian
    assert plain(KY.number(value)) == russian


@pytest.mark.parametrize(
    ("value", "unit", "texts"),
    [
        (0.456, "share", ("46%", "46 %", "46 %")),
        (0.12, "1/year", ("12% a year", "12 % в год", "12 % жылына")),
        (14_200_000.0, "KGS", ("14.2 million KGS", "14,2 млн сом", "14,2 млн сом")),
        (2_500_000_000.0, "KGS", ("2.5 billion KGS", "2,5 млрд сом", "2,5 млрд сом")),
        (183.3, "t/month", ("183 t/month", "183 т/мес", "183 т/ай")),
        (1500.0, "piece/day", ("1,500 pieces/day", "1 500 шт./сут", "1 500 даана/күн")),
        (1.4, "ratio", ("1.4", "1,4", "1,4")),
        (7.0, "EUR/t", ("7 EUR/t", "7 EUR/т", "7 EUR/т")),
    ],
)
def test_an_amount_stands_with_its_unit_in_every_language(value, unit, texts):
    assert tuple(plain(words.amount(value, unit)) for words in (EN, RU, KY)) == texts


def test_what_is_not_certain_is_never_called_certain():
    assert plain(EN.share(0.999)) == "> 99%"
    assert plain(EN.share(0.001)) == "< 1%"
    assert EN.share(1.0) == "100%"
    assert EN.share(0.0) == "0%"


def test_a_range_names_its_unit_once_and_one_number_is_no_range():
    assert plain(EN.middle_and_range(12.0, 10.0, 14.5, "t")) == "12 t (10 to 14.5)"
    assert plain(RU.middle_and_range(12.0, 10.0, 14.5, "t")) == "12 т (от 10 до 14,5)"
    assert plain(EN.middle_and_range(14.2e6, -0.6e6, 25e6, "KGS")) == "14.2 million KGS (−0.6 to 25)"
    assert plain(EN.middle_and_range(40233.0, 40233.1, 40233.2, "KGS")) == "40,233 KGS"
    assert plain(EN.middle_and_range(4.0, None, None, "t")) == "4 t"
    assert plain(EN.between(3.0, 3.0, "t")) == "3 t"
    assert EN.between(None, 3.0, "t") == "not known"


@pytest.mark.parametrize(("count", "text"), [(1, "1 месяц"), (2, "2 месяца"), (5, "5 месяцев"), (21, "21 месяц")])
def test_russian_has_three_plural_forms(count, text):
    assert RU.count("{n} month a year", "{n} months a year", count) == f"{text} в году"


def test_english_and_kyrgyz_plurals():
    assert EN.count("{n} month a year", "{n} months a year", 1) == "1 month a year"
    assert EN.count("{n} month a year", "{n} months a year", 5) == "5 months a year"
    assert KY.count("{n} month a year", "{n} months a year", 5) == "жылына 5 ай"


def test_months_are_named_and_neighbours_are_joined_round_the_year():
    assert EN.months([12, 1, 2, 7]) == "July, December – February"
    assert RU.months([11, 12, 1, 2, 3]) == "ноябрь – март"
    assert EN.months(range(1, 13)) == "all year"
    assert EN.month("2027-01") == "January 2027"
    assert KY.month("2027-02") == "февраль 2027"
    assert KY.in_month(7) == "июлда"
    assert EN.month("someday") == "someday"


@given(st.sets(st.integers(1, 12), min_size=1, max_size=11))
def test_every_month_said_is_one_of_those_given(numbers):
    said = EN.months(numbers)
    names = {EN.month_name(number) for number in numbers}
    assert {part for run in said.split(", ") for part in run.split(" – ")} <= names


def test_a_title_is_taken_in_the_language_else_in_english_else_in_any():
    assert KY.title({"en": "Milk", "ky": "Сүт"}) == "Сүт"
    assert KY.title({"en": "Milk", "ru": "Молоко"}) == "Milk"
    assert EN.title({"ru": "Молоко"}) == "Молоко"
    assert EN.title("", "raw_milk") == "raw milk"
    assert EN.title("As it is") == "As it is"


def test_values_that_look_like_templates_stay_as_they_are():
    assert EN.say("{title}, in {unit}", title="{unit}", unit="%{x}") == "{unit}, in %{x}"


def test_a_stated_quantity_keeps_its_numbers_and_has_its_unit_translated():
    assert RU.stated("2 – 3 – 5 KGS/kg") == "2 – 3 – 5 сом/кг"
    assert KY.stated("0.8 share") == "0.8 үлүш"
    assert EN.stated("normal 550 ± 30 KGS/kg") == "normal: 550 ± 30 KGS/kg"
    assert RU.stated("triangular 480 – 550 – 620 KGS/kg") == "треугольное: 480 – 550 – 620 сом/кг"
    assert EN.stated("9 month") == "9 month"
    assert RU.stated("word") == "word"
    assert RU.stated("") == ""


def test_a_language_without_texts_is_refused():
    with pytest.raises(ValueError, match='no texts in "fr"; there are en, ru, ky'):
        Words("fr")


def test_a_unit_with_a_full_stop_ends_the_sentence():
    ru = Words("ru")
    message = "Cost of one more {unit}: {cost}."
    assert ru.say(message, unit="x", cost="20 сом/шт.").endswith("20 сом/шт.")
    assert not ru.say(message, unit="x", cost="20 сом/шт.").endswith("..")
    assert ru.say(message, unit="x", cost="20 сом").endswith("20 сом.")
    assert ru.say("{product}: {amount}", product="a.", amount="b...") == "a.: b..."
