"""A member's eight questions, answered from the page of each sample in each language, by what stands on it alone."""

import re
from html import unescape
from pathlib import Path

import pytest

import capacity as cap
from capacity.intake.cluster import read_cluster
from capacity.present.members_page import judge, members_page
from capacity.present.words.names import Names
from capacity.present.words.words import Words

DATA = Path(__file__).parents[3] / "data"
SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")
LANGUAGES = ("en", "ru", "ky")
QUESTIONS = (
    "How much will I get, in January and in July?",
    "What if I sell only half?",
    "The trader pays more in winter: why stay?",
    "Who measures the quality?",
    "What if a big farm or shop leaves?",
    "What if the plant pays 60 days late?",
    "Who signs for the loan?",
    "Do I answer with my own property if my neighbour does not pay?",
    "Why is money spent there and not with us?",
    "How many more of us are needed?",
    "And if the border closes, the drought comes, the rouble falls?",
    "What do I pay as a member?",
    "How do I get out?",
    "Where is this number from?",
)
"""the eight and their second halves, as they are shouted in the room"""


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request):
    """A sample's name, its study of few draws, and its pages by language."""
    study = cap.study(read_cluster(DATA / request.param).only("base"), draws=16)
    release = judge(study).release
    return request.param, study, {language: members_page(study, language, release) for language in LANGUAGES}


def answered(page: str) -> dict[str, str]:
    """Question -> answer as it stands on the page."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {unescape(question): unescape(answer) for question, answer in pairs}


def left_open(page: str) -> list[str]:
    """The questions of which the page says that nobody answered them."""
    return [unescape(one) for one in re.findall(r"<li>([^<]*\?)</li>", page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_answered_or_said_to_be_open(sample, language):
    _, _, pages = sample
    words, said = Words(language), answered(pages[language])
    for question in map(words.say, QUESTIONS):
        assert said.get(question, "").strip() or question in left_open(pages[language]), question


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_are_what_the_cluster_file_says(sample, language):
    name, study, pages = sample
    words, said = Words(language), answered(pages[language])
    spec, agreed = study.cluster.spec, study.cluster.spec.agreements
    assert said[words.say("How do I get out?")] == words.title(agreed.leaving)
    assert words.title(agreed.organiser) in unescape(pages[language])
    assert words.title(agreed.next_meeting) in unescape(pages[language])
    for loan in spec.finance.loans:
        assert Names(spec, words).cls(loan.borrower) in said[words.say("Who signs for the loan?")]
    paying = said[words.say("What do I pay as a member?")]
    assert (words.say("In the calculation members pay no fee.") == paying) == (not spec.finance.fees)
    assert len(pages[language].encode()) <= 60_000, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_gets_in_january_and_july_and_what_a_class_gains(sample, language):
    """The dairy's classes may be spoken of; shops and growers are told to ask, and reckon at the trader's price."""
    name, study, pages = sample
    words, page = Words(language), unescape(pages[language])
    said = answered(pages[language]).get(words.say(QUESTIONS[0]), "")
    names = Names(study.cluster.spec, words)
    if name == "chui-dairy":
        for cls in ("household", "farm"):
            assert names.cls(cls) in said
        assert words.say("What if I sell only half?") in answered(pages[language])
    else:
        not_said = words.say(
            "Not said here, because somebody's own figures could be read from it: {who}. Ask the group.", who=""
        )
        assert not_said.partition(":")[0] in page
        assert words.say("What the cluster pays is not agreed yet, or may not be said here: ask the group.") in page
    assert page.count('<form class="own"') >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_which_one_cannot_be_missed_is_named_where_it_agreed_to_it(sample, language):
    name, study, pages = sample
    words, names = Words(language), Names(study.cluster.spec, Words(language))
    said = answered(pages[language])[words.say("What if a big farm or shop leaves?")]
    alone = {"chui-dairy": "dairy_plant", "bishkek-sewing": "cutting", "talas-beans": "warehousing"}[name]
    assert names.node(alone) in said
    if name == "talas-beans":
        assert names.node("cleaning") not in said
