"""Levers fit any cluster, change nothing at 0, and what they set reads as the change they promise."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_clusters import dairy, make_cluster, make_members, make_spec

from capacity.intake.documents.document import Document
from capacity.intake.scenarios import Written
from capacity.model.goal_seek.levers import Lever, all_changes, changes, find_levers, main_product, tightest_node
from capacity.model.results.study import study
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.whatif.glance import glance, glimpse, todays_study

MEMBERS = make_members(
    [
        {"member": "F1", "cls": "farm", "place": "up", "joins": "yes", "current": 3000.0},
        {"member": "F2", "cls": "farm", "place": "down", "joins": "yes", "current": 2500.0},
        {"member": "H1", "cls": "home", "place": "up", "joins": "maybe", "current": 600.0},
        {"member": "P1", "cls": "point", "place": "up", "joins": "yes", "capacity": 2500.0},
        {"member": "P2", "cls": "point", "place": "down", "joins": "yes", "capacity": 9000.0},
        {"member": "Z1", "cls": "plant", "joins": "yes", "capacity": 8000.0},
    ]
)


def written(data, **sets):
    """What stands in a cluster file given as plain data."""
    return Written(Path(), Document(data, {}, "cluster.yml"), {"base": {}, **sets}, frozenset())


def moved(data, lever, setting):
    """The spec of a cluster file with one lever moved."""
    return written(data).spec("base", changes(lever, setting, make_spec(data), partial(written(data).value, "base")))


@pytest.fixture(scope="module")
def small():
    """A small dairy, its study at a glance and its six levers by key."""
    cluster = make_cluster(dairy(), MEMBERS)
    seen = glance(glimpse(cluster, "base", cluster.spec, sample_draws(cluster, 8, 1)))
    return cluster, seen, {lever.key: lever for lever in find_levers(cluster.spec, seen.tables)}


def test_a_cluster_gets_six_levers_for_what_it_is_made_of(small):
    _, _, levers = small
    assert list(levers) == ["supply", "joining", "capacity", "price", "demand", "cost"]
    assert levers["supply"].paths == ("classes.home.rates", "classes.farm.rates")
    assert levers["price"].paths == ("markets.shops.price", "markets.fair.price")
    assert (levers["price"].at, levers["capacity"].at) == ("cheese", "cooling@up")
    assert levers["cost"].paths == ("links.cheesing.cost", "links.cooling.cost")


def test_at_zero_no_lever_sets_anything(small):
    cluster, _, levers = small
    assert all_changes(dict.fromkeys(levers.values(), 0.0), cluster.spec, written(dairy()).value) == {}


def test_output_that_is_kept_and_sold_in_shares_rises_by_the_percentage_in_every_month():
    cluster = make_cluster(dairy(), MEMBERS[MEMBERS["cls"] != "home"].reset_index(drop=True))
    lever = Lever("supply", "percent", -50, 50, 5, ("classes.farm.rates",))
    futures = sample_draws(cluster, 8, 1)
    before, after = (
        todays_study(glimpse(cluster, "x", spec, futures)).tables["supplied"]["amount"]
        for spec in (cluster.spec, moved(dairy(), lever, 20))
    )
    assert list(after / before) == pytest.approx([1.2] * 12)


def test_output_of_a_class_with_rates_is_multiplied_once_more():
    data = dairy()
    data["classes"]["farm"]["rates"] = {"yield": [2, 3, 4, "kg/head/month"]}
    lever = Lever("supply", "percent", -50, 50, 5, ("classes.farm.rates", "classes.home.rates"))
    spec = moved(data, lever, 10)
    assert {name: one.mode for name, one in spec.classes["farm"].rates.items()} == {"yield": 3, "change": 1.1}
    assert spec.classes["home"].rates["change"].mode == 1.1


def test_output_moved_before_is_moved_further():
    data = dairy()
    data["classes"]["farm"]["rates"] = {"change": [1.1, "kg"]}
    lever = Lever("supply", "percent", -50, 50, 5, ("classes.farm.rates",))
    assert moved(data, lever, 10).classes["farm"].rates["change"].mode == pytest.approx(1.21)


@given(setting=st.integers(-6, 6).map(lambda step: 5.0 * step))
def test_answers_about_joining_shift_by_the_points(setting):
    lever = Lever("joining", "points", -30, 30, 5, ("joining.common_error",))
    error = moved(dairy(), lever, setting).joining.common_error

    expected = [stated + setting / 100 for stated in (-0.1, 0, 0.05)]
    assert [error.low, error.mode, error.high] == pytest.approx(expected)


def test_answers_shift_also_where_no_common_error_or_no_joining_is_stated():
    lever = Lever("joining", "points", -30, 30, 5, ("joining.common_error",))
    for stated in ({}, {"half_by": [3, "month"]}):
        data = {key: value for key, value in dairy().items() if key != "joining"} | (
            {"joining": stated} if stated else {}
        )
        assert moved(data, lever, -10).joining.common_error.mode == -0.1
    percent = dairy(joining={"common_error": [-10, 0, 5, "percent"]})
    assert moved(percent, lever, 10).joining.common_error.mode == pytest.approx(0.1)


def test_capacity_is_added_in_the_unit_it_is_stated_in():
    lever = Lever("capacity", "t/day", 0, 1, 0.1, ("links.cheesing.capacity",), "cheesing")
    assert moved(dairy(), lever, 0.5).links["cheesing"].capacity.mode == pytest.approx(500 * 365 / 12)
    for stated, days in (([7.3, "t/month"], None), ([0.24, "t/day"], None), ([0.24, "t/day"], 20)):
        data = dairy()
        data["links"]["cheesing"] |= {"capacity": stated}
        data["links"]["cheesing"] |= {"working_days": [days, "day/month"]} if days else {}
        before, after = (spec.links["cheesing"].capacity.mode for spec in (make_spec(data), moved(data, lever, 0.5)))
        assert after - before == pytest.approx(500 * (days or 365 / 12))


@pytest.mark.parametrize(
    ("key", "path", "read"),
    [
        ("price", "markets.shops.price", lambda spec: spec.markets["shops"].price),
        ("demand", "markets.shops.demand", lambda spec: spec.markets["shops"].demand),
        ("cost", "links.keeping.cost", lambda spec: spec.links["keeping"].cost),
        ("loyalty", "classes.home.side_selling", lambda spec: spec.classes["home"].side_selling),
        ("interest", "finance.loans.0.rate", lambda spec: spec.finance.loans[0].rate),
    ],
)
def test_a_range_is_moved_whole_by_the_percentage(key, path, read):
    lever = Lever(key, "percent", -30, 30, 5, (path,))
    before, after = read(make_spec(dairy())), read(moved(dairy(), lever, 10))
    assert (after.low, after.mode, after.high) == pytest.approx(
        (before.low * 1.1, before.mode * 1.1, before.high * 1.1)
    )
    assert (after.source, after.name) == (before.source, before.name)


def test_a_share_is_never_moved_beyond_all():
    data = dairy()
    data["classes"]["home"]["side_selling"] = [40, 60, 80, "percent"]
    lever = Lever("loyalty", "percent", -100, 100, 10, ("classes.home.side_selling",))
    sold = moved(data, lever, 100).classes["home"].side_selling
    assert (sold.low, sold.mode, sold.high) == (0.8, 1.0, 1.0)


def test_without_demand_loans_or_answers_other_levers_take_their_place():
    data = dairy()
    for market in data["markets"].values():
        market.pop("demand", None)
        market.pop("demand_season", None)
    data["survey"].pop("joins")
    data["survey"].pop("letter")
    data["events"] = {}
    cluster = make_cluster(data, MEMBERS)
    seen = glance(glimpse(cluster, "base", cluster.spec, sample_draws(cluster, 8, 1)))
    keys = [lever.key for lever in find_levers(cluster.spec, seen.tables)]
    assert keys == ["supply", "capacity", "price", "cost", "outside", "loyalty"]


def test_new_numbers_carry_a_source_where_the_file_has_none_for_all():
    spec, nothing = make_spec(dairy()), lambda _: None
    for key, path, unit in (
        ("capacity", "links.cheesing.capacity", "t/day"),
        ("joining", "joining.common_error", "points"),
        ("supply", "classes.farm.rates", "percent"),
    ):
        lever = Lever(key, unit, 0, 1, 0.1, (path,), "cheesing", "guess")
        assert "guess" in str(changes(lever, 0.2, spec, nothing))


def test_a_link_nobody_runs_is_the_tightest_then_what_is_worth_most_then_the_fullest():
    links = pd.DataFrame({"node": ["a", "b"], "capacity": [10.0, 5.0]})
    cover = pd.DataFrame({"node": ["a", "b"], "cover": [0.9, 0.4]})
    calendar = pd.DataFrame(
        {"kind": ["capacity", "capacity", "market"], "at": ["a", "b", "m"], "shadow_price": [1.0, 3.0, 99.0]}
    )
    tables = {"links": links, "cover": cover, "bottlenecks": calendar}
    assert tightest_node(tables) == "b"
    assert tightest_node(tables | {"bottlenecks": calendar.iloc[2:]}) == "a"
    assert tightest_node(tables | {"links": links.assign(capacity=[0.0, 5.0])}) == "a"
    assert tightest_node(tables | {"links": links.iloc[:0]}) == ""


def test_the_main_product_is_what_the_chain_earns_most_with(small):
    cluster, seen, _ = small
    assert main_product(cluster.spec, seen.tables) == "cheese"
    assert main_product(cluster.spec, {"projection": pd.DataFrame()}) == ""


def test_a_glance_shows_the_figures_of_the_whole_study(small):
    cluster, seen, _ = small
    whole = study(cluster, draws=8, seed=1)
    assert seen.summary["critical_mass"] == whole.summary["critical_mass"]
    assert seen.summary["continuity"] == whole.summary["continuity"]
    assert seen.summary["scenarios"]["base"] == whole.summary["scenarios"]["base"]
    pd.testing.assert_frame_equal(seen.tables["cover"], whole.tables["cover"])
    spread = ["price_p10", "price_p50", "price_p90"]
    mine, theirs = (one.tables["bottlenecks"].drop(columns=spread) for one in (seen, whole))
    pd.testing.assert_frame_equal(mine, theirs)


def test_a_lever_moves_a_distribution_as_a_whole(small):
    """A price that is written as a normal stays one, its spread in proportion."""
    _, _, levers = small
    data = dairy()
    data["markets"]["shops"]["price"] = {"normal": {"mean": 500, "sd": 40}, "unit": "KGS/kg"}
    price = moved(data, levers["price"], 10).markets["shops"].price
    assert (price.mode, price.variance**0.5) == (pytest.approx(550), pytest.approx(44))
    data["joining"]["common_error"] = {"uniform": [-10, 5], "unit": "percent"}
    error = moved(data, levers["joining"], 10).joining.common_error
    assert (error.low, error.high) == (pytest.approx(0), pytest.approx(0.15))
