"""Links, products and places become nodes and pools."""

import numpy as np
import pandas as pd
import pytest
from known import pert_median
from small_clusters import dairy, dairy_members, make_cluster, make_members, make_spec

from capacity.intake.findings.issues import InputError
from capacity.model.chain.network import build_network, node_members
from capacity.model.chain.variables import grid
from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.draws import central_draws


def network(data: dict | None = None, members: pd.DataFrame | None = None):
    return build_network(make_spec(data or dairy()), dairy_members() if members is None else members)


def test_a_link_per_place_is_a_node_at_each_place():
    """Cooling runs above and below, cheese making once; nodes stand in the order of the flow."""
    names = [node.name for node in network().nodes]
    assert names == ["cooling@down", "cooling@up", "cheesing"]


def test_products_taken_per_place_stand_at_each_place():
    """Milk stands in both places, cooled milk in one; the collector buys in both."""
    chain = network()
    assert [pool.name for pool in chain.pools][:3] == ["milk@down", "milk@up", "cooled"]
    collector = next(market for market in chain.markets if market.name == "collector")
    assert [chain.pools[i].name for i in collector.pools] == ["milk@down", "milk@up"]
    assert {chain.pools[i].name for node in chain.nodes[:2] for port in node.takes for i in port.pools} == {
        "milk@down",
        "milk@up",
    }
    assert chain.pools[chain.pool_at("milk", "up")].name == "milk@up"


def test_a_link_without_inputs_is_no_node():
    """Keeping cows is production, not a node; its product is one that members bring."""
    assert "keeping" not in {node.link for node in network().nodes}
    assert network().sources == {"milk"}


def test_places_come_from_members_and_investments():
    """A place where only a tank will be built is there too; the plant's town is not."""
    data = dairy()
    data["finance"]["items"][0]["adds"] = {"cooling@top": [1, "t/day"]}
    members = dairy_members()
    members.loc[members["cls"] == "plant", "place"] = "town"
    nodes = [node.name for node in network(data, members).nodes]
    assert nodes == ["cooling@down", "cooling@top", "cooling@up", "cheesing"]


def test_members_without_a_place_have_a_place_of_their_own():
    """One milk producer without a place has no cooler; it does not make all coolers count twice."""
    nameless = make_members([{"member": "x", "cls": "home", "current": 500.0, "joins": "yes"}])
    members = pd.concat([dairy_members(), nameless], ignore_index=True)
    cluster = make_cluster(dairy(finance=None), members)
    flows, found = run_case(make_case(cluster.spec, members), central_draws("x"))
    inputs, chain = found.dataset(), network(members=members)
    assert [node.name for node in chain.nodes] == ["cooling", "cooling@down", "cooling@up", "cheesing"]
    assert [len(node_members(cluster.spec, members, node)) for node in chain.nodes] == [0, 1, 1, 1]
    assert grid(inputs, "capacity", 24, 1)[0].max() == 0
    assert grid(flows, "activity", 24, 1)[0].max() == 0


def test_without_places_everything_stands_in_one():
    """A cluster that does not ask for places has one pool and one node each."""
    members = dairy_members().assign(place="")
    chain = network(dairy(finance=None), members)
    assert [node.name for node in chain.nodes] == ["cooling", "cheesing"]
    assert [pool.name for pool in chain.pools][:2] == ["milk", "cooled"]


def test_equipment_belongs_to_its_link_and_place():
    """Points run the cooling of their place; the plant makes cheese wherever it stands."""
    members = dairy_members()
    chain, spec = network(), make_spec(dairy())
    found = {node.name: list(node_members(spec, members, node)["member"]) for node in chain.nodes}
    assert found == {"cooling@down": ["c2"], "cooling@up": ["c1"], "cheesing": ["p1"]}


def test_what_is_made_centrally_cannot_be_taken_per_place():
    """A dryer for the whole cluster in front of a link per place: refused, with what to do."""
    data = dairy()
    data["links"]["cheesing"]["per"] = "place"
    data["links"]["pooling"] = {"rated": "cooled", "takes": {"cooled": [1, "kg"]}, "makes": {"mixed": [1, "kg"]}}
    data["products"]["mixed"] = {"unit": "kg"}
    data["links"]["cheesing"]["takes"] = {"mixed": [1, "kg"]}
    data["links"]["cheesing"]["rated"] = "mixed"
    with pytest.raises(InputError, match="makes mixed for the whole cluster"):
        network(data)


def test_what_a_by_product_may_do():
    """Without a word and when it holds, the main product waits for it; free or at a cost it is thrown away."""
    for surplus, limits in ((None, False), ("free", False), ("holds", True), ({"cost": [1, "KGS/kg"]}, False)):
        data = dairy()
        data["products"]["whey"] = {"unit": "kg"} | ({"surplus": surplus} if surplus else {})
        cheesing = network(data).nodes[-1]
        assert [port.limits for port in cheesing.makes] == [True, limits]


def test_months_a_product_keeps():
    """Two months are two; what is not said to keep is gone at the month's end."""
    keeps = {pool.product: pool.keeps for pool in network().pools}
    assert (keeps["cheese"], keeps["milk"], keeps["whey"]) == (2, 0, 0)


def test_flow_order_whatever_the_file_says():
    """Links written from the market back still stand in the order of the flow."""
    data = dairy()
    data["links"] = dict(reversed(data["links"].items()))
    assert [node.link for node in network(data).nodes] == ["cooling", "cooling", "cheesing"]


def test_capacity_of_a_place_is_its_own():
    """What limits cooling above is the tank above, 0.9 of it usable, as likely as its owner joins."""
    cluster = make_cluster(dairy(finance=None, joining={}), dairy_members())
    _, found = run_case(make_case(cluster.spec, cluster.survey.members), central_draws("x"))
    assert grid(found.dataset(), "capacity", 24, 1)[:2, 0, 0] == pytest.approx(
        np.array([4000, 1600]) * 0.9 * pert_median(0.8, 0.9, 0.97)
    )
