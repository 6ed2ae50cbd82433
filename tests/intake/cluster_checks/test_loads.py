"""A minimum load that all the equipment of a link cannot carry stops a report, or is a question where it is near."""

import pytest
from small_clusters import dairy, make_members, make_spec

from capacity.intake.cluster_checks.loads import overloaded


def found(load, capacity=None, own=(400.0,)):
    links = dairy()["links"]
    links["cheesing"] |= {"minimum_load": load, "equipment": True}
    links["cheesing"].pop("capacity", None)
    if capacity:
        links["cheesing"]["capacity"] = capacity
    data = dairy(links=links)
    data["finance"]["items"] = [item for item in data["finance"]["items"] if "cheesing" not in str(item.get("adds"))]
    spec = make_spec(data)
    runs = next(name for name, kind in spec.classes.items() if "cheesing" in kind.runs)
    rows = [{"member": f"P{n}", "cls": runs, "capacity": amount * 365 / 12} for n, amount in enumerate(own)]
    return [(path, issue.severity) for path, issue in overloaded(spec, make_members(rows))]


PLACE = ("links", "cheesing", "minimum_load")


@pytest.mark.parametrize(
    ("load", "capacity", "own"),
    [
        ([100, "t/day"], None, (400.0,)),
        ([100, "t/day"], [0.4, "t/day"], ()),
        ([500, "kg/day"], [0.4, "t/day"], ()),
        ([1, 2, 3, "t/day"], [400, "kg/day"], ()),
        ([100, "t/day"], [0.4, "t/day"], (400.0,)),
    ],
)
def test_a_load_above_the_capacity_stops(load, capacity, own):
    assert found(load, capacity, own) == [(PLACE, "error")]


def test_a_load_near_the_answers_of_the_members_is_a_question():
    assert found([500, "kg/day"]) == [(PLACE, "warning")]


@pytest.mark.parametrize(
    ("load", "capacity", "own"),
    [
        ([100, "kg/day"], None, (400.0,)),
        ([100, 300, 900, "kg/day"], None, (400.0,)),
        ([700, "kg/day"], [0.4, "t/day"], (400.0,)),
        ([100, "t/day"], None, ()),
        ([100, "t/day"], None, (400.0, float("nan"))),
    ],
)
def test_a_load_that_can_be_carried_or_is_not_known_is_let_pass(load, capacity, own):
    assert found(load, capacity, own) == []
