"""What a cluster file says that can be but is doubtful is a warning with its place; usual files have none."""

import pandas as pd
import pytest
from small_clusters import dairy, make_members
from survey_folders import CLUSTER, MAP, MARKETS, with_members

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_checks.statements import doubtful_answers, doubtful_statements
from capacity.intake.documents.document import Document, parse_document
from capacity.intake.specs import build_spec, read_specs

MARKETS_OF_CHEESE = dairy()["markets"] | {"hotel": {"buys": "cheese", "price": [520, "KGS/kg"]}}


def doubts(path="", value=None, **changes):
    finance = changes.get("finance", dairy()["finance"]) | {"inflation": [0, "1/year"]}
    data = dairy(**({"markets": MARKETS_OF_CHEESE} | changes | {"finance": finance}))
    document = Document(data, {}, "cluster.yml")
    spec = build_spec(document, {path: value} if path else {})
    return [(issue.severity, issue.code, issue.problem) for issue in doubtful_statements([spec], document)]


def test_a_usual_file_is_not_remarked_on():
    assert doubts() == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            "markets.fair.price",
            [450_000, "KGS/kg"],
            "this price of cheese is 865 times the price at {hotel}",
        ),
        ("markets.fair.price", [0.45, "KGS/kg"], "this price of cheese is 1/1,111 of the price at {shops}"),
        ("markets.shops.price", [400, 500, 600_000, "KGS/kg"], "the highest price is 1,500 times the lowest"),
    ],
)
def test_a_price_far_from_the_others_of_its_product_is_doubtful(path, value, problem):
    assert doubts(path, value) == [
        ("warning", "Y17", problem.format(shops="markets.shops.price", hotel="markets.hotel.price"))
    ]


@pytest.mark.parametrize("value", [[4500, "KGS/kg"], [6, "KGS/kg"], [0, "KGS/kg"], [10, 500, 5000, "KGS/kg"]])
def test_prices_that_differ_as_prices_do_are_not(value):
    assert doubts("markets.fair.price", value) == []


def test_prices_in_foreign_money_are_compared_at_the_exchange_rate():
    finance = {**dairy()["finance"], "exchange": {"VND": [0.0035, "KGS/VND"]}}
    fair = {"buys": "cheese", "price": [140_000, "VND/kg"], "currency": "VND"}
    shops = dairy()["markets"]["shops"]
    assert doubts(finance=finance, markets={**dairy()["markets"], "shops": shops, "fair": fair}) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("finance.items.0.month", 24),
        ("finance.items.0.in_use", 24),
        ("finance.running.0.start", 30),
        ("finance.grants.0.month", 25),
        ("ramps.feed.starts", [24, "month"]),
    ],
)
def test_what_begins_after_the_horizon_is_doubtful(path, value):
    ((severity, code, problem),) = doubts(path, value)
    assert (severity, code, "never comes: the last one is month 23" in problem) == ("warning", "Y18", True)


def test_a_key_with_nothing_behind_it_is_said_with_its_line(tmp_path):
    folder = with_members(tmp_path, ["K1", "ЛПХ", "12", "", "да"])
    text = CLUSTER + MAP + MARKETS.replace("KGS/kg]}", "KGS/kg], demand: }")
    (folder / "cluster.yml").write_text(text, encoding="utf-8")
    (issue,) = doubtful_statements(read_specs(folder).values(), parse_document(text))
    line = 1 + text[: text.index("markets:")].count("\n")
    assert (issue.code, issue.file.split(":")[1]) == ("Y19", str(line))
    assert issue.problem == "nothing is written behind demand: it counts as not stated"


@pytest.mark.parametrize(
    ("path", "value", "fix"),
    [
        ("survey.joins.values.yes", [0.8, "percent"], "did you mean 0.8 as a share, 80 percent?"),
        ("classes.farm.attainable", [0.15, "share"], "write the whole as a share of today's, e.g. [1.15, share]"),
    ],
)
def test_a_share_that_looks_like_percent_is_doubtful(path, value, fix):
    document = Document(dairy(), {}, "cluster.yml")
    found = doubtful_statements([build_spec(document, {path: value})], document)
    (issue,) = [issue for issue in found if issue.code != "Y23"]
    assert (issue.severity, issue.code, issue.fix.startswith(fix)) == ("warning", "Y21", True)


def test_a_scenario_may_take_a_limit_away():
    assert doubts(scenarios={"open": {"set": {"markets.shops.demand": None}}}) == []


def members(price=None, place="up"):
    rows = [{"member": f"H{number}", "cls": "home", "place": place, "current": 300.0} for number in range(3)]
    return make_members([row | ({"price": price} if price else {}) for row in rows])


def answers(found: pd.DataFrame, **changes):
    spec = build_spec(Document(dairy(**changes), {}, "cluster.yml"))
    return [(issue.code, issue.value) for issue in doubtful_answers(spec, found, lambda path: ".".join(map(str, path)))]


def test_an_investment_at_a_place_where_nobody_is_is_doubtful():
    assert answers(members()) == []
    assert answers(members(place="down")) == [("Y20", "cooling@up")]


@pytest.mark.parametrize(
    ("price", "found"),
    [(28.0, []), (100.0, []), (280.0, [("Y17", "")]), (28_000.0, [("Y17", "")]), (0.03, [("Y17", "")])],
)
def test_prices_of_the_survey_in_another_unit_than_those_of_the_file_are_doubtful(price, found):
    assert answers(members(price)) == found


def test_a_capacity_without_equipment_is_looked_at_by_nobody():
    links = dairy()["links"]
    links["cheesing"] |= {"equipment": False, "capacity": [300, "kg/day"], "usable": [0.9, "share"]}
    found = [problem for _, code, problem in doubts(links=links) if code == "Y24"]
    told = "the link cheesing has no equipment (equipment: false), so that nothing looks at its {}"
    assert found == [told.format("capacity"), told.format("usable")]


def test_a_class_that_no_answer_means_is_said():
    survey = {**dairy()["survey"], "class": {"columns": ["kind"], "values": {"двор": "home", "ферма": "farm"}}}
    assert answers(members(), survey=survey) == [("Y20", "")] * 3


def test_doubts_are_among_the_findings_of_a_cluster(tmp_path):
    folder = with_members(tmp_path, ["K1", "ЛПХ", "12", "", "да"])
    cluster = folder / "cluster.yml"
    cluster.write_text(cluster.read_text("utf-8").replace("KGS/kg]}", "KGS/kg], demand: }"), encoding="utf-8")
    assert [issue.code for issue in read_cluster(folder).survey.issues if issue.severity == "warning"] == ["Y19"]
