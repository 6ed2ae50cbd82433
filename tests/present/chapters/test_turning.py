"""Answers to "at which value does it turn?" are sentences for a farmer: no code of a goal is left in them."""

import numpy as np
import pytest
from asked_chain import CLUSTER

from capacity.model.goal_seek.goal import MEASURES, STATISTICS, Condition, Goal, borrowers
from capacity.model.goal_seek.questions import COLUMNS
from capacity.present.chapters.turning import Answers
from capacity.present.words.goals import goal_words
from capacity.present.words.names import Names
from capacity.present.words.words import LANGUAGES, Words

SPEC = CLUSTER.spec
TEXTS = {"question": "q", "scenario": "base", "against": "", "at": "", "measure_unit": "KGS", "holds": "above"}
MOVED = {"number": "markets.shops.price", "unit": "KGS/kg", "goal": "npv_net >= 0", "value": 139.04, "today": 54.5}
ROW = dict.fromkeys(COLUMNS, np.nan) | TEXTS | MOVED | {"looked_low": 0.0, "looked_high": 545.0}
NOWHERE = (
    "shops: price: there is no value from 0 KGS/kg to 545 KGS/kg at which the cluster pays; today it is 54.5 KGS/kg."
)
AGAIN = (
    "shops: price: the cluster pays from 139 KGS/kg on; today it is 54.5 KGS/kg. "
    "It turns again between 10 KGS/kg and 20 KGS/kg."
)
COMPARED = (
    "With the scenario “No vat”: shops: price: it pays more than with “Dear milk” from 139 KGS/kg on; "
    "today it is 54.5 KGS/kg."
)
MIDDLE = (
    "shops: days until it pays: in the middle of the futures the net present value (“plant”) is at least "
    "−5,000 KGS from 139 days on; today it is 1 day."
)


def said(language="en", title="", **more):
    """An answer in words, its blanks plain."""
    text = Answers(SPEC, Words(language)).sentence(ROW | more, title, "base")
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "shops: price: the cluster pays from 139 KGS/kg on; today it is 54.5 KGS/kg."),
        ({"holds": "below"}, "shops: price: the cluster pays up to 139 KGS/kg; today it is 54.5 KGS/kg."),
        (
            {"holds": "nowhere"},
            NOWHERE,
        ),
        (
            {"holds": "everywhere"},
            "shops: price: the cluster pays at every value from 0 KGS/kg to 545 KGS/kg; today it is 54.5 KGS/kg.",
        ),
        (
            {"again_low": 10.0, "again_high": 20.0},
            AGAIN,
        ),
        (
            {"goal": "npv = 0", "against": "dear_milk", "scenario": "no_vat"},
            COMPARED,
        ),
        (
            {"goal": "npv_net:chance >= 70%", "number": "price", "at": "cheese", "unit": "percent", "today": 0.0},
            "Price: cheese: the chance that the cluster pays is at least 70% from +139% on; today it is 0%.",
        ),
        (
            {"goal": "npv@plant:p50 >= -5000", "number": "markets.shops.pays_after", "unit": "day", "today": 1.0},
            MIDDLE,
        ),
        (
            {"number": "markets.shops.price.may"},
            "shops: price, in May: the cluster pays from 139 KGS/kg on; today it is 54.5 KGS/kg.",
        ),
        (
            {"number": "finance.items.0.month", "unit": "month", "value": 10.0, "today": 0.0, "holds": "below"},
            "vat: month in which it is due: the cluster pays up to 2028-01; today it is 2027-03.",
        ),
        (
            {"number": "finance.items.0.cost", "unit": "MKGS", "value": 1.5, "today": 0.2},
            "vat: cost: the cluster pays from 1.5 million KGS on; today it is 200,000 KGS.",
        ),
    ],
)
def test_an_answer_is_one_plain_sentence(more, sentence):
    assert said(**more) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Price in the shops: the cluster pays from 139 KGS/kg on; today it is 54.5 KGS/kg."),
        ("ru", "Цена в магазинах: кластер окупается начиная с 139 сом/кг; сегодня – 54,5 сом/кг."),
        ("ky", "Дүкөндөгү баа: 139 сом/кг баштап кластер акталат; бүгүн – 54,5 сом/кг."),
    ],
)
def test_a_title_names_the_number_in_each_language(language, sentence):
    title = {"en": "Price in the shops", "ru": "Цена в магазинах", "ky": "Дүкөндөгү баа"}
    assert said(language, title) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("against", ["", "Dear milk"])
def test_every_goal_has_words_and_no_code(language, against):
    names = Names(SPEC, Words(language))
    whose = {"borrower": borrowers(SPEC), "class": {"farm"}, "product": {"cheese"}, "node": {"cheesing"}}
    for measure, kind in MEASURES.items():
        for who in (name for one in kind.whose for name in whose.get(one, {""})):
            for statistic in (one for one in STATISTICS if one != "chance" or kind.chance):
                if (measure, who, statistic) == ("dscr_min", "", "chance"):
                    continue
                for sign, number in ((">=", 0.0), ("=", 2.0), ("<=", 2.0)):
                    goal = Goal(measure, who, statistic, Condition(sign, number))
                    words = goal_words(goal, names, kind.unit, against)
                    assert not any(code in words for code in ("_", ">", "<", "@", "npv", "{")), words
