"""The smallest group with which the chain works: suppliers from the largest down, against numbers worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clusters import dairy, make_cluster, make_members

from capacity.model.diagnosis.smallest_group import smallest_group


def dairy_of(amounts: list[float], load: float, season: list[float] | None = None):
    """Farms that deliver all they make to one plant; everything is certain, kg/month."""
    data = dairy(joining={}, events={}, ramps={}, finance=None, scenarios={}, purchases={}, seasons={})
    data["products"] = {"milk": {"unit": "kg"}, "cheese": {"unit": "kg"}}
    data["links"] = {
        "keeping": {"rated": "milk", "makes": {"milk": [1, "kg"]}},
        "cheesing": {
            "rated": "milk", "takes": {"milk": [1, "kg"]}, "makes": {"cheese": [0.1, "kg"]},
            **({"minimum_load": [load, "kg/month"]} if load else {}),
        },
    }  # fmt: skip
    data["classes"] = {"farm": {"runs": ["keeping"]}, "plant": {"runs": ["cheesing"], "founding": True}}
    if season:
        data["seasons"] = {"harvest": {"unit": "index", "by_month": season}}
        data["classes"]["farm"]["season"] = "harvest"
    data["markets"] = {"shop": {"buys": "cheese", "price": [500, "KGS/kg"]}}
    joins = {"columns": ["joins"], "values": {"maybe": [0.5, "share"]}}
    data["survey"] = {"member": {"columns": ["id"]}, "class": {"columns": ["kind"]}, "joins": joins}
    rows = [{"member": f"f{i:02}", "cls": "farm", "current": a, "joins": "maybe"} for i, a in enumerate(amounts)]
    return make_cluster(data, make_members([*rows, {"member": "p", "cls": "plant", "capacity": 1e6, "joins": "maybe"}]))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(1, 200))
@settings(max_examples=8, deadline=None)
def test_as_many_of_the_largest_as_reach_the_load(amounts, load):
    """Running sums of the amounts, largest first: the first that reaches the minimum load."""
    found = smallest_group(dairy_of([float(a) for a in amounts], load))
    ranked = sorted(amounts, reverse=True)
    needed = next((n for n in range(1, len(amounts) + 1) if sum(ranked[:n]) >= load), None)
    assert found.works == (needed is not None)
    assert found.suppliers == (needed or len(amounts))
    assert found.share == pytest.approx(sum(ranked[: found.suppliers]) / sum(amounts))
    assert found.loads == ("cheesing",)
    assert found.months_below == (0 if found.works else 12)


def test_names_come_largest_first():
    found = smallest_group(dairy_of([10.0, 40.0, 20.0, 30.0], 85))
    assert found.names == ("f01", "f03", "f02")
    assert (found.suppliers, found.heads, found.asked) == (3, 3.0, 4)


def test_months_without_a_harvest_do_not_count():
    """A crop of two months: the plant stands in the others, whoever joins; 2 of 3 fill it in the smaller month."""
    season = [0, 0, 0, 0, 0, 0, 0, 4, 8, 0, 0, 0]
    found = smallest_group(dairy_of([10.0, 10.0, 10.0], 75, season))
    assert (found.works, found.suppliers) == (True, 2)
    scarce = smallest_group(dairy_of([10.0, 10.0, 10.0], 130, season))
    assert (scarce.works, scarce.suppliers, scarce.months_below) == (False, 3, 1)


def test_a_chain_without_a_link_works_with_nobody():
    cluster = dairy_of([10.0, 20.0], 5)
    cluster.survey.members.loc[cluster.survey.members["cls"] == "plant", "capacity"] = 0.0
    found = smallest_group(cluster)
    assert (found.works, found.missing) == (False, ("cheesing",))


def test_without_a_minimum_load_one_is_enough():
    found = smallest_group(dairy_of([10.0, 20.0], 0))
    assert (found.works, found.suppliers, found.loads) == (True, 1, ())
