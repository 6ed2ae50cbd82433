import numpy as np
import pytest
from known import pert_median
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.diagnosis.passing import arriving_today, central_future, passing


def cluster(members=None, **changes):
    plain = {"ramps": {}, "events": {}, "scenarios": {}, "horizon": [2, "year"]}
    data = dairy(**(plain | changes))
    del data["finance"]
    return make_cluster(data, dairy_members() if members is None else members)


def pools(network, product):
    return {network.pools[index].place: index for index in network.pools_of(product)}


def test_what_comes_through_is_the_recipe_s_yield():
    """A unit more of milk cooled at 0.98 and pressed at 0.1 is 0.098 of cheese where nothing is full, at medians."""
    cooled = pert_median(0.95, 0.98, 0.99)
    data = dairy()
    markets = {name: one for name, one in data["markets"].items() if name in ("shops", "pigs")}
    markets["shops"] = {"buys": "cheese", "price": [500, "KGS/kg"]}
    members = dairy_members()
    members["capacity"] *= 100
    products = data["products"] | {"cheese": {"unit": "kg"}}
    found = passing(central_future(cluster(members, markets=markets, products=products), "base"))
    rate = found.sold["cheese", 2]
    assert rate[list(pools(found.network, "milk").values())] == pytest.approx(np.full((2, 12), cooled * 0.1), rel=1e-3)


def test_through_a_full_or_a_missing_link_comes_nothing_more():
    members = dairy_members()
    members.loc[members["member"] == "c1", "capacity"] = 1.0
    members = members[members["member"] != "c2"]
    found = passing(central_future(cluster(members), "base"))
    here = pools(found.network, "milk")
    assert not found.sold["cheese", 1][list(here.values())].any()
    today = arriving_today(cluster(members), "base")
    assert today.rates["cooling@up"][here["up"]] == pytest.approx(np.ones(12))
    assert not today.rates["cheesing"].any()
    assert not today.parts["cheesing"].any()


def test_what_runs_through_a_node_is_the_central_run_s():
    found = passing(central_future(cluster(), "base"))
    assert found.activity.shape == (len(found.network.nodes), 24)
    assert found.activity.max() > 0
