"""The bottleneck calendar of the plan: what binds, what it is worth, what is lost."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_members
from strategies import Text, written_chain

from capacity.model.diagnosis.today import run_today
from capacity.model.plan.best import best_plan, today_plan
from capacity.model.plan.calendar import plan_calendar

STAGES = {"mix": 150.0, "proof": 140.0, "bake": 100.0, "pack": 130.0}


def bakery(ovens: int = 5, **values: object):
    """Flour is mixed, proofed, baked, packed; one unit sells at 10."""
    names = ["flour", "dough", "proofed", "bread", "packed"]
    links = {
        stage: ({before: 1}, {after: 1}) for stage, before, after in zip(STAGES, names[:-1], names[1:], strict=True)
    }
    usual = {"supply": {"flour": 1000}, "capacity": STAGES | {"bake": 20.0 * ovens}, "price": {"shop": 10}}
    return written_chain(Text(links, {"shop": "packed"}), 12, **(usual | values))


def calendar(chain):
    return plan_calendar(best_plan(chain.network, chain.inputs))


@pytest.mark.parametrize(("ovens", "at", "lost"), [(5, "bake", 30.0), (6, "bake", 10.0), (7, "pack", 10.0)])
def test_bakery_line(ovens, at, lost):
    """Bake limits at 100 and, with one oven more, at 120; with two more pack limits at 130.

    Worth of a kg of capacity: 10, up to the next tightest stage; lost is what that one would still let through.
    Source: operations-management exercise (known-answers.md); ovens bake 20 kg each.
    """
    found = calendar(bakery(ovens))
    assert set(found["at"]) == {at}
    assert set(found["kind"]) == {"capacity"}
    assert list(found["month"]) == [f"2027-{month:02d}" for month in range(1, 13)]
    for name, value in (("shadow_price", 10), ("low", 10), ("high", 10), ("holds_from", 0), ("lost", lost)):
        assert found[name].to_numpy() == pytest.approx(np.full(12, value)), name
    assert (found["holds_to"] - found["amount"]).to_numpy() == pytest.approx(np.full(12, lost))


def test_scarce_supply_is_the_bottleneck():
    """60 kg of flour for a line of 100: flour alone is worth something, until the ovens are full."""
    found = calendar(bakery(supply={"flour": 60}))
    assert set(zip(found["kind"], found["at"], strict=True)) == {("supply", "flour")}
    assert found["holds_to"].to_numpy() == pytest.approx(np.full(12, 100))
    assert (found["lost"] == 0).all()


def test_a_kink_is_a_range():
    """Orders of just what the ovens bake: one more of either is worth nothing, one less of either costs 10."""
    found = calendar(bakery(demand={"shop": 100}))
    assert set(found["at"]) == {"bake", "shop"}
    assert (found["shadow_price"] == 0).all()
    assert found["high"].to_numpy() == pytest.approx(np.full(24, 10))


def test_where_nothing_else_limits_the_loss_is_without_end():
    """Bought flour without limit: more ovens would bake without end."""
    text = Text({"bake": ({"flour": 1}, {"bread": 1})}, {"shop": "bread"}, purchases={"mill": "flour"})
    chain = written_chain(text, capacity={"bake": 10}, buying_price={"mill": 0.5})
    found = calendar(chain)
    assert found["lost"].tolist() == [np.inf]
    assert found["holds_to"].tolist() == [np.inf]


def test_nothing_to_sell_has_no_bottleneck():
    """No supply at all: an empty calendar with its columns."""
    found = calendar(bakery(supply={"flour": 0}))
    assert found.empty
    assert {"month", "kind", "at", "shadow_price", "low", "high", "lost"} <= set(found.columns)


def test_of_a_survey():
    """The second of today's two years is the cyclic year of the plan."""
    found = today_plan(run_today(make_cluster(dairy(), dairy_members())))
    assert found.flows["month"].values.tolist()[0] == "2028-03"
    assert found.flows.sizes["month"] == 12
    assert not plan_calendar(found).empty
    silent = make_members([{"member": "v", "cls": "vet"}])
    assert today_plan(run_today(make_cluster(dairy(), silent))).value == 0
