import re
from dataclasses import replace
from html import unescape

import pytest
from fake_study import empty_study, fake_study

from capacity.present.markup import policy
from capacity.present.members_page.gaining import forms, income
from capacity.present.members_page.pages import members_page
from capacity.present.members_page.release import Release, Shown
from capacity.present.words.names import Names
from capacity.present.words.words import Words

STUDY = fake_study()
PAGES = {language: members_page(STUDY, language) for language in ("en", "ru", "ky")}
SCRIPT = re.compile(r"<script>\"use strict\";.*?</script>", re.DOTALL)
HOSTILE = "<script>alert(1)</script><svg onload=alert(2)> \" ' %{x} javascript:alert(3)"
OFTEN = "in these months too little comes, today or at least every second time in coming years, and the plant stands"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_small_and_runs_its_own_script_alone(language):
    page = PAGES[language]
    assert len(page.encode()) <= 60_000
    assert page.count("<script") == 1
    assert policy(re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1]) in unescape(page)
    assert not re.search(r"\bon\w+\s*=|javascript:|https?:|<link|<img|<iframe|url\(", SCRIPT.sub("", page))
    assert f'<html lang="{language}">' in page


def test_the_page_says_what_together_and_what_is_not_said():
    page = PAGES["en"]
    assert "82 of us were asked; about 60 are expected to join." in page
    assert "Raw milk: about 1,780" in page
    assert f"Dairy plant: {OFTEN}: November – March." in page
    assert "what may be made of it in coming years" in page
    assert "Nobody answered that yet:" in page


def test_every_chart_has_its_numbers_in_words_or_a_table():
    page = PAGES["en"]
    months = re.search(r'id="together-1-caption".*?</table>', page, re.DOTALL)[0]
    assert len(re.findall(r"<tr>", months)) == 13
    assert "183" in months


def test_the_parameters_of_the_gate_are_not_printed():
    texts = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", PAGES["en"], flags=re.DOTALL)
    assert not re.search(r"p\s*%|dominan|threshold|\b5 owners|at least five", texts)


@pytest.mark.parametrize("language", PAGES)
def test_nobody_s_figures_or_name_are_in_the_page(language):
    page = PAGES[language]
    members = STUDY.cluster.survey.members
    assert not [member for member in members["member"] if member in page]
    own = {f"{value:.{digits}f}" for value in members["current"].dropna() for digits in (0, 1)}
    assert not [number for number in own if re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d.,])", page)]


def test_a_canary_never_appears():
    members = STUDY.cluster.survey.members.copy()
    members.loc[members["member"] == "A-001", "capacity"] = 7919.37
    members.loc[members["member"] == "A-001", "member"] = "CANARY"
    survey = type(STUDY.cluster.survey)(members=members, issues=())
    page = members_page(replace(STUDY, cluster=replace(STUDY.cluster, survey=survey)), "en")
    assert "CANARY" not in page
    assert not re.search(r"7[.,\s]?919|7[.,\s]?920", page)


def test_an_empty_study_gives_a_page_that_says_so():
    for language in PAGES:
        page = members_page(empty_study(), language)
        assert page.rstrip().endswith("</html>")
    page = members_page(empty_study(), "en")
    assert page.count("This is not said here.") == 2
    assert "What comes in later years is not said here." in page
    assert "Not met yet, as far as may be said here: ask the group." in page


def test_hostile_titles_stay_texts():
    page = SCRIPT.sub("", members_page(fake_study(HOSTILE), "en"), count=1)
    assert "<script" not in page
    assert "<svg onload" not in page
    assert "&lt;script&gt;" in page


def test_the_same_study_gives_the_same_bytes():
    assert members_page(fake_study(), "ky") == PAGES["ky"]


@pytest.mark.parametrize(
    ("chance", "met", "says"),
    [
        (0.2, False, "Dairy plant: in a usual year enough comes in every month, but not for sure:"),
        (0.2, True, "Dairy plant: enough comes in every month."),
        (
            0.9,
            False,
            f"Dairy plant: {OFTEN}: all",
        ),
    ],
)
def test_the_page_never_reassures_where_the_report_warns(chance, met, says):
    """In a year like today's the plant never stands; what the futures say decides what members are told."""
    tables = {name: STUDY.tables[name] for name in STUDY.tables}
    tables["cover"] = tables["cover"].assign(below=False)
    tables["plant"] = tables["plant"].assign(stands=chance)
    tables["continuity"] = tables["continuity"].assign(met=met)
    page = unescape(members_page(replace(STUDY, tables=tables), "en"))
    assert says in page
    assert ("enough comes in every month." in page) == met


def text(page: str) -> str:
    """What stands on a page, tags left out."""
    return re.sub(
        r"\s+", " ", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", SCRIPT.sub("", page), flags=re.DOTALL))
    )


def test_small_amounts_stand_in_kilograms_and_years_are_named():
    shown = {
        f"supply.raw_milk.{year}.{month}": Shown((0.027, 0.05, 0.074), "t/month") for year in (1, 3) for month in (1, 7)
    }
    page = text(members_page(STUDY, "en", Release(shown, ()))).replace("\N{WORD JOINER}", "")
    assert "Year 1 27 to 74 kg/month 27 to 74 kg/month Year 3 27 to 74" in page


def test_who_organises_and_when_members_meet_is_said_or_that_nobody_said_it():
    assert "Who organises it: Nobody has written that down yet." in text(PAGES["en"])
    assert "Next meeting: No day is set yet; ask the group." in text(PAGES["en"])
    agreed = STUDY.cluster.spec.agreements.model_copy(update={"organiser": "Aigul", "next_meeting": {"ky": "Эртең"}})
    spec = STUDY.cluster.spec.model_copy(update={"agreements": agreed})
    cluster = replace(STUDY.cluster, specs=dict.fromkeys(STUDY.cluster.specs, spec))
    page = text(members_page(replace(STUDY, cluster=cluster), "ky"))
    assert "Ким уюштурат: Aigul" in page
    assert "Кийинки чогулуш: Эртең" in page


def test_gains_are_shown_as_they_were_let_out_and_what_was_not_is_named():
    cleared = {
        "gain.household.year": Shown((-1390.0, 2750.0, 7120.0), "KGS/year"),
        "gain.household.loses": Shown(0.05, "share"),
    }
    let_out = Release(cleared, ("gain.farm.year", "gain.farm.loses"))
    words = Words("en")
    found = income(STUDY, let_out, Names(STUDY.cluster.spec, words), words)
    assert found.rows == (("Households", "−1,390", "2,750", "7,120", "5%"),)
    page = text(members_page(STUDY, "en", let_out))
    assert re.search(r"could be read from it: [^.]*[Ff]arms\. Ask the group\.", page)


def test_a_single_runner_who_agreed_to_it_is_named_where_the_chain_would_stop():
    cleared = {"alone.pasteurising": Shown(1.0, ""), "alone.production": Shown(0.0, "")}
    page = text(members_page(STUDY, "en", Release(cleared, ())))
    assert "Only one of us does this step, and if that one leaves, the chain stops: Dairy plant." in page


def test_a_form_carries_nothing_but_what_the_cluster_file_states_and_the_gate_let_out():
    """The same form stands on the page whatever the members answered."""
    words = Words("en")
    names = Names(STUDY.cluster.spec, words)
    found = forms(STUDY.cluster.spec, Release({}, ()), names, words)
    assert [form.known for form in found] == [False] * len(found)
    assert found
