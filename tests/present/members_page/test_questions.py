"""Questions shouted in the room that declared prices answer."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from fake_study import held_beside
from money_clusters import one_chain
from small_clusters import make_spec

from capacity.present.members_page.questions import answers, unanswered
from capacity.present.words.words import JOINER, NBSP, Words

WHY_STAY = "The trader pays more in winter: why stay?"
CLEARED = SimpleNamespace(named=lambda _: {}, number=lambda _: None, unit=lambda _: "")


def asked(data: dict, language: str = "en") -> tuple[dict[str, str], list[str]]:
    """What is answered, and what is not, of a cluster of which no number was cleared."""
    spec, words = make_spec(data), Words(language)
    cluster = SimpleNamespace(spec=spec, specs={"base": spec})
    study = SimpleNamespace(cluster=cluster, scenario="base", held=held_beside(cluster))
    return dict(answers(study, CLEARED, words)), unanswered(study, CLEARED, words)


def test_the_trader_s_winter_price_is_set_against_the_year():
    """The trader pays 38 in January and 22 in July, 30 on average; the cluster proposes 35 all year."""
    season = {"unit": "index", "by_month": [38 / 30, *[1.0] * 5, 22 / 30, *[1.0] * 5]}
    data = one_chain(seasons={**one_chain()["seasons"], "scarce": season})
    data["products"]["milk"]["pays"] = {"price": [35, "KGS/kg"]}
    data["markets"]["collector"]["price_season"] = "scarce"
    said = asked(data)[0][WHY_STAY].replace(NBSP, " ").replace(JOINER, "")
    assert "the cluster proposes 35 KGS/kg, the trader pays 30 KGS/kg" in said
    assert said.endswith("The trader pays more in these months: January.")


@pytest.mark.parametrize("change", ["nothing declared", "no trader"])
def test_nobody_answered_that_where_a_price_is_missing(change):
    data = deepcopy(one_chain())
    if change == "no trader":
        data["products"]["milk"]["pays"] = {"price": [35, "KGS/kg"]}
        del data["markets"]["collector"]
    assert WHY_STAY in asked(data)[1]


def test_what_the_members_agreed_is_their_answer_in_their_words():
    agreed = {"leaving": {"en": "By letter", "ru": "Письмом"}, "quality": "At the point"}
    said, open_questions = asked(one_chain(agreements=agreed), "ru")
    assert (said["Как выйти?"], said["Кто измеряет качество?"]) == ("Письмом", "At the point")
    assert "А если предприятие заплатит на 60 дней позже?" in open_questions


def test_fees_are_told_as_the_file_states_them():
    data = one_chain()
    first, second = list(data["classes"])[:2]
    fees = [{"pays": first, "share": [0.6, "percent"]}, {"pays": second, "amount": [12000, "KGS/month"]}]
    data["finance"] = {"discount_rate": [0.1, "1/year"], "fees": fees}
    said = asked(data)[0]["What do I pay as a member?"].replace(NBSP, " ").replace(JOINER, "")
    assert ": 0.6% of what they sell. " in said
    assert said.endswith(": 12,000 KGS a month, all of them together.")


def test_without_fees_none_are_paid_and_without_money_nobody_knows():
    data = one_chain()
    data["finance"] = {"discount_rate": [0.1, "1/year"]}
    assert asked(data)[0]["What do I pay as a member?"] == "In the calculation members pay no fee."
    data["finance"] = None
    assert "What do I pay as a member?" in asked(data)[1]
