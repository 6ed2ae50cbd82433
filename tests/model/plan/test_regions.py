"""Critical regions: what one basis says of a thousand cases is what a thousand programmes say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Text, written_chain

from capacity.model.plan.best import certified, plan_layout
from capacity.model.plan.certificate import certify
from capacity.model.plan.layout import ACTIVITY, BALANCE
from capacity.model.plan.matrix import make_programme, read_inputs
from capacity.model.plan.regions import Changes, _inside, plans_by_region


def chain(**values: object):
    links = {"cool": ({"milk": 1}, {"cold": 0.9}), "cheese": ({"cold": 1}, {"soft": 0.1, "whey": 0.8})}
    text = Text(links, {"shop": "soft", "fair": "soft", "gate": "milk"}, keeps={"soft": 2}, today=("gate",))
    usual = {"price": {"shop": 50, "fair": 40, "gate": 2}, "demand": {"shop": 4, "fair": 3}, "cost": {"cool": 1}}
    season = [20, 30, 40, 60, 80, 100, 110, 90, 60, 40, 30, 20]
    return written_chain(
        text, 12, supply={"milk": season}, capacity={"cool": 70}, discard_cost={"whey": 0.1}, **usual, **values
    )


def programme(written, milk: float = 1.0, cooling: float = 1.0):
    layout, x = plan_layout(written.network, written.inputs, cyclic=True), read_inputs(written.inputs)
    x = {**x, "supply": x["supply"] * milk, "capacity": x["capacity"] * cooling}
    return make_programme(layout, x, np.ones((2, 12), dtype=bool))


def test_every_case_is_its_own_optimum():
    """Milk and cooling less by up to everything: value and price of each case as if solved alone."""
    written = chain()
    base = programme(written)
    layout = base.layout
    pool = next(r for r, place in enumerate(layout.rows) if place.kind == BALANCE and place.thing == 0)
    node = next(c for c, place in enumerate(layout.columns) if place == (ACTIVITY, 0, -1, -1))
    rng = np.random.default_rng(1)
    share = np.concatenate([rng.pareto(2.5, 150) * 0.02, [0.0, 0.5, 1.0]]).clip(0, 1)
    cooling = np.where(np.arange(len(share)) % 3 == 0, share, 0.0)
    rows, columns = layout.row_at(pool), layout.at(node)
    changes = Changes(rows, columns, -base.row_upper[rows] * share[None, :], -base.upper[columns] * cooling[None, :])
    sold = np.zeros(layout.size[1])
    sold[: len(sold) // 2] = 1.0
    found = plans_by_region(base, certified(base), changes, sold, allowed=np.ones(len(share), dtype=bool))
    assert found.solves < 20
    for case in range(0, len(share), 5):
        alone = programme(written, 1 - share[case], 1 - cooling[case])
        solution = certified(alone)
        assert found.value[case] == pytest.approx(alone.worth[:, 0] @ solution.x, rel=1e-9, abs=1e-9)
        prices = found.y[found.region[case]][:, None]
        assert certify(alone, solution.x[:, None], prices).holds.all()


@given(st.integers(0, 2**32 - 1))
def test_one_way_at_a_time_is_measured_as_all_ways_are(seed):
    """Cases that each go along one way: its nearest limits hold the same cases as the product of all."""
    rng = np.random.default_rng(seed)
    steps, room = rng.integers(-3, 4, (8, 3)).astype(float), rng.integers(-4, 9, 8) + 0.5
    along = np.where(np.arange(3)[:, None] == rng.integers(0, 4, 60), rng.integers(-4, 5, (3, 60)), 0).astype(float)
    expected = (steps @ along <= room[:, None]).all(axis=0)
    assert (_inside(steps, room, along) == expected).all()


def test_cases_that_are_not_asked_or_have_no_plan_stay_empty():
    """What is not allowed is not solved; what no plan can keep has no value."""
    base = programme(chain())
    row = next(r for r, place in enumerate(base.layout.rows) if place.kind == BALANCE and place.thing == 0)
    changes = Changes(np.array([row]), np.zeros(0, int), np.array([[0.0, -1.0, -1e6]]), np.zeros((0, 3)))
    allowed = np.array([True, False, True])
    found = plans_by_region(base, certified(base), changes, np.zeros(base.layout.size[1]), allowed=allowed)
    assert np.isfinite(found.value).tolist() == [True, False, False]
    assert found.region.tolist() == [0, -1, -1]
