"""The accounts of the parties: they close, they add up to the cluster's cash, and a small one worked by hand."""

from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_clusters import ROWS, books, one_chain
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.model.future.case import make_case
from capacity.model.gains.accounts import EARNED, SPENT, keep_books
from capacity.model.uncertainty.drawing import sample_draws


def month(ledger, party: str, number: int = 0) -> dict[str, float]:
    """What a party earns and spends in a month."""
    found = ledger.accounts.parties.sel(party=party).isel(month=number, draw=0)
    return {str(name): round(float(value), 6) for name, value in found.data_vars.items()}


def check_books(ledger) -> None:
    """The chain of money closes, and the parties' accounts add up to the cluster's."""
    accounts, flows = ledger.accounts.parties, ledger.flows
    for name in ("with_cluster", "without_cluster"):
        size = 1e-9 * (1 + np.abs(flows[name].values).max())
        np.testing.assert_allclose(accounts[name].sum("party"), flows[name], rtol=1e-9, atol=size)
    size = 1e-9 * (1 + float(accounts["paid"].max()))
    np.testing.assert_allclose(accounts["received"].sum("party"), accounts["paid"].sum("party"), rtol=1e-9, atol=size)
    earned = sum(accounts[line] for line in EARNED) - sum(accounts[line] for line in SPENT)
    size = 1e-9 * (1 + float(np.abs(earned).max()))
    np.testing.assert_allclose(accounts["with_cluster"], earned, rtol=1e-9, atol=size)
    deliveries = ledger.accounts.deliveries
    value = (deliveries["quantity"] * deliveries["price"]).sum("delivery")
    np.testing.assert_allclose(value, accounts["paid"].sum("party"), rtol=1e-9, atol=1e-9)
    assert float(deliveries["quantity"].min() if deliveries.sizes["delivery"] else 0) > -1e-6


def test_one_chain_by_hand():
    """The farm is paid today's 30, the cooler its cost, and the plant keeps what is left of 50,000 for 100 kg."""
    ledger = books(one_chain())
    farm, point, plant = (month(ledger, party) for party in ("farm", "point", "plant"))
    assert (farm["received"], farm["running"], farm["with_cluster"]) == (30_000, 12_000, 18_000)
    assert farm["without_cluster"] == 18_000
    assert (point["paid"], point["running"], point["received"], point["with_cluster"]) == (30_000, 1_000, 31_000, 0)
    assert (plant["paid"], plant["bought"], plant["running"], plant["sales"]) == (31_000, 200, 5_000, 50_000)
    assert plant["with_cluster"] == 13_800
    assert month(ledger, "cluster")["with_cluster"] == 0


def test_a_declared_price_moves_money_between_parties_only():
    """At 35 a kilogram by season the farm gains what the plant loses; the cluster as a whole stays as it was."""
    products = deepcopy(one_chain()["products"])
    products["milk"]["pays"] = {"price": [35, "KGS/kg"], "season": "pasture"}
    told, untold = books(one_chain(products=products)), books(one_chain())
    assert month(told, "farm")["received"] == 28_000  # March: index 0.8
    assert month(told, "farm", 4)["received"] == 56_000  # July: index 1.6
    assert month(told, "point")["with_cluster"] == 0
    moved = month(told, "plant", 4)["with_cluster"] - month(untold, "plant", 4)["with_cluster"]
    assert moved == -26_000
    np.testing.assert_allclose(told.flows["with_cluster"], untold.flows["with_cluster"])


def test_a_declared_price_moves_with_ramps():
    """The price of milk doubles in the fourth month; a price that follows from it moves with it."""
    data = one_chain(
        ramps={"dearer": {"of": "products.milk.pays.price", "times": [2, "share"], "starts": [3, "month"]}}
    )
    data["products"]["milk"]["pays"] = {"price": [35, "KGS/kg"]}
    ledger = books(data)
    assert [month(ledger, "farm", number)["received"] for number in (2, 3)] == [35_000, 70_000]
    assert [month(ledger, "point", number)["received"] for number in (2, 3)] == [36_000, 71_000]


def test_deliveries_name_product_seller_and_buyer():
    deliveries = books(one_chain()).accounts.deliveries
    found = list(zip(*(deliveries[name].values for name in ("product", "seller", "buyer")), strict=True))
    assert found == [("milk", "farm", "point"), ("cooled", "point", "plant")]
    assert deliveries["quantity"].values[:, 0, 0] == pytest.approx([1000, 1000])
    assert deliveries["price"].values[:, 0, 0] == pytest.approx([30, 31])


def test_a_by_product_lowers_the_price_of_the_main_one():
    """Whey at 1 KGS/kg pays for a part of the cheese: between two nodes 5 x 0.1 = cost less 0.8."""
    data = one_chain()
    data["products"]["packed"] = {"unit": "kg"}
    data["links"]["cheesing"]["makes"] = {"cheese": [0.1, "kg"], "whey": [0.8, "kg"]}
    data["links"]["packing"] = {"rated": "cheese", "takes": {"cheese": [1, "kg"]}, "makes": {"packed": [1, "kg"]}}
    data["links"]["packing"]["equipment"] = False
    data["classes"]["packer"] = {"runs": ["packing"]}
    data["markets"] |= {
        "shops": {"buys": "packed", "price": [500, "KGS/kg"]},
        "pigs": {"buys": "whey", "price": [1, "KGS/kg"]},
    }
    ledger = books(data)
    assert month(ledger, "plant")["received"] == pytest.approx(31_000 + 200 + 5_000 - 800)
    assert month(ledger, "plant")["sales"] == 800
    assert month(ledger, "plant")["with_cluster"] == 0
    assert month(ledger, "packer")["with_cluster"] == pytest.approx(50_000 - 35_400)


def test_a_party_that_grows_and_cools_pays_itself_nothing():
    """Own goods come first: only what the other brings is bought."""
    data = one_chain()
    data["classes"] |= {"big": {"runs": ["keeping", "cooling"]}, "point": {"runs": []}}
    rows = [
        ROWS[0] | {"current": 400.0},
        ROWS[1] | {"cls": "big", "current": 600.0},
        ROWS[2],
    ]
    ledger = books(data, make_members(rows))
    assert month(ledger, "big")["paid"] == 12_000
    assert month(ledger, "big")["received"] == 31_000
    assert month(ledger, "farm")["received"] == 12_000


def test_a_node_is_run_by_those_who_hold_its_capacity():
    """The farm adds a third of the plant's capacity: from that month on it runs a third of it."""
    data = one_chain(horizon=[1, "year"])
    item = {
        "buy": "vat",
        "owner": "farm",
        "cost": [1, "KGS"],
        "month": 2,
        "adds": {"cheesing": [18_000 / 365, "kg/day"]},
    }
    data["finance"] = {"discount_rate": [0.1, "1/year"], "items": [item]}
    ledger = books(data)
    assert month(ledger, "farm", 1)["sales"] == 0
    assert month(ledger, "farm", 2)["sales"] == pytest.approx(50_000 / 3)
    assert month(ledger, "plant", 2)["sales"] == pytest.approx(100_000 / 3)
    check_books(ledger)


def test_stored_goods_belong_to_those_who_made_them():
    """Cheese is made in one year's season by two plants and sold later: every som goes to who made it."""
    ledger = books(dairy(), dairy_members(), 32)
    check_books(ledger)


def test_owners_who_are_no_class_are_parties_too():
    """The file's owner of an investment may be a name of its own; it holds its overheads."""
    data = one_chain()
    data["finance"] = {
        "discount_rate": [0.1, "1/year"],
        "running": [{"pay": "test", "cost": [100, "KGS/month"], "owner": "laboratory", "start": 1}],
    }
    ledger = books(data)
    assert month(ledger, "laboratory")["overheads"] == 0
    assert month(ledger, "laboratory", 1)["with_cluster"] == -100


BIG = {"runs": ["keeping", "cooling"], "season": "pasture", "own_use": [0.1, "share"]}
DEARER = {"price": [20, 31, 40, "KGS/kg"], "season": "pasture"}
CHANGES = {
    "declared milk": {("products", "milk", "pays"): DEARER},
    "declared cooled milk": {("products", "cooled", "pays"): {"price": [33, "KGS/kg"]}},
    "farms cool": {("classes", "farm"): BIG},
    "two plants": {("classes", "dairyman"): {"runs": ["cheesing"], "busy": [0.5, "share"]}},
    "milk is bought": {
        ("purchases", "milk"): {"sells": "milk", "price": [20, "KGS/kg"], "available": [900, "kg/month"]}
    },
    "cooled milk is sold": {
        ("markets", "cold"): {"buys": "cooled", "price": [40, "KGS/kg"], "demand": [700, "kg/month"]}
    },
    "two collectors": {
        ("markets", "collector", "demand"): [1500, "kg/month"],
        ("markets", "second"): {"buys": "milk", "today": True, "price": [20, 29, 35, "KGS/kg"]},
    },
    "another's vat": {
        ("finance", "grants"): [],
        ("finance", "loans"): [],
        ("finance", "items", 0, "owner"): "farm",
        ("finance", "items", 0, "adds"): {"cheesing": [100, "kg/day"]},
    },
    "capacity nobody was asked about": {("links", "cheesing", "capacity"): [50, "kg/day"]},
    "a sales calendar": {
        ("products", "cheese", "store"): {"release": {"calendar": "pasture"}, "cost": [2, "KGS/kg/month"]}
    },
}


def changed(names: set[str]) -> dict:
    """The small dairy with some changes."""
    data = deepcopy(dairy())
    for name in sorted(names):
        for (*path, last), value in CHANGES[name].items():
            part = data
            for key in path:
                part = part[key]
            part[last] = deepcopy(value)
    return data


@settings(max_examples=10, deadline=None)
@given(names=st.sets(st.sampled_from(sorted(CHANGES))))
def test_accounts_close_and_add_up(names):
    """Whatever the cluster: received is paid, and the parties' cash is the cluster's, in every month and draw."""
    data = changed(names)
    extra = [{"member": "d1", "cls": "dairyman", "place": "up", "capacity": 700.0, "joins": "maybe"}]
    members = dairy_members()
    if "dairyman" in data["classes"]:
        members = make_members([*members.to_dict("records"), *extra])
    check_books(books(data, members, 8))
    check_books(books(data, members))


def test_a_draw_is_a_run_of_its_own():
    """The accounts of one draw do not depend on which others there are."""
    cluster = make_cluster(dairy(), dairy_members())
    case, draws = make_case(cluster.spec, cluster.survey.members), sample_draws(cluster, 16, 3)
    whole = keep_books(case, draws).accounts.parties
    part = keep_books(case, draws.part(4, 9)).accounts.parties
    for line in whole.data_vars:
        np.testing.assert_allclose(part[line], whole[line].isel(draw=slice(4, 9)), rtol=1e-12, atol=1e-6)


def test_members_in_another_order_have_the_same_accounts():
    cluster = make_cluster(dairy(), dairy_members())
    turned = dairy_members().iloc[::-1]
    draws = sample_draws(cluster, 4, 3)
    one, two = (keep_books(make_case(cluster.spec, some), draws).accounts.parties for some in (dairy_members(), turned))
    for line in one.data_vars:
        np.testing.assert_allclose(one[line], two[line], rtol=1e-9, atol=1e-6)
