"""What the sections say: their numbers are those of the tables, and an empty table gives a sentence."""

from dataclasses import replace

import pytest
from fake_study import empty_study, fake_study, without

from capacity.intake.findings.issues import Issue
from capacity.present.brief.verdict import verdict
from capacity.present.charts.charts import Calendar, Columns, Fan
from capacity.present.order import SECTIONS, build_section
from capacity.present.parts.section import table_of
from capacity.present.words.names import Names
from capacity.present.words.words import JOINER, NBSP, Words

STUDY = fake_study()


def plain(text):
    return text.replace(NBSP, " ").replace(JOINER, "")


def said(section):
    """Everything a section says, as one text."""
    parts = [*section.lead, *section.notes]
    parts += [text for light in section.lights for text in (light.title, light.text)]
    parts += [text for fact in section.facts for text in (fact.label, fact.value, fact.because)]
    for exhibit in section.exhibits:
        parts += [exhibit.table.caption, *exhibit.table.head, *(cell for row in exhibit.table.rows for cell in row)]
    parts += section.points
    return plain("\n".join((*parts, *map(said, section.parts))))


def build(name, language="en", study=STUDY):
    return build_section(study, name, language)


def test_the_order_is_verdict_first_and_the_appendix_last():
    assert [build(name).key for name in SECTIONS] == [
        *(
            "verdict",
            "key-figures",
            "members",
            "staircase",
            "supply",
            "bottlenecks",
            "leaving",
            "together",
            "critical-mass",
        ),
        *(
            "future",
            "cash",
            "gains",
            "bank",
            "first-steps",
            "risks",
            "economy",
            "scenarios",
            "quality",
            "assumptions",
            "certainty",
            "glossary",
        ),
    ]


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_every_picture_has_its_table_and_every_table_its_rows(name, language):
    for exhibit in build(name, language).exhibits:
        assert exhibit.table.rows
        assert {len(row) for row in exhibit.table.rows} == {len(exhibit.table.head)}
        if isinstance(exhibit.chart, (Columns, Fan, Calendar)):
            assert exhibit.table.caption


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "glossary"])
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_an_empty_study_gives_sentences(name, language):
    section = build(name, language, empty_study())
    assert section.exhibits == ()
    assert section.lead or section.answer


@pytest.mark.parametrize("empty", list(STUDY.tables))
def test_any_single_table_may_be_empty(empty):
    assert all(build(name, study=without(STUDY, empty)).title for name in SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_nothing_english_is_left_in_kyrgyz_and_russian_but_what_people_wrote(name):
    english = {sentence for sentence in build(name).lead if len(sentence) > 20}
    for language in ("ru", "ky"):
        section = build(name, language)
        assert english.isdisjoint(section.lead)
        assert section.title != build(name).title


def test_the_verdict_says_what_is_open_first_and_carries_the_ranges():
    section = build("verdict")
    assert section.answer.title == "Go, if"
    assert [light.state for light in section.lights] == ["bad", "bad", "good"]
    assert section.lights[0].title == "Enough volume for the minimum load (Dairy plant)"
    assert plain(section.lights[0].text) == (
        "Enough comes in 61 of 100 possible futures; at least 70 of 100 are asked for."
    )
    said_of_months = plain(section.lights[1].text)
    assert said_of_months.startswith("It stands 5.4 months a year on average; at most 2 months a year is allowed.")
    assert said_of_months.endswith("Chance that it stands longer: 91%.")
    assert "Nobody stated how long it may stand: 2 months a year is this program's default" in said(section)
    assert "Two-tonne cooling tank. It brings 4.1 million KGS over the whole time" in said(section)


def test_the_figures_behind_the_verdict_carry_their_ranges():
    section = build("key_figures")
    facts = {fact.label: plain(fact.value) for fact in section.facts}
    assert facts == {
        "Members expected to join": "60 of 82",
        "Potential: Raw milk": "1,781 t/year (1,616 to 1,945)",
        "Drinking milk in year 3": "1,236 t (1,068 to 1,404)",
        "Net present value (NPV)": "14.2 million KGS (5.2 to 25.2)",
        "Net NPV: after tax and working capital": "9.5 million KGS (0.5 to 20.5)",
        "Answers used": "84 of 90 rows",
    }


def test_every_open_condition_is_shown_and_three_where_fewer_are_open():
    rows = STUDY.tables["verdict"]
    titles = ["Enough volume for the minimum load (Dairy plant)", "The plant does not stand too often (Dairy plant)"]
    met, unmet = (
        build("verdict", study=replace(STUDY, tables={**STUDY.tables, "verdict": rows.assign(met=state)}))
        for state in (True, False)
    )
    assert [light.title for light in met.lights] == [*titles, "It pays"]
    assert [light.title for light in unmet.lights] == [*titles, "It pays", "The loans can be served"]


def test_the_staircase_speaks_of_winter_and_summer():
    *lead, error = [plain(sentence) for sentence in build("staircase").lead]
    assert lead == [
        "Raw milk in January: 192 t/month are produced and 119 t/month reach the cluster, 62% of it.",
        "Raw milk in July: 303 t/month are produced and 172 t/month reach the cluster, 57% of it.",
        "Deliveries in July are 1.5 times those in January, because of the season.",
    ]
    assert error == (
        "Raw milk: not everybody was asked. In four cases of five, what the others would have said changes what those "
        "who will join offer by less than 91 t/year (5%). The ranges of output and money hold this too."
    )


def test_a_census_leaves_nothing_open():
    potential = STUDY.tables["potential"].assign(se=0.0)
    study = type(STUDY)(**{**vars(STUDY), "tables": {**STUDY.tables, "potential": potential}})
    assert "not everybody was asked" not in said(build("staircase", study=study))


def test_a_single_harvest_shows_its_month():
    rows = STUDY.tables["staircase"].query("month == 9")
    section = build("staircase", study=type(STUDY)(**{**vars(STUDY), "tables": {**STUDY.tables, "staircase": rows}}))
    assert [exhibit.chart.name for exhibit in section.exhibits if exhibit.chart] == ["Raw milk, September"]


def test_supply_names_the_months_below_the_minimum_load():
    text = said(build("supply"))
    assert (
        "Dairy plant: supply with purchases from others goes from 5.41 t/day in February to 7.07 t/day in July." in text
    )
    assert "It is below the minimum load of 6 t/day in: November – March." in text


def test_inputs_bought_without_limit_are_shown_by_what_is_put_through():
    cover = STUDY.tables["cover"].query("node == 'cheese_making'").assign(supply=float("nan"), activity=1.2, cover=2e24)
    section = build("supply", study=type(STUDY)(**{**vars(STUDY), "tables": {**STUDY.tables, "cover": cover}}))
    assert section.exhibits[0].chart.bars[0].name == "Put through today"
    assert not any(isinstance(exhibit.chart, Calendar) for exhibit in section.exhibits)


def test_the_four_lights_carry_their_numbers():
    section = build("critical_mass")
    heads, volume = section.lights[:2]
    assert (heads.state, volume.state) == ("good", "bad")
    assert plain(heads.text) == (
        "About 60 will join, service members not counted; 30 are needed. Chance that it is enough: 99%."
    )
    assert plain(volume.text) == (
        "Dairy plant: in the middle of the computed futures a year's volume is 107% of its minimum load. Chance that "
        "it is enough: 61%. With the members' goods alone 98%; if everybody who was asked joined 130%."
    )
    text = said(section)
    assert "it stands below its minimum load 5.4 months a year on average; it may stand 2 months a year." in text
    assert "alone it would stand 6.2 months a year, with what it has of others 5.4 months a year" in text
    assert "if everybody who was asked joined 3.1 months a year." in text
    assert "it stands in 5 months; the worst is February 2027." in text


def how_it_works(**found):
    """The study with other facts of its plant's continuity."""
    summary = {**STUDY.summary, "continuity": {**STUDY.summary["continuity"], **found}}
    return replace(STUDY, summary=summary)


def test_a_plant_that_works_as_its_goods_last_says_on_how_many_days():
    facts = {"works": "as_goods_last", "working_months": None, "days_worked": 84.0}
    text = said(build("critical_mass", study=how_it_works(**facts)))
    assert "they are worth 84 days a year at its minimum load" in text
    assert "Nobody stated when it works: this is the program's default" in text
    assert "Nobody stated when" not in said(build("critical_mass", study=how_it_works(**facts, works_stated=True)))
    assert "84 days a year" in said(build("verdict", study=how_it_works(**facts)))


def test_a_plant_that_works_part_of_the_year_is_told_at_the_verdict_also_where_its_condition_is_not_shown():
    rows = STUDY.tables["verdict"]
    others = replace(STUDY, tables={**STUDY.tables, "verdict": rows[rows["condition"] != "continuity"]})
    facts = {**STUDY.summary["continuity"], "works": "as_goods_last", "working_months": None, "days_worked": 84.0}
    part = replace(others, summary={**STUDY.summary, "continuity": facts})
    assert "84 days a year" in " ".join(map(plain, build("verdict", study=part).lead))
    assert "it is closed" in " ".join(map(plain, build("verdict", study=part).lead))
    assert "it is closed" not in said(build("verdict", study=others))
    assert "84 days a year" not in " ".join(map(plain, build("verdict", study=how_it_works(**facts)).lead))


def test_a_stated_allowance_is_no_default():
    assert "this program's default" not in said(build("critical_mass", study=how_it_works(allowed_stated=True)))


def test_a_plant_that_mostly_stands_is_named_where_it_would_pay():
    rows = STUDY.tables["verdict"]
    idle = rows.assign(met=False, at="pasteurising").query("condition == 'npv_net'")
    fared = STUDY.tables["continuity"].assign(expected_months=8.2)
    study = replace(STUDY, tables={**STUDY.tables, "verdict": idle, "continuity": fared})
    light = build("verdict", study=study).lights[0]
    assert light.state == "bad"
    assert "But Dairy plant stands 8.2 months of the 12 in which it should work" in plain(light.text)


def test_years_one_three_and_ten_stand_side_by_side_in_all_scenarios():
    table = build("future").exhibits[0].table
    assert table.head == ("Output a year", "Base", "The border is closed", "Slow joining")
    assert [row[0] for row in table.rows[:3]] == [
        "Drinking milk, year 1",
        "Drinking milk, year 3",
        "Drinking milk, year 10",
    ]
    assert plain(table.rows[1][1]) == "1,236 t (1,068 to 1,404)"


def test_money_is_shown_with_and_without_with_its_conventions():
    text = said(build("cash"))
    assert (
        "19 million KGS are invested: 11 million KGS by loans, 3 million KGS by grants, the rest by the members."
        in text
    )
    assert "Discounted at 12% a year, real prices, flows at the end of each year." in text
    assert "Lowest cover of all debt service by what the cluster adds" in text


def test_the_register_names_the_source_of_every_number():
    section = build("assumptions")
    register = section.exhibits[-1].table
    assert len(register.rows) == len(STUDY.tables["assumptions"])
    assert all(row[2] for row in register.rows)


def test_findings_are_said_in_the_report_s_language_beside_the_program_s_words():
    table = build("quality", "ru").exhibits[0].table
    assert table.rows[0][2] == "это не число"
    assert table.rows[0][3] == '"12 head" is not a number. write 12, or add a line to corrections.yml'


def test_a_chart_s_table_has_its_numbers_in_one_unit():
    chart = next(exhibit.chart for exhibit in build("cash").exhibits if exhibit.chart)
    table = table_of(chart, Words("en"), "Year")
    assert table.caption.endswith("in million KGS")
    assert table.rows[0] == ("1", "41", "27")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "every answer was set aside"), ("ru", "все ответы отложены"), ("ky", "бардык жооптор четке коюлду")],
)
def test_a_class_that_has_lost_all_its_answers_is_the_first_sentence_of_the_page(language, said):
    study = fake_study()
    study.cluster.survey.issues = (Issue("lost", value="anchor", severity="warning", code="R25"),)
    first, *_ = verdict(study, Words(language)).lead
    assert said in first
    assert Names(study.cluster.spec, Words(language)).cls("anchor") in first


def test_critical_mass_begins_with_which_lights_are_not_green():
    assert build("critical_mass").lead[0] == (
        "Not all lights are green; these are not: Volume: enough for the minimum load."
    )
    green = replace(STUDY, tables={**STUDY.tables, "critical_mass": STUDY.tables["critical_mass"].assign(green=True)})
    assert build("critical_mass", study=green).lead[0] == "All 4 lights are green."
