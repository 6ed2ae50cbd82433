"""The first two pages: plain sentences, in every language, whatever is known."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from fake_study import empty_study, fake_study, without

from capacity.present.brief.verdict import IN_FUTURES, PARTS, conditions, verdict
from capacity.present.parts.futures import of_hundred
from capacity.present.words.words import LANGUAGES, NBSP, Words

EN = Words("en")
STUDY = fake_study()


def part(study, key, words=EN):
    return next(one for one in verdict(study, words).parts if one.key == key)


def changed(name, **columns):
    table = STUDY.tables[name].assign(**columns)
    return replace(STUDY, tables={**STUDY.tables, name: table})


def sentences(section):
    yield from (*section.lead, *section.points, *section.notes)
    yield from (light.text for light in section.lights)
    for one in section.parts:
        yield from sentences(one)


def test_it_answers_the_questions_of_the_first_two_pages_in_their_order():
    assert [one.title for one in verdict(STUDY, EN).parts] == [
        "How the chain works",
        "What we make together",
        "What one member gets",
        "Whether the loans can be paid back",
        "What to do first",
        "What can go wrong",
        "What nobody has answered yet",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", [STUDY, empty_study(), *(without(STUDY, name) for name in STUDY.tables)])
def test_every_part_can_be_told_whatever_is_missing(study, language):
    told = list(sentences(verdict(study, Words(language))))
    assert told
    assert not any("nan" in one.lower().split() or "{" in one for one in told)


def test_no_statistics_stand_on_the_first_two_pages():
    """What a facilitator reads aloud has no percentiles, no net present value in letters, no Monte Carlo."""
    told = " ".join(sentences(verdict(without(STUDY, "displaced"), EN)))
    assert not re.search(r"P10|P50|P90|NPV|DSCR|Monte|percentile|binds", told)


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.0, "none"), (0.001, "fewer than 1"), (0.62, "62"), (0.9951, "more than 99"), (1.0, "100"), (0.994, "99")],
)
def test_chances_are_counted_in_a_hundred_futures(chance, said):
    assert of_hundred(EN, chance) == said


@pytest.mark.parametrize("condition", IN_FUTURES)
def test_a_chance_just_below_what_is_asked_never_reads_like_it(condition):
    row = {"answer": "go_if", "condition": condition, "value": 0.699, "needed": 0.7, "unit": "probability"}
    study = replace(STUDY, tables={**STUDY.tables, "verdict": pd.DataFrame([{**row, "met": False, "at": ""}])})
    (light,) = conditions(study, EN)
    assert "just under 70 of 100" in light.text


def test_what_one_member_gets_says_more_and_less():
    (exhibit,) = part(STUDY, "brief-gains").exhibits
    gains = STUDY.tables["gains"].set_index("party")
    row = next(row for row in exhibit.table.rows if row[0] == "Households")
    value = gains.loc["household", "gain_bad"]
    assert row[2] == f"{value:+,.0f}".replace("-", "−")


def test_each_borrower_is_told_with_its_loans():
    said = part(STUDY, "brief-loans").points
    assert (
        len(said)
        == STUDY.tables["covenants"]["party"].drop_duplicates().drop_duplicates().isin(["consolidated"]).eq(False).sum()
    )
    assert all("of 100 possible futures" in one for one in said)


def test_steps_that_may_be_chance_are_not_recommended():
    study = changed("first_steps", npv_lift=100.0, npv_lift_se=1000.0)
    assert part(study, "brief-first").points == ()
    assert part(study, "brief-first").lead


def test_where_all_may_be_chance_nobody_says_that_no_step_pays():
    (said,) = part(changed("first_steps", npv_lift=100.0, npv_lift_se=1000.0), "brief-first").lead
    assert said == "What the steps bring is too little to tell from chance in so few futures."
    (said,) = part(changed("first_steps", npv_lift=-1.0), "brief-first").lead
    assert said == "None of the steps that were tried lifts the net present value."


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ({"cost": 500.0, "per_cost": 3.0, "cost_a_year": 0.0}, "costs 500 KGS to begin."),
        ({"cost": 500.0, "per_cost": 3.0, "cost_a_year": 70.0}, "costs 500 KGS to begin and 70 KGS a year."),
        ({"cost": 0.0, "per_cost": 3.0, "cost_a_year": 70.0}, "costs 0 KGS to begin and 70 KGS a year."),
        ({"cost": 0.0, "per_cost": float("nan"), "cost_a_year": 0.0}, "costs nothing."),
        ({"cost": float("nan"), "per_cost": float("nan"), "break_even_cost": 900.0}, "less than 900 KGS."),
    ],
)
def test_a_step_says_all_that_it_costs(costs, said):
    study = changed("first_steps", npv_lift=1e6, npv_lift_se=0.0, **costs)
    assert all(one.replace(NBSP, " ").endswith(said) for one in part(study, "brief-first").points)


def test_the_loans_are_held_against_what_the_bank_asks_for():
    """A covenant of 1.2 is more than the instalments: nobody is told that these cannot be paid."""
    asked = STUDY.tables["covenants"]["covenant"].iloc[0]
    assert all(f"{asked:g} times the money that is due" in one for one in part(STUDY, "brief-loans").points)


def test_a_risk_without_a_remedy_says_so():
    said = part(changed("risks", mitigation="", mitigation_title=""), "brief-risks").points
    assert said
    assert all("Nobody has said what could be done against it." in one for one in said)


def test_nothing_left_open_is_said_too():
    study = without(STUDY, "displaced", "doubts", "without")
    study = replace(
        study, summary={**study.summary, "continuity": {**study.summary["continuity"], "allowed_stated": True}}
    )
    found = part(study, "unanswered")
    assert found.points == ()
    assert found.lead == ("Nothing is left open on which the answer hangs.",)


def test_parts_are_functions_of_study_and_words():
    assert len(PARTS) == 7
