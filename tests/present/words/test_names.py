import pytest
from fake_study import fake_study

from capacity.present.words.names import FIELDS, Names
from capacity.present.words.words import Words

SPEC = fake_study().cluster.spec


def names(language="en"):
    return Names(SPEC, Words(language))


def test_things_are_called_by_their_titles_and_places():
    assert names().node("cooling@upper") == "Cooling · Upper villages"
    assert names("ru").product("raw_milk") == "Сырое молоко"
    assert names("ky").market("retail") == "Соода тармактары"
    assert names("ru").scenario("border") == "Граница закрыта"
    assert names("ky").scenario("base") == "Базалык"


def test_what_has_no_title_is_called_by_its_name_in_plain_letters():
    assert names().product("goat_milk") == "goat milk"
    assert names().cls("cooler") == "cooler"


def test_anything_finds_the_table_that_bears_the_name():
    assert [names().anything(name) for name in ("retail", "anchor", "cheese", "pasteurising")] == [
        "Retail chains",
        "Dairy plant (anchor)",
        "Cheese",
        "Dairy plant",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("classes.household.own_use", "Households: kept at home"),
        ("links.cheese_making.makes.cheese", "Cheese shop, Cheese: output per unit"),
        ("products.raw_milk.measures.l", "Raw milk, l: size of a local measure"),
        ("joining.half_by", "time until half have joined"),
        ("finance.items.0.cost", "2 t cooling tank: cost"),
        ("finance.loans.0.rate", "cooler: interest rate"),
        ("finance.discount_rate", "discount rate"),
        ("risks.border.chance", "The border closes: chance"),
        ("risks.border.times.markets.retail.demand", "The border closes: Retail chains: demand"),
        ("finance.exchange.RUB.2028", "RUB, 2028: exchange rate"),
        ("survey.joins.values.yes", "meaning of the answer about joining"),
        ("something.new", "new"),
    ],
)
def test_a_path_of_the_cluster_file_is_said_in_words(path, said):
    assert names().path(path) == said


def test_every_field_has_its_word_in_kyrgyz():
    words = Words("ky")
    assert [field for field, message in FIELDS.items() if words.say(message) == message and message != "grant"] == []
