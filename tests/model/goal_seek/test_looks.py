"""Many values in one run give what each gives alone, and what cannot share a run does not."""

from functools import partial

import numpy as np
import pytest
from asked_chain import CLUSTER, WRITTEN

from capacity.model.goal_seek.goal import read_goal
from capacity.model.goal_seek.looks import Looks, different
from capacity.model.goal_seek.movable import find_movable
from capacity.model.uncertainty.draws import central_draws
from capacity.model.whatif.asked import glanced

VALUES = (0.0, 0.4, 0.9, 1.0, 1.3, 2.5)
"""of what the number is today"""


def looks(path, until, against=""):
    """The looks at a number of the chain of one farm, and its values."""
    number = find_movable(CLUSTER, WRITTEN, "base", path, partial(glanced, CLUSTER))
    goal = read_goal(until, CLUSTER.specs["base"])
    moved = lambda scenario, value: WRITTEN.spec(scenario, number.changes(value))  # noqa: E731
    made = Looks(goal, CLUSTER, moved, "base", against, central_draws(CLUSTER.slug))
    return made, [times * number.today for times in VALUES]


@pytest.mark.parametrize(
    ("path", "until", "against"),
    [
        ("markets.shops.price", "npv = 0", ""),
        ("markets.shops.price", "lowest_income >= 0", ""),
        ("markets.shops.price", "npv = 0", "dear_milk"),
        ("links.cheesing.cost", "npv@plant >= 0", ""),
        ("purchases.salt.price", "payback_years <= 1", ""),
        ("finance.items.0.cost", "npv = 0", ""),
    ],
)
def test_values_side_by_side_give_what_each_gives_alone(path, until, against):
    made, values = looks(path, until, against)
    shared = made.many(values)
    assert made.together
    assert shared == pytest.approx([made.one(value) for value in values], rel=1e-12)


def test_terms_of_a_loan_take_a_run_each_in_books():
    made, values = looks("finance.loans.0.rate", "dscr_min@plant >= 1.2")
    assert made.many(values) == [made.one(value) for value in values]


def test_what_cannot_be_is_none():
    made, _ = looks("markets.shops.price", "npv = 0")
    made.moved = lambda scenario, value: WRITTEN.spec(scenario, {"markets.shops.price": [value, "KGS/kg"]})
    found = made.many([-1.0, 400.0, 500.0, 600.0])
    assert found[0] is None
    assert found[1:] == pytest.approx([made.one(value) for value in (400.0, 500.0, 600.0)], rel=1e-12)


def test_specs_that_differ_in_more_than_numbers_have_no_common_run():
    base = WRITTEN.spec("base", {})
    dear, other = (
        WRITTEN.spec("base", change) for change in ({"markets.shops.price": [600, "KGS/kg"]}, {"start": "2028-01"})
    )
    assert different([base, other]) is None
    assert different([base, base]) == {}
    found = different([base, dear])
    assert list(found) == ["markets.shops.price"]
    assert np.array_equal(found["markets.shops.price"], [500, 600])
