"""Whether the plant runs: judged in the futures by the operating rule, with whose goods, and what is allowed."""

import pytest
from one_plant import FARMS, PLANT, plain
from small_clusters import make_cluster, make_members

from capacity.model.diagnosis.continuity import continuity_table
from capacity.model.diagnosis.today import cover_table, run_today
from capacity.model.future.case import make_case
from capacity.model.future.monthly import monthly_paths
from capacity.model.results.study import study
from capacity.model.uncertainty.drawing import sample_draws

RIVAL = {"member": "r", "cls": "rival", "capacity": 2000.0, "joins": "yes"}
SURE = [FARMS[0], FARMS[2], PLANT]


def fared(data: dict, rows: list[dict], draws: int = 64):
    """The first row of the table, of the plant for 2000 kg a month, a fifth busy, that stands below 600."""
    cluster = make_cluster(data, make_members(rows))
    drawn = sample_draws(cluster, draws, 1)
    paths = monthly_paths(make_case(cluster.spec, cluster.survey.members), drawn)
    return continuity_table(cluster, "base", paths, cover_table(run_today(cluster)), drawn).iloc[0]


def even(**changes: object) -> dict:
    """The plain chain without a season."""
    data = plain(**changes)
    del data["classes"]["farm"]["season"]
    return data


def with_rival(price: float) -> dict:
    """A second maker of the same milk, whose goods bring a price; the plant's bring 50 a kg of milk."""
    data = even()
    data["products"]["curd"] = {"unit": "kg"}
    data["links"]["curdling"] = {"rated": "milk", "takes": {"milk": [1, "kg"]}, "makes": {"curd": [1, "kg"]}}
    data["classes"]["rival"] = {"runs": ["curdling"]}
    data["markets"]["curd_shop"] = {"buys": "curd", "price": [price, "KGS/kg"]}
    return data


def test_members_goods_with_others_and_everybody():
    """300 kg of members and 400 of others reach 600; 300 alone never do, nor the 1000 to 1600 of all in no month."""
    found = fared(even(), SURE)
    assert (found["expected_months"], found["months_members_alone"], found["months_if_all_join"]) == (0, 12, 0)
    assert (found["months_today"], found["probability_more"], bool(found["met"])) == (0, 0, True)
    assert found["volume"] == pytest.approx(700 / 600)
    assert found["volume_members_alone"] == pytest.approx(300 / 600)
    assert found["volume_if_all_join"] == pytest.approx((300 + 900 + 400) / 600)


def test_everybody_who_was_asked_helps():
    """Without others' goods 300 are too few all year; the third farm, which said no, would bring 900 more."""
    data = even()
    data["classes"]["plant"].pop("busy")
    found = fared(data, SURE)
    assert (found["expected_months"], found["months_if_all_join"], found["idle_share"]) == (12, 0, 1)


@pytest.mark.parametrize(("price", "months"), [(40, 0), (60, 12)])
def test_a_rival_for_the_goods_counts(price, months):
    """The same milk comes in both; where another pays more for it, the plant stands: today and in the futures."""
    data = with_rival(price)
    data["classes"]["plant"]["busy"] = [0.15, "share"]
    data["links"]["drying"]["minimum_load"] = [500, "kg/month"]
    found = fared(data, [*SURE, RIVAL])
    assert (found["expected_months"], found["months_today"]) == (months, months)


def test_what_happens_counts():
    """In a year like today's nothing happens; in the futures the milk fails for 12 months every year or so."""
    data = even()
    data["events"] = {
        "drought": {
            "chance": [1, "1/year"], "lasts": [6, "month"], "times": {"classes.farm.output": [0.1, "share"]},
        }
    }  # fmt: skip
    found = fared(data, SURE)
    assert found["months_today"] == 0
    assert found["expected_months"] > 3
    assert found["probability_more"] > 0.5
    assert not found["met"]


def test_joining_over_time_counts():
    """Half of those who will join have joined after a year: until then the plant stands."""
    data = even()
    data["classes"]["plant"].pop("busy")
    data["joining"] = {"half_by": [12, "month"]}
    rows = [{**FARMS[2], "joins": "yes"}, PLANT]
    assert fared(data, rows)["months_today"] == 0
    assert fared(data, rows)["expected_months"] > 1


def test_what_is_allowed_comes_from_the_file():
    """Two months by default, shown as a default; else what the link states, and the chance is that of more."""
    data = even()
    data["classes"]["plant"].pop("busy")
    stated = even()
    stated["classes"] = data["classes"]
    stated["links"]["drying"]["may_stand"] = [12, "month"]
    first, second = fared(data, SURE), fared(stated, SURE)
    assert (first["allowed"], bool(first["allowed_stated"]), first["probability_more"]) == (2, False, 1)
    assert (second["allowed"], bool(second["allowed_stated"]), second["probability_more"]) == (12, True, 0)


def test_goods_that_are_bought_beside_the_members_are_others_goods():
    """The plant buys what milk it lacks: with it it runs, on the members' 300 alone it would stand."""
    data = even()
    data["purchases"] = {"dealer": {"sells": "milk", "price": [20, "KGS/kg"], "available": [900, "kg/month"]}}
    data["classes"]["plant"].pop("busy")
    found = fared(data, SURE)
    assert (found["expected_months"], found["months_members_alone"]) == (0, 12)
    assert found["volume_members_alone"] == pytest.approx(300 / 600)


def test_number_and_chance_are_of_one_measure():
    """The middle future reaches the minimum load exactly where at least half of the futures do."""
    for least in (500, 700, 900, 1200):
        data = even()
        data["links"]["drying"]["minimum_load"] = [least, "kg/month"]
        found = fared(data, [*FARMS, PLANT], draws=128)
        assert (found["volume"] >= 1 - 1e-9) == (found["probability_volume"] >= 0.5)


def test_any_plant_that_mostly_stands_is_named():
    """One may stand all year by the file and does, so that another is worse by what is allowed: both are told."""
    data = with_rival(60)
    data["links"]["drying"]["may_stand"] = [12, "month"]
    data["links"]["curdling"]["minimum_load"] = [250, "kg/month"]
    data["classes"]["plant"]["busy"] = [0.15, "share"]
    data["links"]["drying"]["minimum_load"] = [500, "kg/month"]
    summary = study(make_cluster(data, make_members([*SURE, RIVAL])), draws=16).summary["continuity"]
    assert summary["mostly_idle"] == ["drying"]
    assert summary["allowed"] in (2, 12)
    assert summary["met"]
