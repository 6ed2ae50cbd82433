"""What plan, losses, steps and draws make the report say; and that the members' page says nothing of it."""

import re

import pandas as pd
import pytest
from fake_study import fake_study, without

from capacity.present.charts.charts import Calendar, Columns, Steps, Swings
from capacity.present.members_page.pages import members_page
from capacity.present.order import build_section
from capacity.present.words.words import JOINER, NBSP

STUDY = fake_study()
INSIGHT = ("bottlenecks", "leaving", "together", "first_steps", "certainty")


def plain(text):
    return text.replace(NBSP, " ").replace(JOINER, "")


def lead(name, study=STUDY, language="en"):
    return [plain(sentence) for sentence in build_section(study, name, language).lead]


def exhibit(name, key, study=STUDY):
    return next(one for one in build_section(study, name).exhibits if one.key == key)


def row_of(table, name):
    return next([plain(cell) for cell in row] for row in table.rows if row[0].startswith(name))


def with_table(name, **columns):
    """The study with some columns of a table set."""
    tables = {**STUDY.tables, name: STUDY.tables[name].assign(**columns)}
    return type(STUDY)(**{**vars(STUDY), "tables": tables})


def test_a_bottleneck_says_when_where_what_is_lost_and_what_one_more_is_worth():
    said = lead("bottlenecks")
    assert said[0] == (
        "What holds us back most, and when: Raw milk (supply) – December – March; Cooling · Upper villages "
        "(capacity) – May – August; Retail chains (market) – June – July."
    )
    assert said[1] == (
        "December – March: Raw milk (supply). One more t is worth most in December: 10,600 KGS (8,480 to 13,780). "
        "It binds with a chance of up to 74%."
    )
    assert said[2] == (
        "May – August: Cooling · Upper villages (capacity), 126 t lost. One more t is worth most in May: 4,100 KGS "
        "(3,280 to 5,330). That holds for an amount of 20 to 32 t/month. It binds with a chance of up to 62%."
    )


def test_what_is_never_a_bottleneck_is_said_to_be_worth_nothing():
    assert lead("bottlenecks")[4] == (
        "Cooling · Lower villages, Cooling · Middle villages, Dairy plant, Cheese shop are in no month the bottleneck: "
        "one more unit of any of them is worth 0."
    )


def test_where_rule_and_plan_part_the_report_says_so():
    assert lead("bottlenecks")[5] == (
        "As members run the chain today, one more t of Retail chains (market) in June is worth 600 KGS; planned "
        "together it is worth 1,900 KGS."
    )
    alike = with_table("bottlenecks", as_run=STUDY.tables["bottlenecks"]["shadow_price"])
    assert "worths are about the same" in lead("bottlenecks", alike)[5]


def test_the_calendar_of_worths_leaves_months_without_worth_empty():
    one = exhibit("bottlenecks", "bottlenecks-worth")
    assert isinstance(one.chart, Calendar)
    row = row_of(one.table, "Cooling · Upper villages")
    assert row[0] == "Cooling · Upper villages (capacity)"
    assert plain(one.table.caption) == "What one more unit is worth, month by month, in thousand KGS/t"
    assert row[1:] == ["0"] * 4 + ["4.1"] * 4 + ["0"] * 4


def test_worths_in_different_units_are_named_row_by_row():
    units = STUDY.tables["bottlenecks"]["unit"].where(STUDY.tables["bottlenecks"]["kind"] != "market", "KGS/piece")
    one = exhibit("bottlenecks", "bottlenecks-worth", with_table("bottlenecks", unit=units))
    assert [row[0].rpartition(", ")[2] for row in one.table.rows] == [
        *("thousand KGS/t", "thousand KGS/t", "thousand KGS/piece")
    ]


def test_a_glance_has_no_spread_and_no_sentence_suffers():
    nothing = with_table("bottlenecks", price_p10=float("nan"), price_p50=float("nan"), price_p90=float("nan"))
    assert "10,600 KGS. It binds" in lead("bottlenecks", nothing)[1]


def test_the_worst_loss_is_named_and_what_stops_the_chain():
    said = lead("leaving")
    assert said[0] == (
        "The others lose most if C-006 leaves: 7.3 million KGS/year. It loses 1 million KGS/year itself. "
        "All together lose 8.3 million KGS/year, 11% of what the year brings."
    )
    assert said[1] == "The chain stops if one of these leaves: A-001."
    assert "Without A-001 a plant stands below its minimum load in 12 months of the year." in said


def test_who_gains_by_leaving_is_said_to_gain():
    said = lead("leaving", with_table("leaving", self_loses=-2e6))[0]
    assert "It would itself gain 2 million KGS/year by leaving." in said
    assert "It loses nothing itself." in lead("leaving", with_table("leaving", self_loses=0.0))[0]
    kept = lead("leaving", with_table("leaving", others_lose=-1.0))[0]
    assert kept == "The others lose nothing if any single member leaves: they make up for it."


def test_one_story_of_what_stops_the_chain():
    """Never that nothing stops it beside what does; and a class that is one member is not told a second time."""
    rows = STUDY.tables["leaving"]
    whole = lead("leaving", with_table("leaving", stops=rows["name"] == "commercial"))
    assert "No single member stops the chain by leaving; it stops without the whole of: Commercial farms." in whole
    both = lead("leaving", with_table("leaving", stops=rows["stops"] | (rows["name"] == "commercial")))
    assert both[1:3] == [
        "The chain stops if one of these leaves: A-001.",
        "It also stops without the whole of: Commercial farms.",
    ]
    assert "Nobody stops the chain by leaving." in lead("leaving", with_table("leaving", stops=False))
    assert not any("without the whole" in line for line in lead("leaving"))


def test_losses_are_bars_the_worst_first_and_an_anchor_is_not_told_twice():
    members, others = (exhibit("leaving", f"leaving-{kind}") for kind in ("members", "classes"))
    assert isinstance(members.chart, Steps)
    assert [step.label for step in members.chart.steps][:2] == ["C-006", "A-001"]
    assert plain(members.chart.steps[1].text) == "5.1 million KGS/year, stops the chain"
    assert [step.label for step in others.chart.steps] == ["Commercial farms", "Dairy plant"]
    assert len(members.table.rows) == 15
    assert [plain(cell) for cell in members.table.rows[0][1:4]] == [
        *("7.3 million KGS/year", "1 million KGS/year", "8.3 million KGS/year")
    ]


def test_planning_together_says_gain_and_reason():
    said = lead("together")
    assert said[0] == (
        "Planned together, the chain would earn 2.1 million KGS/year more, 3% of it. "
        "The difference is largest in December; it comes from: the store of Cheese, Cheese shop."
    )
    assert said[1].startswith("The plan earns less in these months: July. It earns that back")
    chart = build_section(STUDY, "together").exhibits[0].chart
    assert isinstance(chart, Columns)
    assert [series.name for series in chart.bars] == ["As members run it", "Planned together"]
    nothing = with_table("coordination", gain=0.0)
    assert lead("together", nothing) == [
        "Planning together brings nothing more: as members run the chain is already the best that can be done."
    ]


def test_steps_are_ranked_with_package_and_break_even_cost():
    said = lead("first_steps")
    assert said[0] == (
        "First in rank: Two-tonne cooling tank. It lifts the net present value by 4.1 million KGS, "
        "4.56 KGS for every KGS paid for it; to begin it costs 900,000 KGS."
    )
    assert (
        said[1] == "Together, as a package: Two-tonne cooling tank; Winter feed. To begin they cost 1.15 million KGS."
    )
    assert said[2].endswith(
        "Win those who are undecided (up to 1.2 million KGS); "
        "One more member: Households · Lower villages (up to 300,000 KGS)."
    )
    one = exhibit("first_steps", "first-steps-ranked")
    assert [step.label for step in one.chart.steps][:2] == ["✓ Two-tonne cooling tank", "✓ Winter feed"]
    assert row_of(one.table, "Win those")[3] == "not known"
    assert len(one.table.rows) == 5


def test_packages_are_named_with_what_they_cost_and_bring_as_a_whole():
    table = exhibit("first_steps", "first-steps-packages").table
    assert [row[1] for row in table.rows] == ["Winter feed", "Two-tonne cooling tank; Winter feed"]
    assert plain(table.rows[1][3]) == "4.7 million KGS ± 300,000 KGS"


def test_a_return_too_good_to_be_true_is_asked_about():
    rows = STUDY.tables["first_steps"]
    said = lead("first_steps", with_table("first_steps", per_cost=rows["per_cost"].where(rows.index > 0, 282.0)))
    assert said[1] == (
        "Two-tonne cooling tank: 282 KGS for every KGS is more than such projects bring. Check the cost and what it "
        "adds first."
    )
    practice = with_table("first_steps", per_cost=282.0, step="border")
    assert "It comes from: Retail chains: demand. Check these and the cost first." in lead("first_steps", practice)[1]
    assert not any("more than such projects" in line for line in lead("first_steps"))


def test_a_step_of_which_only_the_cost_is_known_is_named():
    linked = [True, False, True, True, True]
    assert lead("first_steps", with_table("first_steps", linked=linked))[-1] == (
        "The cluster file ties nothing but a cost to these, so what they bring is not known: Winter feed."
    )
    table = exhibit("first_steps", "first-steps-ranked", with_table("first_steps", linked=linked)).table
    assert row_of(table, "Winter feed")[2] == "not known"


def test_if_nothing_with_a_price_pays_the_report_says_so():
    steps = STUDY.tables["first_steps"]
    poor = with_table("first_steps", npv_lift=steps["npv_lift"].where(steps["cost"].isna(), -1e5), in_package=False)
    assert lead("first_steps", poor)[0].endswith("its cost is not known.")
    assert lead("first_steps", poor)[1] == (
        "Of the steps whose cost is known, none lifts the net present value by itself."
    )


def test_a_step_that_may_be_chance_is_called_so():
    unsure = with_table("first_steps", npv_lift_se=3e6)
    assert lead("first_steps", unsure)[0].endswith("That may be chance: more draws would tell.")


def test_without_the_table_of_steps_nothing_is_ranked():
    bare = without(STUDY, "first_steps")
    assert lead("first_steps", bare) == ["No steps were tried one by one in this study, so they cannot be ranked."]
    assert lead("verdict", bare) == []
    none = with_table("first_steps", npv_lift=-1.0)
    assert lead("first_steps", none)[0] == "None of the steps that were tried lifts the net present value."
    assert lead("verdict", none) == []


def test_the_appendix_says_what_moves_the_result_and_when_it_turns():
    said = lead("certainty")
    assert said[0] == (
        "Most of the uncertainty of the net present value comes from: Today's collector: price (41%); "
        "Retail chains: price (24%); Cheese shop: cost (10%)."
    )
    assert said[1] == (
        "Today's collector: price: if it rises above 37.6 KGS/kg (+4.4% against 36 KGS/kg), the cluster no longer pays."
    )
    assert "Retail chains: price: if it falls below 491 KGS/kg (−10.7% against 550 KGS/kg)" in said[2]


def test_most_is_said_of_more_than_half_only():
    """And what explains no more than its own error is no cause at all."""
    rows = STUDY.tables["sensitivity"]
    assert lead("certainty", with_table("sensitivity", explained=rows["explained"] / 2))[0] == (
        "No few numbers make most of the uncertainty of the net present value; the largest parts come from: Today's "
        "collector: price (20%); Retail chains: price (12%); Cheese shop: cost (5%)."
    )
    none = with_table("sensitivity", explained_low=0.0)
    said = "No single number explains more of the spread of the net present value than its own error."
    assert lead("certainty", none)[0] == said
    assert "certainty-explained" not in {one.key for one in build_section(none, "certainty").exhibits}


def test_numbers_that_move_together_are_told_as_one_cause():
    rows = STUDY.tables["sensitivity"]
    prices = rows["path"].str.endswith(".price")
    one = with_table(
        "sensitivity",
        cause=rows["path"].where(~prices, "prices"),
        explained=rows["explained"].where(~prices, 0.6),
    )
    assert lead("certainty", one)[0] == (
        "Most of the uncertainty of the net present value comes from: Today's collector: price + Retail chains: price "
        "(60%); Cheese shop: cost (10%); common error of the answers at one place · Upper villages (2%)."
    )
    assert len(exhibit("certainty", "certainty-explained", one).table.rows) == 3


def test_nobody_is_to_be_asked_for_what_is_within_the_error():
    none = with_table("answers", explained_low=0.0)
    assert any("nobody stands out to be asked again" in line for line in lead("certainty", none))
    assert not any("F-001" in line for line in lead("certainty", none))
    assert "certainty-answers" not in {one.key for one in build_section(none, "certainty").exhibits}


def test_a_cluster_that_does_not_pay_is_told_when_it_would():
    poor = with_table("sensitivity", result_low=-1e6, result_high=-9e6)
    assert "only if it rises above 37.6 KGS/kg" in lead("certainty", poor)[1]
    assert "only if it falls below 491 KGS/kg" in lead("certainty", poor)[2]


def test_only_a_worth_that_is_no_chance_is_worth_asking_for():
    said = " ".join(lead("certainty"))
    assert "Knowing this first would be worth 250,000 KGS: Today's collector: price." in said
    assert "No other single number is worth asking more for." in said
    assert "No single answer alone would change the decision. If somebody is asked again, then first: F-001" in said
    assert "No single number is worth asking more for" in " ".join(
        lead("certainty", with_table("sensitivity", worth=0.0))
    )
    asked = " ".join(lead("certainty", with_table("answers", worth=4e5, worth_se=1e5)))
    assert "Answers to check before the meeting: F-001, F-002, F-003, F-004, F-005. Knowing the first" in asked


def test_the_tornado_goes_from_low_to_high_the_widest_first():
    one = exhibit("certainty", "certainty-tornado")
    assert isinstance(one.chart, Swings)
    assert [swing.label for swing in one.chart.swings] == [
        *("Today's collector: price", "Retail chains: price", "Cheese shop: cost")
    ]
    assert (one.chart.swings[0].at_low, one.chart.swings[0].at_high) == (30e6, -1e6)
    assert len(one.table.rows) == len(one.chart.swings)


def test_the_error_of_a_place_is_called_by_its_place():
    table = exhibit("certainty", "certainty-explained").table
    assert table.rows[3][0] == "common error of the answers at one place · Upper villages"


def test_standing_and_monte_carlo_error_close_the_appendix():
    said = lead("certainty")
    assert said[-2] == ("Dairy plant: the chance that it stands below its minimum load is highest in January, 46%.")
    assert said[-1].startswith("8,192 futures were drawn, not all there could be;")
    assert "Net present value (NPV): P10 ± 52,000 KGS, P50 ± 142,000 KGS, P90 ± 252,000 KGS" in said[-1]
    bare = STUDY.tables["measures"].drop(columns=["p10_se", "p50_se", "p90_se"])
    plain_study = type(STUDY)(**{**vars(STUDY), "tables": {**STUDY.tables, "measures": bare}})
    assert "Net present value (NPV): P10 ±" not in lead("certainty", plain_study)[-1]


@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_the_members_page_is_the_same_without_what_names_members(language):
    bare = without(STUDY, "leaving", "answers", "first_steps", "sensitivity", "standing", "coordination")
    page = members_page(STUDY, language)
    assert page == members_page(bare, language)
    for member in {*STUDY.tables["answers"]["member"], *STUDY.tables["leaving"].query("kind == 'member'")["name"]}:
        assert not re.search(rf"\b{re.escape(member)}\b", page)


@pytest.mark.parametrize("name", INSIGHT)
def test_a_study_made_before_these_tables_were_there_still_has_its_sections(name):
    tables = {key: table for key, table in STUDY.tables.items() if key in ("bottlenecks", "links")}
    old = ["as_run", "price_p10", "price_p50", "price_p90", "amount", "holds_from", "holds_to"]
    tables["bottlenecks"] = tables["bottlenecks"].drop(columns=old)
    older = type(STUDY)(**{**vars(STUDY), "tables": tables})
    assert build_section(older, name).lead
    assert isinstance(tables["bottlenecks"], pd.DataFrame)
