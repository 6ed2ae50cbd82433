"""Who leaves keeps its goods: three losses by hand on a chain of two farms, a plant and a collector."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.model.diagnosis.today import run_today
from capacity.model.plan.best import today_plan
from capacity.model.plan.contingency import contingencies
from capacity.model.plan.earnings import plan_earnings

MARGIN = 0.1 * 500 - 5
"""what the plant leaves of a kg of milk before it is paid"""
PAYS, OUTSIDE = 32.0, 30.0


def tiny(demand: float | None = None, pays: float | None = PAYS) -> dict:
    """A chain without ranges: 1,000 and 500 kg of milk a month, 10 kg of it a kg of cheese at 500."""
    limit = {} if demand is None else {"demand": [demand, "kg/month"]}
    inside = {} if pays is None else {"pays": {"price": [pays, "KGS/kg"]}}
    return {
        "cluster": "tiny",
        "currency": "KGS",
        "start": "2027-01",
        "horizon": [2, "year"],
        "source": "guess",
        "sources": {"guess": {"title": "A guess"}},
        "products": {"milk": {"unit": "kg", **inside}, "cheese": {"unit": "kg"}},
        "links": {
            "keeping": {"rated": "milk", "makes": {"milk": [1, "kg"]}, "cost": [12, "KGS/kg"]},
            "cheesing": {
                "rated": "milk",
                "takes": {"milk": [1, "kg"]},
                "makes": {"cheese": [0.1, "kg"]},
                "cost": [5, "KGS/kg"],
            },
        },
        "classes": {"farm": {"runs": ["keeping"]}, "plant": {"runs": ["cheesing"], "founding": True}},
        "survey": {"member": {"columns": ["id"]}, "class": {"columns": ["kind"]}},
        "markets": {
            "shops": {"buys": "cheese", "price": [500, "KGS/kg"], "demand": [1000, "kg/month"]},
            "collector": {"buys": "milk", "today": True, "price": [OUTSIDE, "KGS/kg"], **limit},
        },
    }


def members(**changes: object) -> pd.DataFrame:
    return make_members(
        [
            {"member": "big", "cls": "farm", "current": 1000.0},
            {"member": "small", "cls": "farm", "current": 500.0, **changes},
            {"member": "works", "cls": "plant", "capacity": 3000.0},
        ]
    )


def losses(data: dict, who: pd.DataFrame) -> pd.DataFrame:
    today = run_today(make_cluster(data, who))
    return contingencies(today, who, today_plan(today, ranges=False)).set_index(["kind", "name"])


def three(row: pd.Series) -> list[float]:
    return row[["others_lose", "self_loses", "all_lose"]].tolist()


def by_month(*amounts: float) -> object:
    return pytest.approx([12 * amount for amount in amounts], rel=1e-9, abs=1e-6)


def a_year(amount: float) -> object:
    return pytest.approx(12 * amount, rel=1e-9)


def test_a_farm_that_leaves_takes_its_milk_to_the_collector():
    """All lose what the chain made of its milk above today's price; it loses the better price, the others the rest."""
    found = losses(tiny(), members())
    for name, milk in (("big", 1000), ("small", 500)):
        row = found.loc[("member", name)]
        assert three(row) == by_month(milk * (MARGIN - PAYS), milk * (PAYS - OUTSIDE), milk * (MARGIN - OUTSIDE))
        assert row["lost"] == row["all_lose"]
        assert row["share_lost"] == pytest.approx(milk * (MARGIN - OUTSIDE) / (1500 * MARGIN))
        assert row["value"] == a_year((1500 - milk) * MARGIN)


def test_a_plant_that_leaves_costs_the_farms_the_better_price():
    """The farms fall back to the collector; the plant loses what it kept."""
    found = losses(tiny(), members())
    rest = by_month(1500 * (PAYS - OUTSIDE), 1500 * (MARGIN - PAYS), 1500 * (MARGIN - OUTSIDE))
    assert three(found.loc[("member", "works")]) == rest
    assert three(found.loc[("class", "plant")]) == rest


def test_the_others_have_what_the_collector_can_still_take():
    """The plant is full: 300 kg go to a collector who takes 600. The big farm fills it; the small one has the plant."""
    who = members().assign(capacity=[np.nan, np.nan, 1200.0])
    row = losses(tiny(demand=600.0), who).loc[("member", "big")]
    now = 1200 * MARGIN + 300 * OUTSIDE
    assert row["value"] == a_year(500 * MARGIN)
    assert row["all_lose"] == a_year(now - 500 * MARGIN - 600 * OUTSIDE)
    earns = (1200 * PAYS + 300 * OUTSIDE) * 1000 / 1500
    assert row["self_loses"] == a_year(earns - 600 * OUTSIDE)


def test_who_leaves_is_the_first_at_the_collector():
    """No plant, and a collector who takes 600 kg: the small farm sold 200 kg of it beside the other, alone its 500."""
    who = members().assign(capacity=[np.nan, np.nan, 0.0])
    row = losses(tiny(demand=600.0), who).loc[("member", "small")]
    assert row["value"] == a_year(100 * OUTSIDE)
    assert three(row) == by_month(300 * OUTSIDE, -300 * OUTSIDE, 0)


def test_without_a_declared_price_the_plant_keeps_the_surplus():
    """Milk then costs what the collector pays: a farm loses nothing by leaving, the others all of it."""
    found = losses(tiny(pays=None), members())
    assert three(found.loc[("member", "big")]) == by_month(1000 * (MARGIN - OUTSIDE), 0, 1000 * (MARGIN - OUTSIDE))
    assert three(found.loc[("member", "works")]) == by_month(0, 1500 * (MARGIN - OUTSIDE), 1500 * (MARGIN - OUTSIDE))


def test_of_a_row_that_stands_for_four_one_leaves():
    found = losses(tiny(), members(weight=4.0, current=125.0))
    one = 125 * (MARGIN - PAYS), 125 * (PAYS - OUTSIDE), 125 * (MARGIN - OUTSIDE)
    assert three(found.loc[("member", "small")]) == by_month(*one)


def test_the_worst_for_the_others_comes_first():
    """Not who loses most itself: the big farm (13,000 a month), the small one (6,500), then the plant (3,000)."""
    found = losses(tiny(), members())
    order = found.loc["member"]
    assert list(order.index) == ["big", "small", "works"]
    assert order["self_loses"].idxmax() == "works"


@pytest.mark.parametrize("pays", [None, 35.0])
def test_what_all_earn_is_the_value_of_the_plan(pays):
    """Whatever the prices inside the chain, they only share out what the plan brings."""
    data = dairy()
    if pays:
        data["products"]["milk"]["pays"] = {"price": [pays, "KGS/kg"]}
    who = dairy_members()
    today = run_today(make_cluster(data, who))
    plan = today_plan(today, ranges=False)
    earned = plan_earnings(today, who, plan)
    assert sum(earned.by_class.values()) + sum(earned.by_node.values()) == pytest.approx(plan.value, rel=1e-9)
    rows = contingencies(today, who, plan)
    together = (rows["others_lose"] + rows["self_loses"]).to_numpy()
    assert together == pytest.approx(rows["all_lose"].to_numpy(), rel=1e-9, abs=1e-6)
    assert (rows["all_lose"] >= 0).all()
