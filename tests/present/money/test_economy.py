"""What the report says of the country's view: the tables' numbers; and nothing where nobody stated one."""

import pytest
from fake_study import fake_study, without

from capacity.present.charts.charts import Columns
from capacity.present.charts.of_money import bridge, jobs
from capacity.present.order import build_section
from capacity.present.words.words import JOINER, NBSP, Words

STUDY = fake_study()


def lead(study=STUDY):
    return [one.replace(NBSP, " ").replace(JOINER, "") for one in build_section(study, "economy").lead]


def test_it_says_what_it_is_worth_to_whom():
    assert lead()[0] == (
        "For the members the cluster is worth 12.4 million KGS on average, for the country 16.1 million KGS. "
        "The chance that it is worth anything to the country is 93%."
    )


def test_it_says_who_works_and_who_is_not_paid():
    assert lead()[1:3] == [
        (
            "In year 3 the chain gives 10.5 more full jobs than today to women, who earn 2 million KGS a year, and 5 "
            "to men, who earn 1.7 million KGS."
        ),
        "Of these, 1.5 are unpaid work of families.",
    ]


def test_it_says_what_is_added():
    assert lead()[3] == (
        "Value added in year 3: 7.4 million KGS, of which 3 million KGS for the members, 3.7 million KGS wages, "
        "700,000 KGS taxes."
    )


def test_the_bridge_ends_where_the_country_stands():
    """Steps between two totals sum to their difference."""
    chart = bridge(STUDY, Words())
    assert chart.steps[-2].end == pytest.approx(chart.steps[-1].end)
    assert [step.label for step in chart.steps[3:6]] == [
        "Taxes within: Dairy plant", "Taxes within: Investments", "Worth beside its price: Retail chains",
    ]  # fmt: skip


def test_jobs_stand_on_each_other():
    chart = jobs(STUDY, Words())
    assert isinstance(chart, Columns)
    assert [(one.name, one.values) for one in chart.bars] == [("Women", (8.5, 9.5, 10.5)), ("Men", (5.0, 5.0, 5.0))]


def test_unpaid_work_has_no_income():
    table = next(one for one in build_section(STUDY, "economy").exhibits if one.key == "economy-jobs").table
    assert [row[-1] for row in table.rows] == ["2,000", "1,700", "unpaid"]


def test_without_a_view_it_says_so():
    said = build_section(without(STUDY, "economy"), "economy")
    assert len(said.lead) == 1
    assert said.exhibits == ()
