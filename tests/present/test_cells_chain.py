"""Cells of real chains: who stands behind what is sold where links are missing, full, or make by-products."""

from attack.campaigns import Chain, Kind, make_campaign
from attack.light_study import light_study
from small_clusters import dairy, make_cluster, make_members

from capacity.present.members_page.cells import release


def shown(chain, *kinds):
    return release(light_study(make_campaign("chain", list(kinds), chain).cluster))


def topics(release):
    return {name.partition(".")[0] for name in release.cleared}


def test_only_those_whose_place_has_a_plant_stand_behind_its_output():
    many, few = Kind("a", [100.0] * 30, places=("down",)), Kind("b", [300.0] * 3, places=("up",))
    assert "output" in topics(shown(Chain(each_place=True, plants=("down", "up")), many, few))
    assert "output" not in topics(shown(Chain(each_place=True, plants=("up",)), many, few))


def test_the_months_in_which_a_plant_stands_speak_of_its_own_place():
    many, few = Kind("a", [100.0] * 30, "steps", places=("down",)), Kind("b", [300.0] * 3, "steps", places=("up",))
    chain = Chain(each_place=True, plants=("down", "up"), least=900.0)
    stands = shown(chain, many, few).named("stands.")
    assert {name.partition(".")[0] for name in stands} == {"working@down"}


def test_a_market_that_is_full_in_summer_leaves_those_who_bring_in_winter():
    summer, winter = Kind("a", [100.0] * 20, "summer"), Kind("b", [400.0] * 2, "winter")
    assert "output" not in topics(shown(Chain(demand=200.0, demand_season="even"), summer, winter))
    winter = Kind("b", [100.0] * 8, "winter")
    assert "output" in topics(shown(Chain(demand=200.0, demand_season="even"), summer, winter))


def test_a_by_product_has_those_behind_it_who_make_it():
    """Thirty homes and two farms bring milk; only the farms sell calves."""
    data = dairy(horizon=[2, "year"], ramps={}, events={}, scenarios={})
    data["products"]["calf"] = {"unit": "piece"}
    data["links"]["keeping"]["makes"]["calf"] = [0.01, "piece"]
    data["links"]["dairying"] = {"rated": "milk", "makes": {"milk": [1, "kg"]}}
    data["markets"]["butcher"] = {"buys": "calf", "price": [9000, "KGS/piece"]}
    data["classes"]["home"]["runs"] = ["dairying"]
    rows = [{"member": f"h{i}", "cls": "home", "place": "up", "current": 400.0, "joins": "yes"} for i in range(30)]
    farms = [{"member": f"f{i}", "cls": "farm", "place": "up", "current": 900.0, "joins": "yes"} for i in range(2)]
    plant = [{"member": name, "cls": name, "place": "up", "capacity": 1e6} for name in ("point", "plant")]
    seen = release(light_study(make_cluster(data, make_members([*rows, *farms, *plant]))))
    assert seen.number("year.milk") is not None
    assert not [name for name in seen.cleared if "calf" in name]
