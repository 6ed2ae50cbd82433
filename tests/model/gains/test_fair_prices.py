"""Prices at which no class loses, all products together: by hand, and against a linear programme."""

import numpy as np
import pytest
from money_clusters import books, one_chain
from scipy.optimize import linprog
from small_clusters import dairy, dairy_members

from capacity.model.gains.fair_prices import _classes, _traded, nobody_loses, prices_exist
from capacity.model.gains.gains import gains


def with_costs(**monthly: float) -> dict:
    """The chain of three in which some parties have a cost of their own, money a month."""
    running = [{"pay": "cost", "owner": name, "cost": [amount, "KGS/month"]} for name, amount in monthly.items()]
    return one_chain(finance={"discount_rate": [0.1, "1/year"], "running": running})


@pytest.mark.parametrize(
    ("costs", "now", "ever"),
    [
        ({}, True, True),
        ({"point": 5_000}, False, True),
        ({"farm": 6_000, "point": 7_800}, False, True),
        ({"farm": 6_000, "point": 7_900}, False, False),
        ({"plant": 13_900}, False, False),
    ],
)
def test_what_the_chain_earns_can_be_shared_until_it_is_used_up(costs, now, ever):
    """The plant keeps 13,800 a month; so much, and no more, can be passed on to the cooler and the farm."""
    ledger = books(with_costs(**costs))
    found = gains(ledger)
    assert (nobody_loses(ledger, found)[0], prices_exist(ledger, found)[0]) == (now, ever)


def test_elimination_finds_what_a_linear_programme_finds():
    """In 64 draws of the small dairy, with a price that hurts some: the same draws."""
    data = dairy()
    data["products"]["milk"]["pays"] = {"price": [20, 30, 40, "KGS/kg"]}
    data["markets"]["shops"]["price"] = [250, 350, 600, "KGS/kg"]
    ledger = books(data, dairy_members(), 64)
    found = gains(ledger)
    rows, money = _classes(ledger, found), _traded(ledger, found)
    expected = []
    for draw in range(64):
        slopes = money[:, rows, draw].T / 1e5
        level = found.net[rows, draw] / 1e5 - slopes.sum(axis=1)
        answer = linprog(np.zeros(len(money)), A_ub=-slopes, b_ub=level + 1e-9, bounds=(0, None))
        expected.append(answer.status == 0)
    assert 0 < sum(expected) < 64
    np.testing.assert_array_equal(prices_exist(ledger, found), expected)
