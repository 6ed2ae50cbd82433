"""The bottleneck calendar: what one more unit is worth."""

import numpy as np
import pytest
from small_clusters import dairy, make_cluster, make_members

from capacity.model.diagnosis.bottlenecks import binding_chances, bottleneck_calendar
from capacity.model.diagnosis.today import run_today
from capacity.model.uncertainty.drawing import sample_draws

STAGES = {"mix": 150.0, "proof": 140.0, "bake": 100.0, "pack": 130.0}


def bakery(ovens: int = 5, flour: float = 1000.0, demand: float | None = None) -> dict:
    """Flour is mixed, proofed, baked, packed; each stage's machines are a member. One unit sells at 10."""
    names = ["flour", "dough", "proofed", "bread", "packed"]
    data = dairy(joining={}, events={}, ramps={}, finance=None, scenarios={}, purchases={}, seasons={})
    data["products"] = {name: {"unit": "kg"} for name in names}
    data["links"] = {"milling": {"rated": "flour", "makes": {"flour": [1, "kg"]}}}
    data["classes"] = {"mill": {"runs": ["milling"]}}
    for (stage, rate), before, after in zip(STAGES.items(), names[:-1], names[1:], strict=True):
        rate = 20.0 * ovens if stage == "bake" else rate  # noqa: PLW2901
        data["links"][stage] = {
            "rated": before, "takes": {before: [1, "kg"]}, "makes": {after: [1, "kg"]}, "capacity": [rate, "kg/month"],
        }  # fmt: skip
        data["classes"][stage] = {"runs": [stage]}
    shop = {"buys": "packed", "price": [10, "KGS/kg"]}
    data["markets"] = {"shop": shop | ({"demand": [demand, "kg/month"]} if demand else {})}
    del data["survey"]["joins"], data["survey"]["letter"]
    return data


def calendar(data: dict, flour: float = 1000.0):
    cluster = make_cluster(data, make_members([{"member": "m", "cls": "mill", "current": flour}]))
    return bottleneck_calendar(run_today(cluster))


@pytest.mark.parametrize(("ovens", "at"), [(5, "bake"), (6, "bake"), (7, "pack")])
def test_bakery_line(ovens, at):
    """Bake limits at 100 and, with one oven more, at 120; with two more pack limits at 130.

    Worth of a kg of capacity: 10.
    Source: operations-management exercise (known-answers.md); ovens bake 20 kg each.
    """
    found = calendar(bakery(ovens))
    assert set(found["at"]) == {at}
    assert set(found["kind"]) == {"capacity"}
    assert len(found) == 12
    assert found["shadow_price"].to_numpy() == pytest.approx(np.full(12, 10.0))


def test_scarce_supply_is_the_bottleneck():
    """60 kg of flour for a line of 100: only flour is worth something, its price at the end of the line."""
    found = calendar(bakery(), flour=60.0)
    assert set(zip(found["kind"], found["at"], strict=True)) == {("supply", "flour")}
    assert found["shadow_price"].to_numpy() == pytest.approx(np.full(12, 10.0))


def test_a_small_market_is_the_bottleneck():
    """Orders of 80 for a line of 100: one order more is worth 10; no capacity is worth anything."""
    found = calendar(bakery(demand=80.0))
    assert set(zip(found["kind"], found["at"], strict=True)) == {("market", "shop")}


def test_one_more_is_worth_nothing_where_two_limits_meet():
    """Orders of just 100 for a line of 100: neither one order more nor one more oven brings anything."""
    assert calendar(bakery(demand=100.0)).empty


def test_months_are_the_clusters():
    """The calendar has the months of the first year, from the start on."""
    assert list(calendar(bakery())["month"]) == [f"2027-{m:02d}" for m in range(3, 13)] + ["2028-01", "2028-02"]


def test_nothing_to_sell_has_no_bottleneck():
    """No supply at all: an empty calendar with its columns."""
    found = calendar(bakery(), flour=0.0)
    assert found.empty
    assert {"month", "kind", "at", "shadow_price"} <= set(found.columns)


def test_chance_of_binding():
    """Ovens that bake 90 to 110 against 100 kg of flour bind in about half of the futures."""
    data = bakery()
    data["links"]["bake"]["capacity"] = [90, 100, 110, "kg/month"]
    cluster = make_cluster(data, make_members([{"member": "m", "cls": "mill", "current": 100.0}]))
    chances = binding_chances(run_today(cluster, draws=sample_draws(cluster, 256, 1)))
    assert chances["capacity", "bake", "2027-05"] == pytest.approx(0.5, abs=0.02)
    assert chances["capacity", "pack", "2027-05"] == 0
    assert chances["supply", "", "2027-05"] == pytest.approx(0.5, abs=0.02)
