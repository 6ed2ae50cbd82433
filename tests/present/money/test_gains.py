"""Who gains, as the report says it."""

from dataclasses import replace

import pytest
from fake_study import fake_study, without

from capacity.intake.cluster_file.chain import PricePoint
from capacity.present.charts.charts import Columns, Fan, Steps, Swings
from capacity.present.order import build_section
from capacity.present.words.names import Names
from capacity.present.words.words import JOINER, NBSP, Words

STUDY = fake_study()
SECTION = build_section(STUDY, "gains")
EXHIBITS = {one.key: one for one in SECTION.exhibits}


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(JOINER, "")


def row_of(table, name: str) -> list[str]:
    return next([plain(cell) for cell in row] for row in table.rows if row[0].startswith(name))


def test_it_says_who_gains_surely_who_may_lose_and_who_loses():
    said = [plain(sentence) for sentence in SECTION.lead]
    assert said[0] == "These gain in at least 9 of 10 futures: Households, Dairy plant (anchor)."
    assert said[1].endswith("in brackets the chance to lose: Farms (30%).")
    assert said[2].endswith("in brackets the chance to lose: Commercial farms (99%).")


def test_a_range_of_prices_names_its_ends_and_whom_they_stop():
    said = [plain(sentence) for sentence in SECTION.lead]
    assert any("From 35.2 KGS/l to 38.4 KGS/l nobody whom this price touches loses" in one for one in said)
    (none,) = [one for one in said if "At no price of it nobody loses" in one]
    assert "would need at least 117.2 KGS/kg, and more than 116.9 KGS/kg no longer pays for" in none


def test_the_body_is_shared_alike_among_members():
    """1.08 million among 57.3 members are 19,000 each."""
    assert "for each member" in SECTION.lead[-1]
    assert "19,000 KGS/year" in plain(SECTION.lead[-1])


def test_waiting_is_said_to_pay_until_a_month():
    (said,) = [plain(one) for one in SECTION.lead if "waiting has paid" in one]
    assert "in store from July on: sold in September the waiting has paid in 60% of the futures" in said
    assert said.endswith("sold in October in 40%.")


def test_a_member_sees_its_year_with_its_range():
    (fact,) = [fact for fact in SECTION.facts if fact.label.startswith("Households")]
    assert plain(fact.value) == "1,782 KGS/year (−2,500 to 5,000)"
    assert plain(fact.because).startswith("66,000 KGS/year without the cluster, 68,000 KGS/year with it")


@pytest.mark.parametrize(
    ("key", "kind"),
    [("gains-classes", Swings), ("gains-months", Columns), ("gains-split", Steps), ("gains-waiting", Fan)],
)
def test_every_picture_has_its_table(key, kind):
    assert isinstance(EXHIBITS[key].chart, kind)
    assert EXHIBITS[key].table.rows


def test_bars_of_a_price_stand_one_behind_the_other_up_to_the_whole():
    steps = EXHIBITS["gains-split"].chart.steps
    assert [step.role for step in steps] == ["loss", "loss", "main", "loss", "loss", "floor"]
    assert steps[0].label == "Bought outside the cluster"
    assert (steps[1].start, steps[1].end) == pytest.approx((0.05, 0.5))
    assert (steps[-1].start, steps[-1].end) == pytest.approx((1.0, 1.05))


def test_the_split_shows_products_side_by_side_and_their_price():
    table = EXHIBITS["gains-split"].table
    assert len(table.head) == 3
    assert "550.1 KGS/kg" in row_of(table, "Price that buyers pay")[1]


def test_january_and_july_stand_beside_each_other():
    assert EXHIBITS["gains-seasons"].table.head[1:] == (
        "January, without",
        "January, with",
        "July, without",
        "July, with",
    )


def test_without_books_the_section_says_so():
    assert build_section(without(STUDY, "gains"), "gains").lead == ("Who gains was not computed for this study.",)


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_other_languages_say_as_much(language):
    section = build_section(STUDY, "gains", language)
    assert (len(section.lead), len(section.exhibits)) == (len(SECTION.lead), len(SECTION.exhibits))


def test_a_price_says_where_it_is_paid_and_of_what():
    point = PricePoint(at="farm_gate", per="l", fat=3.6, vat="none")
    names = [Names(STUDY.cluster.spec, Words(language)).price_point(point) for language in ("en", "ru")]
    assert plain(names[0]) == "at the farm gate, per l, 3.6% fat, no VAT charged"
    assert plain(names[1]) == "у ворот фермы, за л, жир 3,6 %, НДС не начисляется"


def test_a_month_in_which_nobody_of_a_class_has_joined_is_left_open():
    """Valid cluster 129: a class joins in March of a horizon of one year, the largest one in January."""
    rows = STUDY.tables["income"]
    early = (rows["party"] == "farm") & (rows["month"] < 3)
    later = replace(STUDY, tables={**STUDY.tables, "income": rows[~early]})
    exhibits = {one.key: one for one in build_section(later, "gains").exhibits}
    before, after = (row_of(one["gains-seasons"].table, "Farms") for one in (EXHIBITS, exhibits))
    assert after == [before[0], "–", "–", *before[3:]]


def test_it_says_which_without_was_taken_and_asks():
    """By the survey; nobody said; first-year margins; displaced purchases: each names who."""
    notes = plain(" ".join(SECTION.notes))
    assert "Without the cluster these go on as they do today, by the survey: Households, Dairy plant" in notes
    assert "Nobody said what these do today, so that all they earn counts as added by the cluster; ask them: " in notes
    assert "what a unit leaves them in the first year of the chain was taken: Dairy plant" in notes
    assert "Ask whether any of it goes on beside: Dairy plant" in notes
