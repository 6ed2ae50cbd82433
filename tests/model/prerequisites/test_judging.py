"""The lights of the four prerequisites and the verdict: what is not told is unknown, never missing."""

import pandas as pd
import pytest

from capacity.intake.evidence.evidence import TOLD
from capacity.model.prerequisites import PREREQUISITES, judged, lights, specialisation, verdict
from capacity.model.prerequisites.trade import coherence

NONE = coherence(pd.DataFrame({"from_member": [], "product": [], "within": [], "worth": [], "contract": []}))


def region(quotient):
    """The table of a region with a location quotient; none where nobody told of it."""
    rows = [] if quotient is None else [("jobs", "jobs", 2025, "jobs", quotient * 10, 100, 10, 100)]
    names = ["measure", "unit", "year", "base", "branch", "whole", "branch_there", "whole_there"]
    return specialisation(pd.DataFrame(rows, columns=names))


def facts(**states):
    """Evidence by kind, written infrastructure_bank="there"."""
    found = [(*name.split("_"), name, state, False, "", "", "") for name, state in states.items()]
    return pd.DataFrame(found, columns=TOLD)


ALL_THERE = {
    **dict.fromkeys([f"infrastructure_{kind}" for kind in ("bank", "consulting", "market", "innovation")], "there"),
    **dict.fromkeys([f"support_{kind}" for kind in ("law", "programme", "institution", "management")], "there"),
    "resources_resource": "there",
}


def found(core=40, missing=(), quotient=2.0, told=None):
    mass = {"needed": 30, "missing_links": list(missing)}
    told = facts(**(ALL_THERE if told is None else told))
    return lights(judged(mass, core, NONE, region(quotient), told))


def test_all_there_is_begin():
    states = found()
    assert set(states.values()) == {"good"}
    assert verdict(states) == "begin"


def test_nothing_told_is_unknown_and_to_be_strengthened():
    states = found(quotient=None, told={})
    assert [states[name] for name in PREREQUISITES] == ["good", "none", "none", "none"]
    assert verdict(states) == "strengthen"


def test_neither_members_nor_specialisation_is_elsewhere():
    assert verdict(found(core=5, quotient=0.2, told={})) == "elsewhere"


def test_too_few_members_in_a_specialised_region_are_to_be_strengthened():
    assert verdict(found(core=5)) == "strengthen"


@pytest.mark.parametrize(("core", "state"), [(30, "good"), (29, "warn"), (21, "warn"), (20, "bad"), (0, "bad")])
def test_the_number_of_members(core, state):
    assert found(core=core)["members"] == state


def test_a_missing_link_is_bad_whatever_the_number():
    assert found(core=400, missing=["cooling"])["members"] == "bad"


@pytest.mark.parametrize(("quotient", "state"), [(1.25, "good"), (1.1, "warn"), (0.9, "bad")])
def test_the_quotient(quotient, state):
    rows = judged({"needed": 30, "missing_links": []}, 40, NONE, region(quotient), facts())
    assert rows.set_index("measure").loc["jobs", "state"] == state


def test_what_has_ended_is_missing():
    told = facts(support_law="there").assign(expired=True)
    rows = judged({"needed": 30, "missing_links": []}, 40, NONE, region(None), told)
    assert rows.set_index("measure").loc["law", "state"] == "bad"


def test_of_several_of_a_kind_the_best_counts():
    told = pd.concat([facts(infrastructure_bank="missing"), facts(infrastructure_bank="there")])
    rows = judged({"needed": 30, "missing_links": []}, 40, NONE, region(None), told)
    assert rows.set_index("measure").loc["bank", "state"] == "good"


def test_half_of_the_infrastructure_missing_is_bad():
    told = ALL_THERE | {"infrastructure_bank": "missing", "infrastructure_market": "missing"}
    assert found(told=told)["infrastructure"] == "bad"
    assert verdict(found(told=told)) == "strengthen"
