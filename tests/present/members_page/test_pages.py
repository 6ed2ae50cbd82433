import re
from dataclasses import replace
from html import unescape

import pytest
from fake_study import empty_study, fake_study

from capacity.present.members_page.pages import members_page

STUDY = fake_study()
PAGES = {language: members_page(STUDY, language) for language in ("en", "ru", "ky")}
HOSTILE = "<script>alert(1)</script><svg onload=alert(2)> \" ' %{x} javascript:alert(3)"
OFTEN = "in these months too little comes, today or at least every second time in coming years, and the plant stands"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_small_and_has_no_script(language):
    page = PAGES[language]
    assert len(page.encode()) <= 60_000
    assert "<script" not in page
    assert not re.search(r"\bon\w+\s*=|javascript:|https?:|<link|<img|<iframe|url\(", page)
    assert "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline';" in unescape(page)
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
    assert members_page(empty_study(), "en").count("This is not said here.") >= 4


def test_hostile_titles_stay_texts():
    page = members_page(fake_study(HOSTILE), "en")
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
