"""What one spec changes in another can be made in a third."""

from pathlib import Path

import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_spec

from capacity.intake.findings.issues import InputError
from capacity.intake.specs import read_specs
from capacity.model.first_steps.step import changed, collide, differences

DATA = Path(__file__).parents[3] / "data"


@pytest.mark.parametrize("name", ["chui-dairy", "bishkek-sewing", "talas-beans"])
def test_the_changes_of_a_scenario_make_the_scenario(name):
    specs = read_specs(DATA / name)
    for spec in specs.values():
        assert changed(specs["base"], differences(specs["base"], spec)) == spec
        assert changed(spec, differences(spec, specs["base"])) == specs["base"]


def test_changes_of_two_scenarios_go_together():
    """A change keeps what another has changed beside it."""
    data = dairy()
    data["scenarios"] = {
        "dear": {"set": {"links.cheesing.cost": [9, "KGS/kg"]}},
        "low": {"set": {"links.cheesing.minimum_load": [10, "kg/day"]}},
    }
    specs = make_cluster(data, dairy_members()).specs
    both = changed(specs["dear"], differences(specs["base"], specs["low"]))
    assert both.links["cheesing"].cost.mode == 9
    assert both.links["cheesing"].minimum_load == specs["low"].links["cheesing"].minimum_load


def test_parts_of_one_part_collide():
    assert collide([("links", "a", "cost")], [("links", "a")])
    assert collide([("links", "a")], [("links", "a", "cost")])
    assert not collide([("links", "a", "cost")], [("links", "a", "capacity")])


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(InputError, match="kind"):
        make_spec(dairy(scenarios={"slow": {"kind": "wish", "set": {}}}))


def test_a_budget_is_money():
    data = dairy()
    data["finance"]["budget"] = [2, "MKGS"]
    assert make_spec(data).finance.budget.mode == 2e6
    data["finance"]["budget"] = [2, "kg"]
    with pytest.raises(InputError, match="write the number in KGS"):
        make_spec(data)
