"""Seasonal work: honey of one summer, a shop that packs it; the same goods, other words of when the shop works."""

import numpy as np
import pytest
from small_clusters import make_cluster, make_members, make_spec

from capacity.intake.cluster_file.working_time import unsaid_working, works_as_goods_last
from capacity.model.calendar.timeline import course
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.today import YEAR, cover_table, link_table, run_today
from capacity.model.future.case import make_case
from capacity.model.future.monthly import monthly_paths
from capacity.model.future.projection import record_case
from capacity.model.plan.coordination import coordination_of
from capacity.model.results.summary import plain
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.without.without import usual

SUMMER = [0, 0, 0, 0, 0, 20, 50, 30, 0, 0, 0, 0]
DAYS = 365 / 12
HONEY = [
    {"member": "a", "cls": "keeper", "current": 7000 / 12, "joins": "yes"},
    {"member": "b", "cls": "keeper", "current": 5000 / 12, "joins": "yes"},
    {"member": "s", "cls": "shop", "capacity": 50 * DAYS, "joins": "yes"},
]
"""12 t of honey in the year; a shop for 50 kg a day"""


def honey(keeps: float = 12, **link: object) -> dict:
    """Keepers, a shop that packs their honey at 100 of 500 KGS, and a dealer who takes it raw at 300."""
    return {
        "cluster": "small-honey", "currency": "KGS", "start": "2027-01", "horizon": [3, "year"], "source": "guess",
        "sources": {"guess": {"title": "Guess"}},
        "products": {
            "honey": {"unit": "kg", "keeps": [keeps, "month"]},
            "jars": {"unit": "kg", "keeps": [1, "month"]},
        },
        "links": {
            "keeping": {"rated": "honey", "makes": {"honey": [1, "kg"]}},
            "packing": {
                "rated": "honey", "takes": {"honey": [1, "kg"]}, "makes": {"jars": [1, "kg"]},
                "cost": [100, "KGS/kg"], "minimum_load": [40, "kg/day"], **link,
            },
        },
        "classes": {"keeper": {"runs": ["keeping"], "season": "flow"}, "shop": {"runs": ["packing"]}},
        "seasons": {"flow": {"unit": "percent", "by_month": SUMMER}},
        "survey": {
            "member": {"columns": ["member"]}, "class": {"columns": ["cls"]},
            "current": {"columns": ["current"], "unit": "kg/month"},
            "capacity": {"columns": ["capacity"], "unit": "kg/day"},
            "joins": {"columns": ["joins"], "values": {"yes": [1, "share"]}},
        },
        "markets": {
            "town": {"buys": "jars", "price": [500, "KGS/kg"]},
            "dealer": {"buys": "honey", "price": [300, "KGS/kg"], "today": True},
        },
    }  # fmt: skip


def year(data: dict):
    """The like year as things stand: packed and sold raw by month, (12,), and the run."""
    run = run_today(make_cluster(data, make_members(HONEY)))
    packed = grid(run.flows, "activity", 24, 1)[0, YEAR, 0]
    return packed, grid(run.flows, "sold", 24, 1)[1, YEAR, 0], run


def fared(data: dict):
    cluster = make_cluster(data, make_members(HONEY))
    drawn = sample_draws(cluster, 8, 1)
    paths = monthly_paths(make_case(cluster.spec, cluster.survey.members), drawn)
    return continuity_table(cluster, "base", paths, cover_table(run_today(cluster)), drawn).iloc[0]


def test_honey_of_july_is_packed_until_it_is_gone():
    """6 t of July at 50 kg a day: the store holds them from the dealer, and the shop works into winter."""
    packed, _, run = year(honey())
    room = 50 * DAYS
    assert packed[5:12] == pytest.approx(np.full(7, room))
    first, sold = (grid(run.flows, name, 24, 1)[index, :12, 0] for name, index in (("activity", 0), ("sold", 1)))
    assert first == pytest.approx([0, 0, 0, 0, 0, *[room] * 7])
    assert sold == pytest.approx(np.zeros(12))
    assert grid(run.flows, "closing", 24, 1)[0, 7, 0] == pytest.approx(12000 - 3 * room)
    assert packed[:2] == pytest.approx([12000 - 7 * room, 0])


def test_what_does_not_keep_goes_to_the_dealer_and_the_shop_stands():
    """Without a store only the summer's months are worked; nobody calls the rest a season."""
    packed, raw, run = year(honey(keeps=0))
    assert packed[8:] == pytest.approx(np.zeros(4))
    assert raw[6] == pytest.approx(6000 - 50 * DAYS)
    assert cover_table(run)["below"].sum() == 9


def test_a_shop_works_as_long_as_its_goods_last():
    """Nothing stated and all that it takes keeps: no standing without goods, and the days are told: 12 t at 40 kg."""
    found = fared(honey())
    assert (found["works"], bool(found["works_stated"]), found["expected_months"]) == ("as_goods_last", False, 0)
    assert found["days_worked"] == pytest.approx(12000 / 40, rel=0.15)
    assert (found["volume"], found["probability_volume"]) == (1, 1)
    assert plain(found["working_months"]) is None


def test_all_year_is_all_year():
    """Who says that it works all year has it stand without goods: 12 t are eight months at 50 kg a day."""
    found = fared(honey(working_months="all_year"))
    assert (found["works"], found["working_months"]) == ("all_year", 12)
    assert found["expected_months"] > 3
    assert found["days_worked"] != found["days_worked"]


def test_only_working_months_count():
    """June to September: capacity and minimum load are 0 in the other months, and a year's volume is of the four."""
    data = honey(working_months=[6, 7, 8, 9])
    packed, _, run = year(data)
    least, room = (grid(run.inputs, name, 24, 1)[0, YEAR, 0] for name in ("minimum_load", "capacity"))
    assert least == pytest.approx(np.where(np.isin(np.arange(12), [5, 6, 7, 8]), 40 * DAYS, 0))
    assert room == pytest.approx(np.where(np.isin(np.arange(12), [5, 6, 7, 8]), 50 * DAYS, 0))
    assert packed[5:9] == pytest.approx(np.full(4, 50 * DAYS))
    found = fared(data)
    assert (found["working_months"], found["expected_months"]) == (4, 0)
    assert found["volume"] == pytest.approx(50 / 40)
    row = link_table(make_cluster(data, make_members(HONEY)), run).iloc[0]
    assert (row["capacity_expected"], row["minimum_load"]) == pytest.approx((50 * DAYS, 40 * DAYS))


def test_a_minimum_load_a_day_counts_working_days():
    spec = make_spec(honey(working_days=[20, "day/month"], working_months="all_year"))
    assert spec.links["packing"].minimum_load.mode == pytest.approx(40 * 20)
    yearly = make_spec(honey(minimum_load=[1200, "kg/year"], working_months=[6, 7, 8]))
    assert yearly.links["packing"].minimum_load.mode == pytest.approx(400)


@pytest.mark.parametrize(
    ("keeps", "link", "gathers"),
    [
        (12, {}, True),
        (0, {}, False),
        (12, {"minimum_load": [1200, "kg/month"]}, False),
        (12, {"working_months": [6, 7]}, False),
        (0, {"working_months": "as_goods_last"}, True),
        (12, {"working_months": "all_year"}, False),
    ],
)
def test_who_works_as_goods_last(keeps, link, gathers):
    assert works_as_goods_last(make_spec(honey(keeps, **link)), "packing") is gathers


def test_defaults_are_told_where_nobody_said():
    said = [issue.problem for _, issue in unsaid_working(make_spec(honey()))]
    assert len(said) == 2
    assert "as long" not in said[1]
    stated = make_spec(honey(working_months=[6, 7], may_stand=[1, "month"]))
    assert list(unsaid_working(stated)) == []


def test_planning_together_may_use_the_same_store():
    """The best plan begins with what the rule did: it never earns less, with days on which nothing is packed."""
    _, _, run = year(honey())
    assert coordination_of(run).gain >= -1e-6 * coordination_of(run).rule


def test_today_is_in_its_season():
    """A shop that packs 30 kg a day in its four months packs as honey comes in them, and nothing in the others."""
    cluster = make_cluster(
        honey(working_months=[6, 7, 8, 9]), make_members([*HONEY[:2], {**HONEY[2], "current": 30 * DAYS}])
    )
    case = make_case(cluster.spec, cluster.survey.members)
    way = course(cluster.spec, central_draws(cluster.slug), 12)
    x = record_case(case, way).conditions
    (worked,) = way.tape.read([usual(case.network, way, x.rows, case.workers).throughput[0]])
    share = np.array([0, 0, 0, 0, 0, 0.8, 2.0, 1.2, 0, 0, 0, 0])
    assert worked[:, 0] == pytest.approx(30 * DAYS * share)
    assert worked.sum() == pytest.approx(4 * 30 * DAYS)
