"""Prices are held against each other, against what members are paid, and along the chain; usual ones raise nothing."""

import pytest
from small_clusters import dairy, make_members, make_spec

from capacity.intake.cluster_checks.prices import asked_prices, doubtful_prices

USUAL = {
    "shops": {"buys": "cheese", "price": [450, "KGS/kg"]},
    "collector": {"buys": "milk", "price": [33, "KGS/kg"]},
    "dealer": {"buys": "milk", "today": True, "price": [30, "KGS/kg"]},
}


def doubts(paid=31.0, **prices):
    markets = {name: USUAL[name] | ({"price": prices[name]} if name in prices else {}) for name in USUAL}
    spec = make_spec(dairy(markets=markets))
    members = make_members([{"member": f"H{n}", "cls": "home", "current": 300.0, "price": paid} for n in range(3)])
    return {".".join(map(str, path)) for path, _ in doubtful_prices(spec, asked_prices(spec, members))}


def test_usual_prices_are_not_remarked_on():
    assert doubts() == doubts(dealer=[60, "KGS/kg"]) == doubts(dealer=[10, "KGS/kg"]) == set()


@pytest.mark.parametrize("price", [[30, "KGS/t"], [3, "KGS/kg"], [300, "KGS/kg"], [3000, "KGS/kg"], [30, "kKGS/kg"]])
def test_the_dealers_price_is_asked_where_it_is_off_what_members_are_paid(price):
    assert doubts(dealer=price) == {"markets.dealer.price"}


@pytest.mark.parametrize("price", [[450, "KGS/t"], [0.45, "KGS/kg"]])
def test_a_link_that_sells_for_less_than_its_inputs_cost_is_asked(price):
    markets = {**USUAL, "shops": USUAL["shops"] | {"price": price}}
    spec = make_spec(dairy(markets=markets))
    found = [(path, issue.problem) for path, issue in doubtful_prices(spec, {"milk": 31.0}) if path[0] == "links"]
    assert [path for path, _ in found] == [("links", "cheesing")]
    assert "sold for" in found[0][1]
