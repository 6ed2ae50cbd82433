"""The diagnosis in words: what is met, what is missing, whom to ask; texts of the tables never become markup."""

import re

import pandas as pd
import pytest
from small_clusters import dairy, make_cluster, make_members

from capacity.intake.evidence import Evidence, Stated
from capacity.intake.evidence.evidence import TOLD, facts
from capacity.intake.evidence.regional import FIGURES
from capacity.intake.evidence.relations import TOLD as SALE
from capacity.model.results.ground import diagnose
from capacity.model.results.study import study
from capacity.present.prerequisites import SECTIONS, show_diagnosis
from capacity.present.words.words import LANGUAGES

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def small():
    """The study of a small dairy."""
    rows = [{"member": f"f{n}", "cls": "farm", "place": "upper", "joins": "yes", "current": 900.0} for n in range(6)]
    rows += [{"member": "p", "cls": "plant", "capacity": 9000.0, "current": 4000.0}]
    return study(make_cluster(dairy(), make_members(rows)).only("base"), draws=8)


def frame(rows, columns):
    return pd.DataFrame(rows, columns=columns)


def told(stated=None, region=(), relations=(), alike=None):
    """Evidence of what is given; the rest is not known."""
    stated = Stated.model_validate(stated or {})
    return Evidence(
        stated, frame(region, FIGURES), frame(relations, SALE), frame(facts(stated, "2027-03"), TOLD), alike or {}
    )


def text(found, name, language="en"):
    html = show_diagnosis(found, name, language).fragments[language]["html"]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


FULL = told(
    {
        "branch": "milk",
        "country": "Country",
        "support": [{"kind": "law", "title": "A law", "state": "there", "until": "2020", "source": "paper"}],
        "resources": [{"title": {"en": "Pasture", "ky": "Жайыт"}, "state": "partly"}],
        "partners": [{"title": "Mill", "supplies": "feed", "role": "key_partner"}],
    },
    [("jobs", "jobs", year, "jobs", 10.0 * year / 2000, 100.0, 40.0, 1000.0, "office") for year in (2000, 2020)],
    [("f0", "p", "milk", side, worth, True, True, True) for side, worth in (("seller", 100.0), ("buyer", 50.0))]
    + [("shop", "f0", "feed", "buyer", 30.0, False, False, True)],
    {"ff0": "f0"},
)


def test_what_is_missing_is_listed_with_whom_to_ask(small):
    said = text(diagnose(small, told()), "verdict")
    assert "Strengthen first" in said or "Look elsewhere" in said
    assert "write it into relations.xlsx" in said
    assert "write them into region.xlsx" in said
    assert said.count("write it into diagnosis.yml") == 2


def test_a_name_that_is_nearly_a_member_s_is_asked_about(small):
    assert "In the sales stands ff0, who is no member" in text(diagnose(small, FULL), "verdict")


def test_a_sale_that_both_told_of_is_said_to_count_once(small):
    said = text(diagnose(small, FULL), "members")
    assert "Sales of which both sides told: 1." in said
    assert "The two sides differ by more than a fifth; ask again: f0 – p." in said
    assert "Of what the members sell, other members buy 100% Nobody has set how much it must be." in said


def test_the_region_s_quotient_and_its_growth_are_said(small):
    said = text(diagnose(small, FULL), "region")
    assert "The region does 2.52 times as much of this" in said
    assert "jobs, 2000 – 2020" in said
    assert "Pasture partly met Only part of it is there." in said


def test_a_law_that_has_ended_is_said_to_have(small):
    said = text(diagnose(small, FULL), "around")
    assert "ended 2020" in said
    assert "Laws not met It is missing." in said
    assert "Banks and lenders not known Nobody has said yet whether it is there." in said


def test_partners_of_the_sales_and_those_stated_stand_together(small):
    said = text(diagnose(small, FULL), "structure")
    assert "shop feed key partner" in said
    assert "Mill feed key partner" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("evidence", [told(), FULL], ids=["nothing", "much"])
def test_every_section_is_there_in_every_language(small, evidence, language):
    found = diagnose(small, evidence)
    for name in SECTIONS:
        said = text(found, name, language)
        assert len(said) > 60
        assert not re.search(r"\bnan\b|\{\w*\}|None", said)


def test_texts_of_the_tables_never_become_markup(small):
    relations = [(HOSTILE, "f0", HOSTILE, "buyer", 30.0, False, False, True)]
    region = [(HOSTILE, HOSTILE, 2020, "jobs", 10.0, 100.0, 40.0, 1000.0, HOSTILE)]
    stated = {
        "country": HOSTILE,
        "support": [{"kind": "law", "title": HOSTILE, "state": "there", "source": HOSTILE}],
        "partners": [{"title": HOSTILE, "supplies": HOSTILE, "role": "key_partner"}],
    }
    found = diagnose(small, told(stated, region, relations, {HOSTILE: HOSTILE}))
    for name in SECTIONS:
        html = show_diagnosis(found, name, "en").fragments["en"]["html"]
        assert HOSTILE not in html
        assert "alert(1)" in html or name == "members"
